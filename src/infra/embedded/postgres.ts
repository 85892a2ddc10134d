import { join, resolve } from 'node:path';
import pg from 'pg';
import { postgresAccount } from './account.ts';
import { ensureCluster, readCredentials } from './cluster.ts';
import { openHome } from './home.ts';
import { takeLock } from './lock.ts';
import { lastPort } from './port.ts';
import { postgresPrograms } from './programs.ts';
import { databaseUrls, provision } from './provision.ts';
import { startServer } from './server.ts';

export interface EmbeddedPostgresOptions {
  /** Everything of this database lives here. Made on the first start; deleting it starts afresh. */
  directory: string;
  /** Gives up durability for speed: for tests, whose data need not survive a crash. */
  volatile?: boolean;
  /** Told, in Chinese and English, of the steps that take noticeable time. */
  progress?: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** The superuser, on the database `postgres`. */
  adminUrl: string;
  /** `labor_owner`, who owns the database `labor` and migrates it. */
  ownerUrl: string;
  /** `labor_api`, a member of `labor_service`: neither owner nor exempt from row-level security. */
  serviceUrl: string;
  /** Disconnects everyone and stops cleanly. Resolves at once when the server has already stopped. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with this package on a free port of 127.0.0.1, creating cluster, roles and
 * database as far as they are missing. What an earlier, killed service left behind is stopped and recovered.
 *
 * Throws when another living service uses the directory, and when PostgreSQL does not start, with its log.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const progress = options.progress ?? (() => {});
  const directory = resolve(options.directory);
  const account = await postgresAccount(join(directory, 'data'), progress);
  const home = await openHome(directory, account, progress);
  const lock = await takeLock(home);
  try {
    const programs = await postgresPrograms(home, account, progress);
    const cluster = {
      home,
      data: join(home, 'data'),
      account,
      programs,
      volatile: options.volatile ?? false,
    };
    const credentials = await ensureCluster(cluster, progress);
    const server = await startServer(cluster, progress);
    const urls = databaseUrls(server.port, credentials);
    try {
      await provision(urls.adminUrl, credentials);
    } catch (error) {
      await server.stop();
      throw error;
    }
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= server.stop().then(lock.release);
      return stopped;
    };
    return { ...urls, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The PostgreSQL of this directory as it runs for a service, which goes on when we stop; else one started for us. */
export async function useEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return (await running(resolve(options.directory))) ?? startEmbeddedPostgres(options);
}

async function running(directory: string): Promise<EmbeddedPostgres | null> {
  const port = await lastPort(directory);
  if (!port) return null;
  const urls = databaseUrls(port, await readCredentials(join(directory, 'credentials.json')));
  const client = new pg.Client({ connectionString: urls.ownerUrl, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.end();
    return { ...urls, stop: async () => {} };
  } catch {
    return null;
  }
}
