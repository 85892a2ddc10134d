import { join, raw, type Sql, sql } from '../../infra/db/select.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import {
  type Coverage,
  dimensions,
  type Figure,
  type Figures,
  figureNames,
  figures,
  type Source,
  sources,
} from './dashboard.sources.ts';

/** The figures of one slice: of all (`dimension` total), of a host province, a home city, a tier or a ticket category. */
export interface FiguresRow extends Figures {
  dimension: 'total' | 'host' | 'city' | 'tier' | 'category';
  /** A six-digit region code, a tier, a category, or '' for the total. */
  key: string;
}

export interface DayRow extends Figures {
  day: BusinessDate;
}

export interface StationRow extends Figures {
  stationId: string;
}

export interface DashboardQueries {
  figures(actor: Actor, coverage: Coverage): Promise<FiguresRow[]>;
  /** The days on which anything happened, in order. */
  byDay(actor: Actor, coverage: Coverage): Promise<DayRow[]>;
  /** The stations that did anything. */
  byStation(actor: Actor, coverage: Coverage): Promise<StationRow[]>;
}

const allSources = Object.keys(dimensions) as Source[];
/** Those whose rows have a day of their own. */
const datedSources = allSources.filter((source) => source !== 'stations');

export const createDashboardQueries = (read: Reader): DashboardQueries => ({
  /** Every figure of the dashboard that is not a trend or a ranking, in one statement. */
  figures: (actor, coverage) =>
    read.rows<FiguresRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH ${sources(visible, coverage)},
      counted (dimension, key, ${columns}) AS (${union(allSources, (source) => {
        const by = dimensions[source];
        return sql`SELECT ${raw(sliceName(by))}, ${valuesOf(source)} FROM ${raw(source)}
                    GROUP BY GROUPING SETS ((), ${raw(by.map((one) => `(${one})`).join(', '))})`;
      })})
      SELECT dimension, key, ${sums} FROM counted WHERE key IS NOT NULL GROUP BY dimension, key`,
    ),

  byDay: (actor, coverage) =>
    read.rows<DayRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH ${sources(visible, coverage)},
      counted (day, ${columns}) AS (${union(
        datedSources,
        (source) => sql`SELECT day, ${valuesOf(source)} FROM ${raw(source)} GROUP BY day`,
      )})
      SELECT day, ${sums} FROM counted GROUP BY day ORDER BY day`,
    ),

  byStation: (actor, coverage) =>
    read.rows<StationRow>(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH ${sources(visible, coverage)},
      counted (station_id, ${columns}) AS (${union(
        datedSources,
        (source) => sql`SELECT station_id, ${valuesOf(source)} FROM ${raw(source)}
                         WHERE station_id IS NOT NULL GROUP BY station_id`,
      )})
      SELECT station_id AS "stationId", ${sums} FROM counted GROUP BY station_id`,
    ),
});

const quoted = (figure: Figure) => `"${figure}"`;
const columns = raw(figureNames.map(quoted).join(', '));
const sums = raw(figureNames.map((figure) => `sum(${quoted(figure)})::int AS ${quoted(figure)}`).join(', '));

/** The values of every figure over a group of one source's rows: zero for those of other sources. */
const valuesOf = (source: Source) =>
  raw(
    figureNames
      .map((figure) => {
        const { source: own, where, value } = figures[figure];
        return own === source ? `coalesce(${value} FILTER (WHERE ${where}), 0)` : '0';
      })
      .join(', '),
  );

const union = (of: readonly Source[], select: (source: Source) => Sql) => join(of.map(select), ' UNION ALL ');

/** Names the slice a grouping set is: the dimension that is not grouped over and its key. */
function sliceName(by: readonly string[]): string {
  const cases = (then: (dimension: string) => string, otherwise: string) =>
    `CASE ${by.map((one) => `WHEN grouping(${one}) = 0 THEN ${then(one)}`).join(' ')} ELSE ${otherwise} END`;
  return `${cases((one) => `'${one}'`, "'total'")}, ${cases((one) => one, "''")}`;
}
