import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Account } from './account.ts';

const run = promisify(execFile);

/** No PG* variable, locale or time zone of the caller's may leak in. */
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin' };

/** A running program. What it says goes to a file: a pipe would stall it whenever we are busy. */
export interface Child {
  pid: number;
  /** Resolves when it has ended, with the exit code, or null after a signal. Never rejects. */
  ended: Promise<number | null>;
  hasEnded(): boolean;
  kill(signal: NodeJS.Signals): void;
  said(): Promise<string>;
}

/**
 * Starts a program as the account. In a session of its own, so that Ctrl-C reaches only us and we decide the order
 * of stopping; and where `setpriv` allows, told by the kernel to stop when we die, however we die.
 */
export async function startChild(
  account: Account,
  program: string,
  args: string[],
  logFile: string,
): Promise<Child> {
  const prefix = (await canFollow()) ? ['setpriv', '--pdeathsig', 'INT', '--'] : [];
  const [file = program, ...rest] = [...prefix, program, ...args];
  const log = await open(logFile, 'w', 0o600);
  try {
    const child = spawn(file, rest, {
      ...account,
      cwd: '/',
      env: environment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const pid = await started(child);
    return {
      pid,
      ended,
      hasEnded: () => child.exitCode !== null || child.signalCode !== null,
      kill: (signal) => void child.kill(signal),
      said: () => readFile(logFile, 'utf8'),
    };
  } finally {
    await log.close();
  }
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
}

let following: Promise<boolean> | undefined;

function canFollow(): Promise<boolean> {
  following ??= run('setpriv', ['--pdeathsig', 'INT', '--', 'true'], { env: environment }).then(
    () => true,
    () => false,
  );
  return following;
}
