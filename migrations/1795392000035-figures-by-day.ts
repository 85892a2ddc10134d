import { ForwardOnly } from './forward-only.ts';
import { backstage } from './policy.ts';

/** What is added up. */
const VALUES = [
  'visits',
  'job_postings',
  'openings',
  'tickets',
  'hotline_matters',
  'government_services',
  'resolved_in_time',
];
/** What a figure is of, in the order of its key: the days of one dimension follow each other. */
const FIGURE = ['tenant', 'region', 'grain', 'dimension', 'day', 'key'];

const list = (names: readonly string[], each = (name: string) => name) => names.map(each).join(', ');
const sums = list(VALUES, (name) => `sum(${name}) AS ${name}`);
const anyOf = (of: (name: string) => string) => VALUES.map((name) => `${of(name)} <> 0`).join(' OR ');

/** The figures of days that cells add to: for each of their regions, by everything a dashboard is cut by. */
const byDay = (cells: string) => `
  SELECT c.tenant, r.region, 'DAY' AS grain, d.dimension, c.day, d.key, ${list(VALUES, (name) => `sum(c.${name}) AS ${name}`)}
    FROM ${cells} c
   CROSS JOIN unnest(c.regions) AS r (region)
   CROSS JOIN LATERAL (VALUES ('total', ''), ('host', c.host), ('city', c.city), ('tier', c.tier),
                              ('category', c.category), ('station', c.station_id::text)) AS d (dimension, key)
   WHERE d.key IS NOT NULL
   GROUP BY 1, 2, 3, 4, 5, 6`;

/** And those of months, which are the sums of their days. */
const spread = (cells: string) => `
  (WITH days AS (${byDay(cells)})
   SELECT ${list(FIGURE)}, ${list(VALUES)} FROM days
    UNION ALL
   SELECT tenant, region, 'MONTH', dimension, date_trunc('month', day::timestamp)::date, key, ${sums}
     FROM days GROUP BY 1, 2, 3, 4, 5, 6)`;

const CELL = 'tenant, day, station_id, regions, host, city, tier, category';
/** There are far fewer cells than rows. */
const inCells = (rows: string) => `(SELECT ${CELL}, ${sums} FROM ${rows} n GROUP BY ${CELL})`;

const addFigures = (rows: string) => `
  INSERT INTO figure (${list(FIGURE)}, ${list(VALUES)}) SELECT ${list(FIGURE)}, ${list(VALUES)} FROM ${rows} s ORDER BY ${list(FIGURE)}
  ON CONFLICT (${list(FIGURE)}) DO UPDATE SET ${list(VALUES, (name) => `${name} = figure.${name} + excluded.${name}`)}`;

/** Any number, the same for all who fold cells or mend figures: one at a time. */
const LOCK = 'PERFORM pg_advisory_xact_lock(5226260031);';

/**
 * Figures of days are cut as those of months are: a period reads whole months and the days beside them, and both are as
 * many rows as there are slices. Cells are no more than what is not folded yet.
 */
export class FiguresByDay1795392000035 extends ForwardOnly {
  protected readonly statements = [
    'LOCK TABLE figure_cell, figure IN ACCESS EXCLUSIVE MODE',
    'SELECT fold_figures(2147483647)',
    'ALTER TABLE figure DROP CONSTRAINT figure_pkey',
    "SET LOCAL app.maintenance = 'on'",
    `INSERT INTO figure (${list(FIGURE)}, ${list(VALUES)})
     SELECT ${list(FIGURE)}, ${list(VALUES)} FROM (${byDay('figure_cell')}) s WHERE dimension <> 'total' ORDER BY ${list(FIGURE)}`,
    "SET LOCAL app.maintenance = 'off'",
    `ALTER TABLE figure ADD CONSTRAINT figure_pkey PRIMARY KEY (${list(FIGURE)})`,
    'TRUNCATE figure_cell',
    'DROP INDEX figure_cell_key, figure_cell_unfolded',
    'ALTER TABLE figure_cell DROP COLUMN folded',
    'CREATE INDEX figure_cell_day ON figure_cell (tenant, day)',

    'DROP FUNCTION fold_figures(integer)',
    ...backstage(
      'fold_figures(most integer)',
      'integer',
      `${LOCK}
       WITH taken AS (
         DELETE FROM figure_cell c WHERE c.ctid = ANY (ARRAY(
           SELECT t.ctid FROM figure_cell t ORDER BY t.tenant, t.day LIMIT most))
         RETURNING c.*),
       figures AS (${addFigures(spread(inCells('taken')))})
       SELECT count(*) INTO result FROM taken;`,
    ),

    // What should be there and is not: for the owner alone, whose command compares and mends.
    'DROP FUNCTION mend_figures(), figure_cell_difference(), figure_difference()',
    `CREATE FUNCTION figure_difference()
       RETURNS TABLE (tenant text, region text, grain text, dimension text, day date, key text,
                      ${list(VALUES, (name) => `${name} bigint`)})
       LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
       SELECT ${list(FIGURE)}, ${sums}
         FROM (SELECT ${list(FIGURE)}, ${list(VALUES)} FROM ${spread(inCells('figure_source()'))} due
                UNION ALL
               SELECT ${list(FIGURE)}, ${list(VALUES, (name) => `-${name}`)} FROM ${spread('figure_cell')} waiting
                UNION ALL
               SELECT ${list(FIGURE)}, ${list(VALUES, (name) => `-${name}`)} FROM figure) both_of (${list(FIGURE)}, ${list(VALUES)})
        GROUP BY ${list(FIGURE)} HAVING ${anyOf((name) => `sum(${name})`)} $$`,
    'REVOKE ALL ON FUNCTION figure_difference() FROM PUBLIC',
    `CREATE FUNCTION mend_figures() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
     BEGIN
       ${LOCK}
       ${addFigures('figure_difference()')};
     END $$`,
    'REVOKE ALL ON FUNCTION mend_figures() FROM PUBLIC',
  ];
}
