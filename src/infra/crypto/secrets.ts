import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyRing } from './key-ring.ts';

/**
 * A key of this installation, 32 bytes: the one given in base64, else the one kept in a file of the data directory that
 * only its owner may read, made on first use.
 */
export async function keepKey(dataDir: string, name: string, given: string | null): Promise<Buffer> {
  const key = given ?? (await keep(dataDir, name, () => randomBytes(32).toString('base64')));
  return Buffer.from(key, 'base64');
}

/**
 * The data keys, the newest first: the one in use, or to be rotated in, and the one before while there is one. The latter
 * stands in the file `data-key-before` where no configuration names it.
 */
export async function keepDataKeys(
  dataDir: string,
  given: { dataKey: string | null; dataKeyBefore: string | null },
): Promise<KeyRing> {
  const newest = await keepKey(dataDir, 'data-key', given.dataKey);
  const before = given.dataKeyBefore ?? (await kept(dataDir, 'data-key-before'));
  return new KeyRing(before === null ? [newest] : [newest, Buffer.from(before, 'base64')]);
}

async function kept(dataDir: string, name: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDir, name), 'utf8')).trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The password of the demo accounts, kept likewise: short enough to type. */
export async function keepDemoPassword(dataDir: string, given: string | null): Promise<string> {
  return given ?? keep(dataDir, 'demo-password', () => randomBytes(9).toString('base64url'));
}

async function keep(dataDir: string, name: string, make: () => string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, name);
  try {
    // 'wx' fails when the file exists: of two that start at once, one makes it and both read the same.
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${make()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = (await readFile(path, 'utf8')).trim();
  if (!secret) throw new Error(`${path} is empty; remove it, or put the secret back from a backup.`);
  return secret;
}
