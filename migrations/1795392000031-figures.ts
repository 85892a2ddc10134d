import { ForwardOnly } from './forward-only.ts';
import { backstage, grant, HOME_TENANT, inHomeScope, maintained, protect } from './policy.ts';

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
/** What rows of one cell have in common: all that they are summed by, and the regions whose people see them. */
const CELL = ['tenant', 'day', 'station_id', 'regions', 'host', 'city', 'tier', 'category'];
/** What a figure is of. */
const FIGURE = ['tenant', 'region', 'grain', 'day', 'dimension', 'key'];

const list = (names: readonly string[], each = (name: string) => name) => names.map(each).join(', ');
const sums = list(VALUES, (name) => `sum(${name}) AS ${name}`);
const anyOf = (of: (name: string) => string) => VALUES.map((name) => `${of(name)} <> 0`).join(' OR ');
const values = (counted: Partial<Record<string, string>>) =>
  list(VALUES, (name) => `${counted[name] ?? '0'} AS ${name}`);
/** Adds to what is there. */
const added = (table: string) => list(VALUES, (name) => `${name} = ${table}.${name} + excluded.${name}`);

const province = (code: string) => `left(${code}, 2) || '0000'`;
const city = (code: string) => `left(${code}, 4) || '00'`;

/** The rows of a source, each as the cell it falls into: see src/modules/dashboards/dashboard.sources.ts, which lists them. */
const sources = {
  visits: (rows: string, station: string) => `
    SELECT v.tenant, v.visited_on AS day, v.station_id, regions_of(v.home_region_code) AS regions,
           ${province('v.host_region_code')} AS host, ${city('s.home_region_code')} AS city, s.tier,
           NULL::text AS category, ${values({ visits: '1' })}
      FROM ${rows} v JOIN ${station} s ON s.id = v.station_id
     WHERE v.voided_at IS NULL AND left(s.host_region_code, 2) <> left(s.home_region_code, 2)`,
  postings: (rows: string, posting: string) => `
    SELECT c.tenant, c.collected_on AS day, c.station_id, regions_of(c.home_region_code) AS regions,
           ${province('j.region_code')} AS host, ${city('c.home_region_code')} AS city, s.tier,
           NULL::text AS category, ${values({ job_postings: '1', openings: 'j.openings' })}
      FROM ${rows} c JOIN ${posting} j ON j.id = c.posting_id LEFT JOIN station s ON s.id = c.station_id`,
  tickets: (rows: string, station: string, join = 'LEFT JOIN') => `
    SELECT t.tenant, (t.opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, t.station_id,
           regions_of(t.home_region_code, t.handler_region_code) AS regions,
           coalesce(${province('t.incident_region_code')}, ${province('s.host_region_code')}) AS host,
           ${city('t.home_region_code')} AS city, s.tier, t.category,
           ${values({
             tickets: '1',
             hotline_matters: `(t.channel = 'HOTLINE_12333')::int`,
             government_services: `(t.channel = 'HOMETOWN_AFFAIRS')::int`,
             resolved_in_time: `coalesce(t.first_resolved_at <= t.due_at, FALSE)::int`,
           })}
      FROM ${rows} t ${join} ${station} s ON s.id = t.station_id`,
};

/** Cells of what came about, less the cells of what it took the place of; those that stay as they were fall out. */
const difference = (came: string[], went: string[]) => `
  INSERT INTO figure_cell (${list(CELL)}, ${list(VALUES)})
  SELECT ${list(CELL)}, ${sums}
    FROM (${[
      ...came.map((cells) => `SELECT ${list(CELL)}, ${list(VALUES)} FROM (${cells}) came`),
      ...went.map(
        (cells) => `SELECT ${list(CELL)}, ${list(VALUES, (name) => `-${name}`)} FROM (${cells}) went`,
      ),
    ].join(' UNION ALL ')}) changed (${list(CELL)}, ${list(VALUES)})
   GROUP BY ${list(CELL)} HAVING ${anyOf((name) => `sum(${name})`)};`;

