import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Higher than any process number the kernel hands out. */
const noProcess = 2 ** 31 - 1;

/**
 * Makes way for a new server where a killed service left its own. Call only while holding the directory's lock.
 *
 * A server of this directory that still runs is stopped. If instead it is dead but a zombie, or its number now
 * belongs to a stranger (common in containers), PostgreSQL would refuse to start: it only looks whether a process of
 * that number exists. Then the number in its lock file is replaced. The file itself must stay: from it PostgreSQL
 * learns whether connections of the dead server are still at work.
 *
 * Knows processes from /proc; outside Linux it leaves everything to PostgreSQL.
 */
export async function clearLeftover(data: string, progress: (message: string) => void): Promise<void> {
  if (process.platform !== 'linux') return;
  const file = join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (!(pid > 0)) return;
  if (await serves(pid, data)) {
    progress(
      '停止先前异常退出的服务遗留的数据库 / Stopping the PostgreSQL that a killed service left running …',
    );
    await stop(pid, data);
  }
  const record = await readFile(file, 'utf8').catch(() => undefined);
  if (record !== undefined) await writeFile(file, record.replace(/^.*/, String(noProcess)));
}

/** Whether the process is a PostgreSQL on this data. A zombie has no command line and serves nothing. */
async function serves(pid: number, data: string): Promise<boolean> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return words.split('\0').includes(data);
}

async function stop(pid: number, data: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
      if (!(await serves(pid, data))) return;
    }
  }
  throw new Error(
    `先前遗留的 PostgreSQL（进程 ${pid}）无法停止，请手动结束该进程。\n` +
      `The PostgreSQL left by an earlier service (process ${pid}) does not stop: end it by hand.`,
  );
}
