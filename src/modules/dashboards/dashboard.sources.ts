import { all, raw, type Sql, sql } from '../../infra/db/select.ts';
import { type Visibility, within } from '../../infra/db/visibility.ts';
import { type BusinessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import type { RegionScope } from '../../shared/region-scope.ts';
import type { StationTier } from '../stations/index.ts';
import type { TicketCategory } from '../tickets/index.ts';

/** What a dashboard covers: a home region and a half-open period. */
export interface Coverage {
  home: RegionScope;
  from: BusinessDate;
  to: BusinessDate;
  /** The instant against which a ticket is overdue. */
  now: Date;
}

/** A part of what a dashboard covers: where all that is given holds. */
export interface Slice {
  /** Six digits. */
  hostProvinceCode?: string | null;
  /** Six digits, the city's present code and its former ones; the province's own for what belongs to no city. */
  homeCityCodes?: readonly string[] | null;
  tier?: StationTier | null;
  stationId?: string | null;
  /** Of tickets alone. */
  category?: TicketCategory | null;
}

type Source = 'stations' | 'visits' | 'postings' | 'tickets';

/** Every figure: whose rows it counts, which of them, and how. Lists behind a figure hold the same rows. */
export const figures = {
  stations: { source: 'stations', where: 'counts', value: 'count(*)' },
  visits: { source: 'visits', where: 'TRUE', value: 'count(*)' },
  enterprisesContacted: {
    source: 'visits',
    where: 'enterprise_id IS NOT NULL',
    value: 'count(DISTINCT enterprise_id)',
  },
  jobPostings: { source: 'postings', where: 'TRUE', value: 'count(*)' },
  openings: { source: 'postings', where: 'TRUE', value: 'sum(openings)' },
  tickets: { source: 'tickets', where: 'TRUE', value: 'count(*)' },
  hotlineMatters: { source: 'tickets', where: `channel = 'HOTLINE_12333'`, value: 'count(*)' },
  governmentServices: { source: 'tickets', where: `channel = 'HOMETOWN_AFFAIRS'`, value: 'count(*)' },
  resolvedInTime: { source: 'tickets', where: 'in_time', value: 'count(*)' },
  overdueTickets: { source: 'tickets', where: 'overdue', value: 'count(*)' },
} as const satisfies Record<string, { source: Source; where: string; value: string }>;

export type Figure = keyof typeof figures;
export type Figures = Record<Figure, number>;

export const figureNames = Object.keys(figures) as Figure[];

/** The figures that are added up with every change, each with its column: see migrations/1795392000031-figures.ts. */
export const summed = {
  visits: 'visits',
  jobPostings: 'job_postings',
  openings: 'openings',
  tickets: 'tickets',
  hotlineMatters: 'hotline_matters',
  governmentServices: 'government_services',
  resolvedInTime: 'resolved_in_time',
} as const satisfies Partial<Record<Figure, string>>;
type Summed = keyof typeof summed;
export type Sums = Record<Summed, number>;

export const summedFigures = Object.keys(summed) as Summed[];

const province = (code: string) => raw(`left(${code}, 2) || '0000'`);
const city = (code: string) => raw(`left(${code}, 4) || '00'`);

/** The rows of each source within the coverage, as WITH queries: one predicate and one date each. */
export function sources(visible: Visibility, coverage: Coverage): Sql {
  const { home, from, to } = coverage;
  return sql`
    stations AS (${stationsOf(visible, coverage)}),
    visits AS (${visitsOf(visible, home, sql`(SELECT ${from}::date AS start, ${to}::date AS until)`)}),
    postings AS (
      SELECT c.posting_id AS id, c.collected_on AS day, c.station_id, ${province('j.region_code')} AS host,
             ${city('c.home_region_code')} AS city, s.tier, j.openings
        FROM job_collection c JOIN job_posting j ON j.id = c.posting_id LEFT JOIN station s ON s.id = c.station_id
       WHERE ${visible.network('c')} AND ${within(raw('c.home_region_code'), home)}
         AND c.collected_on >= ${from} AND c.collected_on < ${to}),
    tickets AS (${ticketsOf(visible, coverage)})`;
}

/** All stations; whether each counts. */
export const stationsOf = (visible: Visibility, { home, from, to }: Coverage): Sql => sql`
  SELECT s.id, s.id AS station_id, s.home_region_code, s.tier,
         ${province('s.host_region_code')} AS host, ${city('s.home_region_code')} AS city,
         s.opened_on < ${to} AND (s.closed_on IS NULL OR s.closed_on >= ${from}) AS counts
    FROM station s
   WHERE ${visible.shared()} AND ${within(raw('s.home_region_code'), home)}
     AND left(s.host_region_code, 2) <> left(s.home_region_code, 2)`;

/** Tickets that were opened within the coverage. None is due before it is opened: those of before are not looked through. */
export function ticketsOf(visible: Visibility, { home, from, to, now }: Coverage): Sql {
  const covered = (code: string) => within(raw(code), home);
  return sql`
  SELECT t.id, t.opened_at, (t.opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, t.station_id, t.category,
         t.channel, coalesce(${province('t.incident_region_code')}, ${province('s.host_region_code')}) AS host,
         ${city('t.home_region_code')} AS city, s.tier,
         t.first_resolved_at <= t.due_at AS in_time,
         t.resolved_at IS NULL AND t.due_at < ${now} AND t.due_at >= ${startOfBusinessDay(from)} AS overdue
    FROM service_ticket t LEFT JOIN station s ON s.id = t.station_id
   WHERE ${visible.ticket('t')} AND ((${covered('t.home_region_code')}) OR (${covered('t.handler_region_code')}))
     AND t.opened_at >= ${startOfBusinessDay(from)} AND t.opened_at < ${startOfBusinessDay(to)}`;
}

/** Visits of some days, given as rows of `start` and `until`; beside the WITH query `stations`. */
export const visitsOf = (visible: Visibility, home: RegionScope, days: Sql): Sql => sql`
  SELECT v.id, v.visited_on AS day, v.station_id, ${province('v.host_region_code')} AS host, s.city, s.tier,
         CASE WHEN left(v.host_region_code, 2) <> v.tenant
              THEN coalesce(e.merged_into, v.enterprise_id) END AS enterprise_id
    FROM ${days} d
    JOIN enterprise_visit v ON v.visited_on >= d.start AND v.visited_on < d.until
    JOIN stations s ON s.id = v.station_id
    LEFT JOIN enterprise e ON e.id = v.enterprise_id
   WHERE ${visible.network('v')} AND ${within(raw('v.home_region_code'), home)} AND v.voided_at IS NULL`;

/** The rows of a figure in a slice, under the alias `m`: what is counted and what is listed. */
export function rowsOf(figure: Figure, slice: Slice): Sql {
  const { source, where } = figures[figure];
  const { hostProvinceCode, homeCityCodes, tier, stationId, category } = slice;
  const condition = all(
    raw(where),
    hostProvinceCode && sql`m.host = ${hostProvinceCode}`,
    homeCityCodes && sql`m.city = ANY(${homeCityCodes})`,
    tier && sql`m.tier = ${tier}`,
    stationId && sql`m.station_id = ${stationId}`,
    category && sql`m.category = ${category}`,
  );
  return sql`${raw(source)} m WHERE ${condition}`;
}
