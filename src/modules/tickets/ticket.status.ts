import { reject } from '../../shared/errors.ts';
import { next, type Transitions } from '../../shared/transitions.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import type { TicketStatus } from './ticket.enums.ts';

export type TicketAction =
  | 'assign'
  | 'accept'
  | 'return'
  | 'supervise'
  | 'transfer'
  | 'resolve'
  | 'callBack'
  | 'hideCaller'
  | 'correctCaller'
  | 'close'
  | 'reopen';

/** Where a ticket is in its life: its status, but for one that another province goes on with, which reads as closed. */
export type TicketStage = TicketStatus | 'TRANSFERRED';

/** The life of a ticket. A ticket that no station fits stays OPEN until the desk or a station takes it. */
export const ticketTransitions: Transitions<TicketStage, TicketAction> = {
  OPEN: {
    assign: 'ASSIGNED',
    accept: 'IN_PROGRESS',
    supervise: 'OPEN',
    transfer: 'TRANSFERRED',
    hideCaller: 'OPEN',
    correctCaller: 'OPEN',
  },
  ASSIGNED: {
    assign: 'ASSIGNED',
    accept: 'IN_PROGRESS',
    return: 'OPEN',
    supervise: 'ASSIGNED',
    transfer: 'TRANSFERRED',
    hideCaller: 'ASSIGNED',
    correctCaller: 'ASSIGNED',
  },
  IN_PROGRESS: {
    assign: 'ASSIGNED',
    return: 'OPEN',
    supervise: 'IN_PROGRESS',
    transfer: 'TRANSFERRED',
    resolve: 'RESOLVED',
    hideCaller: 'IN_PROGRESS',
    correctCaller: 'IN_PROGRESS',
  },
  RESOLVED: {
    callBack: 'RESOLVED',
    close: 'CLOSED',
    reopen: 'IN_PROGRESS',
    hideCaller: 'RESOLVED',
    correctCaller: 'RESOLVED',
  },
  CLOSED: { callBack: 'CLOSED', reopen: 'IN_PROGRESS', hideCaller: 'CLOSED', correctCaller: 'CLOSED' },
  // Of whoever called, each province keeps its own record, and answers for it.
  TRANSFERRED: { correctCaller: 'TRANSFERRED' },
};

/** The status an action leads to. @throws Rejection ILLEGAL_TRANSITION */
export function ticketStatus(
  ticket: Pick<ServiceTicket, 'status' | 'transferredToNumber'>,
  action: TicketAction,
): TicketStatus {
  const stage = ticket.transferredToNumber === null ? ticket.status : 'TRANSFERRED';
  const after = next(ticketTransitions, stage, action);
  if (!after) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
  return after === 'TRANSFERRED' ? 'CLOSED' : after;
}