/**
 * Counts what each statement on a table changes, in its transaction. The function is the owner's: whoever changes a row
 * sees neither the sums nor, it may be, all that they are made of.
 */
function counted(table: string, of: (rows: string) => string[], locked: (rows: string) => string): string[] {
  const [came, went] = [of('came'), of('went')];
  const trigger = (event: string, tables: string) =>
    `CREATE TRIGGER ${table}_counted_${event.toLowerCase()} AFTER ${event} ON ${table} REFERENCING ${tables}
       FOR EACH STATEMENT EXECUTE FUNCTION ${table}_counted()`;
  return [
    `CREATE FUNCTION ${table}_counted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = public, pg_temp AS $$
     DECLARE before text := current_setting('app.maintenance', true);
     BEGIN
       SET LOCAL app.maintenance = 'on';
       CASE TG_OP
         WHEN 'INSERT' THEN ${locked('TABLE came')} ${difference(came, [])}
         WHEN 'DELETE' THEN ${locked('TABLE went')} ${difference([], went)}
         ELSE ${locked('TABLE came UNION ALL TABLE went')} ${difference(came, went)}
       END CASE;
       PERFORM set_config('app.maintenance', coalesce(before, ''), TRUE);
       RETURN NULL;
     END $$`,
    `REVOKE ALL ON FUNCTION ${table}_counted() FROM PUBLIC`,
    trigger('INSERT', 'NEW TABLE AS came'),
    trigger('UPDATE', 'OLD TABLE AS went NEW TABLE AS came'),
    trigger('DELETE', 'OLD TABLE AS went'),
  ];
}

/** The same for rows that others are counted by: when one changes, so do their cells. */
const recounted = (table: string, columns: string[], of: (rows: string) => string[]) => [
  `CREATE FUNCTION ${table}_recounted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
     SET search_path = public, pg_temp AS $$
   DECLARE before text := current_setting('app.maintenance', true);
   BEGIN
     IF EXISTS (SELECT FROM came JOIN went ON went.id = came.id
                 WHERE (${list(columns, (name) => `came.${name}`)}) IS DISTINCT FROM (${list(columns, (name) => `went.${name}`)})) THEN
       SET LOCAL app.maintenance = 'on';
       ${difference(of('came'), of('went'))}
       PERFORM set_config('app.maintenance', coalesce(before, ''), TRUE);
     END IF;
     RETURN NULL;
   END $$`,
  `REVOKE ALL ON FUNCTION ${table}_recounted() FROM PUBLIC`,
  `CREATE TRIGGER ${table}_recounted AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS went NEW TABLE AS came
     FOR EACH STATEMENT EXECUTE FUNCTION ${table}_recounted()`,
];

/** What rows are counted by does not change until they are: whoever changes it waits, and then finds them counted. */
const lock = (table: string, by: string) => (rows: string) =>
  `PERFORM FROM ${table} l WHERE l.id IN (SELECT r.${by} FROM (${rows}) r) ORDER BY l.id FOR SHARE;`;

const ofStation = (table: string, rows: string) =>
  `(SELECT b.* FROM ${table} b JOIN ${rows} s ON b.tenant = left(s.home_region_code, 2) AND b.station_id = s.id)`;

/** The figures that cells add to: each month by everything a dashboard is cut by, each day as a whole. */
const spread = (cells: string) => `
  SELECT c.tenant, r.region, f.grain, f.day, f.dimension, f.key, ${list(VALUES, (name) => `sum(c.${name}) AS ${name}`)}
    FROM ${cells} c
   CROSS JOIN unnest(c.regions) AS r (region)
   CROSS JOIN date_trunc('month', c.day::timestamp) AS m (month)
   CROSS JOIN LATERAL (VALUES
     ('DAY', c.day, 'total', ''), ('MONTH', m.month::date, 'total', ''), ('MONTH', m.month::date, 'host', c.host),
     ('MONTH', m.month::date, 'city', c.city), ('MONTH', m.month::date, 'tier', c.tier),
     ('MONTH', m.month::date, 'category', c.category), ('MONTH', m.month::date, 'station', c.station_id::text)
   ) AS f (grain, day, dimension, key)
   WHERE f.key IS NOT NULL
   GROUP BY 1, 2, 3, 4, 5, 6`;

