import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asOwner } from '../../src/infra/db/owner.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts';
import { type ServerProcess, startServer } from '../servers/process.ts';
import { addHistory } from './history.ts';
import { admitPeers } from './peers.ts';
import { addNewestPostings } from './postings.ts';
import { settle } from './settle.ts';

export const PASSWORD = 'password of the benchmark';

/** How many events of earlier years lie beneath the nine months. */
export const SIZES = { '100k': 100_000, '1m': 1_000_000, '10m': 10_000_000 };
export type Size = keyof typeof SIZES;

/** Where the data of a size lies, kept for the next run: that of a service with a database of its own. */
export const directoryOf = (size: Size): string => join(import.meta.dirname, '../.data', size);

/** `npm start` on such data: the first time it makes the demo network, later it brings the tables up to date. */
export const npmStart = (directory: string): Promise<ServerProcess> =>
  startServer('npm start', ['npm', 'start'], {
    HOME: process.env.HOME ?? '',
    DATA_DIR: directory,
    DEMO_PASSWORD: PASSWORD,
    PORT: '0',
  });

export interface Database extends EmbeddedPostgres {
  /** As whom the other servers connect. */
  peerUrl: string;
  /** The superuser, on the database of the service. */
  superUrl: string;
}

export interface Data {
  directory: string;
  database: Database;
  stop(): Promise<void>;
}

/** The database with all its history; what is missing of it is made first. */
export async function openData(size: Size, progress: (message: string) => void): Promise<Data> {
  const directory = directoryOf(size);
  const whole = join(directory, 'whole');
  if (!existsSync(whole)) {
    await rm(directory, { recursive: true, force: true });
    progress('the demo network');
  }
  await (await npmStart(directory)).stop();
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  if (!existsSync(whole)) {
    await asOwner(postgres.ownerUrl, async (owner) => {
      await addNewestPostings(owner);
      await addHistory(owner, SIZES[size], progress);
    });
    await writeFile(whole, '');
  } else {
    await asOwner(postgres.ownerUrl, settle);
  }
  const superUrl = postgres.adminUrl.replace(/[^/]*$/, 'labor');
  const database = { ...postgres, superUrl, peerUrl: await admitPeers(superUrl) };
  return { directory, database, stop: postgres.stop };
}
