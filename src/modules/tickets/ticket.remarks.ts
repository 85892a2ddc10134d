import { z } from 'zod';
import type { CommandRunner } from '../../operations/command.ts';
import { breach, optional, optionalText, text } from '../../operations/rules.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import { addEvent } from './ticket.history.ts';
import { assertMayTake } from './ticket.policy.ts';
import { ticketStatus } from './ticket.status.ts';
import { findTicket, remark } from './ticket.steps.ts';

const note = remark.extend({ note: text(2_000) });
const callback = remark
  .extend({ reached: z.boolean(), satisfied: optional(z.boolean()), note: optionalText(2_000) })
  .superRefine(({ reached, satisfied }, context) => {
    if (!reached && satisfied !== null) breach(context, 'INVALID', 'NOT_REACHED', ['satisfied']);
  });

export type TicketRemarks = ReturnType<typeof createTicketRemarks>;

const ticket = { returns: 'ticket', type: 'ServiceTicket' } as const;

/** What is added to a ticket's history and leaves the ticket as it is, its version included. */
export const createTicketRemarks = (command: CommandRunner) => ({
  addNote: command({
    operation: 'addTicketNote',
    ...ticket,
    rules: note,

    async run(change, input): Promise<ServiceTicket> {
      const found = await findTicket(change, input);
      await addEvent(change, found, 'NOTED', input.note);
      return found;
    },

    again: (change, _, input) => findTicket(change, input),
  }),

  /** 督办: a manager presses for a matter that is not resolved. */
  supervise: command({
    operation: 'superviseTicket',
    ...ticket,
    rules: note,

    async run(change, input): Promise<ServiceTicket> {
      const found = await findTicket(change, input);
      ticketStatus(found, 'supervise');
      await addEvent(change, found, 'SUPERVISED', input.note);
      return found;
    },

    again: (change, _, input) => findTicket(change, input),
  }),

  /** 回访: the caller was rung back about a matter that is resolved. */
  recordCallback: command({
    operation: 'recordTicketCallback',
    ...ticket,
    rules: callback,

    async run(change, { note, reached, satisfied, ...input }): Promise<ServiceTicket> {
      const found = await findTicket(change, input);
      assertMayTake('callBack', change.actor, found);
      ticketStatus(found, 'callBack');
      await addEvent(change, found, 'CALLED_BACK', note, { reached, satisfied });
      return found;
    },

    again: (change, _, input) => findTicket(change, input),
  }),
});
