import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { businessDate, startOfBusinessDay } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { opens } from '../support/tickets.ts';

interface Period {
  from: string;
  to: string;
}

const DASHBOARD = `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
  totals { visits enterprisesContacted tickets hotlineMatters } trend(by: MONTH) { from to visits tickets } } }`;
const LISTS = {
  tickets: 'TicketFilter',
  visits: 'VisitFilter',
  followUps: 'FollowUpFilter',
};
const listed = (name: keyof typeof LISTS) => `query ($first: Int!, $after: String, $filter: ${LISTS[name]}) {
  ${name}(first: $first, after: $after, filter: $filter) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`;

const YEAR = 2024;
/** The first day of a month, counted on from January. */
const monthOf = (month: number) =>
  `${YEAR + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
const steps = (months: number): Period[] =>
  Array.from({ length: 12 / months }, (_, i) => ({
    from: monthOf(i * months),
    to: monthOf((i + 1) * months),
  }));
const months = steps(1);
const year: Period = { from: monthOf(0), to: monthOf(12) };

/** By the time zone database, and nothing of ours. */
const monthInShanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
});

describe('the periods of a year', () => {
  let service: TestService;
  let network: Network;
  let manager: Person;
  /** What happened: the first and last instants of every month in Shanghai, and some between. */
  let instants: Date[];

  beforeAll(async () => {
    service = await startTestService(undefined, undefined, undefined, null, false);
    network = new Network(service);
    const station = await network.station('WORKSTATION', '522626', '440607');
    const staff = await network.person('STATION_STAFF', '522626', station);
    const enterprises = [await network.enterprise('440607'), await network.enterprise('330106')];
    manager = await network.person('MANAGER', '520000');
    const edges = [...months, { from: year.to }].map(({ from }) => Number(startOfBusinessDay(from)));
    const between = fc.sample(fc.integer({ min: edges[0] ?? 0, max: (edges[12] ?? 0) - 1 }), 25);
    instants = [...edges.flatMap((edge) => [edge - 1, edge]), ...between].map((at) => new Date(at));
    for (const [i, at] of instants.entries()) {
      service.setNow(at);
      await opens(staff, { channel: i % 3 ? 'HOTLINE_12333' : 'WALK_IN', homeRegionCode: '522626' });
      await visit(staff, station, enterprises[i % 2] as Seeded, businessDate(at));
    }
    service.setNow(new Date('2026-01-01T00:00:00Z'));
  }, 60_000);
  afterAll(() => service.stop());

  const visit = async (staff: Person, station: Seeded, enterprise: Seeded, day: string) => {
    const { logVisit } = await staff.data(
      'mutation ($input: LogVisitInput!) { logVisit(input: $input) { userErrors { code } } }',
      {
        input: {
          idempotencyKey: crypto.randomUUID(),
          stationId: station.id,
          enterpriseId: enterprise.id,
          visitedOn: day,
          way: 'PHONE',
          participants: ['杨光'],
          followUps: [{ dueOn: day, note: '回访' }],
        },
      },
    );
    expect(logVisit.userErrors).toEqual([]);
  };
  const dashboardOf = async (period: Period) =>
    (await manager.data(DASHBOARD, { period })).networkDashboard as {
      totals: { visits: number; enterprisesContacted: number; tickets: number; hotlineMatters: number };
      trend: (Period & { visits: number; tickets: number })[];
    };
  const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

  it('add up: months to quarters, quarters to the year, with nothing at their borders lost or counted twice', async () => {
    const ofMonths = await Promise.all(months.map(dashboardOf));
    const ofQuarters = await Promise.all(steps(3).map(dashboardOf));
    const ofYear = await dashboardOf(year);
    for (const figure of ['visits', 'tickets', 'hotlineMatters'] as const) {
      const monthly = ofMonths.map(({ totals }) => totals[figure]);
      const quarterly = ofQuarters.map(({ totals }) => totals[figure]);
      expect(quarterly).toEqual([0, 3, 6, 9].map((first) => sum(monthly.slice(first, first + 3))));
      expect(ofYear.totals[figure]).toBe(sum(quarterly));
    }
    // One enterprise met in two months is one in their quarter.
    for (const [i, { totals }] of ofQuarters.entries()) {
      const parts = ofMonths.slice(i * 3, i * 3 + 3).map((month) => month.totals.enterprisesContacted);
      expect(totals.enterprisesContacted).toBeGreaterThanOrEqual(Math.max(...parts));
      expect(totals.enterprisesContacted).toBeLessThanOrEqual(sum(parts));
    }
    expect(ofYear.trend).toEqual(
      months.map((month, i) => {
        const { visits, tickets } = ofMonths[i]?.totals ?? {};
        return { ...month, visits, tickets };
      }),
    );
  });

  it('hold what happened in them by the clock of Shanghai', async () => {
    const expected = months.map(
      ({ from }) => instants.filter((at) => monthInShanghai.format(at) === from.slice(0, 7)).length,
    );
    const counted = await Promise.all(months.map(dashboardOf));
    expect(counted.map(({ totals }) => totals.tickets)).toEqual(expected);
    expect(counted.map(({ totals }) => totals.visits)).toEqual(expected);
    expect(Math.min(...expected)).toBeGreaterThanOrEqual(2);
  });

  it.each(['tickets', 'visits', 'followUps'] as const)(
    'cut the list of %s without a gap or an overlap',
    async (name) => {
      const list = async (period: Period) => {
        const nodes = await manager.walk<{ id: string }>(
          listed(name),
          50,
          { filter: { period } },
          (d) => d[name],
        );
        return nodes.map(({ id }) => id);
      };
      const whole = await list(year);
      for (const parts of [months, steps(3)]) {
        const cut: string[] = [];
        // The latest comes first.
        for (const part of parts.toReversed()) cut.push(...(await list(part)));
        expect(cut).toEqual(whole);
      }
      const all = await list({ from: '2010-01-01', to: '2030-01-01' });
      // The last instant before the year and the first behind it are not of it.
      expect(all).toHaveLength(instants.length);
      expect(whole).toHaveLength(instants.length - 2);
    },
  );
});
