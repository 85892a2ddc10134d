import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

/** How many statements a request costs beside the one that says who asks, BEGIN, SET and COMMIT not counted: as many for one row as for fifty. */
describe('the statements of a request', () => {
  let service: TestService;
  let staff: Person;
  let hotline: Person;
  let manager: Person;
  const today = businessDate(new Date());

  const costOf = async (person: Person, query: string, variables: Record<string, unknown> = {}) => {
    service.statements.length = 0;
    const data = await person.data(query, variables);
    // Who asks is one statement for every request, whatever else it costs.
    const [identity, ...statements] = service.statements;
    expect(identity).toBe('session');
    // Stations are in memory, or read by one statement while they are not.
    const ofStations = statements.filter((name) => name === 'station').length;
    expect(ofStations).toBeLessThanOrEqual(1);
    return { data, statements: statements.filter((name) => name !== 'station') };
  };

  beforeAll(async () => {
    service = await startTestService();
    const network = new Network(service);
    const stations: Seeded[] = [];
    for (const host of ['440607', '440606', '440306', '330282']) {
      stations.push(await network.station('WORKSTATION', '522626', host));
    }
    staff = await network.person('STATION_STAFF', '522626', stations[0]);
    await network.person('STATION_STAFF', '522626', stations[1]);
    hotline = await network.person('HOTLINE_AGENT', '520000');
    manager = await network.person('MANAGER', '520000');
    await network.worker('522626', '张秀英', '13985500001');
    const key = () => crypto.randomUUID();
    for (let i = 0; i < 25; i++) {
      const enterprise = await network.enterprise(i % 2 ? '440607' : '440306');
      const station = stations[i % stations.length] as Seeded;
      for (let twice = 0; twice < 2; twice++) {
        await staff.data(
          'mutation ($input: LogVisitInput!) { logVisit(input: $input) { userErrors { code } } }',
          {
            input: {
              idempotencyKey: key(),
              stationId: station.id,
              enterpriseId: enterprise.id,
              visitedOn: today,
              way: 'PHONE',
              participants: ['杨光'],
              contact: { name: `陈${i}${twice}`, phone: `138${String(10_000_000 + i * 2 + twice)}` },
              followUps: [{ dueOn: today, note: '回访' }],
            },
          },
        );
        await staff.data(
          'mutation ($input: PostJobInput!) { postJob(input: $input) { userErrors { code } } }',
          {
            input: {
              idempotencyKey: key(),
              enterpriseId: enterprise.id,
              title: '缝纫工',
              openings: 5,
              payUnit: 'MONTH',
              regionCode: '440607',
              validThrough: addDays(today, 9),
              stationId: station.id,
            },
          },
        );
        await hotline.data(
          'mutation ($input: OpenTicketInput!) { openTicket(input: $input) { userErrors { code } } }',
          {
            input: {
              idempotencyKey: key(),
              channel: 'HOTLINE_12333',
              category: 'JOB_SEEKING',
              summary: '求职',
              callerName: '张秀英',
              callerPhone: '13985500001',
              homeRegionCode: '522626',
              enterpriseId: enterprise.id,
            },
          },
        );
      }
    }
  }, 120_000);
  afterAll(() => service.stop());

  it('for fifty postings with enterprise, station and all their regions are one: enterprises come along, and what is in memory costs none', async () => {
    const { data, statements } = await costOf(
      staff,
      `{ jobPostings(first: 50) { edges { node { title region { name parent { name parent { name } } }
           enterprise { name region { name } }
           station { name homeRegion { name } hostRegion { name } } } } } }`,
    );
    expect(data.jobPostings.edges).toHaveLength(50);
    expect(statements).toEqual(['jobPostings']);
  });

  it.each([1, 25])('for %d enterprises with contacts, visits and what follows are as many', async (first) => {
    const { data, statements } = await costOf(
      staff,
      `query ($first: Int!) { enterprises(first: $first) { edges { node { name
           contacts(first: 5) { edges { node { name phone } } }
           visits(first: 5) { edges { node { station { name parent { name } } contact { name } followUps { note visit { visitedOn } } } } } } } } }`,
      { first },
    );
    expect(data.enterprises.edges).toHaveLength(first);
    expect(statements.sort()).toEqual(['contact', 'contact', 'enterprises', 'followUp', 'visit', 'visits']);
  });

  it.each([1, 20])('for %d visits with what they were before are as many', async (first) => {
    const { data, statements } = await costOf(
      staff,
      `query ($first: Int!) { stations(first: 1) { edges { node { visits(first: $first) { edges { node {
           revisions(first: 3) { edges { node { actor { username station { name } } enterprise { name } contact { name } } } }
           followUps { overdue station { name } } } } } } } } }`,
      { first },
    );
    expect(data.stations.edges[0].node.visits.edges.length).toBeGreaterThan(0);
    expect(statements.sort()).toEqual(['followUp', 'stations', 'visitRevision', 'visits']);
  });

  it.each([1, 50])(
    'for %d tickets with caller, worker, station, employer and history are as many',
    async (first) => {
      const { data, statements } = await costOf(
        hotline,
        `query ($first: Int!) { tickets(first: $first) { edges { node { number callerName callerPhone
           worker { name phone homeRegion { name } } station { name } enterprise { name } homeRegion { name }
           history(first: 3) { edges { node { type actor { username station { name } } } } } } } } }`,
        { first },
      );
      expect(data.tickets.edges).toHaveLength(first);
      expect(data.tickets.edges[0].node).toMatchObject({
        callerName: '张**',
        worker: { phone: '139****0001' },
      });
      expect(statements.sort()).toEqual(['enterprise', 'ticket', 'ticket', 'tickets', 'worker']);
    },
  );

  it('for the whole dashboard are at most six', async () => {
    const { data, statements } = await costOf(
      manager,
      `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
         scope { name }
         totals { stations enterprisesContacted visits jobPostings openings tickets hotlineMatters governmentServices overdueTickets }
         byHostProvince { region { name } stations enterprisesContacted visits jobPostings openings tickets }
         byHomeCity { region { name } stations visits jobPostings tickets overdueTickets }
         byTier { tier stations enterprisesContacted visits jobPostings openings tickets overdueTickets }
         ticketsByCategory { category count resolvedInTime }
         year: trend(by: YEAR) { from visits }
         trend(by: DAY) { from to visits jobPostings openings tickets }
         topStations(first: 10, by: VISITS) { station { name hostRegion { name } } value }
         byOpenings: topStations(first: 3, by: OPENINGS) { station { name } value }
         overdueStations(first: 10) { station { name } value }
         yearOnYear { visits jobPostings openings tickets } } }`,
      { period: { from: today, to: addDays(today, 1) } },
    );
    expect(data.networkDashboard.totals).toMatchObject({ visits: 50, jobPostings: 50, tickets: 50 });
    expect(data.networkDashboard.topStations).toHaveLength(4);
    expect(statements.length).toBeLessThanOrEqual(6);
  });

  it.each([1, 2])(
    'for %d accounts with station and lock, and for sessions with theirs, are as many',
    async (first) => {
      const accounts = await costOf(
        manager,
        `query ($first: Int!) { accounts(first: $first, filter: { role: STATION_STAFF }) { edges { node { name lockedUntil station { name } scope { name } } } } }`,
        { first },
      );
      expect(accounts.data.accounts.edges).toHaveLength(first);
      expect(accounts.statements.toSorted()).toEqual(['account', 'accounts']);
      const sessions = await costOf(
        manager,
        'query ($first: Int!) { sessions(first: $first) { edges { node { isCurrent account { username } } } } }',
        { first },
      );
      expect(sessions.statements.toSorted()).toEqual(['account', 'sessions']);
    },
  );

  it('for a record by its id and for a viewer’s station is one, and for regions none', async () => {
    const { data } = await costOf(staff, '{ visits(first: 1) { edges { node { id } } } }');
    const one = await costOf(
      staff,
      'query ($id: ID!) { node(id: $id) { id ... on EnterpriseVisit { way } } }',
      {
        id: data.visits.edges[0].node.id,
      },
    );
    expect(one.statements).toEqual(['visit']);
    const viewer = await costOf(
      staff,
      '{ viewer { username scope { name parent { name } } station { name homeRegion { name } } } }',
    );
    expect(viewer.data.viewer.station.homeRegion).toEqual({ name: '岑巩县' });
    expect(viewer.statements).toEqual([]);
    const none = await costOf(staff, '{ viewer { scope { name } } regions(level: PROVINCE) { name } }');
    expect(none.statements).toEqual([]);
  });
});
