import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asOwner } from '../../src/infra/db/owner.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts';
import { type ServerProcess, startServer } from '../servers/process.ts';
import { addHistory } from './history.ts';
import { admitPeers } from './peers.ts';
import { addNewestPostings } from './postings.ts';

export const PASSWORD = 'password of the benchmark';

/** Where the data of one size lies, kept for the next run: that of a service with a database of its own. */
export interface DataSet {
  events: number;
  directory: string;
}

export const dataSet = (name: string, events: number): DataSet => ({
  events,
  directory: join(import.meta.dirname, '../.data', name),
});

/** `npm start` on this data: the first time it makes the demo network, later it brings the tables up to date. */
export const npmStart = ({ directory }: DataSet): Promise<ServerProcess> =>
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

/** The database with all its history; what is missing of it is made first. */
export async function openData(data: DataSet, progress: (message: string) => void): Promise<Database> {
  const whole = join(data.directory, 'whole');
  if (!existsSync(whole)) {
    await rm(data.directory, { recursive: true, force: true });
    progress('the demo network');
  }
  await (await npmStart(data)).stop();
  const postgres = await startEmbeddedPostgres({ directory: join(data.directory, 'postgres') });
  if (!existsSync(whole)) {
    await asOwner(postgres.ownerUrl, async (owner) => {
      await addNewestPostings(owner);
      await addHistory(owner, data.events, progress);
    });
    await writeFile(whole, '');
  }
  const superUrl = postgres.adminUrl.replace(/[^/]*$/, 'labor');
  return { ...postgres, superUrl, peerUrl: await admitPeers(superUrl) };
}
