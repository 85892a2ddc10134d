import { raw, type Sql, sql } from '../../infra/db/select.ts';
import type { Visibility } from '../../infra/db/visibility.ts';
import { wholeMonths } from './dashboard.periods.ts';
import { type Coverage, summed, summedFigures } from './dashboard.sources.ts';

/** The columns of the sums. */
export const columns = raw(Object.values(summed).join(', '));

/** In the place of the columns, for what is counted otherwise. */
export const noSums = raw(summedFigures.map(() => '0').join(', '));

/** The sums of a group of rows, each under its figure's name. */
export const sums = raw(
  summedFigures.map((figure) => `sum(${summed[figure]})::int AS "${figure}"`).join(', '),
);

/** What can be summed by, with what a cell says of it. */
const dimensions = {
  total: `''`,
  host: 'c.host',
  city: 'c.city',
  tier: 'c.tier',
  category: 'c.category',
  station: 'c.station_id::text',
};
export type Dimension = keyof typeof dimensions;

type Period = Pick<Coverage, 'home' | 'from' | 'to'>;

/**
 * Rows of `dimension`, `day`, `key` and the columns of the sums, to be summed by dimension and key: whole months, the days
 * beside them, and what is not folded yet.
 */
export function sumsBy(visible: Visibility, period: Period, by: readonly Dimension[]): Sql {
  const { home, from, to } = period;
  const { first, last } = wholeMonths(period);
  const keys = raw(by.map((dimension) => `('${dimension}', ${dimensions[dimension]})`).join(', '));
  return sql`
    ${folded(visible, { home, from: first, to: last }, 'MONTH', by)}
     UNION ALL
    ${folded(visible, { home, from, to: first }, 'DAY', by)}
     UNION ALL
    ${folded(visible, { home, from: last, to }, 'DAY', by)}
     UNION ALL
    SELECT d.dimension, c.day, d.key, ${columns}
      FROM (${unfolded(visible, period)}) c CROSS JOIN LATERAL (VALUES ${keys}) d (dimension, key)
     WHERE d.key IS NOT NULL`;
}

/** Rows of `day` and the columns of the sums, to be summed by the day. */
export const sumsByDay = (visible: Visibility, period: Period): Sql => sql`
  SELECT day, ${columns} FROM (${folded(visible, period, 'DAY', ['total'])}) f
   UNION ALL
  SELECT day, ${columns} FROM (${unfolded(visible, period)}) c`;

/** The figures of a period by its months or days. */
const folded = (
  visible: Visibility,
  { home, from, to }: Period,
  grain: 'DAY' | 'MONTH',
  by: readonly Dimension[],
) => sql`
  SELECT f.dimension, f.day, f.key, ${columns}
    FROM figure f
   WHERE ${visible.figures('f')} AND f.region = ${home.regionCode} AND f.grain = ${grain}
     AND f.dimension = ANY(${[...by]}) AND f.day >= ${from} AND f.day < ${to}`;

/** What has changed since the figures were folded. */
const unfolded = (visible: Visibility, { home, from, to }: Period) => sql`
  SELECT c.*
    FROM figure_cell c
   WHERE ${visible.cells('c')} AND c.regions @> ARRAY[${home.regionCode}] AND c.day >= ${from} AND c.day < ${to}`;
