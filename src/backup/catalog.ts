import type pg from 'pg';

/** A table as the database has it. */
export interface CatalogTable {
  readonly name: string;
  /** All that are stored; what is computed from others is computed again. */
  readonly columns: readonly string[];
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /** The columns of each other unique key over whole columns and all rows. */
  readonly uniques: readonly (readonly string[])[];
  /** The key's columns with the byte order of text, so that any database sorts them the same. */
  readonly order: string;
  readonly references: readonly Reference[];
  /** Whether the owner may pass its floor: without that its rows would be missed in silence. */
  readonly reachable: boolean;
}

/** A foreign key: these columns name a row of that table. */
export interface Reference {
  readonly columns: readonly string[];
  readonly table: string;
}

const named = (relation: string, attributes: string) =>
  `(SELECT array_agg(a.attname::text ORDER BY k.n)
      FROM unnest(${attributes}) WITH ORDINALITY AS k (attnum, n)
      JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.attnum)`;

/** Every table there is, parents before the children that refer to them. Partitions are part of their table. */
export async function readCatalog(client: pg.Client): Promise<CatalogTable[]> {
  const { rows } = await client.query<CatalogTable>(`
    SELECT c.relname::text AS name,
           (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
           ${named('c.oid', 'p.indkey')} AS key,
           (SELECT string_agg(
                     format('t.%I', a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END, ', '
                     ORDER BY k.n)
              FROM unnest(p.indkey) WITH ORDINALITY AS k (attnum, n)
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum) AS "order",
           (SELECT coalesce(json_agg(${named('c.oid', 'u.indkey')}), '[]') FROM pg_index u
             WHERE u.indrelid = c.oid AND u.indisunique AND NOT u.indisprimary
               AND u.indpred IS NULL AND u.indexprs IS NULL) AS uniques,
           (SELECT coalesce(json_agg(json_build_object('columns', ${named('c.oid', 'f.conkey')},
                     'table', (SELECT relname FROM pg_class WHERE oid = f.confrelid))), '[]')
              FROM pg_constraint f
             WHERE f.conrelid = c.oid AND f.contype = 'f') AS references,
           NOT c.relrowsecurity OR EXISTS (
             SELECT FROM pg_policy y
              WHERE y.polrelid = c.oid AND y.polname = c.relname || '_maintenance') AS reachable
      FROM pg_class c LEFT JOIN pg_index p ON p.indrelid = c.oid AND p.indisprimary
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     ORDER BY c.relname`);
  return parentsFirst(rows);
}

function parentsFirst(tables: readonly CatalogTable[]): CatalogTable[] {
  const sorted: CatalogTable[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const names = new Set([...waiting].map(({ name }) => name));
    const next = [...waiting].find(({ name, references }) =>
      references.every(({ table }) => table === name || !names.has(table)),
    );
    if (!next) throw new Error(`The tables ${[...names].join(', ')} refer to each other in a circle.`);
    sorted.push(next);
    waiting.delete(next);
  }
  return sorted;
}

/** The migrations that have run, by name: two databases with the same ones have the same tables. */
export async function readSchema(client: pg.Client, migrationsTable: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${migrationsTable} ORDER BY name`);
  return rows.map(({ name }) => name);
}

/**
 * How far each sequence that no migration counts with has come. Sequences stand outside of transactions: it may be
 * further than what is read.
 */
export async function readSequences(
  client: pg.Client,
  migrationsTable: string,
): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename::text AS name, last_value::text AS value
       FROM pg_sequences s
      WHERE schemaname = 'public' AND last_value IS NOT NULL
        AND NOT EXISTS (SELECT FROM pg_depend d
             WHERE d.objid = s.sequencename::regclass AND d.refobjid = $1::regclass)`,
    [migrationsTable],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
