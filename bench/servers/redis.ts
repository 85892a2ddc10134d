import { spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../../src/infra/embedded/child.ts';
import { freePort } from '../../src/infra/embedded/port.ts';

export interface Redis {
  url: string;
  stop(): Promise<void>;
}

/** A Redis that keeps nothing, where there is one on PATH; the service does without, too. */
export async function startRedis(): Promise<Redis | null> {
  if (spawnSync('redis-server', ['--version']).error) return null;
  const directory = await mkdtemp(join(tmpdir(), 'bench-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
  const server = await startChild({}, 'redis-server', args, join(directory, 'redis.log'));
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGTERM');
      await server.ended;
    },
  };
}
