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

/** The column of a cell that a dimension groups by; all there is, by whose they are. */
const grouped: Record<Dimension, string> = {
  total: 'c.tenant',
  host: 'c.host',
  city: 'c.city',
  tier: 'c.tier',
  category: 'c.category',
  station: 'c.station_id',
};
const sumsAsColumns = raw(
  Object.values(summed)
    .map((column) => `sum(${column}) AS ${column}`)
    .join(', '),
);

type Period = Pick<Coverage, 'home' | 'from' | 'to'>;

/** Rows of `dimension`, `key` and the columns of the sums, to be summed by the first two. */
export function sumsBy(visible: Visibility, { home, from, to }: Period, by: readonly Dimension[]): Sql {
  const { first, last } = wholeMonths({ from, to });
  // Once for all dimensions: there are far fewer groups than cells.
  const grouping = raw(by.map((dimension) => grouped[dimension]).join(', '));
  const keys = raw(by.map((dimension) => `('${dimension}', ${dimensions[dimension]})`).join(', '));
  return sql`
    SELECT f.dimension, f.key, ${columns}
      FROM figure f
     WHERE ${visible.figures('f')} AND f.region = ${home.regionCode} AND f.grain = 'MONTH'
       AND f.day >= ${first} AND f.day < ${last} AND f.dimension = ANY(${[...by]})
     UNION ALL
    SELECT d.dimension, d.key, ${columns}
      FROM (SELECT ${grouping}, ${sumsAsColumns}
              FROM (${folded(visible, { home, from, to: first })}
                    UNION ALL ${folded(visible, { home, from: last, to })}
                    UNION ALL ${unfolded(visible, { home, from, to })}) c
             GROUP BY ${grouping}) c
     CROSS JOIN LATERAL (VALUES ${keys}) d (dimension, key)
     WHERE d.key IS NOT NULL`;
}

/** Rows of `day` and the columns of the sums, to be summed by the day. */
export const sumsByDay = (visible: Visibility, period: Period): Sql => sql`
  SELECT f.day, ${columns}
    FROM figure f
   WHERE ${visible.figures('f')} AND f.region = ${period.home.regionCode} AND f.grain = 'DAY'
     AND f.day >= ${period.from} AND f.day < ${period.to}
   UNION ALL
  SELECT c.day, ${columns} FROM (${unfolded(visible, period)}) c`;

/** What is in the figures of its month already, for the days of months that are not counted whole. */
const folded = (visible: Visibility, period: Period) => sql`${cells(visible, period)} AND c.folded`;
/** What is in no figure yet. */
const unfolded = (visible: Visibility, period: Period) => sql`${cells(visible, period)} AND NOT c.folded`;

const cells = (visible: Visibility, { home, from, to }: Period) => sql`
  SELECT * FROM figure_cell c
   WHERE ${visible.cells('c')} AND c.regions @> ARRAY[${home.regionCode}] AND c.day >= ${from} AND c.day < ${to}`;
