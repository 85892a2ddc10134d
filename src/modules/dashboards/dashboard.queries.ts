import { raw, sql } from '../../infra/db/select.ts';
import { within } from '../../infra/db/visibility.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { type BusinessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import type { RegionScope } from '../../shared/region-scope.ts';
import type { Grain, Measure } from './dashboard.types.ts';

/** What a dashboard covers: a home region and a half-open period. */
export interface Coverage {
  home: RegionScope;
  from: BusinessDate;
  to: BusinessDate;
  /** The instant against which a ticket is overdue. */
  now: Date;
}

/** The figures of one slice: of all (`dimension` total), of a host province, of a home city or of a ticket category. */
export interface FiguresRow {
  dimension: 'total' | 'host' | 'city' | 'category';
  /** A six-digit region code, a category, or '' for the total. */
  key: string;
  stations: number;
  visits: number;
  enterprises: number;
  postings: number;
  openings: number;
  tickets: number;
  hotline: number;
  governmentServices: number;
  resolvedInTime: number;
  overdue: number;
}

export interface TrendRow {
  from: BusinessDate;
  visits: number;
  postings: number;
  openings: number;
  tickets: number;
}

export interface DashboardQueries {
  figures(actor: Actor, coverage: Coverage): Promise<FiguresRow[]>;
  trend(actor: Actor, coverage: Coverage, grain: Grain): Promise<TrendRow[]>;
  topStations(
    actor: Actor,
    coverage: Coverage,
    measure: Measure,
    first: number,
  ): Promise<{ stationId: string; value: number }[]>;
}

const province = (code: string) => raw(`left(${code}, 2) || '0000'`);
const city = (code: string) => raw(`left(${code}, 4) || '00'`);

/** The rows each measure counts: one predicate and one date each. Everything below is grouped from these. */
const sources = (
  visible: Parameters<Parameters<Reader['rows']>[2]>[0],
  { home, from, to, now }: Coverage,
) => {
  const covered = (code: string) => within(raw(code), home);
  return sql`
    stations AS (
      SELECT s.id, ${province('s.host_region_code')} AS host, ${city('s.home_region_code')} AS city,
             s.opened_on < ${to} AND (s.closed_on IS NULL OR s.closed_on >= ${from}) AS counts
        FROM station s
       WHERE ${visible.shared()} AND ${covered('s.home_region_code')}
         AND left(s.host_region_code, 2) <> left(s.home_region_code, 2)),
    visits AS (
      SELECT v.visited_on AS day, v.station_id, ${province('v.host_region_code')} AS host, s.city,
             CASE WHEN left(v.host_region_code, 2) <> v.tenant THEN v.enterprise_id END AS enterprise_id
        FROM enterprise_visit v JOIN stations s ON s.id = v.station_id
       WHERE ${visible.network('v')} AND ${covered('v.home_region_code')}
         AND v.visited_on >= ${from} AND v.visited_on < ${to} AND v.voided_at IS NULL),
    postings AS (
      SELECT c.collected_on AS day, c.station_id, ${province('j.region_code')} AS host,
             ${city('c.home_region_code')} AS city, j.openings
        FROM job_collection c JOIN job_posting j ON j.id = c.posting_id
       WHERE ${visible.network('c')} AND ${covered('c.home_region_code')}
         AND c.collected_on >= ${from} AND c.collected_on < ${to}),
    tickets AS (
      SELECT (t.opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, t.station_id, t.category, t.channel,
             coalesce(${province('t.incident_region_code')}, ${province('s.host_region_code')}) AS host,
             ${city('t.home_region_code')} AS city,
             t.first_resolved_at <= t.due_at AS in_time,
             t.resolved_at IS NULL AND t.due_at < ${now} AS overdue
        FROM service_ticket t LEFT JOIN station s ON s.id = t.station_id
       WHERE ${visible.ticket('t')} AND ((${covered('t.home_region_code')}) OR (${covered('t.handler_region_code')}))
         AND t.opened_at >= ${startOfBusinessDay(from)} AND t.opened_at < ${startOfBusinessDay(to)})`;
};

