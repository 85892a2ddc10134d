import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { foundIn } from '../../graphql/found.ts';
import {
  type ContactQueries,
  Enterprise,
  EnterpriseContact,
  type EnterpriseQueries,
} from '../enterprises/index.ts';
import { PastActor } from '../stations/index.ts';
import { VisitRevision } from './visit-revision.entity.ts';

@Resolver(() => VisitRevision)
export class VisitRevisionResolver {
  constructor(
    private readonly enterprises: EnterpriseQueries,
    private readonly contacts: ContactQueries,
  ) {}

  @FieldResolver(() => PastActor, { description: 'Who did it, as of then.' })
  actor(@Root() { actorUsername, actorStationId }: VisitRevision): PastActor {
    return { username: actorUsername, stationId: actorStationId };
  }

  @FieldResolver(() => Enterprise, { description: 'The enterprise, as it was before.' })
  enterprise(@Root() revision: VisitRevision, @Ctx() ctx: Context) {
    return foundIn(ctx.one(this.enterprises.byIds, revision.enterpriseId));
  }

  @FieldResolver(() => EnterpriseContact, {
    nullable: true,
    description: 'Whom one met, as it was before.',
  })
  contact(@Root() revision: VisitRevision, @Ctx() ctx: Context) {
    return ctx.one(this.contacts.byIds, revision.contactId);
  }
}
