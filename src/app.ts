import 'reflect-metadata';
import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Explorer } from './graphql/explorer.ts';
import { createServer } from './graphql/server.ts';
import { forgetting } from './infra/background/forgetting.ts';
import { Outbox } from './infra/background/outbox.ts';
import { Timers } from './infra/background/timers.ts';
import { Cache } from './infra/cache/cache.ts';
import { SharedEntries } from './infra/cache/shared-entries.ts';
import { Versions } from './infra/cache/versions.ts';
import { followDataKeys } from './infra/crypto/data-key.ts';
import type { PersonalData } from './infra/crypto/personal-data.ts';
import { createSealedReading } from './infra/crypto/reading.ts';
import { DATA_KEY } from './infra/crypto/rotation.ts';
import { createDatabase } from './infra/db/database.ts';
import { isCurrent } from './infra/db/floor.ts';
import type { Meter } from './infra/metrics.ts';
import { telling } from './infra/redis/attempts.ts';
import { createLimits } from './limits.ts';
import * as audit from './modules/audit/index.ts';
import * as dashboards from './modules/dashboards/index.ts';
import * as identity from './modules/identity/index.ts';
import * as stations from './modules/stations/index.ts';
import { createCommandRunner } from './operations/command.ts';
import { createReader } from './operations/reader.ts';
import { notingRefusals, Refusals } from './operations/refusals.ts';
import { createResolvers } from './resolvers.ts';
import { createSchema } from './schema.ts';
import type { Clock } from './shared/clock.ts';

export interface AppDependencies {
  dataSource: DataSource;
  redis: Redis | null;
  personalData: PersonalData;
  /** 32 bytes. */
  tokenSecret: Buffer;
  /** 32 bytes: signs the heads of the audit. */
  auditKey: Buffer;
  clock: Clock;
  logger: Logger;
  rateLimits: boolean;
  /** Another sign-in service whose people may in, too. */
  issuer: identity.IssuerOptions | null;
  introspection: boolean;
  explorer: Explorer | null;
  trustedProxies: string[];
  meter: Meter;
}

