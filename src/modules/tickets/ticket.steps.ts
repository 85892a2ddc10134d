import { z } from 'zod';
import type { Change } from '../../operations/change.ts';
import { expectedVersion, idempotencyKey, idOf } from '../../operations/rules.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import { assertMayTake } from './ticket.policy.ts';
import { ticketById } from './ticket.queries.ts';
import { type TicketAction, ticketStatus } from './ticket.status.ts';

/** Which ticket, for a step that changes it. */
export const step = z.object({ id: idOf('ServiceTicket'), expectedVersion });

/** Which ticket, for a step that only adds to its history. */
export const remark = z.object({ id: idOf('ServiceTicket'), idempotencyKey });

/** Locks a ticket for a step, once it is sure that this actor may take it and that the ticket's status allows it. */
export async function lockFor(
  change: Change,
  action: TicketAction,
  { id, expectedVersion }: z.output<typeof step>,
) {
  const locked = await change.lock<ServiceTicket>('ticket', expectedVersion, ticketById(id));
  assertMayTake(action, change.actor, locked);
  return { locked, status: ticketStatus(locked, action) };
}

/** The ticket that a remark is about. */
export const findTicket = (change: Change, { id }: Pick<z.output<typeof remark>, 'id'>) =>
  change.find<ServiceTicket>('ticket', 'id', ticketById(id));
