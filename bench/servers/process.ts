import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** A server in a process of its own, which has said where it listens. */
export interface ServerProcess {
  name: string;
  url: string;
  /** From the start of the process to its word that it is ready. */
  seconds: number;
  /** Resident memory, in megabytes. */
  resident(): Promise<number>;
  /** Seconds of a processor that it has used so far. */
  processorTime(): Promise<number>;
  /** Lets it finish. */
  stop(): Promise<void>;
}

/** Of the kernel in a second, in which it counts (USER_HZ). */
const TICKS = 100;

/** Whatever runs when we are ended ends with us. */
const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill('SIGTERM');
  });
}

/** @param command the program and its arguments; Node is that of this process unless it names another */
export async function startServer(
  name: string,
  command: readonly string[],
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const [program = process.execPath, ...args] = command;
  const begun = performance.now();
  const child = spawn(program, args, {
    cwd: new URL('../..', import.meta.url),
    env: { PATH: process.env.PATH, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const url = await new Promise<string>((resolve, reject) => {
    const streams = [child.stdout, child.stderr];
    let said = '';
    const listen = (text: string) => {
      said += text;
      const found = /Ready: (\S+)/.exec(said)?.[1];
      if (!found) return;
      // What it says from now on is read and dropped: to search it all each time would be work that the load pays for.
      for (const stream of streams) stream.off('data', listen).resume();
      resolve(found);
    };
    for (const stream of streams) stream.setEncoding('utf8').on('data', listen);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}:\n${said}`)));
  });
  return {
    name,
    url,
    seconds: (performance.now() - begun) / 1_000,
    async resident() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
    },
    async processorTime() {
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
      const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
      return (Number(user) + Number(system)) / TICKS;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
