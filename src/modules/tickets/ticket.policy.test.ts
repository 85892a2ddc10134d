import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../../shared/actor.ts';
import { Rejection } from '../../shared/errors.ts';
import { regionScope } from '../../shared/region-scope.ts';
import { assertMayTake } from './ticket.policy.ts';
import type { TicketAction } from './ticket.status.ts';

const id = (n: number) => `0198c0de-0000-7000-8000-00000000000${n}`;
const actor = (role: Actor['role'], region: string, stationId: string | null = null): Actor => ({
  id: id(9),
  username: 'somebody',
  role,
  scope: regionScope('home', region),
  stationId,
});

const actors = {
  workstation: actor('STATION_STAFF', '522626', id(1)),
  branch: actor('STATION_STAFF', '522600', id(2)),
  hotline: actor('HOTLINE_AGENT', '520000'),
  manager: actor('MANAGER', '520000'),
};

/** Whose the ticket is: where it is handled. The desk's has the province for its handler. */
const tickets = {
  'the workstation’s': { stationId: id(1), handlerRegionCode: '522626' },
  'the branch’s': { stationId: id(2), handlerRegionCode: '522600' },
  'its neighbour’s of the same county': { stationId: id(6), handlerRegionCode: '522626' },
  'a second branch’s of the same city': { stationId: id(7), handlerRegionCode: '522600' },
  'another county’s': { stationId: id(3), handlerRegionCode: '522627' },
  'another city’s': { stationId: id(4), handlerRegionCode: '520100' },
  'a headquarters’': { stationId: id(5), handlerRegionCode: '520000' },
  'the desk’s': { stationId: null, handlerRegionCode: '520000' },
};

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
  'correctCaller',
] as const satisfies TicketAction[];

/**
 * A sign for each of `actions`: a dot where it may be taken, else how it is refused. Which roles may do what at all is
 * said in the permission table. s: STATION_NOT_YOURS, d: NOT_AT_DESK, r: AT_DESK.
 */
const table: Record<keyof typeof tickets, Record<keyof typeof actors, string>> = {
  'the workstation’s': {
    workstation: '..........',
    branch: '..........',
    hotline: '.d...d....',
    manager: '..........',
  },
  'the branch’s': {
    workstation: 'ssssssssss',
    branch: '..........',
    hotline: '.d...d....',
    manager: '..........',
  },
  'its neighbour’s of the same county': {
    workstation: 'ssssssssss',
    branch: '..........',
    hotline: '.d...d....',
    manager: '..........',
  },
  'a second branch’s of the same city': {
    workstation: 'ssssssssss',
    branch: 'ssssssssss',
    hotline: '.d...d....',
    manager: '..........',
  },
  'another county’s': {
    workstation: 'ssssssssss',
    branch: '..........',
    hotline: '.d...d....',
    manager: '..........',
  },
  'another city’s': {
    workstation: 'ssssssssss',
    branch: 'ssssssssss',
    hotline: '.d...d....',
    manager: '..........',
  },
  'a headquarters’': {
    workstation: 'ssssssssss',
    branch: 'ssssssssss',
    hotline: '.d...d....',
    manager: '..........',
  },
  'the desk’s': {
    workstation: 's.ssssssss',
    branch: 's.ssssssss',
    hotline: '..r.......',
    manager: '..r.......',
  },
};
const refusals: Record<string, { code: string; messageKey: string }> = {
  s: { code: 'FORBIDDEN', messageKey: 'STATION_NOT_YOURS' },
  d: { code: 'FORBIDDEN', messageKey: 'NOT_AT_DESK' },
  r: { code: 'ILLEGAL_TRANSITION', messageKey: 'AT_DESK' },
};

const rows = Object.entries(table).flatMap(([whose, byActor]) =>
  Object.entries(byActor).flatMap(([who, signs]) =>
    actions.map((action, i) => ({
      ticket: whose as keyof typeof tickets,
      who: who as keyof typeof actors,
      action,
      refusal: refusals[signs[i] ?? ''] ?? null,
    })),
  ),
);

const taking = (action: TicketAction, who: Actor, whose: keyof typeof tickets) => () =>
  assertMayTake(action, who, tickets[whose]);

const problemsOf = (attempt: () => void) => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Rejection) return error.problems;
    throw error;
  }
  return [];
};

describe('with a ticket they see', () => {
  it.each(rows.filter(({ refusal }) => refusal === null))(
    '$who may $action $ticket',
    ({ who, action, ticket }) => {
      expect(taking(action, actors[who], ticket)).not.toThrow();
    },
  );

  it.each(rows.filter(({ refusal }) => refusal !== null))(
    '$who may not $action $ticket: $refusal.messageKey',
    ({ who, action, ticket, refusal }) => {
      expect(problemsOf(taking(action, actors[who], ticket))).toEqual([{ ...refusal, field: ['id'] }]);
    },
  );
});
