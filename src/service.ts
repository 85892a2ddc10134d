import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config/config.ts';
import { isEmpty, loadDemoNetwork } from './demo/index.ts';
import { demoAccounts, setDemoPassword } from './demo/password.ts';
import { entities } from './entities.ts';
import { readExplorer } from './graphql/explorer.ts';
import { assertDataKey } from './infra/crypto/data-key.ts';
import { createPersonalData, type PersonalData } from './infra/crypto/personal-data.ts';
import { keepDataKeys, keepDemoPassword, keepKey } from './infra/crypto/secrets.ts';
import { createDataSource } from './infra/db/data-source.ts';
import { assertRestrictedRole, isCurrent } from './infra/db/floor.ts';
import { reachable } from './infra/db/reachable.ts';
import { startEmbeddedPostgres } from './infra/embedded/postgres.ts';
import { createMetrics, unmetered } from './infra/metrics.ts';
import { createMetricsServer } from './infra/metrics-server.ts';
import { createRedis } from './infra/redis/client.ts';
import { hashPassword } from './modules/identity/index.ts';
import { systemClock } from './shared/clock.ts';
import { upgrade } from './upgrade.ts';

/** Beside the compiled sources, where the build puts it. */
const EXPLORER = join(import.meta.dirname, '../explorer');

export interface StartOptions {
  config: Config;
  logger: Logger;
  /** Told, in a sentence, of the steps that take noticeable time, and of where the service listens. */
  progress: (message: string) => void;
  /** Takes everything that was started, to be ended in reverse order; ending it early ends the start as well. */
  resources: AsyncDisposableStack;
}

/** Starts the service: its database, brought up to date and, where asked, filled; then everything on top of it. */
export async function startService({ config, logger, progress, resources }: StartOptions): Promise<void> {
  /** Whatever has come up by the time the stop was asked for goes down again. */
  const own = async <Resource>(
    starting: Promise<Resource>,
    end: (resource: Resource) => Promise<unknown>,
  ) => {
    const resource = await starting;
    if (resources.disposed) {
      await end(resource);
      throw new Error('Stopped while starting.');
    }
    resources.defer(async () => {
      await end(resource);
    });
    return resource;
  };

  const { url, ownerUrl } = await databaseOf(config, progress, own);
  if (ownerUrl) {
    await upgrade(ownerUrl, (name) => progress(`正在迁移数据库 / Migrating the database: ${name}`));
  }
  const auditKey = await keepKey(config.dataDir, 'audit-key', config.auditKey);
  const tokenSecret = await keepKey(config.dataDir, 'token-secret', config.tokenSecret);
  const personalData = createPersonalData(await keepDataKeys(config.dataDir, config));
  const demoPassword =
    config.demo && ownerUrl ? await prepareDemo(config, ownerUrl, personalData, progress) : null;

  const pool = createDataSource({
    url,
    entities,
    poolSize: config.poolSize,
    bounded: true,
    onIdleError(err) {
      // While stopping, connections end in no particular order.
      if (!resources.disposed) logger.warn({ err }, 'idle database connection lost');
    },
  });
  const dataSource = await own(reachable(url, pool.initialize()), (connected) => connected.destroy());
  await assertRestrictedRole(dataSource);
  if (!(await isCurrent(dataSource))) {
    throw new Error(
      '数据库尚未迁移到本版本：请设置 MIGRATIONS_DATABASE_URL / The database is not migrated to this release: ' +
        'set MIGRATIONS_DATABASE_URL to the owner of its tables.',
    );
  }
  await assertDataKey((text, values) => dataSource.query(text, values), personalData);
  const redis = config.redisUrl
    ? await own(
        Promise.resolve(createRedis(config.redisUrl, (err) => logger.warn({ err }, 'redis'))),
        async (client) => client.disconnect(),
      )
    : null;
  const metrics = config.metrics ? createMetrics() : null;
  const app = await own(
    createApp({
      dataSource,
      redis,
      personalData,
      tokenSecret,
      auditKey,
      clock: systemClock,
      logger,
      meter: metrics ?? unmetered,
      rateLimits: config.rateLimits,
      issuer: config.issuer,
      introspection: config.introspection,
      trustedProxies: config.trustedProxies,
      explorer: config.introspection ? await readExplorer(EXPLORER) : null,
    }),
    (http) => http.close(),
  );
  if (metrics && config.metrics) {
    metrics.watch(dataSource, redis);
    const server = await own(Promise.resolve(createMetricsServer(metrics.registry)), (http) => http.close());
    progress(`监控指标 / Metrics: ${await listen(server, config.metrics)}/metrics`);
  }
  progress(ready(await listen(app, config), demoPassword));
}

/** @returns the address, in which a port 0, which asks for any free one, has become the one it got */
async function listen(http: FastifyInstance, at: { port: number; host: string }): Promise<string> {
  const { port } = new URL(await http.listen({ port: at.port, host: at.host }));
  return `http://${at.host}:${port}`;
}

async function databaseOf(
  config: Config,
  progress: (message: string) => void,
  own: <Resource>(
    starting: Promise<Resource>,
    end: (resource: Resource) => Promise<unknown>,
  ) => Promise<Resource>,
): Promise<{ url: string; ownerUrl: string | null }> {
  if (config.database) return config.database;
  const embedded = await own(
    startEmbeddedPostgres({ directory: join(config.dataDir, 'postgres'), progress }),
    (postgres) => postgres.stop(),
  );
  return { url: embedded.serviceUrl, ownerUrl: embedded.ownerUrl };
}

/** Loads the demo network into an empty database. Returns the password of its accounts, null where they are not. */
async function prepareDemo(
  config: Config,
  ownerUrl: string,
  personalData: PersonalData,
  progress: (message: string) => void,
): Promise<string | null> {
  const password = await keepDemoPassword(config.dataDir, config.demoPassword);
  if (await isEmpty(ownerUrl)) {
    await loadDemoNetwork({
      ownerUrl,
      personalData,
      passwordHash: await hashPassword(password),
      now: systemClock(),
      progress,
    });
  } else if (!(await setDemoPassword(ownerUrl, password))) {
    return null;
  }
  return password;
}

function ready(url: string, demoPassword: string | null): string {
  const lines = [`服务已就绪 / Ready: ${url}/graphql`];
  if (demoPassword !== null) {
    lines.push(`演示账号，密码均为 / Demo accounts, all with the password: ${demoPassword}`);
    for (const [username, zh, en] of demoAccounts) lines.push(`  ${username.padEnd(20)}${zh} / ${en}`);
  }
  return lines.join('\n');
}
