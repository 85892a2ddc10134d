import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Child, startChild } from '../../src/infra/embedded/child.ts';
import { freePort } from '../../src/infra/embedded/port.ts';

const run = promisify(execFile);

export interface TestRedis {
  url: string;
  stop(): Promise<void>;
}

/** Starts a Redis of our own on a free port of 127.0.0.1 that keeps nothing on disk; installs it first if need be. */
export async function startRedis(directory: string): Promise<TestRedis> {
  const program = (await locate()) ?? (await install());
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: directory };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = await startChild({}, program, args, join(directory, 'redis.log'));
  await ready(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
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

async function locate(): Promise<string | undefined> {
  const { stdout } = await run('sh', ['-c', 'command -v redis-server || true']);
  return stdout.trim() || undefined;
}

/** Installs Debian's package, but neither starts its service now nor lets it start at boot: we only want the program. */
const installation = `
  set -e
  export DEBIAN_FRONTEND=noninteractive
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > $policy
    chmod 755 $policy
  fi
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends redis-server
  update-rc.d redis-server disable
`;

async function install(): Promise<string> {
  let failure: unknown;
  try {
    await asRoot('command -v apt-get');
    process.stdout.write(
      '正在安装测试所需的 redis-server / Installing redis-server, which the tests need …\n',
    );
    await asRoot(installation);
  } catch (cause) {
    failure = cause;
  }
  const program = await locate();
  if (program !== undefined) return program;
  throw new Error(
    '测试需要 redis-server，请先安装（如 apt-get install redis-server）。' +
      'The tests need redis-server: install it first (for example apt-get install redis-server).',
    { cause: failure },
  );
}

/** Runs a shell script as root, if we are root or may become so without a password. */
function asRoot(script: string): Promise<unknown> {
  return process.getuid?.() === 0 ? run('sh', ['-c', script]) : run('sudo', ['-n', 'sh', '-c', script]);
}
