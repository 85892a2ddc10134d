import { expect } from '@jest/globals';
import { decodeNodeId, encodeNodeId } from '../../src/shared/node-id.ts';
import type { Person } from './network.ts';
import { type Counted, type Figure, figureNames, figureOf, type Period } from './recount.ts';

type Recount = Record<Figure, Counted[]>;
type Dimension = 'host' | 'city' | 'tier' | 'category' | 'station';

const DASHBOARD = `query ($home: String!, $period: PeriodInput!) {
  networkDashboard(homeProvinceCode: $home, period: $period) {
    scope { code }
    totals { stations enterprisesContacted visits jobPostings openings tickets hotlineMatters governmentServices resolvedInTime overdueTickets }
    byHostProvince { region { code } stations enterprisesContacted visits jobPostings openings tickets overdueTickets }
    byHomeCity { region { code } stations visits jobPostings tickets overdueTickets }
    byTier { tier stations enterprisesContacted visits jobPostings openings tickets resolvedInTime overdueTickets }
    ticketsByCategory { category count resolvedInTime overdueTickets }
    day: trend(by: DAY) { from to visits jobPostings openings tickets }
    month: trend(by: MONTH) { from to visits jobPostings openings tickets }
    year: trend(by: YEAR) { from to visits jobPostings openings tickets }
    visits: topStations(first: 100, by: VISITS) { station { id } value }
    jobPostings: topStations(first: 100, by: JOB_POSTINGS) { station { id } value }
    openings: topStations(first: 100, by: OPENINGS) { station { id } value }
    tickets: topStations(first: 100, by: TICKETS) { station { id } value }
    overdueTickets: overdueStations(first: 100) { station { id } value }
    yearOnYear { visits jobPostings openings tickets }
  }
}`;

/** What a person's dashboard of a home region says. */
export const figuresOf = async (person: Person, home: string, period: Period) =>
  (await person.data(DASHBOARD, { home, period })).networkDashboard;

