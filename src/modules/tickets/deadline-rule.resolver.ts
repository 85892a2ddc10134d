import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found } from '../../graphql/found.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { type BusinessDate, businessDate } from '../../shared/business-day.ts';
import type { Clock } from '../../shared/clock.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import type { DeadlineRuleCommands } from './deadline-rule.commands.ts';
import { TicketDeadlineRule } from './deadline-rule.entity.ts';
import type { DeadlineRuleQueries } from './deadline-rule.queries.ts';
import {
  SetTicketDeadlinesInput,
  TicketDeadlineRuleConnection,
  TicketDeadlineRulePayload,
  TicketTerm,
} from './deadline-rule.types.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { TicketCategory } from './ticket.enums.ts';

@Resolver(() => TicketDeadlineRule)
export class DeadlineRuleResolver {
  constructor(
    private readonly queries: DeadlineRuleQueries,
    private readonly commands: DeadlineRuleCommands,
    private readonly clock: Clock,
  ) {}

  @Query(() => TicketDeadlineRule, {
    description: 'The rule by which tickets of your province are due that are opened on a day.',
  })
  async ticketDeadlineRule(
    @Ctx() { actor }: Context,
    @Arg('on', () => DateScalar, { nullable: true, description: 'Today when left out.' }) on?: BusinessDate,
  ) {
    return found(await this.queries.inForce(actor, on ?? businessDate(this.clock())));
  }

  @Query(() => TicketDeadlineRuleConnection, {
    description: 'Every rule your province has set, latest first; none while the national default holds.',
  })
  ticketDeadlineRules(@Ctx() { actor }: Context, @Args(() => PageArgs) page: PageArgs) {
    return this.queries.list(actor, page);
  }

  @Mutation(() => TicketDeadlineRulePayload, {
    description:
      'Sets how long tickets of your province may take that are opened from a day on. Those opened before keep their deadlines.',
  })
  setTicketDeadlines(
    @Ctx() ctx: Context,
    @Arg('input', () => SetTicketDeadlinesInput, { description: 'The rule.' }) input: SetTicketDeadlinesInput,
  ) {
    return this.commands.set(ctx, input);
  }

  @FieldResolver(() => Region, {
    nullable: true,
    description: 'The province; null for the national default.',
  })
  province(@Root() rule: TicketDeadlineRule): RegionRecord | null {
    return rule.provinceRegionCode ? regions.get(rule.provinceRegionCode) : null;
  }

  @FieldResolver(() => [TicketTerm], { description: 'One for each category.' })
  terms(@Root() rule: TicketDeadlineRule): TicketTerm[] {
    return Object.values(TicketCategory).map((category) => ({ category, ...rule.terms[category] }));
  }
}

@Resolver(() => ServiceTicket)
export class TicketDeadlineResolver {
  constructor(private readonly queries: DeadlineRuleQueries) {}

  @FieldResolver(() => TicketDeadlineRule, { description: 'The rule its deadline was set by.' })
  async deadlineRule(@Root() ticket: ServiceTicket, @Ctx() ctx: Context) {
    return found(await ctx.one(this.queries.byIds, ticket.deadlineRuleId));
  }
}
