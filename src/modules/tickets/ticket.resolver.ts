import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { assertPeriod } from '../../graphql/period.ts';
import type { Clock } from '../../shared/clock.ts';
import type { TicketCommands } from './ticket.commands.ts';
import { ServiceTicket } from './ticket.entity.ts';
import type { TicketQueries } from './ticket.queries.ts';
import {
  AcceptTicketInput,
  AddTicketNoteInput,
  AssignTicketInput,
  CloseTicketInput,
  OpenTicketInput,
  ReopenTicketInput,
  ResolveTicketInput,
  ServiceTicketConnection,
  TicketFilter,
  TicketPayload,
} from './ticket.types.ts';

@Resolver()
export class TicketResolver {
  constructor(
    private readonly queries: TicketQueries,
    private readonly commands: TicketCommands,
    private readonly clock: Clock,
  ) {}

  @Query(() => ServiceTicket, { nullable: true, description: 'One ticket.' })
  async ticket(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('ServiceTicket', id, ctx.actor)));
  }

  @Query(() => ServiceTicketConnection, { description: 'Tickets of your scope, latest first.' })
  tickets(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => TicketFilter, { nullable: true, description: 'Only these.' }) filter?: TicketFilter,
  ) {
    if (filter?.period) assertPeriod(filter.period);
    return this.queries.list(actor, page, {
      ...filter,
      stationId: filter?.stationId ? idAs('Station', filter.stationId, actor) : null,
      overdue: filter?.overdue == null ? null : { at: this.clock(), is: filter.overdue },
    });
  }

  @Mutation(() => TicketPayload, { description: 'Opens a ticket and sends it to the station that fits.' })
  openTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => OpenTicketInput, { description: 'The matter.' }) input: OpenTicketInput,
  ) {
    return this.commands.open(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Sends a ticket to a station (派单, 改派).' })
  assignTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => AssignTicketInput, { description: 'Which, and where.' }) input: AssignTicketInput,
  ) {
    return this.commands.assign(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Takes an assigned ticket on for your station.' })
  acceptTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => AcceptTicketInput, { description: 'Which.' }) input: AcceptTicketInput,
  ) {
    return this.commands.accept(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Adds a note to a ticket’s history.' })
  addTicketNote(
    @Ctx() ctx: Context,
    @Arg('input', () => AddTicketNoteInput, { description: 'The note.' }) input: AddTicketNoteInput,
  ) {
    return this.commands.addNote(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Resolves a ticket (办结).' })
  resolveTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => ResolveTicketInput, { description: 'Which, and how.' }) input: ResolveTicketInput,
  ) {
    return this.commands.resolve(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Closes a resolved ticket.' })
  closeTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => CloseTicketInput, { description: 'Which.' }) input: CloseTicketInput,
  ) {
    return this.commands.close(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Takes a resolved or closed ticket up again.' })
  reopenTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => ReopenTicketInput, { description: 'Which, and why.' }) input: ReopenTicketInput,
  ) {
    return this.commands.reopen(ctx, input);
  }
}
