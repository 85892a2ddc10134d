import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { decodeNodeId, encodeNodeId } from '../../src/shared/node-id.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const FOLLOW_UP = `followUp { id version dueOn firstDueOn postponeReason note doneAt outcome overdue station { id } }
  userErrors { code field }`;
const LOG = `mutation ($input: LogVisitInput!) { logVisit(input: $input) {
  visit { id version followUps { id dueOn firstDueOn version station { id } } } userErrors { code } } }`;
const VOID =
  'mutation ($input: VoidVisitInput!) { voidVisit(input: $input) { visit { id } userErrors { code field } } }';
const mutation = (name: string) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${FOLLOW_UP} } }`;
};
const LIST = `query ($first: Int!, $after: String, $filter: FollowUpFilter) {
  followUps(first: $first, after: $after, filter: $filter) { edges { node { id dueOn } } pageInfo { hasNextPage endCursor } } }`;
const DUE = `query ($first: Int!, $after: String, $before: Date!) {
  followUpsDue(first: $first, after: $after, before: $before) { edges { node { id dueOn } } pageInfo { hasNextPage endCursor } } }`;

/** A follow-up as it should stand, by what was told to be done with it. */
interface Expected {
  id: string;
  version: number;
  dueOn: string;
  firstDueOn: string;
  postponeReason: string | null;
  done: boolean;
}

type Step =
  | { do: 'add'; days: number }
  | { do: 'complete'; which: number; stale: boolean }
  | { do: 'postpone'; which: number; days: number; stale: boolean }
  | { do: 'time passes'; days: number }
  | { do: 'void' };

