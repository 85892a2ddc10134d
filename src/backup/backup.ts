import { randomBytes } from 'node:crypto';
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { assertDataKey, keptKeys } from '../infra/crypto/data-key.ts';
import type { PersonalData } from '../infra/crypto/personal-data.ts';
import { MIGRATIONS_TABLE } from '../infra/db/data-source.ts';
import { asOwner, maintenance, SNAPSHOT } from '../infra/db/owner.ts';
import { announced } from './announced.ts';
import { type Section, type Tallies, writeArchive } from './archive.ts';
import { readCatalog, readSchema, readSequences } from './catalog.ts';
import { belongs, copyOut, prepareSelection, selectShared } from './selection.ts';
import { type Province, type Table, tablesOf } from './tables.ts';

export interface BackupOptions {
  /** Connects as the owner of the tables. */
  ownerUrl: string;
  personalData: PersonalData;
  province: Province;
  /** Where the backup goes. It is there when it is whole, and not before. */
  path: string;
  progress: (message: string) => void;
}

/** So that equal values have equal texts, whatever this database or its session are set to. */
export const TEXT_FORM = `SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8'`;

/**
 * Writes everything one province has, as of one instant, into a file that its owner alone may read, while the service
 * goes on. @throws Error when the file is there already, and when the data key is not the database's
 */
export async function backupProvince(options: BackupOptions): Promise<Tallies> {
  const { ownerUrl, personalData, province, path, progress } = options;
  await assertFree(path);
  return asOwner(ownerUrl, async (client) => {
    const query = async (text: string, values: unknown[]) => (await client.query(text, values)).rows;
    await assertDataKey(query, personalData);
    await prepareSelection(client);
    return maintenance(
      client,
      async () => {
        await client.query(TEXT_FORM);
        const { rows } = await client.query<{ now: Date }>('SELECT now() AS now');
        const keys = (await keptKeys(query)).filter(({ retiredAt }) => !retiredAt);
        const about = {
          province: province.tenant,
          takenAt: rows[0]?.now.toISOString() ?? '',
          schema: await readSchema(client, MIGRATIONS_TABLE),
          sequences: await readSequences(client, MIGRATIONS_TABLE),
          keys: keys.map(({ number, fingerprint, lookupKey }) => ({
            number,
            fingerprint: fingerprint.toString('hex'),
            lookupKey: lookupKey?.toString('hex') ?? null,
          })),
        };
        const tables = tablesOf(await readCatalog(client));
        progress('查找共享记录 / Finding the shared records …');
        await selectShared(client, tables, province);
        return writeWhole(path, (file) =>
          writeArchive(file, personalData, about, sections(client, tables, province, progress)),
        );
      },
      SNAPSHOT,
    );
  });
}

async function* sections(
  client: pg.Client,
  tables: readonly Table[],
  province: Province,
  progress: (message: string) => void,
): AsyncGenerator<Section> {
  for (const table of tables) {
    progress(`备份 / Backing up ${table.name} …`);
    const rows = client.query(copyTo(copyOut(table, belongs(table, tables, province))));
    yield { table: table.name, columns: table.columns, rows: announced(rows, progress) };
  }
}

async function assertFree(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new Error(`文件 ${path} 已存在 / The file ${path} exists already.`);
}

/** Writes beside the path, and takes the name when all is on the disk. */
async function writeWhole<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.partial`;
  const file = await open(draft, 'wx', 0o600);
  try {
    const result = await write(file);
    await file.sync();
    await rename(draft, path);
    await syncDirectory(dirname(path));
    return result;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
