import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createApp } from '../../src/app.ts';
import { entities } from '../../src/entities.ts';
import { readExplorer } from '../../src/graphql/explorer.ts';
import { createPersonalData, type PersonalData } from '../../src/infra/crypto/personal-data.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { createLogger } from '../../src/infra/logger.ts';
import { unmetered } from '../../src/infra/metrics.ts';
import { createRedis } from '../../src/infra/redis/client.ts';
import type { IssuerOptions } from '../../src/modules/identity/index.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { flush, keep } from './evidence.ts';

/** The whole service on a real server: a PostgreSQL database of its own, the shared Redis, HTTP on a free port. */
export interface TestService {
  url: string;
  database: TestDatabase;
  dataSource: DataSource;
  tokenSecret: Buffer<ArrayBuffer>;
  auditKey: Buffer<ArrayBuffer>;
  dataKey: Buffer<ArrayBuffer>;
  personalData: PersonalData;
  /** The names of the statements run since the list was last emptied. */
  statements: string[];
  /** Everything the service has logged. */
  log(): string;
  /** The instant the service takes for now; null lets time run. */
  setNow(now: Date | null): void;
  /** Runs SQL past row-level security, to look at what is really there. */
  sql<Row extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Starts another process on the same database and Redis, with the same keys. @returns its URL */
  replica(): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestService(
  prepare: (database: TestDatabase, personalData: PersonalData) => Promise<void> = async () => {},
  redisUrl = process.env.TEST_REDIS_URL ?? '',
  dataKey = randomBytes(32),
  issuer: IssuerOptions | null = null,
  rateLimits = true,
): Promise<TestService> {
  const database = await createTestDatabase();
  const tokenSecret = randomBytes(32);
  const auditKey = randomBytes(32);
  const personalData = createPersonalData(dataKey);
  await prepare(database, personalData);
  const lines: string[] = [];
  const statements: string[] = [];
  let fixed: Date | null = null;
  const processes: Process[] = [];

  /** One process of the service, with connections of its own. */
  async function start(): Promise<Process> {
    const dataSource = await createDataSource({
      url: database.serviceUrl,
      entities,
      poolSize: 10,
      bounded: true,
    }).initialize();
    const redis = createRedis(redisUrl, () => {});
    if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
    const app = await createApp({
      dataSource,
      redis,
      personalData,
      tokenSecret,
      auditKey,
      clock: () => fixed ?? new Date(),
      logger: createLogger('trace', sink(lines)),
      rateLimits,
      issuer,
      introspection: true,
      trustedProxies: [],
      explorer: await readExplorer('dist/explorer'),
      meter: { ...unmetered, statement: (name) => statements.push(name) },
    });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const started = {
      url,
      dataSource,
      async stop() {
        await app.close();
        redis.disconnect();
        await dataSource.destroy();
      },
    };
    processes.push(started);
    return started;
  }

  const { url, dataSource } = await start();
  // A pool: tests ask several things at once.
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
  // One that is still closing when its database is dropped has nobody left to tell.
  admin.on('connect', (client) => client.on('error', () => {}));
  admin.on('error', () => {});
  return {
    url,
    database,
    dataSource,
    tokenSecret,
    auditKey,
    dataKey,
    personalData,
    statements,
    log: () => lines.join(''),
    setNow(now) {
      fixed = now;
    },
    sql: async (text, values) => (await admin.query(text, values)).rows,
    replica: async () => (await start()).url,
    async stop() {
      for (const one of processes) await one.stop();
      await admin.end();
      await database.drop();
      flush();
    },
  };
}

interface Process {
  url: string;
  dataSource: DataSource;
  stop(): Promise<void>;
}

const sink = (lines: string[]) =>
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      keep('log', String(chunk));
      done();
    },
  });
