import { join } from 'node:path';
import { type Database, type DataSet, dataSet, openData } from './data/data.ts';
import { startOurs } from './servers/ours.ts';
import { type ServerProcess, startServer } from './servers/process.ts';
import { type Redis, startRedis } from './servers/redis.ts';
import type { StatementLog } from './statements.ts';
import type { Rhythm } from './turns.ts';

/** All that is measured and measured by. */
export interface Bench {
  data: DataSet;
  database: Database;
  log: StatementLog;
  redis: Redis | null;
  ours: ServerProcess;
  limit: ServerProcess;
  postgraphile: ServerProcess;
  mercurius: ServerProcess;
  /** Ours on one year of history, if the other has ten. */
  oneYear: ServerProcess | null;
  connections: number;
  rhythm: Rhythm;
  minutes: number;
  progress: (message: string) => void;
}

export const SIZES = { '100k': 100_000, '1m': 1_000_000, '10m': 10_000_000 };
export type Size = keyof typeof SIZES;

export interface BenchOptions extends Pick<Bench, 'rhythm' | 'minutes' | 'progress'> {
  size: Size;
}

/** Makes the data, where it is not there yet, and starts the servers on it. */
export async function openBench(
  { size, ...options }: BenchOptions,
  resources: AsyncDisposableStack,
): Promise<Bench> {
  const stopLater = <T extends { stop(): Promise<void> }>(started: T): T => {
    resources.defer(() => started.stop());
    return started;
  };
  const open = async (name: Size) => {
    const data = dataSet(name, SIZES[name]);
    options.progress(`data of ${name} events`);
    return { data, database: stopLater(await openData(data, options.progress)) };
  };
  const redis = await startRedis();
  if (redis) stopLater(redis);
  const { data, database } = await open(size);
  const peer = async (name: string) =>
    stopLater(
      await startServer(name, [process.execPath, join(import.meta.dirname, `servers/${name}.ts`)], {
        DATABASE_URL: database.peerUrl,
      }),
    );
  const yearBeneath = size === '10m' ? await open('1m') : null;
  return {
    ...options,
    data,
    database,
    redis,
    log: { superUrl: database.superUrl, file: join(data.directory, 'postgres/postgres.log') },
    ours: stopLater(await startOurs(data, database, redis?.url ?? null)),
    limit: await peer('limit'),
    postgraphile: await peer('postgraphile'),
    mercurius: await peer('mercurius'),
    oneYear: yearBeneath && stopLater(await startOurs(yearBeneath.data, yearBeneath.database, null)),
    connections: 16,
  };
}
