import { spawn } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Claims the directory for this service until released or dead, however it dies: the kernel keeps the lock with
 * the open file. So whoever holds it may take a PostgreSQL found running there for one left behind.
 *
 * Throws while another service holds it. Without `flock` (outside Linux) only PostgreSQL's own lock protects.
 */
export async function takeLock(directory: string): Promise<{ release(): void }> {
  const file = join(directory, 'service.lock');
  const fd = openSync(file, 'a+', 0o600);
  if (await locked(fd)) {
    ftruncateSync(fd);
    writeSync(fd, String(process.pid));
    return { release: () => closeSync(fd) };
  }
  closeSync(fd);
  const holder = readFileSync(file, 'utf8');
  throw new Error(
    `另一个服务（进程 ${holder}）正在使用 ${directory}；请先停止它，或为本服务设置另一个 DATA_DIR。\n` +
      `Another service (process ${holder}) is using ${directory}: stop it first, or set another DATA_DIR for this one.`,
  );
}

/** Node has no call for it, but a lock taken by a child on a file we share with it stays with us. */
function locked(fd: number): Promise<boolean> {
  return new Promise((resolve) => {
    const flock = spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
    flock.once('error', () => resolve(true));
    flock.once('exit', (code) => resolve(code === 0));
  });
}
