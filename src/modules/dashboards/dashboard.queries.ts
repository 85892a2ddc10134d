import { sql } from '../../infra/db/select.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { type BusinessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import { contactsBy } from './dashboard.contacts.ts';
import { yearBefore } from './dashboard.periods.ts';
import { type Coverage, type Figures, type Sums, stationsOf, ticketsOf } from './dashboard.sources.ts';
import { columns, type Dimension, noSums, sums, sumsBy, sumsByDay } from './dashboard.sums.ts';

/** The figures of one slice, but for what is overdue. */
export interface FiguresRow extends Omit<Figures, 'overdueTickets'> {
  /** `before`: all of the same period a year before, of which there are sums alone. */
  dimension: Dimension | 'before';
  /** A six-digit region code, a tier, a category, or '' for all. */
  key: string;
}

/** The tickets of one slice that are overdue: what changes without anybody's doing. */
export interface OverdueRow {
  dimension: Dimension;
  /** As above, and a station's id. */
  key: string;
  overdueTickets: number;
}

export interface Overdue {
  rows: OverdueRow[];
  /** The last instant at which it is these, if nothing is changed; null: for ever. */
  until: Date | null;
}

export interface DayRow extends Sums {
  day: BusinessDate;
}

export interface StationRow extends Sums {
  stationId: string;
}

export interface DashboardQueries {
  figures(actor: Actor, coverage: Coverage): Promise<FiguresRow[]>;
  overdue(actor: Actor, coverage: Coverage): Promise<Overdue>;
  /** The days on which anything happened, in order. */
  byDay(actor: Actor, coverage: Coverage): Promise<DayRow[]>;
  /** The same for months, each as its first day, with what of it lies in the period. */
  byMonth(actor: Actor, coverage: Coverage): Promise<DayRow[]>;
  /** The stations that did anything. */
  byStation(actor: Actor, coverage: Coverage): Promise<StationRow[]>;
}

export const createDashboardQueries = (read: Reader): DashboardQueries => ({
  /** Every figure that is neither overdue nor a trend or a ranking, in one statement: they agree with each other. */
  figures: (actor, coverage) =>
    read.sums<FiguresRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH stations AS (${stationsOf(visible, coverage)}),
      slices AS (
        SELECT s.dimension, s.key, ${columns}, 0 AS stations, 0 AS enterprises FROM (${sumsBy(visible, coverage, slicedBy)}) s
         UNION ALL
        SELECT 'before', b.key, ${columns}, 0, 0
          FROM (${sumsBy(visible, { ...coverage, ...yearBefore(coverage) }, ['total'])}) b
         UNION ALL
        SELECT d.dimension, d.key, ${noSums}, count(*), 0
          FROM stations s CROSS JOIN LATERAL (VALUES ('total', ''), ('host', s.host), ('city', s.city), ('tier', s.tier)) d (dimension, key)
         WHERE s.counts GROUP BY d.dimension, d.key
         UNION ALL
        SELECT c.dimension, c.key, ${noSums}, 0, c.enterprises FROM (${contactsBy(visible, coverage)}) c)
      SELECT dimension, key, ${sums}, sum(stations)::int AS stations, sum(enterprises)::int AS "enterprisesContacted"
        FROM slices GROUP BY dimension, key`,
    ),

  /**
   * And, in the same statement, when time alone may make it others: at the next deadline of an open ticket. It is found past
   * the policies, which tells no more than an instant (see migrations/1795392000036-next-deadline.ts).
   */
  async overdue(actor, coverage) {
    const { from, to, now } = coverage;
    const rows = await read.sums<OverdueRow | { dimension: 'next'; dueAt: Date | null }>(
      actor,
      'networkDashboard',
      (visible) => sql`
      SELECT d.dimension, d.key, count(*)::int AS "overdueTickets", NULL::timestamptz AS "dueAt"
        FROM (${ticketsOf(visible, coverage)}) t
       CROSS JOIN LATERAL (VALUES ('total', ''), ('host', t.host), ('city', t.city), ('tier', t.tier),
                                  ('category', t.category), ('station', t.station_id::text)) d (dimension, key)
       WHERE t.overdue AND d.key IS NOT NULL
       GROUP BY d.dimension, d.key
       UNION ALL
      SELECT 'next', '', 0, next_deadline(${now}, ${startOfBusinessDay(from)}, ${startOfBusinessDay(to)})`,
    );
    const next = rows.find((row) => row.dimension === 'next');
    return { rows: rows.filter((row) => row.dimension !== 'next'), until: next?.dueAt ?? null };
  },

  byDay: (actor, coverage) =>
    read.sums<DayRow>(
      actor,
      'networkDashboard',
      (visible) =>
        sql`SELECT day, ${sums} FROM (${sumsByDay(visible, coverage)}) s GROUP BY day ORDER BY day`,
    ),

  byMonth: (actor, coverage) =>
    read.sums<DayRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      SELECT date_trunc('month', day::timestamp)::date AS day, ${sums}
        FROM (${sumsBy(visible, coverage, ['total'])}) s GROUP BY 1 ORDER BY 1`,
    ),

  byStation: (actor, coverage) =>
    read.sums<StationRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      SELECT key AS "stationId", ${sums} FROM (${sumsBy(visible, coverage, ['station'])}) s GROUP BY key`,
    ),
});

const slicedBy: Dimension[] = ['total', 'host', 'city', 'tier', 'category'];
