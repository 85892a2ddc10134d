import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { assertPeriod } from '../../graphql/period.ts';
import type { Clock } from '../../shared/clock.ts';
import {
  GrantCallerAccessInput,
  MarkTicketConfidentialInput,
  WithdrawCallerAccessInput,
} from './caller-access.types.ts';
import type { TicketCommands } from './ticket.commands.ts';
import type { TicketConfidentiality } from './ticket.confidentiality.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { TicketOrder } from './ticket.enums.ts';
import type { TicketQueries } from './ticket.queries.ts';
import type { TicketRemarks } from './ticket.remarks.ts';
import {
  AcceptTicketInput,
  AddTicketNoteInput,
  AssignTicketInput,
  CloseTicketInput,
  OpenTicketInput,
  RecordTicketCallbackInput,
  ReopenTicketInput,
  ResolveTicketInput,
  ReturnTicketInput,
  ServiceTicketConnection,
  SuperviseTicketInput,
  TicketFilter,
  TicketPayload,
  TransferTicketInput,
} from './ticket.types.ts';

@Resolver()
export class TicketResolver {
  constructor(
    private readonly queries: TicketQueries,
    private readonly commands: TicketCommands,
    private readonly remarks: TicketRemarks,
    private readonly confidentiality: TicketConfidentiality,
    private readonly clock: Clock,
  ) {}

  @Query(() => ServiceTicket, { nullable: true, description: 'One ticket.' })
  async ticket(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('ServiceTicket', id, ctx.actor)));
  }

  @Query(() => ServiceTicketConnection, { description: 'Tickets of your scope.' })
  tickets(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => TicketFilter, { nullable: true, description: 'Only these.' }) filter?: TicketFilter,
    @Arg('orderBy', () => TicketOrder, { nullable: true, description: 'NEWEST when left out.' })
    orderBy?: TicketOrder,
  ) {
    if (filter?.period) assertPeriod(filter.period);
    const criteria = {
      ...filter,
      stationId: filter?.stationId ? idAs('Station', filter.stationId, actor) : null,
      overdue: filter?.overdue == null ? null : { at: this.clock(), is: filter.overdue },
    };
    return this.queries.list(actor, page, criteria, orderBy ?? TicketOrder.NEWEST);
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

  @Mutation(() => TicketPayload, {
    description: 'Gives a ticket back to the desk, which sends it elsewhere (退单).',
  })
  returnTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => ReturnTicketInput, { description: 'Which, and why.' }) input: ReturnTicketInput,
  ) {
    return this.commands.return(ctx, input);
  }

  @Mutation(() => TicketPayload, {
    description:
      'Gives a ticket to the province whose worker it is about: a ticket is opened at its desk, and ours ends. Answers ours.',
  })
  transferTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => TransferTicketInput, { description: 'Which, and where.' }) input: TransferTicketInput,
  ) {
    return this.commands.transfer(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Presses for a ticket that is not resolved (督办).' })
  superviseTicket(
    @Ctx() ctx: Context,
    @Arg('input', () => SuperviseTicketInput, { description: 'Which, and for what.' })
    input: SuperviseTicketInput,
  ) {
    return this.remarks.supervise(ctx, input);
  }

  @Mutation(() => TicketPayload, {
    description: 'Records that whoever called was called back about a resolved ticket (回访).',
  })
  recordTicketCallback(
    @Ctx() ctx: Context,
    @Arg('input', () => RecordTicketCallbackInput, { description: 'What came of it.' })
    input: RecordTicketCallbackInput,
  ) {
    return this.remarks.recordCallback(ctx, input);
  }

  @Mutation(() => TicketPayload, { description: 'Adds a note to a ticket’s history.' })
  addTicketNote(
    @Ctx() ctx: Context,
    @Arg('input', () => AddTicketNoteInput, { description: 'The note.' }) input: AddTicketNoteInput,
  ) {
    return this.remarks.addNote(ctx, input);
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

  @Mutation(() => TicketPayload, {
    description:
      'Hides who called (保密) from all but those who opened or handle the ticket, from you too if you do not. There is no way back.',
  })
  markTicketConfidential(
    @Ctx() ctx: Context,
    @Arg('input', () => MarkTicketConfidentialInput, { description: 'Which, and why.' })
    input: MarkTicketConfidentialInput,
  ) {
    return this.confidentiality.mark(ctx, input);
  }

  @Mutation(() => TicketPayload, {
    description:
      'Lets a colleague see the caller of a confidential ticket for a time, never yourself: by whoever opened or handles it, or a manager of the whole province.',
  })
  grantCallerAccess(
    @Ctx() ctx: Context,
    @Arg('input', () => GrantCallerAccessInput, { description: 'Whom, and why.' })
    input: GrantCallerAccessInput,
  ) {
    return this.confidentiality.grant(ctx, input);
  }

  @Mutation(() => TicketPayload, {
    description: 'Ends what `grantCallerAccess` gave a colleague. Nothing changes for one who had no access.',
  })
  withdrawCallerAccess(
    @Ctx() ctx: Context,
    @Arg('input', () => WithdrawCallerAccessInput, { description: 'Whose, and why.' })
    input: WithdrawCallerAccessInput,
  ) {
    return this.confidentiality.withdraw(ctx, input);
  }
}
