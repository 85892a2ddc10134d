import { join } from 'node:path';
import { type Data, openData, type Size } from './data/data.ts';
import { startOurs } from './servers/ours.ts';
import { type ServerProcess, startServer } from './servers/process.ts';
import type { StatementLog } from './statements.ts';
import type { Rhythm } from './turns.ts';

/** All that is measured and measured by. */
export interface Bench {
  data: Data;
  log: StatementLog;
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

export interface BenchOptions extends Pick<Bench, 'rhythm' | 'minutes' | 'progress'> {
  size: Size;
}

/** Makes the data, where it is not there yet, and starts the servers on it. */
export async function openBench(
  { size, ...options }: BenchOptions,
  resources: AsyncDisposableStack,
): Promise<Bench> {
  const own = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    resources.defer(() => started.stop());
    return started;
  };
  const open = (of: Size) => {
    options.progress(`data of ${of} events`);
    return own(openData(of, options.progress));
  };
  const data = await open(size);
  const { superUrl, peerUrl } = data.database;
  const peer = (name: string) =>
    own(
      startServer(name, [process.execPath, join(import.meta.dirname, `servers/${name}.ts`)], {
        DATABASE_URL: peerUrl,
      }),
    );
  return {
    ...options,
    data,
    log: { superUrl, file: join(data.directory, 'postgres/postgres.log') },
    ours: await own(startOurs(data)),
    limit: await peer('limit'),
    postgraphile: await peer('postgraphile'),
    mercurius: await peer('mercurius'),
    oneYear: size === '10m' ? await own(startOurs(await open('1m'))) : null,
    connections: 16,
  };
}
