import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { startChild } from './child.ts';
import type { PostgresPrograms } from './programs.ts';

/** One database cluster: where it lies, who runs it and with what. */
export interface Cluster {
  home: string;
  data: string;
  account: Account;
  programs: PostgresPrograms;
  volatile: boolean;
}

/** Passwords, drawn once and kept beside the data. */
export interface Credentials {
  admin: string;
  owner: string;
  service: string;
}

/** Initialises the cluster unless it is there already, and returns its passwords. */
export async function ensureCluster(
  cluster: Cluster,
  progress: (message: string) => void,
): Promise<Credentials> {
  const file = join(cluster.home, 'credentials.json');
  const initialised = await exists(join(cluster.data, 'PG_VERSION'));
  const drawn = initialised || (await exists(file));
  const credentials = drawn ? await readCredentials(file) : await drawCredentials(file);
  if (!initialised) await initialise(cluster, credentials, progress);
  return credentials;
}

/** initdb works in a directory of its own, renamed when done: a cluster that is there is a whole one. */
async function initialise(
  cluster: Cluster,
  credentials: Credentials,
  progress: (message: string) => void,
): Promise<void> {
  const { home, account, programs } = cluster;
  progress('初始化内置数据库 / Initialising the embedded PostgreSQL …');
  await clearInterrupted(home);
  const workshop = await mkdtemp(join(home, 'initdb-'));
  const data = join(workshop, 'data');
  const passwordFile = join(workshop, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, credentials.admin, { mode: 0o600 });
  await give([workshop, data, passwordFile], account);

  const args = [
    `--pgdata=${data}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    ...(cluster.volatile ? ['--no-sync'] : []),
  ];
  const initdb = await startChild(account, programs.initdb, args, join(home, 'initdb.log'));
  if ((await initdb.ended) !== 0) {
    throw new Error(
      `内置 PostgreSQL 初始化失败。\nThe embedded PostgreSQL could not be initialised:\n${await initdb.said()}`,
    );
  }
  await rename(data, cluster.data);
  await rm(workshop, { recursive: true });
}

/** A killed initdb may still be writing for a moment, hence the retries. */
async function clearInterrupted(home: string): Promise<void> {
  const workshops = (await readdir(home)).filter((entry) => entry.startsWith('initdb-'));
  const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 20 };
  await Promise.all(workshops.map((entry) => rm(join(home, entry), patiently)));
}

async function drawCredentials(file: string): Promise<Credentials> {
  const password = () => randomBytes(24).toString('base64url');
  const credentials = { admin: password(), owner: password(), service: password() };
  const draft = `${file}.draft`;
  await writeFile(draft, JSON.stringify(credentials), { mode: 0o600, flush: true });
  await rename(draft, file);
  return credentials;
}

export async function readCredentials(file: string): Promise<Credentials> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Credentials;
  } catch (cause) {
    throw new Error(
      `数据库已存在，但无法读取其密码文件 ${file}；请恢复该文件，或删除整个目录重新开始。\n` +
        `The database exists but its passwords in ${file} cannot be read: restore that file, ` +
        'or delete the directory to start afresh.',
      { cause },
    );
  }
}

async function give(paths: string[], { uid, gid }: Account): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  await Promise.all(paths.map((path) => chown(path, uid, gid)));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
