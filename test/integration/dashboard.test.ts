import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { cutsOf, expectedFigures, expectLists, figuresOf } from '../support/figures.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { readRows, recount } from '../support/recount.ts';
import { startTestService, type TestService } from '../support/service.ts';

const DASHBOARD = `query ($home: String!, $period: PeriodInput!) {
  networkDashboard(homeProvinceCode: $home, period: $period) {
    scope { code }
    totals { stations enterprisesContacted visits jobPostings openings tickets hotlineMatters governmentServices overdueTickets }
    byHostProvince { region { code } stations enterprisesContacted visits jobPostings openings tickets }
    byHomeCity { region { code } stations visits jobPostings tickets overdueTickets }
    ticketsByCategory { category count resolvedInTime }
    day: trend(by: DAY) { from to visits jobPostings openings tickets }
    month: trend(by: MONTH) { from to visits jobPostings openings tickets }
    year: trend(by: YEAR) { from to visits jobPostings openings tickets }
    yearOnYear { visits jobPostings openings tickets }
  }
}`;

type Figures = Record<string, number>;
const sumOf = (rows: Figures[], field: string) => rows.reduce((sum, row) => sum + (row[field] ?? 0), 0);

/** A network with something on either side of every line that a measure draws, and a recount of it. */
describe('the dashboard', () => {
  let service: TestService;
  let manager: Person;
  let branch: Person;
  let station: Person;
  let stations: Record<string, Seeded>;
  const period = { from: '2024-01-01', to: '2024-10-01' };

  const visit = (at: Seeded, home: string, enterprise: Seeded, host: string, on: string, voided = false) =>
    service.sql(
      `INSERT INTO enterprise_visit (tenant, id, station_id, enterprise_id, home_region_code, host_region_code, visited_on,
                                     way, participants, voided_at, created_at)
       VALUES (left($1, 2), $2, $3, $4, $1, $5, $6, 'PHONE', '{杨光}', CASE WHEN $7 THEN now() END, now())`,
      [home, uuidv7(), at.uuid, enterprise.uuid, host, on, voided],
    );
  const collection = async (
    at: Seeded | null,
    home: string,
    enterprise: Seeded,
    work: string,
    openings: number,
    on: string,
  ) => {
    const id = uuidv7();
    await service.sql(
      `INSERT INTO job_posting (id, enterprise_id, station_id, author_home_region_code, title, openings, pay_unit, region_code,
                                valid_through, status, published_at, created_at)
       VALUES ($1, $2, $3, $4, '缝纫工', $5, 'MONTH', $6, '2024-12-31', 'EXPIRED', now(), now())`,
      [id, enterprise.uuid, at?.uuid ?? null, home, openings, work],
    );
    await service.sql(
      `INSERT INTO job_collection (tenant, posting_id, home_region_code, host_region_code, station_id, collected_on)
       VALUES (left($2, 2), $1, $2, $3, $4, $5)`,
      [id, home, work, at?.uuid ?? null, on],
    );
  };
  let number = 0;
  const ticket = (
    home: string,
    openedAt: string,
    more: {
      at?: Seeded;
      handler?: string;
      incident?: string;
      channel?: string;
      category?: string;
      due?: string;
      first?: string;
      resolved?: string;
    } = {},
  ) =>
    service.sql(
      `INSERT INTO service_ticket (tenant, id, number, channel, category, status, priority, summary, incident_region_code,
                                   station_id, opened_at, due_at, due_at_provisional, resolved_at, first_resolved_at,
                                   home_region_code, handler_region_code)
       VALUES (left($1, 2), $2, $3, $4, $5, 'ASSIGNED', 'NORMAL', '事项', $6, $7, $8, $9, false, $10, $11, $1, $12)`,
      [
        home,
        uuidv7(),
        `${++number}`,
        more.channel ?? 'HOTLINE_12333',
        more.category ?? 'JOB_SEEKING',
        more.incident ?? null,
        more.at?.uuid ?? null,
        openedAt,
        more.due ?? '2024-10-20T00:00:00Z',
        more.resolved ?? null,
        more.first ?? more.resolved ?? null,
        more.handler ?? `${home.slice(0, 2)}0000`,
      ],
    );

  beforeAll(async () => {
    service = await startTestService();
    const network = new Network(service);
    const made = {
      headquarters: await network.station('HEADQUARTERS', '520000', '440000'),
      branch: await network.station('BRANCH', '522600', '440600'),
      cengong: await network.station('WORKSTATION', '522626', '440607'),
      zunyi: await network.station('BRANCH', '520300', '330200'),
      atHome: await network.station('WORKSTATION', '522626', '520102'),
      closedBefore: await network.station('WORKSTATION', '522626', '320583', { closedOn: '2023-12-31' }),
      closedOnTheFirst: await network.station('WORKSTATION', '522627', '320583', { closedOn: '2024-01-01' }),
      openedAfter: await network.station('WORKSTATION', '522628', '350582', { openedOn: '2024-10-01' }),
      openedOnTheLast: await network.station('WORKSTATION', '522629', '350582', { openedOn: '2024-09-30' }),
      hunan: await network.station('HEADQUARTERS', '430000', '440000'),
    };
    stations = made;
    const sanshui = await network.enterprise('440607');
    const foshan = await network.enterprise('440604');
    const ningbo = await network.enterprise('330282');
    const guiyang = await network.enterprise('520102');

    await visit(made.cengong, '522626', sanshui, '440607', '2024-01-01');
    await visit(made.cengong, '522626', sanshui, '440607', '2024-09-30');
    await visit(made.cengong, '522626', sanshui, '440607', '2024-10-01');
    await visit(made.cengong, '522626', foshan, '440604', '2024-02-29', true);
    await visit(made.branch, '522600', sanshui, '440607', '2024-03-01');
    await visit(made.branch, '522600', guiyang, '520102', '2024-03-01');
    await visit(made.zunyi, '520300', ningbo, '330282', '2024-03-02');
    await visit(made.atHome, '522626', foshan, '440604', '2024-03-02');
    await visit(made.hunan, '430000', foshan, '440604', '2024-03-02');
    await visit(made.cengong, '522626', sanshui, '440607', '2023-05-05');

    await collection(made.cengong, '522626', sanshui, '440607', 20, '2024-01-01');
    await collection(made.cengong, '522626', sanshui, '330282', 5, '2024-09-30');
    await collection(made.cengong, '522626', sanshui, '440607', 7, '2024-10-01');
    await collection(null, '520000', ningbo, '330282', 11, '2024-06-01');
    await collection(made.hunan, '430000', foshan, '440604', 13, '2024-06-01');
    await collection(made.cengong, '522626', sanshui, '440607', 10, '2023-05-05');

    // The last instant of the year 2023, the first of 2024, the last of September and the first of October, in Shanghai.
    await ticket('522626', '2023-12-31T15:59:59.999Z');
    await ticket('522626', '2023-12-31T16:00:00Z', { incident: '440607', resolved: '2024-01-02T00:00:00Z' });
    await ticket('522626', '2024-09-30T15:59:59.999Z', { at: made.cengong, handler: '522626' });
    await ticket('522626', '2024-09-30T16:00:00Z');
    await ticket('520300', '2024-04-01T00:00:00Z', {
      at: made.branch,
      handler: '522600',
      channel: 'WALK_IN',
    });
    await ticket('520000', '2024-04-01T00:00:00Z', {
      channel: 'HOMETOWN_AFFAIRS',
      category: 'GOVERNMENT_SERVICE',
    });
    await ticket('520300', '2024-04-02T00:00:00Z', {
      at: made.zunyi,
      handler: '520300',
      due: '2024-04-05T00:00:00Z',
      // Resolved in time, reopened, and unresolved again: late now, in time then.
      first: '2024-04-04T00:00:00Z',
    });
    await ticket('520300', '2024-04-02T00:00:00Z', {
      due: '2024-04-05T00:00:00Z',
      resolved: '2024-04-05T00:00:01Z',
    });
    await ticket('520300', '2024-04-02T00:00:00Z', {
      due: '2999-01-01T00:00:00Z',
      category: 'RIGHTS_PROTECTION',
    });
    await ticket('430100', '2024-04-02T00:00:00Z', { incident: '440607' });

    manager = await network.person('MANAGER', '520000');
    branch = await network.person('STATION_STAFF', '522600', made.branch);
    station = await network.person('STATION_STAFF', '522626', made.cengong);
  });
  afterAll(() => service.stop());

  const ask = async (person: Person, home = '520000', of = period) =>
    (await person.data(DASHBOARD, { home, period: of })).networkDashboard;

  /** Each figure once more, counted record by record. */
  const recountOf = async (home: string, of = period) =>
    recount(await readRows(service), home, of, new Date());

  it('counts what lies within, and nothing on the far side of any line', async () => {
    expect((await ask(manager)).totals).toEqual({
      // Headquarters, branch, Cengong, Zunyi, closed on the first day, opened on the last.
      stations: 6,
      enterprisesContacted: 2,
      visits: 5,
      jobPostings: 3,
      openings: 36,
      tickets: 7,
      hotlineMatters: 5,
      governmentServices: 1,
      overdueTickets: 4,
    });
  });

  it.each([
    ['2024-01-01', '2024-10-01'],
    ['2023-01-01', '2024-01-01'],
    ['2024-09-30', '2024-10-01'],
    ['2024-10-01', '2024-10-02'],
    ['2023-01-01', '2025-01-01'],
  ])('equals a recount from %s to %s, for a province, a city and a county', async (from, to) => {
    for (const home of ['520000', '522600', '522626', '520300']) {
      const counted = await recountOf(home, { from, to });
      expect(await figuresOf(manager, home, { from, to })).toMatchObject(
        expectedFigures(counted, { from, to }),
      );
    }
  });

  it.each(['520000', '522600'])('of %s leads from every figure to the records it counts', async (home) => {
    const counted = await recountOf(home);
    for (const cut of cutsOf(counted)) await expectLists(manager, home, period, counted, cut);
  });

  it('adds up: host provinces, home cities, categories and every trend', async () => {
    const { totals, byHostProvince, byHomeCity, ticketsByCategory, day, month, year } = await ask(manager);
    for (const field of ['stations', 'enterprisesContacted', 'visits', 'jobPostings', 'openings']) {
      expect({ field, sum: sumOf(byHostProvince, field) }).toEqual({ field, sum: totals[field] });
    }
    for (const field of ['stations', 'visits', 'jobPostings', 'tickets', 'overdueTickets']) {
      expect({ field, sum: sumOf(byHomeCity, field) }).toEqual({ field, sum: totals[field] });
    }
    expect(sumOf(ticketsByCategory, 'count')).toBe(totals.tickets);
    for (const trend of [day, month, year]) {
      for (const field of ['visits', 'jobPostings', 'openings', 'tickets']) {
        expect({ field, sum: sumOf(trend, field) }).toEqual({ field, sum: totals[field] });
      }
      expect(trend[0].from).toBe(period.from);
      expect(trend.at(-1).to).toBe(period.to);
      expect(trend.slice(1).map(({ from }: { from: string }) => from)).toEqual(
        trend.slice(0, -1).map(({ to }: { to: string }) => to),
      );
    }
    expect([day.length, month.length, year.length]).toEqual([274, 9, 1]);
  });

  it('places tickets where it happened, else where they are handled', async () => {
    const { byHostProvince } = await ask(manager);
    const tickets = Object.fromEntries(
      byHostProvince.map((row: { region: { code: string }; tickets: number }) => [
        row.region.code,
        row.tickets,
      ]),
    );
    expect(tickets).toMatchObject({ 440000: 3, 330000: 1 });
  });

  it('calls a ticket resolved in time by its first resolution', async () => {
    const { ticketsByCategory } = await ask(manager);
    expect(ticketsByCategory).toEqual([
      { category: 'JOB_SEEKING', count: 5, resolvedInTime: 2 },
      { category: 'GOVERNMENT_SERVICE', count: 1, resolvedInTime: 0 },
      { category: 'RIGHTS_PROTECTION', count: 1, resolvedInTime: 0 },
    ]);
  });

  it('compares with the year before, where there is a base', async () => {
    expect((await ask(manager)).yearOnYear).toEqual({
      visits: 400,
      jobPostings: 200,
      openings: 260,
      tickets: null,
    });
  });

  it('is cut down to one’s own region, and says so', async () => {
    expect((await ask(branch)).scope.code).toBe('522600');
    expect(await figuresOf(branch, '52', period)).toMatchObject(
      expectedFigures(await recountOf('522600'), period),
    );
    await expectLists(branch, '520000', period, await recountOf('522600'), {});
    expect((await ask(station, '52')).scope.code).toBe('522626');
    expect((await ask(manager, '5226')).scope.code).toBe('522600');
  });

  it.each([
    ['hostProvinceCode: "99"', 'BAD_USER_INPUT'],
    ['hostProvinceCode: "4406"', 'BAD_USER_INPUT'],
    ['homeCityCode: "522626"', 'BAD_USER_INPUT'],
    ['stationId: "x"', 'NOT_FOUND'],
  ])('has no slice %s', async (slice, code) => {
    for (const list of ['stations', 'enterprisesContacted', 'visits', 'jobPostings', 'tickets']) {
      const query = `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
        ${list}(first: 1, slice: { ${slice} }) { count } } }`;
      expect(await manager.codes(query, { period })).toEqual([code]);
    }
  });

  it('reads no page for a count, and one statement more for its records', async () => {
    const statementsOf = async (fields: string) => {
      service.statements.length = 0;
      await manager.data(
        `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
           visits(first: 100) { ${fields} } } }`,
        { period },
      );
      const [identity, ...statements] = service.statements;
      expect(identity).toBe('session');
      return statements;
    };
    expect(await statementsOf('count')).toEqual(['networkDashboard']);
    expect(await statementsOf('count edges { node { id } } pageInfo { hasNextPage }')).toEqual([
      'networkDashboard',
      'networkDashboard',
      'visit',
    ]);
  });

  it('of another region does not exist', async () => {
    for (const [person, home] of [
      [manager, '430000'],
      [branch, '5203'],
      [station, '522627'],
    ] as const) {
      expect(await person.codes(DASHBOARD, { home, period })).toEqual(['NOT_FOUND']);
    }
    expect(await manager.codes(DASHBOARD, { home: '99', period })).toEqual(['BAD_USER_INPUT']);
  });

  it('ranks stations by what each did', async () => {
    const { networkDashboard } = await manager.data(
      `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
         visits: topStations(first: 2, by: VISITS) { station { id } value }
         openings: topStations(first: 5, by: OPENINGS) { station { id } value } } }`,
      { period },
    );
    const idOf = (figure: { station: { id: string } }) => figure.station.id;
    expect(networkDashboard.visits.map(idOf).sort()).toEqual(
      [stations.branch?.id, stations.cengong?.id].sort(),
    );
    expect(networkDashboard.visits.map(({ value }: { value: number }) => value)).toEqual([2, 2]);
    expect(networkDashboard.openings).toEqual([{ station: { id: stations.cengong?.id }, value: 25 }]);
  });
});
