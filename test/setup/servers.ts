import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts';
import { upgrade } from '../../src/upgrade.ts';
import { makeTemplate } from './database.ts';
import { keepServers } from './leak-search.ts';
import { startRedis } from './redis.ts';

export interface ServerUrls {
  adminUrl: string;
  ownerUrl: string;
  serviceUrl: string;
  redisUrl: string;
}

const running: { stop(): Promise<void> }[] = [];
let stopped: Promise<unknown> | undefined;

/** Starts PostgreSQL and Redis in a fresh directory and migrates the template that suites clone. */
export async function startServers(): Promise<ServerUrls> {
  const directory = await temporaryDirectory();
  try {
    const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), volatile: true });
    running.push(postgres);
    await makeTemplate(postgres, upgrade);
    const redis = await startRedis(directory);
    running.push(redis);
    return { ...postgres, redisUrl: redis.url };
  } catch (error) {
    await stopServers();
    throw error;
  }
}

/** For the search of personal values at the end; nothing when they never came up. */
async function keepWhatTheySaid(): Promise<void> {
  const { TEST_REDIS_URL, TMPDIR } = process.env;
  if (TEST_REDIS_URL && TMPDIR) await keepServers(TEST_REDIS_URL, join(TMPDIR, 'postgres/postgres.log'));
}

/** Stops what was started. Whoever calls again waits for the same stop. */
export async function stopServers(): Promise<void> {
  stopped ??= keepWhatTheySaid().finally(() => Promise.all(running.map((server) => server.stop())));
  await stopped;
}

/** One directory for the servers and for whatever tests leave behind; it goes when this process ends. */
async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'labor-test-'));
  process.once('exit', () =>
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }),
  );
  // PostgreSQL's own user passes through it, when root runs the tests.
  await chmod(directory, 0o711);
  process.env.TMPDIR = directory;
  process.env.TEST_EVIDENCE = join(directory, 'evidence');
  await mkdir(process.env.TEST_EVIDENCE);
  return directory;
}