/** Where two sets of rows are not the same: the first less the second. */
const differing = (by: string[], due: string, kept: string) => `
  SELECT ${list(by)}, ${sums}
    FROM (SELECT ${list(by)}, ${list(VALUES)} FROM ${due} d
           UNION ALL SELECT ${list(by)}, ${list(VALUES, (name) => `-${name}`)} FROM ${kept} k) both_of (${list(by)}, ${list(VALUES)})
   GROUP BY ${list(by)} HAVING ${anyOf((name) => `sum(${name})`)}`;

const addFigures = (rows: string) => `
  INSERT INTO figure (${list(FIGURE)}, ${list(VALUES)}) SELECT * FROM ${rows} s ORDER BY ${list(FIGURE)}
  ON CONFLICT (${list(FIGURE)}) DO UPDATE SET ${added('figure')}`;

const types: Record<string, string> = { day: 'date', station_id: 'uuid', regions: 'text[]' };
const columnsOf = (by: string[]) =>
  `TABLE (${list(by, (name) => `${name} ${types[name] ?? 'text'}`)}, ${list(VALUES, (name) => `${name} bigint`)})`;

const ofOwner = (signature: string, returns: string, select: string) => [
  `CREATE FUNCTION ${signature} RETURNS ${returns} LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ ${select} $$`,
  `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
];

/** Any number, the same for all who fold cells or mend figures: one at a time. */
const LOCK = 'PERFORM pg_advisory_xact_lock(5226260031);';

/**
 * Figures added up beforehand. Each change writes the cells it adds to or takes from, in its own transaction, as rows of
 * its own that no other change waits for; later they are folded into one row for each cell, and into the figures by
 * month. Whoever reads adds what is not folded yet: at every instant the sums are those of the rows.
 */
export class Figures1795392000031 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE retired_region (
       code text COLLATE "C" NOT NULL,
       successor text COLLATE "C" NOT NULL,
       CONSTRAINT retired_region_pkey PRIMARY KEY (code)
     )`,
    ...protect('retired_region', {}),
    maintained('retired_region'),
    grant('retired_region', 'SELECT'),

    // Regions whose people see a row of these codes: they and those above; those, too, that took a retired one's place.
    `CREATE FUNCTION regions_of(VARIADIC codes text[]) RETURNS text[] LANGUAGE sql STABLE
       SET search_path = public, pg_temp AS $$
       SELECT array_agg(DISTINCT level.code COLLATE "C" ORDER BY level.code COLLATE "C")
         FROM (SELECT unnest(codes) UNION ALL SELECT successor FROM retired_region WHERE code = ANY (codes)) named (code)
        CROSS JOIN LATERAL (VALUES (${province('named.code')}), (${city('named.code')}), (named.code)) level (code)
        WHERE level.code IS NOT NULL $$`,
    'REVOKE ALL ON FUNCTION regions_of(text[]) FROM PUBLIC',

    `CREATE TABLE figure_cell (
       tenant text COLLATE "C" NOT NULL,
       id bigint GENERATED BY DEFAULT AS IDENTITY,
       folded boolean NOT NULL DEFAULT FALSE,
       day date NOT NULL,
       station_id uuid,
       regions text[] COLLATE "C" NOT NULL,
       host text COLLATE "C",
       city text COLLATE "C" NOT NULL,
       tier text COLLATE "C",
       category text COLLATE "C",
       ${list(VALUES, (name) => `${name} integer NOT NULL`)},
       CONSTRAINT figure_cell_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT figure_cell_tenant_check CHECK (tenant ~ '^[0-9]{2}$')
     )`,
    `CREATE UNIQUE INDEX figure_cell_key ON figure_cell (${list(CELL)})
       NULLS NOT DISTINCT WHERE folded`,
    'CREATE INDEX figure_cell_unfolded ON figure_cell (tenant, day) WHERE NOT folded',
    `ALTER TABLE figure_cell SET (autovacuum_vacuum_scale_factor = 0.05)`,
    ...protect('figure_cell', {
      SELECT: `tenant = ${HOME_TENANT} AND regions @> ARRAY[nullif(current_setting('app.home_from', true), '')]`,
    }),
    maintained('figure_cell'),
    grant('figure_cell', 'SELECT'),

    `CREATE TABLE figure (
       tenant text COLLATE "C" NOT NULL,
       region text COLLATE "C" NOT NULL,
       grain text COLLATE "C" NOT NULL,
       day date NOT NULL,
       dimension text COLLATE "C" NOT NULL,
       key text COLLATE "C" NOT NULL,
       ${list(VALUES, (name) => `${name} integer NOT NULL`)},
       CONSTRAINT figure_pkey PRIMARY KEY (${list(FIGURE)}),
       CONSTRAINT figure_tenant_check CHECK (tenant = left(region, 2)),
       CONSTRAINT figure_grain_check CHECK (grain = 'DAY' OR grain = 'MONTH' AND extract(day FROM day) = 1)
     )`,
    ...protect('figure', { SELECT: inHomeScope('region') }),
    maintained('figure'),
    grant('figure', 'SELECT'),

    ...counted(
      'enterprise_visit',
      (rows) => [sources.visits(rows, 'station')],
      lock('station', 'station_id'),
    ),
    ...counted(
      'job_collection',
      (rows) => [sources.postings(rows, 'job_posting')],
      lock('job_posting', 'posting_id'),
    ),
    ...counted('service_ticket', (rows) => [sources.tickets(rows, 'station')], lock('station', 'station_id')),
    ...recounted('station', ['host_region_code', 'home_region_code', 'tier'], (rows) => [
      sources.visits(ofStation('enterprise_visit', rows), rows),
      sources.tickets(ofStation('service_ticket', rows), rows, 'JOIN'),
    ]),
    ...recounted('job_posting', ['region_code', 'openings'], (rows) => [
      sources.postings(`(SELECT c.* FROM job_collection c JOIN ${rows} p ON p.id = c.posting_id)`, rows),
    ]),

    ...backstage(
      'fold_figures(most integer)',
      'integer',
      `${LOCK}
       WITH taken AS (
         DELETE FROM figure_cell c WHERE c.ctid = ANY (ARRAY(
           SELECT t.ctid FROM figure_cell t WHERE NOT t.folded ORDER BY t.tenant, t.day LIMIT most))
         RETURNING c.*),
       cells AS (SELECT ${list(CELL)}, ${sums} FROM taken GROUP BY ${list(CELL)}),
       kept AS (
         INSERT INTO figure_cell (folded, ${list(CELL)}, ${list(VALUES)})
         SELECT TRUE, ${list(CELL)}, ${list(VALUES)} FROM cells
         ON CONFLICT (${list(CELL)}) WHERE folded DO UPDATE SET ${added('figure_cell')}),
       figures AS (${addFigures(`(${spread('cells')})`)})
       SELECT count(*) INTO result FROM taken;`,
    ),

    // What should be there and is not, in cells and in figures: for the owner alone, whose command compares and mends.
    ...ofOwner(
      'figure_source()',
      columnsOf(CELL),
      [
        sources.visits('enterprise_visit', 'station'),
        sources.postings('job_collection', 'job_posting'),
        sources.tickets('service_ticket', 'station'),
      ].join(' UNION ALL '),
    ),
    ...ofOwner(
      'figure_cell_difference()',
      columnsOf(CELL),
      differing(CELL, 'figure_source()', 'figure_cell'),
    ),
    ...ofOwner(
      'figure_difference()',
      columnsOf(FIGURE),
      differing(FIGURE, `(${spread('(SELECT * FROM figure_cell WHERE folded)')})`, 'figure'),
    ),
    `CREATE FUNCTION mend_figures() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
     BEGIN
       ${LOCK}
       INSERT INTO figure_cell (${list(CELL)}, ${list(VALUES)}) SELECT * FROM figure_cell_difference();
       ${addFigures('figure_difference()')};
     END $$`,
    'REVOKE ALL ON FUNCTION mend_figures() FROM PUBLIC',
  ];
}
