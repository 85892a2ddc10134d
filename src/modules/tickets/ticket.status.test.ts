import { describe, expect, it } from '@jest/globals';
import type { Rejection } from '../../shared/errors.ts';
import { TicketStatus } from './ticket.enums.ts';
import { type TicketAction, type TicketStage, ticketStatus, ticketTransitions } from './ticket.status.ts';

const actions = [
  'assign',
  'accept',
  'return',
  'supervise',
  'transfer',
  'resolve',
  'callBack',
  'close',
  'reopen',
  'hideCaller',
  'correctCaller',
] as const satisfies TicketAction[];

/** Where each action leads, in the order of `actions`; a dot where it is not allowed. */
const life: Record<TicketStage, string> = {
  OPEN: 'ASSIGNED IN_PROGRESS . OPEN CLOSED . . . . OPEN OPEN',
  ASSIGNED: 'ASSIGNED IN_PROGRESS OPEN ASSIGNED CLOSED . . . . ASSIGNED ASSIGNED',
  IN_PROGRESS: 'ASSIGNED . OPEN IN_PROGRESS CLOSED RESOLVED . . . IN_PROGRESS IN_PROGRESS',
  RESOLVED: '. . . . . . RESOLVED CLOSED IN_PROGRESS RESOLVED RESOLVED',
  CLOSED: '. . . . . . CLOSED . IN_PROGRESS CLOSED CLOSED',
  // It goes on in another province; here, who called can still be put right.
  TRANSFERRED: '. . . . . . . . . . CLOSED',
};
const stages = Object.keys(life) as TicketStage[];

const steps = stages.flatMap((stage) => {
  const afters = life[stage].split(' ');
  return actions.map((action, i) => ({ stage, action, after: afters[i] ?? '' }));
});

const at = (stage: TicketStage) =>
  stage === 'TRANSFERRED'
    ? ({ status: 'CLOSED', transferredToNumber: '4320240930000001' } as const)
    : { status: stage, transferredToNumber: null };

const rejectionOf = (stage: TicketStage, action: TicketAction) => {
  try {
    return ticketStatus(at(stage), action);
  } catch (error) {
    return (error as Rejection).problems;
  }
};

describe('a ticket', () => {
  it.each(steps.filter(({ after }) => after !== '.'))(
    'that is $stage becomes $after by $action',
    ({ stage, action, after }) => {
      expect(ticketStatus(at(stage), action)).toBe(after);
    },
  );

  it.each(steps.filter(({ after }) => after === '.'))(
    'that is $stage knows no $action',
    ({ stage, action }) => {
      expect(rejectionOf(stage, action)).toEqual([
        { code: 'ILLEGAL_TRANSITION', messageKey: 'ILLEGAL_TRANSITION', field: ['id'] },
      ]);
    },
  );

  it('knows no other stage and no other action', () => {
    expect(Object.keys(ticketTransitions).sort()).toEqual(
      [...Object.keys(TicketStatus), 'TRANSFERRED'].sort(),
    );
    expect(stages.sort()).toEqual(Object.keys(ticketTransitions).sort());
    expect(new Set(Object.values(ticketTransitions).flatMap((allowed) => Object.keys(allowed)))).toEqual(
      new Set(actions),
    );
  });

  it('can be brought to every status from its opening, and back to work from every later one', () => {
    const reached = new Set<string>(['OPEN']);
    for (const status of reached) {
      for (const { after } of steps.filter((step) => step.stage === status))
        if (after !== '.') reached.add(after);
    }
    expect(reached).toEqual(new Set(Object.values(TicketStatus)));
    for (const stage of ['RESOLVED', 'CLOSED'] as const)
      expect(ticketStatus(at(stage), 'reopen')).toBe('IN_PROGRESS');
  });
});
