import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { assertDataKey, keptKeys, type Query } from '../infra/crypto/data-key.ts';
import { DataKeyMissing } from '../infra/crypto/key-ring.ts';
import type { PersonalData } from '../infra/crypto/personal-data.ts';
import { MIGRATIONS_TABLE } from '../infra/db/data-source.ts';
import { asOwner, maintenance, rowsExist } from '../infra/db/owner.ts';
import { announced } from './announced.ts';
import {
  type Archive,
  Count,
  type Head,
  keysOf,
  openArchive,
  type Section,
  type Tallies,
} from './archive.ts';
import { TEXT_FORM } from './backup.ts';
import { readCatalog, readSchema } from './catalog.ts';
import { conflictsOf, describeConflicts, describeTaken } from './conflicts.ts';
import { belongs, copyOut } from './selection.ts';
import { type Table, tablesOf } from './tables.ts';

const quoted = pg.escapeIdentifier;

export interface RestoreOptions {
  /** Connects as the owner of the tables. */
  ownerUrl: string;
  personalData: PersonalData;
  path: string;
  progress: (message: string) => void;
}

/** Any number: those who restore the same province at once take turns. */
const RESTORE_LOCK = 522_626;

/**
 * Brings a province back from its backup, beside whatever other provinces the database has: all of it or nothing. It
 * only ever adds. Shared records that are there already stay as they are, in this or in a later version.
 * @throws Error when the file is damaged or belongs to another data key, when the tables are those of another release,
 *   when the province has rows, and when records are there that the backup contradicts
 */
export async function restoreProvince({
  ownerUrl,
  personalData,
  path,
  progress,
}: RestoreOptions): Promise<Tallies> {
  progress('检查备份文件 / Checking the backup …');
  await using archive = await openArchive(path, personalData);
  // Awaited here: the archive is open as long as it is read.
  return await asOwner(ownerUrl, async (client) => {
    const query = async (text: string, values: unknown[]) => (await client.query(text, values)).rows;
    await maintenance(client, async () => bringBackKeys(query, (await archive.head()).keys));
    await assertDataKey(query, personalData);
    const tables = tablesOf(await readCatalog(client));
    const tallies = await maintenance(client, () => restore(client, archive, tables, progress));
    progress('整理数据表 / Tidying the tables …');
    await client.query(`VACUUM (ANALYZE) ${tables.map(({ name }) => quoted(name)).join(', ')}`);
    return tallies;
  });
}

/**
 * The data keys of the backup are in use again: in a database without any they come with it, and one that was retired
 * since has values again. @throws Error when the database is another installation's
 */
async function bringBackKeys(query: Query, keys: Head['keys']): Promise<void> {
  await query('LOCK TABLE data_key IN SHARE ROW EXCLUSIVE MODE', []);
  const there = await keptKeys(query);
  for (const { number, fingerprint, lookupKey } of keysOf(keys)) {
    const same = there.find((one) => one.number === number);
    if (same && !same.fingerprint.equals(fingerprint)) throw new DataKeyMissing(number);
    if (same?.retiredAt) await query('UPDATE data_key SET retired_at = NULL WHERE number = $1', [number]);
    if (there.length === 0) {
      await query('INSERT INTO data_key (number, fingerprint, lookup_key) VALUES ($1, $2, $3)', [
        number,
        fingerprint,
        lookupKey,
      ]);
    }
  }
}

async function restore(
  client: pg.Client,
  archive: Archive,
  tables: readonly Table[],
  progress: (message: string) => void,
): Promise<Tallies> {
  const { province, schema, sequences } = await archive.head();
  await client.query(TEXT_FORM);
  // The backup says itself which entries of the audit were not sealed.
  await client.query("SET LOCAL app.restoring = 'on'");
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [RESTORE_LOCK, Number(province)]);
  if ((await readSchema(client, MIGRATIONS_TABLE)).join() !== schema.join()) {
    throw new Error(
      '备份与数据库的版本不同：请用备份时的版本恢复，再升级 / The backup is of another release than the database: restore ' +
        'it with the release it was made with, then upgrade.',
    );
  }
  await assertAbsent(client, tables, province);
  await client.query('CREATE TEMPORARY TABLE added_row (source text COLLATE "C", id uuid) ON COMMIT DROP');
  const tallies = await archive.read(async (section) => {
    const table = tables.find(({ name }) => name === section.table);
    if (!table) throw new Error(`There is no table ${section.table}.`);
    progress(`恢复 / Restoring ${table.name} …`);
    await restoreTable(client, table, tables, section, progress);
  });
  progress('核对 / Comparing what was written with the backup …');
  await assertWritten(client, tables, province, tallies);
  await tellOfErasures(client, province, progress);
  await announceRestored(client, province);
  for (const [name, value] of Object.entries(sequences)) {
    await client.query(
      `SELECT setval($1::regclass, greatest($2, (SELECT last_value FROM ${quoted(name)})))`,
      [name, value],
    );
  }
  return tallies;
}

