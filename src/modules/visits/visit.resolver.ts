import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { assertPeriod } from '../../graphql/period.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { addDays, businessDate } from '../../shared/business-day.ts';
import type { Clock } from '../../shared/clock.ts';
import {
  type ContactQueries,
  Enterprise,
  EnterpriseContact,
  type EnterpriseQueries,
} from '../enterprises/index.ts';
import { Station, type StationQueries } from '../stations/index.ts';
import { FollowUp } from './follow-up.entity.ts';
import type { VisitCommands } from './visit.commands.ts';
import { EnterpriseVisit } from './visit.entity.ts';
import type { VisitQueries } from './visit.queries.ts';
import {
  CompleteFollowUpInput,
  EnterpriseVisitConnection,
  FollowUpConnection,
  FollowUpPayload,
  LogVisitInput,
  VisitFilter,
  VisitPayload,
} from './visit.types.ts';

@Resolver(() => EnterpriseVisit)
export class VisitResolver {
  constructor(
    private readonly visitQueries: VisitQueries,
    private readonly commands: VisitCommands,
    private readonly stations: StationQueries,
    private readonly enterprises: EnterpriseQueries,
    private readonly contacts: ContactQueries,
  ) {}

  @Query(() => EnterpriseVisitConnection, { description: 'Visits of your scope, latest first.' })
  visits(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => VisitFilter, { nullable: true, description: 'Only these.' }) filter?: VisitFilter,
  ) {
    if (filter?.period) assertPeriod(filter.period);
    return this.visitQueries.list(actor, page, {
      stationId: filter?.stationId ? idAs('Station', filter.stationId, actor) : null,
      enterpriseId: filter?.enterpriseId ? idAs('Enterprise', filter.enterpriseId, actor) : null,
      period: filter?.period ?? null,
    });
  }

  @Mutation(() => VisitPayload, { description: 'Logs a visit of your station to an enterprise.' })
  logVisit(
    @Ctx() ctx: Context,
    @Arg('input', () => LogVisitInput, { description: 'The visit.' }) input: LogVisitInput,
  ) {
    return this.commands.log(ctx, input);
  }

  @FieldResolver(() => Station, { description: 'The station that visited.' })
  async station(@Root() visit: EnterpriseVisit, @Ctx() ctx: Context) {
    return found(await ctx.one(this.stations.byIds, visit.stationId));
  }

  @FieldResolver(() => Enterprise, { description: 'The enterprise visited.' })
  async enterprise(@Root() visit: EnterpriseVisit, @Ctx() ctx: Context) {
    return found(await ctx.one(this.enterprises.byIds, visit.enterpriseId));
  }

  @FieldResolver(() => EnterpriseContact, { nullable: true, description: 'Whom one met.' })
  contact(@Root() visit: EnterpriseVisit, @Ctx() ctx: Context) {
    return ctx.one(this.contacts.byIds, visit.contactId);
  }

  @FieldResolver(() => [FollowUp], { description: 'What is to follow, earliest first.' })
  followUps(@Root() visit: EnterpriseVisit, @Ctx() ctx: Context) {
    return ctx.one(this.visitQueries.followUpsOfVisits, visit.id);
  }
}

@Resolver(() => FollowUp)
export class FollowUpResolver {
  constructor(
    private readonly visitQueries: VisitQueries,
    private readonly commands: VisitCommands,
    private readonly clock: Clock,
  ) {}

  @Query(() => FollowUpConnection, { description: 'What is still to be done, earliest first.' })
  followUpsDue(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('before', () => DateScalar, {
      nullable: true,
      description: 'Due before this day; left out, until today.',
    })
    before?: string,
  ) {
    return this.visitQueries.followUpsDue(actor, page, before ?? addDays(businessDate(this.clock()), 1));
  }

  @Mutation(() => FollowUpPayload, { description: 'Marks a follow-up as done.' })
  completeFollowUp(
    @Ctx() ctx: Context,
    @Arg('input', () => CompleteFollowUpInput, { description: 'What was done.' })
    input: CompleteFollowUpInput,
  ) {
    return this.commands.completeFollowUp(ctx, input);
  }

  @FieldResolver(() => EnterpriseVisit, { description: 'The visit it follows.' })
  async visit(@Root() followUp: FollowUp, @Ctx() ctx: Context) {
    return found(await ctx.one(this.visitQueries.byIds, followUp.visitId));
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
