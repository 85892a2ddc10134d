import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { encodeNodeId, isShared, type NodeType } from '../../src/shared/node-id.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { expectedFigures, figuresOf, yearOnYearOf } from '../support/figures.ts';
import { Network, Person, type Seeded } from '../support/network.ts';
import { type Period, readRows, recount } from '../support/recount.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { matter } from '../support/tickets.ts';

const today = businessDate(new Date());
const period: Period = { from: addDays(today, -30), to: addDays(today, 1) };
const longAgo: Period = { from: '2020-01-01', to: '2020-02-01' };

const TOTALS = `query ($home: String!, $period: PeriodInput!) {
  networkDashboard(homeProvinceCode: $home, period: $period) {
    staleSince totals { visits tickets overdueTickets } trend(by: YEAR) { visits } topStations(first: 9, by: VISITS) { value } } }`;

interface Row {
  id: string;
  version: number;
}

const does = async (person: Person, mutation: string, input: object): Promise<boolean> => {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const answer = await person.data(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`,
    { input },
  );
  return answer[mutation].userErrors.length === 0;
};

describe('a dashboard that was read before', () => {
  let service: TestService;
  let network: Network;
  let manager: Person;
  let hunan: Person;
  let staff: Person;
  let hotline: Person;
  let office: Person;
  let branch: Seeded;
  let station: Seeded;
  let enterprises: Seeded[];

  const totals = async (person: Person, home = '52', of = period) =>
    (await person.data(TOTALS, { home, period: of })).networkDashboard.totals;
  /** How many statements it costs, beside the one that says who asks. */
  const costOf = async (person: Person, home = '52', of = period) => {
    service.statements.length = 0;
    await totals(person, home, of);
    expect(service.statements[0]).toBe('session');
    return service.statements.length - 1;
  };
  /** As soon as what others did is known, it costs nothing. */
  const isKept = async (person: Person, home = '52', of = period) => {
    while ((await costOf(person, home, of)) > 0);
  };
  const visit = (more: object = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    stationId: station.id,
    enterpriseId: enterprises[0]?.id,
    visitedOn: today,
    way: 'PHONE',
    participants: ['杨光'],
    ...more,
  });

  beforeAll(async () => {
    service = await startTestService(undefined, undefined, undefined, null, false);
    network = new Network(service);
    await network.agreement(['520000', '440600']);
    branch = await network.station('BRANCH', '522600', '440600');
    station = await network.station('WORKSTATION', '522626', '440607', { parent: branch });
    await network.station('WORKSTATION', '430102', '440607');
    enterprises = [await network.enterprise('440607'), await network.enterprise('440606')];
    manager = await network.person('MANAGER', '520000');
    hunan = await network.person('MANAGER', '430000');
    staff = await network.person('STATION_STAFF', '522626', station);
    hotline = await network.person('HOTLINE_AGENT', '520000');
    office = await network.person('HR_OFFICER', '440607');
  });
  afterAll(() => service.stop());

  it('costs no statement, whoever of the same region asks', async () => {
    expect(await costOf(manager)).toBeGreaterThan(0);
    await isKept(manager);
    for (const role of ['AUDITOR', 'HOTLINE_AGENT', 'STATION_STAFF', 'MANAGER'] as const) {
      await isKept(await network.person(role, '520000'));
    }
  });

  it('is read anew for whoever has another region, though the same figures are asked for', async () => {
    await isKept(manager, '522626');
    await isKept(manager, '5226');
    expect(await costOf(staff, '522626')).toBeGreaterThan(0);
    expect(await costOf(await network.person('MANAGER', '522600'), '52')).toBeGreaterThan(0);
    expect(await totals(hunan, '43')).toEqual({ visits: 0, tickets: 0, overdueTickets: 0 });
    expect((await hunan.ask(TOTALS, { home: '52', period })).errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await office.ask(TOTALS, { home: '52', period })).errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is read anew after a change, and by those alone whom the change may concern', async () => {
    await isKept(hunan, '43');
    const before = await totals(manager);
    expect(await does(staff, 'logVisit', visit())).toBe(true);
    expect(await totals(manager)).toEqual({ ...before, visits: before.visits + 1 });
    await isKept(manager);
    service.statements.length = 0;
    expect(await does(staff, 'logVisit', visit({ visitedOn: '1999-01-01' }))).toBe(false);
    await isKept(hunan, '43');
  });

  it('is of its own period alone, whichever end it shares with another', async () => {
    expect(await does(staff, 'logVisit', visit({ visitedOn: addDays(today, -10) }))).toBe(true);
    for (const of of [
      period,
      { ...period, to: addDays(today, -5) },
      { ...period, from: addDays(today, -5) },
    ]) {
      const counted = recount(await readRows(service), '520000', of, new Date());
      expect((await totals(manager, '52', of)).visits).toBe(counted.visits.length);
      await isKept(manager, '52', of);
    }
  });

  it('shows at once what is done elsewhere and counts here: by an office, by the platform', async () => {
    const read = async () =>
      (
        await manager.data(
          `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
             totals { stations enterprisesContacted jobPostings openings } } }`,
          { period },
        )
      ).networkDashboard.totals;
    const made = await Promise.all(['440607', '440607'].map((region) => network.enterprise(region)));
    const [target, source] = made;
    for (const { id } of made) expect(await does(staff, 'logVisit', visit({ enterpriseId: id }))).toBe(true);
    expect(await does(office, 'postJob', { ...job(0), openings: 7 })).toBe(true);
    const [draft] = await service.sql<Row>(`SELECT id, version FROM job_posting WHERE status = 'DRAFT'`);
    const admin = await network.person('ADMIN', null);

    const before = await read();
    await isKept(manager);
    expect(
      await does(office, 'publishJobPosting', {
        id: encodeNodeId('JobPosting', null, draft?.id ?? ''),
        expectedVersion: draft?.version,
      }),
    ).toBe(true);
    const published = {
      ...before,
      jobPostings: before.jobPostings + 1,
      openings: before.openings + 7,
    };
    expect(await read()).toEqual(published);
    await isKept(manager);
    expect(
      await does(office, 'mergeEnterprises', {
        idempotencyKey: crypto.randomUUID(),
        targetId: target?.id,
        sourceId: source?.id,
        expectedVersion: 1,
        reason: '同一企业',
      }),
    ).toBe(true);
    const merged = { ...published, enterprisesContacted: before.enterprisesContacted - 1 };
    expect(await read()).toEqual(merged);
    await isKept(manager);
    expect(
      await does(admin, 'openStation', {
        idempotencyKey: crypto.randomUUID(),
        name: '岑巩县驻顺德工作站',
        tier: 'WORKSTATION',
        homeRegionCode: '522626',
        hostRegionCode: '440606',
        openedOn: today,
      }),
    ).toBe(true);
    expect(await read()).toEqual({ ...merged, stations: before.stations + 1 });
  });

  it('is kept as a whole where all of it is figures, and what is behind them or beside them is read each time', async () => {
    const ask = (fields: string, beside = '') =>
      manager.data(
        `query ($period: PeriodInput!) { ${beside} networkDashboard(homeProvinceCode: "52", period: $period) { ${fields} } }`,
        { period },
      );
    const statementsOf = async (fields: string, beside?: string) => {
      service.statements.length = 0;
      await ask(fields, beside);
      return service.statements.length - 1;
    };
    const top =
      'topStations(first: 1, by: VISITS) { station { id name parent { name hostRegion { name } } } value }';
    while ((await statementsOf(top)) > 0);
    for (let i = 0; i < 3; i++) {
      expect(await statementsOf(`${top} visits(first: 1) { count }`)).toBeGreaterThan(0);
      expect(
        await statementsOf(
          'topStations(first: 1, by: VISITS) { station { visits(first: 1) { edges { node { id } } } } }',
        ),
      ).toBeGreaterThan(0);
      expect(await statementsOf(top, 'visits(first: 1) { edges { node { id } } }')).toBeGreaterThan(0);
    }
    // What a station is called is no figure, and is part of the answer.
    const [row] = await service.sql<Row>('SELECT id, version FROM station WHERE id = $1', [station.uuid]);
    const edited = { id: station.id, expectedVersion: row?.version, name: '岑巩县驻三水工作站' };
    expect(await does(manager, 'editStation', edited)).toBe(true);
    const [{ station: shown }] = (await ask(top)).networkDashboard.topStations;
    expect(shown).toMatchObject({ id: station.id, name: edited.name });
    // Mistakes are told each time, whatever was kept.
    const wrong = { home: '52', period: { from: period.to, to: period.from } };
    for (let i = 0; i < 2; i++) expect(await manager.codes(TOTALS, wrong)).toEqual(['BAD_USER_INPUT']);
  });

  it('says at the very instant that a ticket is overdue', async () => {
    const before = await totals(manager);
    expect(await does(hotline, 'openTicket', matter({ homeRegionCode: '522626' }))).toBe(true);
    const [{ dueAt }] = (await service.sql<{ dueAt: Date }>(
      'SELECT min(due_at) AS "dueAt" FROM service_ticket WHERE resolved_at IS NULL',
    )) as [{ dueAt: Date }];
    const at = (milliseconds: number) => service.setNow(new Date(dueAt.getTime() + milliseconds));
    const opened = { ...before, tickets: before.tickets + 1 };
    // What is kept is not believed for ten minutes: it is read a moment before.
    at(-60_000);
    expect(await totals(manager)).toEqual(opened);
    await isKept(manager);
    at(0);
    await isKept(manager);
    expect(await totals(manager)).toEqual(opened);
    // Of periods of long ago, each asked for the first time. A busy process that was told nothing for a second reads them
    // anew whatever the time is; if time did it, it would be all of them.
    let cost = Number.POSITIVE_INFINITY;
    for (let year = 2001; cost > 0 && year <= 2010; year++) {
      const past = { from: `${year}-01-01`, to: `${year}-02-01` };
      at(0);
      await isKept(manager, '52', past);
      at(1);
      cost = await costOf(manager, '52', past);
    }
    expect(cost).toBe(0);
    expect(await totals(manager)).toEqual({ ...opened, overdueTickets: before.overdueTickets + 1 });
    await isKept(manager);
    at(-60_000);
    expect(await totals(manager)).toEqual(opened);
    service.setNow(null);
  });

  /** Something that happens in the network; refused, as it may be, it is rolled back. */
  const happenings: Record<string, (n: number) => Promise<boolean>> = {
    logVisit: (n) =>
      does(
        staff,
        'logVisit',
        visit({ visitedOn: addDays(today, -(n % 40)), enterpriseId: enterprises[n % 2]?.id }),
      ),
    correctVisit: (n) =>
      step(manager, 'correctVisit', 'EnterpriseVisit', 'enterprise_visit', n, {
        reason: '企业有误',
        enterpriseId: enterprises[n % 2]?.id,
      }),
    voidVisit: (n) =>
      step(manager, 'voidVisit', 'EnterpriseVisit', 'enterprise_visit', n, { reason: '重复登记' }),
    postJob: (n) =>
      does(n % 2 ? staff : office, 'postJob', { ...job(n), ...(n % 2 && { stationId: station.id }) }),
    editJobPosting: (n) =>
      step(office, 'editJobPosting', 'JobPosting', 'job_posting', n, { openings: 1 + (n % 50) }),
    publishJobPosting: (n) => step(office, 'publishJobPosting', 'JobPosting', 'job_posting', n, {}),
    openTicket: (n) =>
      does(
        hotline,
        'openTicket',
        matter({ homeRegionCode: n % 2 ? '522626' : '520000', priority: 'URGENT' }),
      ),
    acceptTicket: (n) => step(hotline, 'acceptTicket', 'ServiceTicket', 'service_ticket', n, {}),
    resolveTicket: (n) =>
      step(hotline, 'resolveTicket', 'ServiceTicket', 'service_ticket', n, { resolution: '已办' }),
    reopenTicket: (n) =>
      step(hotline, 'reopenTicket', 'ServiceTicket', 'service_ticket', n, { reason: '未付清' }),
    transferTicket: (n) =>
      step(hotline, 'transferTicket', 'ServiceTicket', 'service_ticket', n, {
        idempotencyKey: crypto.randomUUID(),
        homeRegionCode: '430000',
        reason: '系外省务工人员',
      }),
    moveStation: (n) =>
      step(manager, 'moveStation', 'Station', 'station', n, { hostRegionCode: ['440607', '330282'][n % 2] }),
    mergeEnterprises: async (n) => {
      const [target, source] = n % 2 ? enterprises : enterprises.toReversed();
      const [row] = await service.sql<Row>('SELECT id, version FROM enterprise WHERE id = $1', [
        source?.uuid,
      ]);
      return does(manager, 'mergeEnterprises', {
        idempotencyKey: crypto.randomUUID(),
        targetId: target?.id,
        sourceId: source?.id,
        expectedVersion: row?.version,
        reason: '同一企业',
      });
    },
  };
  const job = (n: number) => ({
    idempotencyKey: crypto.randomUUID(),
    enterpriseId: enterprises[n % 2]?.id,
    title: '普工',
    openings: 1 + (n % 30),
    payUnit: 'MONTH',
    regionCode: '440607',
    validThrough: addDays(today, 9),
  });
  async function step(
    who: Person,
    mutation: string,
    type: NodeType,
    table: string,
    n: number,
    more: object,
  ): Promise<boolean> {
    const rows = await service.sql<Row>(`SELECT id, version FROM ${table} ORDER BY id`);
    const row = rows[n % Math.max(rows.length, 1)];
    if (!row) return false;
    const id = encodeNodeId(type, isShared(type) ? null : '52', row.id);
    return does(who, mutation, { id, expectedVersion: row.version, ...more });
  }

  it('equals a recount after each of any changes, some at once, some refused, and is kept in between', async () => {
    // Each happens once, in an order in which it can; then any, in any.
    for (const [name, happening] of Object.entries(happenings)) {
      let happened = false;
      for (let n = 0; !happened && n < 30; n++) happened = await happening(n);
      expect([name, happened]).toEqual([name, true]);
    }
    const readers = [
      { person: manager, home: '52', covers: '520000' },
      { person: manager, home: '522600', covers: '522600' },
      { person: staff, home: '52', covers: '522626' },
      { person: hunan, home: '43', covers: '430000' },
    ];
    const property = fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...Object.keys(happenings)), fc.nat({ max: 99 })), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.subarray(readers, { minLength: 1 }),
      async (atOnce, asked) => {
        await Promise.all(atOnce.map(([name, n]) => happenings[name]?.(n)));
        const rows = await readRows(service);
        for (const { person, home, covers } of asked) {
          const counted = recount(rows, covers, period, new Date());
          const before = { from: aYearBefore(period.from), to: aYearBefore(period.to) };
          expect(await figuresOf(person, home, period)).toEqual({
            scope: { code: covers },
            ...expectedFigures(counted, period),
            yearOnYear: yearOnYearOf(counted, recount(rows, covers, before, new Date())),
          });
        }
      },
    );
    await fc.assert(property, { numRuns: 120, endOnFailure: true });
  }, 300_000);
});

const aYearBefore = (day: string) =>
  `${Number(day.slice(0, 4)) - 1}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`;

describe('a dashboard whose database does not answer', () => {
  let database: FaultProxy;
  let redis: TestRedis;
  let service: TestService;
  let network: Network;
  let manager: Person;
  let stranger: Person;
  let revoked: Person;
  const ask = (person: Person, fields: string, of: Period = period) =>
    person.ask(
      `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) { ${fields} } }`,
      { period: of },
    );
  const codesOf = async (asked: ReturnType<typeof ask>) =>
    (await asked).errors.map(({ extensions, path }) => `${path?.join('.')} ${extensions.code}`);
  const fails = () => database.arm('refused', () => true);

  beforeAll(async () => {
    const prepare = async (its: { serviceUrl: string }) => {
      database = await FaultProxy.before(its.serviceUrl);
      its.serviceUrl = database.url;
    };
    redis = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
    service = await startTestService(prepare, redis.url, randomBytes(32), null, false);
    network = new Network(service);
    await network.station('WORKSTATION', '522626', '440607');
    [manager, stranger, revoked] = [
      await network.person('MANAGER', '520000'),
      await network.person('MANAGER', '520000'),
      await network.person('MANAGER', '520000'),
    ];
  });
  afterAll(async () => {
    await service.stop();
    await database.stop();
    await redis.stop();
  });

  it('is told as it was, with the instant of which it is, to whom it was known, and is itself again afterwards', async () => {
    const read = new Date();
    const { data } = await ask(manager, 'staleSince totals { stations }');
    expect(data.networkDashboard).toEqual({ staleSince: null, totals: { stations: 1 } });
    await ask(revoked, 'totals { stations }');
    expect(
      await manager.data(
        'mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { userErrors { code } } }',
        {
          input: { id: revoked.session.id },
        },
      ),
    ).toEqual({ revokeSession: { userErrors: [] } });

    fails();
    const stale = (
      await ask(manager, 'staleSince totals { stations } byTier { tier stations } scope { code }')
    ).data;
    expect(stale.networkDashboard).toMatchObject({ totals: { stations: 1 }, scope: { code: '520000' } });
    const since = new Date(stale.networkDashboard.staleSince);
    expect(since.getTime()).toBeGreaterThanOrEqual(read.getTime());
    expect(since.getTime()).toBeLessThanOrEqual(Date.now());
    expect(database.hasStruck).toBe(true);
    // What was never read, and records, are not to be had; nor is anything for whom nobody knows any more.
    expect(await codesOf(ask(manager, 'totals { stations }', longAgo))).toEqual([
      'networkDashboard.totals UNAVAILABLE',
    ]);
    expect(await codesOf(ask(manager, 'totals { stations } stations(first: 1) { count }'))).toEqual([
      'networkDashboard.stations UNAVAILABLE',
    ]);
    expect(await codesOf(ask(stranger, 'totals { stations }'))).toEqual(['networkDashboard UNAVAILABLE']);
    expect(await codesOf(ask(revoked, 'totals { stations }'))).toEqual(['networkDashboard UNAVAILABLE']);
    expect(await manager.codes('{ stations(first: 1) { edges { node { id } } } }')).toEqual(['UNAVAILABLE']);

    database.heal();
    let healed = await ask(manager, 'staleSince totals { stations }');
    while (healed.data.networkDashboard.staleSince !== null) {
      healed = await ask(manager, 'staleSince totals { stations }');
    }
  }, 60_000);

  it('is told by another process, that never read it, out of Redis', async () => {
    // Redis has 150 ms to take it, which a busy machine may need for something else: then the next change has it taken.
    const looker = new Redis(redis.url);
    const hotline = await network.person('HOTLINE_AGENT', '520000');
    const taken = async () => (await looker.keys(`*dashboard*${period.from} ${period.to}`)).length;
    for (await looker.flushall(); (await taken()) < 2; await looker.ping()) {
      await does(hotline, 'openTicket', matter({ homeRegionCode: '522626' }));
      await ask(manager, 'totals { stations }');
    }
    looker.disconnect();
    const other = new Person(await service.replica(), manager.token ?? '', manager.actor, manager.session);
    // It gets to know who asks, and hears of others.
    do {
      service.statements.length = 0;
      await ask(other, 'totals { stations }', longAgo);
    } while (service.statements.length > 1);
    fails();
    let { data } = await ask(other, 'staleSince totals { stations }');
    while (data.networkDashboard === null) {
      ({ data } = await ask(other, 'staleSince totals { stations }'));
    }
    expect(data.networkDashboard.totals.stations).toBeGreaterThan(0);
    expect(data.networkDashboard.staleSince).not.toBeNull();
    database.heal();
    while (data.networkDashboard.staleSince !== null) {
      ({ data } = await ask(other, 'staleSince totals { stations }'));
    }
  }, 60_000);
});