/** What it should say, from a recount: in the same form. */
export function expectedFigures(counted: Recount, period: Period) {
  const slicesBy = (dimension: Dimension, from: readonly Figure[] = figureNames) =>
    [...new Set(from.flatMap((figure) => counted[figure].map((one) => one[dimension])))].filter(
      (key) => key !== null,
    );
  const sliced = (figure: Figure, dimension: Dimension, key: string) =>
    figureOf(
      figure,
      counted[figure].filter((one) => one[dimension] === key),
    );
  const figures = (names: readonly Figure[], dimension: Dimension, key: string) =>
    Object.fromEntries(names.map((name) => [name, sliced(name, dimension, key)]));
  const ranking = (figure: Figure) =>
    slicesBy('station', [figure])
      .map((id) => ({
        station: { id: encodeNodeId('Station', null, id) },
        value: sliced(figure, 'station', id),
        id,
      }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
      .map(({ id: _, ...ranked }) => ranked);
  const trend = (stepOf: (day: string) => string) => {
    const steps = new Map<string, { from: string; to: string }>();
    for (let day = period.from; day < period.to; day = nextDay(day)) {
      const step = steps.get(stepOf(day));
      if (step) step.to = nextDay(day);
      else steps.set(stepOf(day), { from: day, to: nextDay(day) });
    }
    return [...steps].map(([key, step]) => ({
      ...step,
      ...Object.fromEntries(
        perDay.map((name) => [
          name,
          figureOf(
            name,
            counted[name].filter(({ day }) => stepOf(day) === key),
          ),
        ]),
      ),
    }));
  };
  const byHost: Figure[] = [
    'stations',
    'enterprisesContacted',
    'visits',
    'jobPostings',
    'openings',
    'tickets',
    'overdueTickets',
  ];
  return {
    totals: Object.fromEntries(figureNames.map((name) => [name, figureOf(name, counted[name])])),
    byHostProvince: slicesBy('host')
      .map(
        (code) =>
          ({ region: { code }, ...figures(byHost, 'host', code) }) as {
            region: { code: string };
            stations: number;
          },
      )
      .sort((a, b) => b.stations - a.stations || (a.region.code < b.region.code ? -1 : 1)),
    byHomeCity: slicesBy('city')
      .sort()
      .map((code) => ({
        region: { code },
        ...figures(['stations', 'visits', 'jobPostings', 'tickets', 'overdueTickets'], 'city', code),
      })),
    byTier: tiers.map((tier) => ({
      tier,
      ...figures([...byHost, 'resolvedInTime'], 'tier', tier),
    })),
    ticketsByCategory: slicesBy('category')
      .map((category) => ({
        category,
        count: sliced('tickets', 'category', category),
        ...figures(['resolvedInTime', 'overdueTickets'], 'category', category),
      }))
      .sort((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1)),
    day: trend((day) => day),
    month: trend((day) => day.slice(0, 7)),
    year: trend((day) => day.slice(0, 4)),
    ...Object.fromEntries([...perDay, 'overdueTickets' as const].map((figure) => [figure, ranking(figure)])),
  };
}

/** Change in per cent, with one decimal; null without a base. */
export const yearOnYearOf = (counted: Recount, before: Recount) =>
  Object.fromEntries(
    perDay.map((figure) => {
      const [now, base] = [figureOf(figure, counted[figure]), figureOf(figure, before[figure])];
      return [figure, base === 0 ? null : Math.round((now / base - 1) * 1_000) / 10];
    }),
  );

const perDay: Figure[] = ['visits', 'jobPostings', 'openings', 'tickets'];
const tiers = ['HEADQUARTERS', 'BRANCH', 'WORKSTATION'];
const nextDay = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** The figures that have a list, with the field that gives it. */
const lists: [figure: Figure, field: string, more?: string][] = [
  ['stations', 'stations'],
  ['enterprisesContacted', 'enterprisesContacted'],
  ['visits', 'visits'],
  ['jobPostings', 'jobPostings'],
  ['tickets', 'tickets'],
  ['hotlineMatters', 'tickets', 'figure: HOTLINE_MATTERS'],
  ['governmentServices', 'tickets', 'figure: GOVERNMENT_SERVICES'],
  ['resolvedInTime', 'tickets', 'figure: RESOLVED_IN_TIME'],
  ['overdueTickets', 'tickets', 'figure: OVERDUE_TICKETS'],
];

/** One part of a dashboard: where all that is given holds. */
export type Cut = Partial<Record<Dimension, string>>;

interface List {
  count: number;
  openings?: number;
  edges: { node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Walks every list behind a cut of the figures: each holds exactly the records of the recount, and counts them. */
export async function expectLists(
  person: Person,
  home: string,
  period: Period,
  counted: Recount,
  cut: Cut,
  first = 40,
) {
  const walked = new Map<Figure, { ids: string[]; count: number; openings: number | undefined }>();
  let open = lists.filter(([, field]) => field === 'tickets' || !cut.category);
  const cursors: Record<string, string | null> = {};
  while (open.length > 0) {
    const fields = open.map(
      ([
        figure,
        field,
        more = '',
      ]) => `${figure}: ${field}(first: ${first}, after: $${figure}, ${more}, ${sliceOf(cut)}) {
        count ${field === 'jobPostings' ? 'openings' : ''} edges { node { id } } pageInfo { hasNextPage endCursor } }`,
    );
    const { networkDashboard } = await person.data<{ networkDashboard: Record<Figure, List> }>(
      `query ($home: String!, $period: PeriodInput!, ${open.map(([figure]) => `$${figure}: String`).join(', ')}) {
         networkDashboard(homeProvinceCode: $home, period: $period) { ${fields.join(' ')} } }`,
      { home, period, ...cursors },
    );
    for (const [figure] of open) {
      const { count, openings, edges, pageInfo } = networkDashboard[figure];
      const ids = walked.get(figure)?.ids ?? [];
      walked.set(figure, {
        ids: [...ids, ...edges.map(({ node }) => decodeNodeId(node.id)?.id ?? '')],
        count,
        openings,
      });
      cursors[figure] = pageInfo.endCursor;
    }
    open = open.filter(([figure]) => networkDashboard[figure].pageInfo.hasNextPage);
  }
  for (const [figure, { ids, count, openings }] of walked) {
    const records = counted[figure].filter((one) =>
      Object.entries(cut).every(([by, key]) => one[by as Dimension] === key),
    );
    const what = { figure, cut };
    expect({ ...what, count, ids: ids.sort() }).toEqual({
      ...what,
      count: figureOf(figure, records),
      ids: [...new Set(records.map(({ id }) => id))].sort(),
    });
    if (figure === 'jobPostings')
      expect({ ...what, openings }).toEqual({ ...what, openings: figureOf('openings', records) });
  }
}

function sliceOf({ host, city, tier, station, category }: Cut): string {
  const fields = [
    host && `hostProvinceCode: "${host}"`,
    city && `homeCityCode: "${city}"`,
    tier && `tier: ${tier}`,
    station && `stationId: "${encodeNodeId('Station', null, station)}"`,
  ].filter(Boolean);
  return `slice: { ${fields.join(', ')} }${category ? `, category: ${category}` : ''}`;
}

/** A cut for each value of each dimension that a recount has, and some of two at once. */
export function cutsOf(counted: Recount): Cut[] {
  const values = (dimension: Dimension) =>
    [...new Set(figureNames.flatMap((figure) => counted[figure].map((one) => one[dimension])))].filter(
      (value) => value !== null,
    );
  const single = (['host', 'city', 'tier', 'category', 'station'] as const).flatMap((by) =>
    values(by).map((key) => ({ [by]: key })),
  );
  const double = values('host').flatMap((host) => values('tier').map((tier) => ({ host, tier })));
  return [{}, ...single, ...double];
}
