import type pg from 'pg';
import { maintenance } from '../db/owner.ts';
import { assertDataKey, keptKeys, type Query } from './data-key.ts';
import type { PersonalData, Place } from './personal-data.ts';

/** A table with sealed values: where they stand, and the key of its rows beside the tenant. */
interface SealedTable {
  readonly table: Place['table'];
  readonly id: string;
  readonly columns: readonly Place['column'][];
}

interface SealedRow {
  tenant: string;
  id: string;
  values: (Buffer | null)[];
}

/** A sealed value that no key opens where it stands: it was altered or moved, and is left as it is. */
export interface Unreadable {
  readonly table: string;
  readonly tenant: string;
  readonly id: string;
}

export interface Rotated {
  /** The number of the key that everything is sealed with now. */
  readonly number: number;
  readonly records: number;
  readonly unreadable: readonly Unreadable[];
}

/** So many rows are sealed anew in one transaction, which is short. */
const BATCH = 200;

/**
 * Seals everything with the newest data key, while the service goes on. It can be ended anywhere and run again: what has
 * been done shows in the values themselves. The keys before are retired once every replica has heard of the new one and a
 * whole look since then finds no value of theirs.
 * @param settled fulfils when every replica has had the time to hear of the new key
 * @throws DataKeyMissing when the configuration lacks a key that is in use
 */
export async function rotateKeys(
  client: pg.Client,
  personalData: PersonalData,
  progress: (table: string, records: number) => void,
  settled: () => Promise<unknown>,
): Promise<Rotated> {
  const query = async (text: string, values: unknown[]) => (await client.query(text, values)).rows;
  await assertDataKey(query, personalData);
  await maintenance(client, () => succeed(client, query, personalData));
  await assertDataKey(query, personalData);
  const { number } = personalData.keys.current;

  const tables = await sealedTables(client);
  const isRetired = (await keptKeys(query)).every((key) => key.number === number || key.retiredAt);
  let records = 0;
  for (let heard = isRetired; ; heard = true) {
    const unreadable: Unreadable[] = [];
    let found = 0;
    for (const table of tables) {
      found += await reseal(client, table, personalData, unreadable, (done) => progress(table.table, done));
    }
    records += found;
    if (unreadable.length > 0) return { number, records, unreadable };
    if (found === 0 && heard) break;
    // A replica that had not heard of the new key may have sealed with the one before.
    await settled();
  }
  await maintenance(client, () =>
    client.query('UPDATE data_key SET retired_at = now() WHERE number < $1 AND retired_at IS NULL', [number]),
  );
  return { number, records, unreadable: [] };
}

/** Makes the newest key of the configuration the one in use, and tells every replica. */
async function succeed(client: pg.Client, query: Query, { keys }: PersonalData): Promise<void> {
  await client.query('LOCK TABLE data_key IN EXCLUSIVE MODE');
  const kept = await keptKeys(query);
  if (kept.at(-1)?.fingerprint.equals(keys.newestFingerprint)) return;
  keys.adopt(kept);
  const { number, fingerprint, lookupKey } = keys.succession();
  await query('INSERT INTO data_key (number, fingerprint, lookup_key) VALUES ($1, $2, $3)', [
    number,
    fingerprint,
    lookupKey,
  ]);
  await query(
    `INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
     VALUES ('00', $1, '00000000-0000-0000-0000-000000000000', 'rotateKeys', '{}', now(), 'keys:rotate')`,
    [DATA_KEY],
  );
}

/** As what the outbox announces that another data key is in use. */
export const DATA_KEY = 'DataKey';

/** Every table that has sealed columns, by their name: `name_sealed` holds a `name`. */
async function sealedTables(client: pg.Client): Promise<SealedTable[]> {
  const { rows } = await client.query<SealedTable>(`
    SELECT c.relname AS table,
           (SELECT min(a.attname::text) FROM pg_index i
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND a.attname <> 'tenant'
             WHERE i.indrelid = c.oid AND i.indisprimary) AS id,
           array_agg(regexp_replace(s.attname, '_sealed$', '') ORDER BY s.attname) AS columns
      FROM pg_class c
      JOIN pg_attribute s ON s.attrelid = c.oid AND s.attnum > 0 AND NOT s.attisdropped AND s.attname ~ '_sealed$'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     GROUP BY c.oid, c.relname ORDER BY c.relname`);
  return rows;
}

/** @returns how many of the table's rows had a value of another key, in the order of their keys */
async function reseal(
  client: pg.Client,
  { table, id, columns }: SealedTable,
  personalData: PersonalData,
  unreadable: Unreadable[],
  progress: (done: number) => void,
): Promise<number> {
  const { number } = personalData.keys.current;
  const sealed = columns.map((column) => `${column}_sealed`);
  const due = sealed.map((column) => `get_byte(${column}, 0) <> $1`).join(' OR ');
  const next = `
    SELECT tenant, ${id} AS id, ARRAY[${sealed.join(', ')}] AS values
      FROM ${table} WHERE (tenant, ${id}) > ($2, $3) AND (${due}) ORDER BY tenant, ${id} LIMIT ${BATCH}`;
  // Whoever changed the value meanwhile has sealed a new one, and it stays.
  const write = `
    UPDATE ${table} t
       SET ${sealed.map((column, i) => `${column} = n.new${i}`).join(', ')}
      FROM unnest($1::text[], $2::uuid[], ${sealed.map((_, i) => `$${3 + 2 * i}::bytea[], $${4 + 2 * i}::bytea[]`).join(', ')})
        AS n (tenant, id, ${sealed.map((_, i) => `old${i}, new${i}`).join(', ')})
     WHERE t.tenant = n.tenant AND t.${id} = n.id
       AND ${sealed.map((column, i) => `t.${column} IS NOT DISTINCT FROM n.old${i}`).join(' AND ')}`;

  let found = 0;
  let [tenant, last] = ['', '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const rows = await maintenance(client, async () => {
      const batch = (await client.query<SealedRow>(next, [number, tenant, last])).rows;
      const anew = batch.flatMap((row) => {
        const values = sealAnew(row, table, columns, personalData);
        if (!values) unreadable.push({ table, tenant: row.tenant, id: row.id });
        return values ? [{ ...row, anew: values }] : [];
      });
      if (anew.length > 0) {
        await client.query(write, [
          anew.map((row) => row.tenant),
          anew.map((row) => row.id),
          ...columns.flatMap((_, i) => [anew.map((row) => row.values[i]), anew.map((row) => row.anew[i])]),
        ]);
      }
      return batch;
    });
    found += rows.length;
    const end = rows.at(-1);
    if (!end) return found;
    [tenant, last] = [end.tenant, end.id];
    progress(found);
  }
}

function sealAnew(
  { tenant, id, values }: SealedRow,
  table: Place['table'],
  columns: readonly Place['column'][],
  personalData: PersonalData,
): (Buffer | null)[] | null {
  try {
    return values.map((value, i) => {
      const place = { table, column: columns[i] as Place['column'], tenant, id };
      return value && personalData.seal(place, personalData.open(place, value));
    });
  } catch {
    return null;
  }
}