describe('what follows a visit, whatever is tried with it in whatever order', () => {
  let service: TestService;
  let network: Network;
  let enterprise: Seeded;
  const start = new Date('2026-02-26T15:59:00Z');

  beforeAll(async () => {
    // One person reads every list here, more often than people may.
    service = await startTestService(undefined, undefined, undefined, null, false);
    network = new Network(service);
    enterprise = await network.enterprise('440607');
  });
  afterAll(() => service.stop());

  const days = fc.integer({ min: -12, max: 20 });
  const which = fc.nat(4);
  const stale = fc.nat(5).map((n) => n === 0);
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('add' as const), days }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('complete' as const), which, stale }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('postpone' as const), which, days, stale }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('time passes' as const), days: fc.integer({ min: 0, max: 9 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('void' as const) }) },
  );

  /** Steps that end in every way there is; chance may leave one out. */
  const everyEnd: Step[] = [
    { do: 'add', days: -11 },
    { do: 'add', days: -3 },
    { do: 'add', days: 2 },
    { do: 'postpone', which: 0, days: -1, stale: false },
    { do: 'postpone', which: 1, days: 1, stale: false },
    { do: 'postpone', which: 1, days: 5, stale: false },
    { do: 'postpone', which: 1, days: 6, stale: true },
    { do: 'complete', which: 1, stale: true },
    { do: 'time passes', days: 6 },
    { do: 'complete', which: 1, stale: false },
    { do: 'complete', which: 1, stale: false },
    { do: 'postpone', which: 1, days: 9, stale: false },
    { do: 'void' },
    { do: 'void' },
    { do: 'add', days: 1 },
    { do: 'complete', which: 0, stale: false },
  ];

  /** A visit of ten days ago by a station of its own, and what the person of that station may do with it. */
  class Walk {
    now = start;
    isVoided = false;
    readonly followUps: Expected[] = [];

    constructor(
      readonly staff: Person,
      readonly visit: { id: string; version: number; visitedOn: string },
    ) {}

    static async begin(): Promise<Walk> {
      service.setNow(start);
      const station = await network.station('WORKSTATION', '522626', '440607');
      const staff = await network.person('STATION_STAFF', '522626', station);
      const visitedOn = addDays(businessDate(start), -10);
      const input = {
        idempotencyKey: crypto.randomUUID(),
        stationId: station.id,
        enterpriseId: enterprise.id,
        visitedOn,
        way: 'ON_SITE',
        participants: ['杨光'],
      };
      const { visit } = (await staff.data(LOG, { input })).logVisit;
      return new Walk(staff, { ...visit, visitedOn });
    }

    get today(): string {
      return businessDate(this.now);
    }

    /** Takes a step as the rules say it ends. @returns what the service said: nothing, or what there is to mend */
    async take(step: Step): Promise<string> {
      switch (step.do) {
        case 'time passes':
          this.now = new Date(this.now.getTime() + step.days * 86_400_000);
          service.setNow(this.now);
          return '';
        case 'void':
          return this.#void();
        case 'add':
          return this.#add(addDays(this.today, step.days));
        case 'complete':
          return this.#change(
            step,
            'completeFollowUp',
            { note: '已联系' },
            () => '',
            (one) => {
              one.done = true;
            },
          );
        case 'postpone': {
          const dueOn = addDays(this.today, step.days);
          return this.#change(
            step,
            'postponeFollowUp',
            { dueOn, reason: `至${dueOn}` },
            (one) => (dueOn < this.today || dueOn <= one.dueOn ? 'INVALID dueOn' : ''),
            (one) => {
              one.dueOn = dueOn;
              one.postponeReason = `至${dueOn}`;
            },
          );
        }
      }
    }

    async #void(): Promise<string> {
      const expected = this.isVoided ? 'STALE_VERSION expectedVersion' : '';
      const input = { id: this.visit.id, expectedVersion: this.visit.version, reason: '重复登记' };
      const { userErrors } = (await this.staff.data(VOID, { input })).voidVisit;
      expect(said(userErrors)).toBe(expected);
      this.isVoided = true;
      return expected;
    }

    async #add(dueOn: string): Promise<string> {
      const expected = this.isVoided
        ? 'ILLEGAL_TRANSITION visitId'
        : dueOn < this.visit.visitedOn
          ? 'INVALID dueOn'
          : '';
      const input = { idempotencyKey: crypto.randomUUID(), visitId: this.visit.id, dueOn, note: '回访' };
      const { followUp, userErrors } = (await this.staff.data(mutation('addFollowUp'), { input }))
        .addFollowUp;
      expect(said(userErrors)).toBe(expected);
      if (!expected) {
        const { id } = followUp;
        const added = { id, version: 1, dueOn, firstDueOn: dueOn, postponeReason: null, done: false };
        this.followUps.push(added);
        expect(followUp).toMatchObject(this.#asTold(added));
      }
      return expected;
    }

    async #change(
      { which, stale }: { which: number; stale: boolean },
      name: string,
      more: object,
      refusal: (one: Expected) => string,
      change: (one: Expected) => void,
    ): Promise<string> {
      const one = this.followUps[which % (this.followUps.length || 1)];
      if (!one) return '';
      const outdated = stale && one.version > 1;
      // A visit that was voided has counted up what followed it.
      const expectedVersion = outdated ? one.version - 1 : one.version;
      const expected =
        outdated || this.isVoided
          ? 'STALE_VERSION expectedVersion'
          : one.done
            ? 'ILLEGAL_TRANSITION id'
            : refusal(one);
      const { [name]: answer } = await this.staff.data(mutation(name), {
        input: { id: one.id, expectedVersion, ...more },
      });
      expect(said(answer.userErrors)).toBe(expected);
      if (!expected) {
        change(one);
        one.version += 1;
        expect(answer.followUp).toMatchObject(this.#asTold(one));
      }
      return expected;
    }

    #asTold({ done, ...one }: Expected) {
      return {
        ...one,
        doneAt: done ? expect.any(String) : null,
        outcome: done ? '已联系' : null,
        overdue: !done && one.dueOn < this.today,
      };
    }

    /** Every list has what it should, in its order, and nothing else. */
    async expectLists(): Promise<void> {
      const standing = this.isVoided ? [] : this.followUps;
      const open = standing.filter(({ done }) => !done);
      const late = open.filter(({ dueOn }) => dueOn < this.today);
      const [soonest, latest] = [this.#inOrder(1), this.#inOrder(-1)];
      expect(await this.#list({})).toEqual(latest(standing));
      expect(await this.#list({ state: 'OPEN' })).toEqual(soonest(open));
      expect(await this.#list({ state: 'OVERDUE' })).toEqual(soonest(late));
      expect(await this.#list({ state: 'DONE' })).toEqual(latest(standing.filter(({ done }) => done)));
      const due = await this.staff.walk<{ id: string }>(
        DUE,
        2,
        { before: this.today },
        (d) => d.followUpsDue,
      );
      const own = new Set(this.followUps.map(({ id }) => id));
      expect(due.map(({ id }) => id).filter((id) => own.has(id))).toEqual(soonest(late));
      // Cut at today, nothing is in both parts and nothing in none.
      const [before, since] = [
        await this.#list({ period: { from: '2020-01-01', to: this.today } }),
        await this.#list({ period: { from: this.today, to: '2030-01-01' } }),
      ];
      expect([...since, ...before]).toEqual(latest(standing));
    }

    async #list(filter: object): Promise<string[]> {
      const nodes = await this.staff.walk<{ id: string }>(
        LIST,
        2,
        { filter: { ...filter, stationId: this.#stationId } },
        (data) => data.followUps,
      );
      return nodes.map(({ id }) => id);
    }

    get #stationId(): string {
      return encodeNodeId('Station', null, this.staff.actor.stationId ?? '');
    }

    #inOrder(direction: 1 | -1) {
      return (of: Expected[]) =>
        of
          .toSorted(
            (a, b) => direction * (a.dueOn.localeCompare(b.dueOn) || uuidOf(a).localeCompare(uuidOf(b))),
          )
          .map(({ id }) => id);
    }
  }

  const uuidOf = ({ id }: { id: string }) => decodeNodeId(id)?.id ?? '';
  const said = (userErrors: { code: string; field: string[] }[]) =>
    userErrors.map(({ code, field }) => `${code} ${field}`).join(', ');

  it('ends as its rules say, and every list holds what it should', async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const walk = await Walk.begin();
        for (const one of steps) ends.add(`${one.do}: ${await walk.take(one)}`);
        await walk.expectLists();
      }),
      { numRuns: 25, examples: [[everyEnd]] },
    );
    // Nothing else is ever said.
    expect([...ends].sort()).toEqual(
      [
        'add: ',
        'add: ILLEGAL_TRANSITION visitId',
        'add: INVALID dueOn',
        'complete: ',
        'complete: ILLEGAL_TRANSITION id',
        'complete: STALE_VERSION expectedVersion',
        'postpone: ',
        'postpone: ILLEGAL_TRANSITION id',
        'postpone: INVALID dueOn',
        'postpone: STALE_VERSION expectedVersion',
        'time passes: ',
        'void: ',
        'void: STALE_VERSION expectedVersion',
      ].sort(),
    );
  }, 60_000);
});
