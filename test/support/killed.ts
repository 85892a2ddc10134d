import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { TestDatabase } from '../setup/database.ts';

export interface Killing {
  database: TestDatabase;
  /** A table that is held against writing, so that the command waits for it with a part of its work done. */
  held: string;
  /** Whether it is time to take hold of the table; without it that is before the command starts. */
  when?: (watcher: pg.Client) => Promise<boolean>;
}

/** Other people's connections to the database that meet the condition. */
const others = async (watcher: pg.Client, condition = 'TRUE') =>
  (
    await watcher.query(
      `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND usename <> current_user AND ${condition}`,
    )
  ).rows.length;

/**
 * Runs a built command of src/cli until it waits for the held table, and ends it there with SIGKILL. Comes back when
 * nothing of it is left in the database, either.
 */
export async function killHalfWay(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
  { database, held, when = async () => true }: Killing,
): Promise<void> {
  const holder = new pg.Client({ connectionString: database.adminUrl });
  const watcher = new pg.Client({ connectionString: database.adminUrl });
  await Promise.all([holder.connect(), watcher.connect()]);
  let holds = false;
  const holdInTime = async () => {
    if (holds || !(await when(watcher))) return;
    await holder.query(`BEGIN; LOCK TABLE ${held} IN SHARE MODE`);
    holds = true;
  };
  try {
    const before = await others(watcher);
    await holdInTime();
    const child = spawn(process.execPath, [`dist/src/cli/${command}.js`, ...args], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    while (!(holds && (await others(watcher, "wait_event_type = 'Lock'")))) {
      if (child.exitCode !== null)
        throw new Error(`${command} never waited for ${held}: ended with ${child.exitCode}`);
      await holdInTime();
      await pause(5);
    }
    child.kill('SIGKILL');
    await ended;
    await holder.query('ROLLBACK');
    // The server notices that its client has gone when it has something to tell it.
    while ((await others(watcher)) > before) await pause(5);
  } finally {
    await Promise.all([holder.end(), watcher.end()]);
  }
}
