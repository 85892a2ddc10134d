import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { foundIn, idAs } from '../../graphql/found.ts';
import { assertPeriod } from '../../graphql/period.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { addDays, type BusinessDate, businessDate } from '../../shared/business-day.ts';
import type { Clock } from '../../shared/clock.ts';
import { Station, type StationQueries } from '../stations/index.ts';
import type { FollowUpCommands } from './follow-up.commands.ts';
import { FollowUp } from './follow-up.entity.ts';
import type { FollowUpQueries } from './follow-up.queries.ts';
import {
  AddFollowUpInput,
  CompleteFollowUpInput,
  FollowUpConnection,
  FollowUpFilter,
  FollowUpPayload,
  PostponeFollowUpInput,
} from './follow-up.types.ts';
import { EnterpriseVisit } from './visit.entity.ts';
import type { VisitQueries } from './visit.queries.ts';

@Resolver(() => FollowUp)
export class FollowUpResolver {
  constructor(
    private readonly queries: FollowUpQueries,
    private readonly commands: FollowUpCommands,
    private readonly visits: VisitQueries,
    private readonly stations: StationQueries,
    private readonly clock: Clock,
  ) {}

  @Query(() => FollowUpConnection, {
    description: 'Follow-ups of your scope: those still to be done earliest first, others latest first.',
  })
  followUps(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => FollowUpFilter, { nullable: true, description: 'Only these.' })
    filter?: FollowUpFilter,
  ) {
    if (filter?.period) assertPeriod(filter.period);
    const criteria = {
      stationId: filter?.stationId ? idAs('Station', filter.stationId, actor) : null,
      state: filter?.state ?? null,
      period: filter?.period ?? null,
    };
    return this.queries.list(actor, page, criteria, this.#today());
  }

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
    return this.queries.due(actor, page, before ?? addDays(this.#today(), 1));
  }

  @Mutation(() => FollowUpPayload, { description: 'Adds something to do to a visit.' })
  addFollowUp(
    @Ctx() ctx: Context,
    @Arg('input', () => AddFollowUpInput, { description: 'What, and by when.' }) input: AddFollowUpInput,
  ) {
    return this.commands.add(ctx, input);
  }

  @Mutation(() => FollowUpPayload, { description: 'Marks a follow-up as done.' })
  completeFollowUp(
    @Ctx() ctx: Context,
    @Arg('input', () => CompleteFollowUpInput, { description: 'What was done.' })
    input: CompleteFollowUpInput,
  ) {
    return this.commands.complete(ctx, input);
  }

  @Mutation(() => FollowUpPayload, { description: 'Moves a follow-up to a later day.' })
  postponeFollowUp(
    @Ctx() ctx: Context,
    @Arg('input', () => PostponeFollowUpInput, { description: 'Which, and until when.' })
    input: PostponeFollowUpInput,
  ) {
    return this.commands.postpone(ctx, input);
  }

  @FieldResolver(() => Boolean, { description: 'Still to be done, and its day is past.' })
  overdue(@Root() { dueOn, doneAt, voidedAt }: FollowUp): boolean {
    return !doneAt && !voidedAt && dueOn < this.#today();
  }

  @FieldResolver(() => Station, { description: 'Whose it is to do.' })
  station(@Root() followUp: FollowUp, @Ctx() ctx: Context) {
    return foundIn(ctx.one(this.stations.byIds, followUp.stationId));
  }

  @FieldResolver(() => EnterpriseVisit, { description: 'The visit it follows.' })
  visit(@Root() followUp: FollowUp, @Ctx() ctx: Context) {
    return foundIn(ctx.one(this.visits.byIds, followUp.visitId));
  }

  #today(): BusinessDate {
    return businessDate(this.clock());
  }
}
