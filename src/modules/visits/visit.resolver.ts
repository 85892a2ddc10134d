import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { foundIn, idAs } from '../../graphql/found.ts';
import { assertPeriod } from '../../graphql/period.ts';
import { Reads, type Wanted, WantedIn } from '../../graphql/wanted.ts';
import {
  type ContactQueries,
  Enterprise,
  EnterpriseContact,
  type EnterpriseQueries,
  type WithEnterprise,
} from '../enterprises/index.ts';
import { Station, type StationQueries } from '../stations/index.ts';
import { FollowUp } from './follow-up.entity.ts';
import type { FollowUpQueries } from './follow-up.queries.ts';
import type { VisitCommands } from './visit.commands.ts';
import type { VisitCorrections } from './visit.corrections.ts';
import { EnterpriseVisit } from './visit.entity.ts';
import type { VisitQueries } from './visit.queries.ts';
import {
  CorrectVisitInput,
  EnterpriseVisitConnection,
  LogVisitInput,
  VisitFilter,
  VisitPayload,
  VisitRevisionConnection,
  VoidVisitInput,
} from './visit.types.ts';

@Resolver(() => EnterpriseVisit)
export class VisitResolver {
  constructor(
    private readonly visitQueries: VisitQueries,
    private readonly followUpQueries: FollowUpQueries,
    private readonly commands: VisitCommands,
    private readonly corrections: VisitCorrections,
    private readonly stations: StationQueries,
    private readonly enterprises: EnterpriseQueries,
    private readonly contacts: ContactQueries,
  ) {}

  @Query(() => EnterpriseVisitConnection, { description: 'Visits of your scope, latest first.' })
  visits(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => VisitFilter, { nullable: true, description: 'Only these.' })
    filter: VisitFilter | undefined,
    @WantedIn('edges', 'node') wanted: Wanted,
  ) {
    if (filter?.period) assertPeriod(filter.period);
    const criteria = {
      stationId: filter?.stationId ? idAs('Station', filter.stationId, actor) : null,
      enterpriseId: filter?.enterpriseId ? idAs('Enterprise', filter.enterpriseId, actor) : null,
      participant: filter?.participant?.normalize('NFC').trim() || null,
      period: filter?.period ?? null,
    };
    return this.visitQueries.list(actor, page, criteria, wanted);
  }

  @Mutation(() => VisitPayload, { description: 'Logs a visit of your station to an enterprise.' })
  logVisit(
    @Ctx() ctx: Context,
    @Arg('input', () => LogVisitInput, { description: 'The visit.' }) input: LogVisitInput,
  ) {
    return this.commands.log(ctx, input);
  }

  @Mutation(() => VisitPayload, { description: 'Puts right what was logged of a visit; figures follow.' })
  correctVisit(
    @Ctx() ctx: Context,
    @Arg('input', () => CorrectVisitInput, { description: 'Which, why, and what it really was.' })
    input: CorrectVisitInput,
  ) {
    return this.corrections.correct(ctx, input);
  }

  @Mutation(() => VisitPayload, {
    description: 'Takes a visit out of every list and figure, and what was still to follow with it.',
  })
  voidVisit(
    @Ctx() ctx: Context,
    @Arg('input', () => VoidVisitInput, { description: 'Which, and why.' }) input: VoidVisitInput,
  ) {
    return this.corrections.void(ctx, input);
  }

  @Reads<EnterpriseVisit>('stationId')
  @FieldResolver(() => Station, { description: 'The station that visited.' })
  station(@Root() { stationId }: Pick<EnterpriseVisit, 'stationId'>, @Ctx() ctx: Context) {
    return foundIn(ctx.one(this.stations.byIds, stationId));
  }

  @Reads<EnterpriseVisit>('enterpriseId')
  @FieldResolver(() => Enterprise, { description: 'The enterprise visited.' })
  enterprise(@Root() { enterprise, enterpriseId }: WithEnterprise, @Ctx() ctx: Context) {
    return enterprise ?? foundIn(ctx.one(this.enterprises.byIds, enterpriseId));
  }

  @Reads<EnterpriseVisit>('contactId')
  @FieldResolver(() => EnterpriseContact, { nullable: true, description: 'Whom one met.' })
  contact(@Root() { contactId }: Pick<EnterpriseVisit, 'contactId'>, @Ctx() ctx: Context) {
    return ctx.one(this.contacts.byIds, contactId);
  }

  @Reads<EnterpriseVisit>('id')
  @FieldResolver(() => [FollowUp], { description: 'What is to follow, earliest first.' })
  followUps(@Root() { id }: Pick<EnterpriseVisit, 'id'>, @Ctx() ctx: Context) {
    return ctx.one(this.followUpQueries.ofVisits, id);
  }

  @Reads<EnterpriseVisit>('id')
  @FieldResolver(() => VisitRevisionConnection, {
    description: 'How it was before each correction, latest first.',
  })
  revisions(
    @Root() { id }: Pick<EnterpriseVisit, 'id'>,
    @Ctx() ctx: Context,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return ctx.page(this.visitQueries.revisions, id, page);
  }
}

@Resolver(() => Enterprise)
export class EnterpriseVisitsResolver {
  constructor(private readonly visitQueries: VisitQueries) {}

  @FieldResolver(() => EnterpriseVisitConnection, { description: 'Your scope’s visits to it, latest first.' })
  visits(@Root() enterprise: Enterprise, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.visitQueries.ofEnterprises, enterprise.id, page);
  }
}

@Resolver(() => Station)
export class StationVisitsResolver {
  constructor(private readonly visitQueries: VisitQueries) {}

  @FieldResolver(() => EnterpriseVisitConnection, {
    description: 'The visits it made, latest first; none of a station out of your scope.',
  })
  visits(@Root() station: Station, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.visitQueries.ofStations, station.id, page);
  }
}
