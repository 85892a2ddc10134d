import { reject } from '../../shared/errors.ts';
import { next, type Transitions } from '../../shared/transitions.ts';
import type { TicketStatus } from './ticket.enums.ts';

export type TicketAction = 'assign' | 'accept' | 'resolve' | 'close' | 'reopen';

/** The life of a ticket. A ticket that no station fits stays OPEN until the desk or a station takes it. */
export const ticketTransitions: Transitions<TicketStatus, TicketAction> = {
  OPEN: { assign: 'ASSIGNED', accept: 'IN_PROGRESS' },
  ASSIGNED: { assign: 'ASSIGNED', accept: 'IN_PROGRESS' },
  IN_PROGRESS: { assign: 'ASSIGNED', resolve: 'RESOLVED' },
  RESOLVED: { close: 'CLOSED', reopen: 'IN_PROGRESS' },
  CLOSED: { reopen: 'IN_PROGRESS' },
};

/** The status an action leads to. @throws Rejection ILLEGAL_TRANSITION */
export function ticketStatus(status: TicketStatus, action: TicketAction): TicketStatus {
  const after = next(ticketTransitions, status, action);
  if (!after) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
  return after;
}