export const createDashboardQueries = (read: Reader): DashboardQueries => ({
  /** Every figure of the dashboard that is not a trend or a ranking, in one statement. */
  figures: (actor, coverage) =>
    read.rows<FiguresRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH ${sources(visible, coverage)},
      figures (dimension, key, stations, visits, enterprises, postings, openings,
               tickets, hotline, government_services, in_time, overdue) AS (
        SELECT ${slice('host', 'city')}, count(*) FILTER (WHERE counts), 0, 0, 0, 0, 0, 0, 0, 0, 0
          FROM stations GROUP BY GROUPING SETS ((), (host), (city))
        UNION ALL
        SELECT ${slice('host', 'city')}, 0, count(*), count(DISTINCT enterprise_id), 0, 0, 0, 0, 0, 0, 0
          FROM visits GROUP BY GROUPING SETS ((), (host), (city))
        UNION ALL
        SELECT ${slice('host', 'city')}, 0, 0, 0, count(*), coalesce(sum(openings), 0), 0, 0, 0, 0, 0
          FROM postings GROUP BY GROUPING SETS ((), (host), (city))
        UNION ALL
        SELECT ${slice('host', 'city', 'category')}, 0, 0, 0, 0, 0, count(*),
               count(*) FILTER (WHERE channel = 'HOTLINE_12333'), count(*) FILTER (WHERE channel = 'HOMETOWN_AFFAIRS'),
               count(*) FILTER (WHERE in_time), count(*) FILTER (WHERE overdue)
          FROM tickets GROUP BY GROUPING SETS ((), (host), (city), (category)))
      SELECT dimension, key, sum(stations)::int AS stations, sum(visits)::int AS visits,
             sum(enterprises)::int AS enterprises, sum(postings)::int AS postings, sum(openings)::int AS openings,
             sum(tickets)::int AS tickets, sum(hotline)::int AS hotline,
             sum(government_services)::int AS "governmentServices", sum(in_time)::int AS "resolvedInTime",
             sum(overdue)::int AS overdue
        FROM figures
       WHERE key IS NOT NULL
       GROUP BY dimension, key`,
    ),

  trend: (actor, coverage, grain) =>
    read.rows<TrendRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH ${sources(visible, coverage)},
      events AS (
        SELECT day, 1 AS visits, 0 AS postings, 0 AS openings, 0 AS tickets FROM visits
        UNION ALL SELECT day, 0, 1, openings, 0 FROM postings
        UNION ALL SELECT day, 0, 0, 0, 1 FROM tickets)
      SELECT date_trunc(${grain.toLowerCase()}, day)::date AS "from", sum(visits)::int AS visits,
             sum(postings)::int AS postings, sum(openings)::int AS openings, sum(tickets)::int AS tickets
        FROM events
       GROUP BY 1
       ORDER BY 1`,
    ),

  topStations: (actor, coverage, measure, first) =>
    read.rows(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH ${sources(visible, coverage)}
      SELECT m.station_id AS "stationId", ${values[measure]}::int AS value
        FROM ${tables[measure]} m
       WHERE m.station_id IS NOT NULL
       GROUP BY m.station_id
       ORDER BY value DESC, m.station_id
       LIMIT ${first}`,
    ),
});

/** Names the slice a grouping set is: the dimension that is not grouped over and its key. */
function slice(...dimensions: string[]) {
  const cases = (then: (dimension: string) => string, otherwise: string) =>
    `CASE ${dimensions.map((one) => `WHEN grouping(${one}) = 0 THEN ${then(one)}`).join(' ')} ELSE ${otherwise} END`;
  return raw(`${cases((one) => `'${one}'`, "'total'")}, ${cases((one) => one, "''")}`);
}

const tables = {
  VISITS: raw('visits'),
  JOB_POSTINGS: raw('postings'),
  OPENINGS: raw('postings'),
  TICKETS: raw('tickets'),
};

const values = {
  VISITS: raw('count(*)'),
  JOB_POSTINGS: raw('count(*)'),
  OPENINGS: raw('sum(m.openings)'),
  TICKETS: raw('count(*)'),
};
