import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild } from '../../src/infra/embedded/child.ts';
import { freePort } from '../../src/infra/embedded/port.ts';
import { locateProgram } from './debian.ts';

export interface TestRedis {
  url: string;
  /** Stands still: connections are taken and nothing is answered, until it goes on. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
  /** Ends it without a word to anybody. */
  kill(): Promise<void>;
}

/** Starts a Redis of our own on this or a free port of 127.0.0.1 that keeps nothing on disk; installs it first if need be. */
export async function startRedis(directory: string, at?: number): Promise<TestRedis> {
  const program = await locateProgram({ names: ['redis-server'], package: 'redis-server' });
  const port = at ?? (await freePort());
  const settings = {
    port,
    bind: '127.0.0.1',
    save: '',
    appendonly: 'no',
    rdbcompression: 'no',
    dir: directory,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = await startChild({}, program, args, join(directory, 'redis.log'));
  await ready(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    kill: async () => {
      server.kill('SIGKILL');
      await server.ended;
    },
    stop: async () => {
      server.kill('SIGCONT');
      server.kill('SIGTERM');
      await server.ended;
    },
  };
}

async function ready(server: Child): Promise<void> {
  for (; !(await server.said()).includes('Ready to accept connections'); await sleep(10)) {
    if (server.hasEnded()) throw new Error(`redis-server did not start:\n${await server.said()}`);
  }
}
