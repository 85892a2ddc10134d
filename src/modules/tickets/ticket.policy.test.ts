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

const actions = ['assign', 'accept', 'resolve', 'close', 'reopen'] as const satisfies TicketAction[];

/** A letter for each of `actions`: its first one where it may be taken, else how it is refused. */
const table: Record<keyof typeof tickets, Record<keyof typeof actors, string>> = {
  // s: STATION_NOT_YOURS, d: NOT_AT_DESK. Which roles may assign at all is said in the permission table.
  'the workstation’s': { workstation: 'aarcr', branch: 'aarcr', hotline: 'addcr', manager: 'aarcr' },
  'the branch’s': { workstation: 'sssss', branch: 'aarcr', hotline: 'addcr', manager: 'aarcr' },
  'its neighbour’s of the same county': {
    workstation: 'sssss',
    branch: 'aarcr',
    hotline: 'addcr',
    manager: 'aarcr',
  },
  'a second branch’s of the same city': {
    workstation: 'sssss',
    branch: 'sssss',
    hotline: 'addcr',
    manager: 'aarcr',
  },
  'another county’s': { workstation: 'sssss', branch: 'aarcr', hotline: 'addcr', manager: 'aarcr' },
  'another city’s': { workstation: 'sssss', branch: 'sssss', hotline: 'addcr', manager: 'aarcr' },
  'a headquarters’': { workstation: 'sssss', branch: 'sssss', hotline: 'addcr', manager: 'aarcr' },
  'the desk’s': { workstation: 'sasss', branch: 'sasss', hotline: 'aarcr', manager: 'aarcr' },
};
const refusals: Record<string, string> = { s: 'STATION_NOT_YOURS', d: 'NOT_AT_DESK' };

const rows = Object.entries(table).flatMap(([whose, byActor]) =>
  Object.entries(byActor).flatMap(([who, letters]) =>
    actions.map((action, i) => ({
      ticket: whose as keyof typeof tickets,
      who: who as keyof typeof actors,
      action,
      refusal: refusals[letters[i] ?? ''] ?? null,
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
    '$who may not $action $ticket: $refusal',
    ({ who, action, ticket, refusal }) => {
      expect(problemsOf(taking(action, actors[who], ticket))).toEqual([
        { code: 'FORBIDDEN', messageKey: refusal, field: ['id'] },
      ]);
    },
  );
});
