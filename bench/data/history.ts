import type pg from 'pg';
import { setKeysAside } from '../../src/demo/set-aside.ts';
import { tableNames } from '../../src/demo/tables.ts';
import { maintenance, setFloor } from '../../src/infra/db/owner.ts';
import { settle } from './settle.ts';

/**
 * What the demo network did in its nine months of 2024 is history to copy: each table with the ids that move with it, of
 * which the first is that of the visit, posting or ticket the row belongs to.
 */
const copied = {
  enterprise_visit: ['id'],
  visit_participant: ['visit_id'],
  job_posting: ['id'],
  job_title: ['posting_id'],
  job_collection: ['posting_id'],
  service_ticket: ['id'],
  ticket_event: ['ticket_id', 'id'],
} as const;

/** The newest copy lies two years back, before the year that is the base of comparisons; each further one 61 days more. */
const NEWEST = 728;
const STEP = 61;

/** A visit, a posting or a ticket: what figures count. A copy has so many, hence six copies a year are a million. */
export const EVENTS_OF_COPY = 167_000;

/**
 * Lays years of history beneath the nine months that the rows of the table are measured on: as many visits, postings and
 * tickets as asked for, on the days before. Rows go through their tables, so whatever is kept in step with them is.
 */
export async function addHistory(owner: pg.Client, events: number, progress: (message: string) => void) {
  const copies = Math.max(1, Math.round(events / EVENTS_OF_COPY));
  await maintenance(owner, async () => {
    await owner.query(
      "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL max_parallel_maintenance_workers = 0",
    );
    await setFloor(owner, tableNames, 'NO FORCE');
    const tables: Copied[] = [];
    for (const [name, ids] of Object.entries(copied)) tables.push(await describe(owner, name, ids));
    for (const { name, ids } of tables) {
      await owner.query(`CREATE TEMP TABLE copy_of_${name} ON COMMIT DROP AS
        SELECT * FROM ${name} WHERE ${ids[0]} >= ${firstId('2024-01-01')} AND ${ids[0]} < ${firstId('2024-10-01')}`);
    }
    const putKeysBack = await setKeysAside(owner, tableNames);
    for (let copy = copies - 1; copy >= 0; copy--) {
      progress(`history: ${copies - copy} of ${copies}`);
      for (const table of tables) await owner.query(insertCopy(table), [NEWEST + copy * STEP]);
    }
    progress('history: indexes and keys');
    await putKeysBack();
    await setFloor(owner, tableNames, 'FORCE');
  });
  progress('history: figures');
  await settle(owner);
  progress('history: tidying');
  await owner.query('VACUUM (ANALYZE)');
}

interface Copied {
  name: string;
  ids: readonly string[];
  columns: { name: string; type: string }[];
}

async function describe(owner: pg.Client, name: string, ids: readonly string[]): Promise<Copied> {
  const { rows } = await owner.query(
    `SELECT attname AS name, atttypid::regtype::text AS type FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''`,
    [name],
  );
  return { name, ids, columns: rows };
}

/** $1: so many days earlier. */
function insertCopy({ name, ids, columns }: Copied): string {
  const earlier = columns.map((column) => {
    if (ids.includes(column.name)) return earlierId(column.name);
    if (column.type === 'date') return `${column.name} - $1::integer`;
    if (column.type === 'timestamp with time zone')
      return `${column.name} - $1::integer * interval '24 hours'`;
    if (name === 'service_ticket' && column.name === 'number') return EARLIER_NUMBER;
    return column.name;
  });
  return `INSERT INTO ${name} (${columns.map((column) => column.name).join(', ')})
          SELECT ${earlier.join(', ')} FROM copy_of_${name}`;
}

/** The first 48 bits of a UUIDv7 are its instant in milliseconds; the rest stays. */
const earlierId = (id: string) => {
  const digits = `translate(${id}::text, '-', '')`;
  const instant = `('x' || left(${digits}, 12))::bit(48)::bigint`;
  return `(lpad(to_hex(${instant} - $1::bigint * 86400000), 12, '0') || substr(${digits}, 13))::uuid`;
};

const firstId = (date: string) =>
  `(lpad(to_hex((extract(epoch FROM timestamptz '${date} 00:00+08') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;

/** Province, day and a running number. */
const EARLIER_NUMBER = `left(number, 2)
  || to_char((opened_at - $1::integer * interval '24 hours') AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || substr(number, 11)`;
