import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { flush, keep } from '../support/evidence.ts';
import { LeakSearch } from '../support/leaks.ts';

/** Keeps what the servers of the tests hold and have said: everything in Redis, and PostgreSQL's log. */
export async function keepServers(redisUrl: string, postgresLog: string): Promise<void> {
  keep('postgres', await readFile(postgresLog, 'utf8'));
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
  for await (const keys of redis.scanStream({ count: 1_000 })) {
    for (const key of keys as string[]) {
      const dump = await redis.dumpBuffer(key);
      keep('redis', `${key} ${dump?.toString('utf8')}\n`);
    }
  }
  redis.disconnect();
  flush();
}

/**
 * Searches all that was said in a run of the tests for every personal value that was used in it.
 * @throws Error that says where something was said, and what kind of value it was
 */
export async function searchForLeaks(directory: string): Promise<void> {
  const began = performance.now();
  const files = await readdir(directory);
  const search = new LeakSearch();
  for (const file of files.filter((name) => name.startsWith('personal'))) {
    for (const line of (await readFile(join(directory, file), 'utf8')).split('\n').filter(Boolean)) {
      const [kind, value] = JSON.parse(line) as [string, string];
      search.add({ kind, value });
    }
  }
  let bytes = 0;
  const found: string[] = [];
  for (const file of files.filter((name) => name.startsWith('said'))) {
    const text = await readFile(join(directory, file), 'utf8');
    bytes += text.length;
    const leaks = search.in(text);
    found.push(
      ...leaks.map(({ kind, form, at, before }) => `  ${file} at ${at}: a ${kind}, ${form}, after ${before}`),
    );
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const megabytes = (bytes / 1e6).toFixed(1);
  if (found.length > 0) {
    throw new Error(
      `Personal values were said ${found.length} times, where nobody may say them:\n${found.slice(0, 50).join('\n')}`,
    );
  }
  process.stdout.write(
    `日志与错误答复中未发现个人信息：${search.values} 个值，${megabytes} MB，${seconds} 秒 / ` +
      `No personal value in logs and errors: ${search.values} values, ${megabytes} MB, ${seconds} s\n`,
  );
}
