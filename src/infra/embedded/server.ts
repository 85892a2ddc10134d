import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';
import type { Cluster } from './cluster.ts';
import { clearLeftover } from './leftover.ts';
import { choosePort, freePort, rememberPort } from './port.ts';
import { serverSettings } from './settings.ts';

/** Recovery after a crash replays at most `max_wal_size`, which takes seconds; this is for a machine in trouble. */
const startTimeout = 120_000;

/** How long the last connections of a killed server may take to notice. */
const leftoverTimeout = 15_000;

export interface Server {
  port: number;
  stop(): Promise<void>;
}

/** Starts the server and waits until it accepts connections. Throws with the server's log if it does not. */
export async function startServer(cluster: Cluster, progress: (message: string) => void): Promise<Server> {
  const patience = Date.now() + leftoverTimeout;
  await clearLeftover(cluster.data, progress);
  let port = await choosePort(cluster.home);
  for (;;) {
    const args = ['-D', cluster.data, ...serverSettings(port, cluster.volatile)];
    const log = join(cluster.home, 'postgres.log');
    const child = await startChild(cluster.account, cluster.programs.postgres, args, log);
    if (await becomesReady(child, cluster.data)) {
      await rememberPort(cluster.home, port);
      return { port, stop: () => stop(child) };
    }
    await stop(child);
    const said = await child.said();
    if (/could not create any TCP\/IP sockets/.test(said)) port = await freePort();
    else if (/lock file .* already exists|is still in use/.test(said) && Date.now() < patience)
      await sleep(250);
    else throw new Error(`内置 PostgreSQL 启动失败。\nThe embedded PostgreSQL did not start:\n${said}`);
  }
}

/** Follows the state that the server writes into its lock file. */
async function becomesReady(child: Child, data: string): Promise<boolean> {
  const file = join(data, 'postmaster.pid');
  for (const end = Date.now() + startTimeout; Date.now() < end; await sleep(10)) {
    if (child.hasEnded()) return false;
    const record = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    if (Number(record[0]) === child.pid && record[7]?.trim() === 'ready') return true;
  }
  return false;
}

/** Fast shutdown; harsher when that takes too long. Does nothing to a server that has ended by itself. */
async function stop(child: Child): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (child.hasEnded()) return;
    child.kill(signal);
    const waiting = new AbortController();
    await Promise.race([child.ended, sleep(20_000, undefined, waiting).catch(() => {})]);
    waiting.abort();
  }
}