/** One announcement for all of it: whoever keeps anything of the province must look at everything anew. */
const announceRestored = (client: pg.Client, province: string) =>
  client.query(
    `INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
     SELECT $1::text, 'Province',
            coalesce((SELECT p.id FROM province p WHERE p.region_code = $2), '00000000-0000-0000-0000-000000000000'),
            'restoreProvince', ARRAY[$2::text], now(), 'province:restore'`,
    [province, `${province}0000`],
  );

/** What was erased after the backup is in it: whoever restores must erase it again, and is told since when. */
async function tellOfErasures(
  client: pg.Client,
  province: string,
  progress: (message: string) => void,
): Promise<void> {
  const { rows } = await client.query<{ last: Date | null }>(
    `SELECT max(requested_at) AS last FROM personal_data_request WHERE tenant = $1 AND kind = 'ERASURE'`,
    [province],
  );
  const last = rows[0]?.last?.toISOString();
  progress(
    `备份之后办理的个人信息删除须重新执行（备份中最近一次：${last ?? '无'}）/ Erasures of personal data made after the ` +
      `backup must be made again (the last one in it: ${last ?? 'none'})`,
  );
}

async function assertAbsent(client: pg.Client, tables: readonly Table[], province: string): Promise<void> {
  for (const { name, kind } of tables) {
    if (kind === 'tenant' && (await rowsExist(client, name, `tenant = '${province}'`))) {
      throw new Error(
        `省份 ${province} 在 ${name} 中已有数据，未恢复 / The province ${province} has rows in ${name}: nothing was restored.`,
      );
    }
  }
}

/** By way of a table without a floor: COPY knows none, and what is in it can be compared with what is there. */
async function restoreTable(
  client: pg.Client,
  table: Table,
  tables: readonly Table[],
  { columns, rows }: Section,
  progress: (message: string) => void,
): Promise<void> {
  const name = quoted(table.name);
  const list = columns.map(quoted).join(', ');
  await client.query(
    `CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT ${list} FROM ${name} WITH NO DATA`,
  );
  await pipeline(announced(rows, progress), client.query(copyFrom(`COPY arriving (${list}) FROM STDIN`)));
  await client.query('ANALYZE arriving');
  const { conflicts, kept } = await conflictsOf(client, table, columns);
  if (conflicts.length > 0) throw new Error(describeConflicts(table, conflicts));
  if (kept > 0) {
    progress(
      `  ${kept} 条共享记录已在库中，版本更新，予以保留 / ${kept} shared records are there in a later version and stay`,
    );
  }
  // A part belongs to the version of its whole: it comes with one that is new here, and with no other.
  const ofShared =
    table.kind === 'part' && tables.some(({ name, kind }) => name === table.of && kind === 'shared');
  const wanted = ofShared
    ? `WHERE a.${quoted(table.by)} IN (SELECT r.id FROM added_row r WHERE r.source = ${pg.escapeLiteral(table.of)})`
    : '';
  const insert = `INSERT INTO ${name} (${list}) SELECT ${list} FROM arriving a ${wanted}`;
  await client
    .query(
      table.kind === 'shared'
        ? `WITH added AS (${insert} ON CONFLICT (${table.key.map(quoted).join(', ')}) DO NOTHING RETURNING id)
           INSERT INTO added_row SELECT ${pg.escapeLiteral(table.name)}, id FROM added`
        : insert,
    )
    .catch((error) => {
      throw describeTaken(error, table);
    });
  await client.query('DROP TABLE arriving');
}

/** What the province owns alone must read as it was written: nothing is committed that would not. */
async function assertWritten(
  client: pg.Client,
  tables: readonly Table[],
  tenant: string,
  tallies: Tallies,
): Promise<void> {
  for (const table of tables) {
    if (table.kind !== 'tenant') continue;
    const count = new Count();
    const condition = belongs(table, tables, { tenant, from: '', to: '' });
    for await (const chunk of client.query(copyTo(copyOut(table, condition)))) count.take(chunk);
    const { rows, sha256 } = count.tally();
    if (rows !== tallies[table.name]?.rows || sha256 !== tallies[table.name]?.sha256) {
      throw new Error(
        `${table.name} 写入后与备份不符，未恢复 / ${table.name} does not read as the backup has it: nothing was restored.`,
      );
    }
  }
}
