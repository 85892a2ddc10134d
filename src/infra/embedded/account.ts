import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user PostgreSQL runs as; empty for the user we are ourselves. */
export interface Account {
  uid?: number;
  gid?: number;
}

/**
 * PostgreSQL refuses to run as root, so root runs it as whoever owns the data, or for new data as the system user
 * `postgres`, which is created if need be.
 */
export async function postgresAccount(data: string, progress: (message: string) => void): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const owner = await stat(data).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  try {
    return await systemUser();
  } catch {
    progress(
      '创建系统用户 postgres（PostgreSQL 不以 root 运行） / Creating the system user postgres, as PostgreSQL does not run as root …',
    );
  }
  try {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return await systemUser();
  } catch (cause) {
    throw new Error(
      'PostgreSQL 不能以 root 身份运行，且无法创建系统用户 postgres；请改用普通用户启动，或先创建该用户。\n' +
        'PostgreSQL does not run as root and the system user postgres could not be created: ' +
        'start as an ordinary user, or create that user first.',
      { cause },
    );
  }
}

/** Whether the account may enter a directory or run a file, all directories above it included. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  if (account.uid === undefined) return true;
  try {
    await run('test', ['-x', path], { ...account, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

async function systemUser(): Promise<Account> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}
