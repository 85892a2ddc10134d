import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The port of the last start if it is still free, so that clients can keep their settings; else any free one. */
export async function choosePort(home: string): Promise<number> {
  const last = await lastPort(home);
  return last > 0 && (await isFree(last)) ? last : freePort();
}

/** The port of the last start, 0 before the first. */
export async function lastPort(home: string): Promise<number> {
  return Number(await readFile(join(home, 'port'), 'utf8').catch(() => '0'));
}

export function rememberPort(home: string, port: number): Promise<void> {
  return writeFile(join(home, 'port'), String(port));
}

/** A port of 127.0.0.1 nobody listens on, chosen by the operating system. */
export function freePort(): Promise<number> {
  return listen(0);
}

function isFree(port: number): Promise<boolean> {
  return listen(port).then(
    () => true,
    () => false,
  );
}

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
