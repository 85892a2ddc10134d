import { describe, expect, it } from '@jest/globals';
import type { Rejection } from '../../shared/errors.ts';
import { TicketStatus } from './ticket.enums.ts';
import { type TicketAction, ticketStatus, ticketTransitions } from './ticket.status.ts';

const actions = ['assign', 'accept', 'resolve', 'close', 'reopen'] as const satisfies TicketAction[];

/** Where each action leads, in the order of `actions`; null where the status does not allow it. */
const life: Record<TicketStatus, (TicketStatus | null)[]> = {
  OPEN: ['ASSIGNED', 'IN_PROGRESS', null, null, null],
  ASSIGNED: ['ASSIGNED', 'IN_PROGRESS', null, null, null],
  IN_PROGRESS: ['ASSIGNED', null, 'RESOLVED', null, null],
  RESOLVED: [null, null, null, 'CLOSED', 'IN_PROGRESS'],
  CLOSED: [null, null, null, null, 'IN_PROGRESS'],
};

const steps = Object.values(TicketStatus).flatMap((status) =>
  actions.map((action, i) => ({ status, action, after: life[status][i] ?? null })),
);

const rejectionOf = (status: TicketStatus, action: TicketAction) => {
  try {
    return ticketStatus(status, action);
  } catch (error) {
    return (error as Rejection).problems;
  }
};

describe('a ticket', () => {
  it.each(steps.filter(({ after }) => after !== null))(
    'that is $status becomes $after by $action',
    ({ status, action, after }) => {
      expect(ticketStatus(status, action)).toBe(after);
    },
  );

  it.each(steps.filter(({ after }) => after === null))(
    'that is $status knows no $action',
    ({ status, action }) => {
      expect(rejectionOf(status, action)).toEqual([
        { code: 'ILLEGAL_TRANSITION', messageKey: 'ILLEGAL_TRANSITION', field: ['id'] },
      ]);
    },
  );

  it('knows no other status and no other action', () => {
    expect(Object.keys(ticketTransitions).sort()).toEqual(Object.keys(life).sort());
    expect(new Set(Object.values(ticketTransitions).flatMap((allowed) => Object.keys(allowed)))).toEqual(
      new Set(actions),
    );
  });

  it('can be brought to every status from its opening, and back to work from every later one', () => {
    const reached = new Set<TicketStatus>(['OPEN']);
    for (const status of reached) {
      for (const { after } of steps.filter((step) => step.status === status)) if (after) reached.add(after);
    }
    expect(reached).toEqual(new Set(Object.values(TicketStatus)));
    for (const status of ['RESOLVED', 'CLOSED'] as const)
      expect(ticketStatus(status, 'reopen')).toBe('IN_PROGRESS');
  });
});