/** The composition root: makes every part of the service and hands each what it needs. Nothing listens yet. */
export async function createApp(deps: AppDependencies): Promise<FastifyInstance> {
  const { dataSource, personalData, clock, logger, meter } = deps;
  const database = createDatabase(dataSource, meter.statement);
  const read = createReader(database);
  const outbox = new Outbox(dataSource, logger);
  const hasDataKeys = async () => {
    const err = await followDataKeys((text, values) => dataSource.query(text, values), personalData);
    if (err) logger.error({ err }, 'the data key in use');
    return err === null;
  };
  // What is announced before somebody follows is told to nobody.
  outbox.following.then(hasDataKeys);
  outbox.follow((announcements) => {
    if (announcements.some(({ recordType }) => recordType === DATA_KEY)) hasDataKeys();
  });
  // Read beside the requests, and counted as none of their statements.
  const stationDirectory = stations.createStationDirectory(createReader(createDatabase(dataSource)), outbox);
  outbox.follow((announcements) => {
    // A restored province is announced as such.
    const types = announcements.map(({ recordType }) => recordType);
    if (types.includes('Station') || types.includes('Province')) stationDirectory.changed();
  });
  const hash = personalData.lookupHash;
  const limits = createLimits(deps, hash);
  const { attempts, rates } = limits;
  const refusals = new Refusals({
    database,
    room: limits.refusals,
    clock,
    counted: meter.refusal,
    failed: (err) => logger.error({ err }, 'a refusal that the audit does not have'),
  });
  const versions = new Versions(outbox, dashboards.bearingOnFigures);
  const lastKnown = new identity.LastKnown();
  outbox.follow((announcements) => {
    for (const { recordType, recordId } of announcements) lastKnown.changed(recordType, recordId);
  });
  const command = notingRefusals(
    createCommandRunner(database, personalData, clock, meter.statement, (records) => {
      versions.committed(records);
      for (const { type, id } of records) lastKnown.changed(type, id);
      if (records.some(({ type }) => type === 'Station')) stationDirectory.changed();
      outbox.wake();
    }),
    refusals,
  );
  const timers = new Timers(dataSource, logger);
  const signer = audit.createSigner(deps.auditKey);
  timers.add(
    ...forgetting(dataSource),
    audit.sealing({ dataSource, signer, clock, logger }),
    dashboards.folding(dataSource),
  );

  const reading = createSealedReading(personalData, ({ table, column, tenant, id }, err, isFirstTime) => {
    meter.unreadableValue(table, column);
    if (isFirstTime) logger.error({ table, column, tenant, id, err }, 'a sealed value does not open');
  });
  const hashOfName = (username: string) => hash('sign-in name', username);
  const tokens = identity.createTokens(deps.tokenSecret, clock);
  const refreshTokens = identity.createRefreshTokens(deps.tokenSecret);
  const sessions = identity.createSessions(database, tokens, refreshTokens, clock, lastKnown);
  const external =
    deps.issuer &&
    identity.createExternalSignIn({
      database,
      issuer: identity.createIssuer(deps.issuer, clock),
      findStation: stations.findStationToStaff,
      clock,
      onStatement: meter.statement,
      refused: (reason, requestId) => logger.warn({ requestId, reason }, 'external sign-in refused'),
    });
  const lockout = telling(identity.lockout, meter.refusedAttempt);

  const resolvers = createResolvers({
    read,
    command,
    clock,
    personalData,
    reading,
    stationDirectory,
    cache: new Cache({
      versions,
      shared: new SharedEntries(deps.redis, (text) => hash('cache', text)),
      onAnswer: meter.figures,
    }),
    signIn: identity.createSignIn({
      database,
      sessions,
      attempts,
      lockout,
      refusals,
      lockedNotes: limits.lockedNotes,
      hash,
      clock,
      onStatement: meter.statement,
    }),
    refresh: identity.createRefresh({
      database,
      sessions,
      refreshTokens,
      clock,
      onStatement: meter.statement,
    }),
    lockout,
    hashOfName,
    limits,
  });
  const instances = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  // Resolvers that need nothing are made on first use.
  const schema = await createSchema({
    get(type) {
      const instance = instances.get(type) ?? new (type as new () => object)();
      instances.set(type, instance);
      return instance;
    },
  });

  const server = await createServer({
    schema,
    logger,
    meter,
    introspection: deps.introspection,
    explorer: deps.explorer,
    trustedProxies: deps.trustedProxies,
    rates,
    kept: {
      versions,
      clock,
      field: 'networkDashboard',
      types: dashboards.keptTypes,
      onAnswer: () => meter.figures('answer'),
    },
    authenticate: async (token, origin) =>
      (await sessions.authenticate(token)) ?? external?.authenticate(token, origin) ?? null,
    presume: async (token, origin) =>
      (await sessions.presume(token)) ?? external?.authenticate(token, origin) ?? null,
    lastKnown: sessions.lastKnown,
    isReady: async () => (await isCurrent(dataSource)) && (await hasDataKeys()),
  });
  workAlongside(server, [outbox, timers]);
  server.addHook('onClose', () => refusals.settled());
  return server;
}

/** What goes on beside requests begins when they come in, begins nothing new once they no longer do, and is waited for. */
function workAlongside(
  server: FastifyInstance,
  works: readonly { start(): void; stop(): Promise<void> }[],
): void {
  let stopped: Promise<unknown> = Promise.resolve();
  server.addHook('onListen', async () => {
    for (const work of works) work.start();
  });
  server.addHook('preClose', async () => {
    stopped = Promise.all(works.map((work) => work.stop()));
  });
  server.addHook('onClose', async () => {
    await stopped;
  });
}
