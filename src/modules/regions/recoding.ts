import type pg from 'pg';
import { getMetadataArgsStorage } from 'typeorm';
import { throughLostRaces } from '../../infra/db/lost-races.ts';
import { maintenance } from '../../infra/db/owner.ts';
import { provinceOf } from '../../shared/region-range.ts';

/** A code and the one that took its place. */
export interface Succession {
  readonly code: string;
  readonly successor: string;
}

/** How many records of a table stood under a retired code in one of its columns. */
export interface Recoded extends Succession {
  table: string;
  column: string;
  records: number;
}

interface CodeColumn {
  table: string;
  column: string;
  /** The other columns of the primary key the column is a part of; null when it is a part of none. */
  twinKey: string[] | null;
  /** The first UUID of the primary key: the record, or the one it is a part of. */
  record: string | null;
  hasTenant: boolean;
}

/**
 * Moves every record that stands under a retired code to its successor: all at once or not at all, and as often as one
 * likes. Changes wait meanwhile, so that none brings along a code it has read before; reads do not. The audit gets an
 * entry for each record, with the code it had, and each is announced; entries of the audit itself keep theirs.
 * @throws Error when a successor lies in another province: keys never move
 */
export async function recodeRegions(
  client: pg.Client,
  successions: readonly Succession[],
): Promise<Recoded[]> {
  const abroad = successions.find(({ code, successor }) => provinceOf(code) !== provinceOf(successor));
  if (abroad) {
    throw new Error(
      `${abroad.code} 的后继代码 ${abroad.successor} 属于另一省份，记录不能跨省移动 / ` +
        `${abroad.successor}, the successor of ${abroad.code}, lies in another province: records never move there.`,
    );
  }
  // Some wait for a record whose table is locked already, while this waits for the table of one they hold.
  return throughLostRaces(() => recodeAll(client, successions));
}

async function recodeAll(client: pg.Client, successions: readonly Succession[]): Promise<Recoded[]> {
  const pairs = [successions.map(({ code }) => code), successions.map(({ successor }) => successor)];
  return maintenance(client, async () => {
    const columns = await codeColumns(client);
    const tables = [...new Set(columns.map(({ table }) => table))];
    // A change claims its idempotency key or locks its record first of all: none is half-way when this is granted.
    await client.query(`LOCK TABLE idempotency_key, ${tables.join(', ')} IN EXCLUSIVE MODE`);
    const recoded: Recoded[] = [];
    for (const place of columns) {
      const { table, column, twinKey } = place;
      for (const change of [...(twinKey ? [uniteTwins(table, column, twinKey)] : []), move(table, column)]) {
        const { rows } = await client.query<Succession & { records: number }>(logged(place, change), [
          ...pairs,
          typeOf(table),
          column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        ]);
        recoded.push(...rows.map((row) => ({ ...row, table, column })));
      }
    }
    return recoded;
  });
}

/** Every column of every table that holds the code of a region, by its name. */
async function codeColumns(client: pg.Client): Promise<CodeColumn[]> {
  const { rows } = await client.query<CodeColumn>(`
    SELECT c.relname AS table, a.attname AS column,
           CASE WHEN a.attnum = ANY (i.indkey) THEN array_remove(k.names, a.attname::text) END AS "twinKey", k.record,
           EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant') AS "hasTenant"
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     CROSS JOIN LATERAL (
       SELECT array_agg(p.attname::text) AS names,
              min(p.attname::text) FILTER (WHERE p.atttypid = 'uuid'::regtype) AS record
         FROM pg_attribute p WHERE p.attrelid = c.oid AND p.attnum = ANY (i.indkey)) k
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attname ~ '(^|_)region_code$' AND c.relname <> 'audit_entry'
     ORDER BY 1, 2`);
  return rows;
}

const retired = 'unnest($1::text[], $2::text[]) AS m (code, successor)';

const move = (table: string, column: string) =>
  `UPDATE ${table} r SET ${column} = m.successor FROM ${retired} WHERE r.${column} = m.code`;

/** Where the code is a part of the key, two records may become one: 沧浪区 and 平江区 both are 姑苏区 now. */
const uniteTwins = (table: string, column: string, key: string[]) => `
  DELETE FROM ${table} r USING ${retired}
   WHERE r.${column} = m.code AND EXISTS (
     SELECT FROM ${table} twin LEFT JOIN unnest($1::text[], $2::text[]) AS o (code, successor) ON o.code = twin.${column}
      WHERE ${key.map((name) => `twin.${name} = r.${name} AND`).join(' ')}
            (twin.${column} = m.successor OR (o.successor = m.successor AND twin.${column} < r.${column})))`;

/** A change of records, counted by code and written to the audit as the operators'. Its ids are UUIDv7, as all are. */
const logged = ({ record, hasTenant }: CodeColumn, change: string) => `
  WITH moved AS (
    ${change}
    RETURNING m.code, m.successor, ${record ? `r.${record}` : 'NULL::uuid'} AS record_id,
              ${hasTenant ? 'r.tenant' : 'left(m.successor, 2)'} AS tenant),
  entries AS (
    INSERT INTO audit_entry (tenant, id, at, actor_id, actor_username, actor_role, operation, record_type, record_id,
                             home_region_code, request_id, former_region_codes)
    SELECT tenant,
           encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
             PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
             52, 1), 53, 1), 'hex')::uuid,
           now(), '${NOBODY}', 'regions:recode', 'ADMIN', 'recodeRegions', $3, coalesce(record_id, '${NOBODY}'),
           CASE WHEN left(successor, 2) = tenant THEN successor ELSE tenant || '0000' END, 'regions:recode',
           jsonb_build_object($4::text, code)
      FROM moved),
  announced AS (
    INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
    SELECT tenant, $3, coalesce(record_id, '${NOBODY}'), 'recodeRegions', ARRAY[code, successor], now(), 'regions:recode'
      FROM moved)
  SELECT code, successor, count(*)::int AS records FROM moved GROUP BY 1, 2 ORDER BY 1`;

/** No account: the operators have none. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The record's type as the API names it. */
const typeOf = (table: string) => {
  const target = getMetadataArgsStorage().tables.find(({ name }) => name === table)?.target;
  return typeof target === 'function' ? target.name : table;
};
