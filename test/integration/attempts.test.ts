import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createAttemptCounter } from '../../src/infra/redis/attempts.ts';
import { createRedis } from '../../src/infra/redis/client.ts';
import { createRevealLimit } from '../../src/modules/personal-data/index.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';

/** A Redis of its own: these tests freeze it and end it. */
describe('attempts', () => {
  let server: TestRedis;
  let errors: Error[];
  const clients: Redis[] = [];
  const limit = { attempts: 3, seconds: 600 };

  const connect = async () => {
    const client = createRedis(server.url, (error) => errors.push(error));
    clients.push(client);
    await new Promise((resolve) => client.once('ready', resolve));
    return client;
  };
  const replica = async () => createAttemptCounter(await connect(), limit, (key) => `hash of ${key}`);
  /** Redis goes on, and the client has noticed. */
  const thawed = (client: Redis) => {
    const ready = new Promise((resolve) => client.once('ready', resolve));
    server.thaw();
    return ready;
  };
  const taken = async (counter: { take(key: string): Promise<boolean> }, times: number) =>
    (await Promise.all(Array.from({ length: times }, () => counter.take('a')))).filter(Boolean).length;

  beforeEach(async () => {
    errors = [];
    server = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await server.stop();
  });

  it('count for all replicas together', async () => {
    const [one, other] = [await replica(), await replica()];
    expect((await taken(one, 2)) + (await taken(other, 2))).toBe(3);
    expect(await one.take('b')).toBe(true);
  });

  it('that are given back do not count', async () => {
    const counter = await replica();
    for (let i = 0; i < 10; i++) {
      expect(await counter.take('a')).toBe(true);
      await counter.giveBack('a');
    }
  });

  it('have room again when all replicas’ oldest is past, which is told by whichever counted it', async () => {
    const [one, other] = [await replica(), await replica()];
    await taken(one, 3);
    expect(await taken(other, 1)).toBe(0);
    for (const counter of [one, other]) {
      expect(await counter.wait('a')).toBeGreaterThan(590);
      expect(await counter.wait('a')).toBeLessThanOrEqual(600);
    }
    const [client] = clients;
    if (!client) throw new Error('Expected a client');
    server.freeze();
    expect(await one.wait('a')).toBeGreaterThan(590);
    await thawed(client);
  });

  it('to have personal data in clear end for each person by themselves, with and without Redis', async () => {
    const client = await connect();
    const reveal = createRevealLimit([
      createAttemptCounter(client, { attempts: 9, seconds: 3_600 }, (key) => key),
      createAttemptCounter(client, limit, (key) => key),
    ]);
    const allowed = async (person: string, times: number) => {
      const tries = await Promise.allSettled(Array.from({ length: times }, () => reveal(person)));
      const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      for (const error of refused) expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 600 });
      return times - refused.length;
    };
    expect(await allowed('a', 4)).toBe(3);
    const gone = new Promise((resolve) => client.once('close', resolve));
    await server.stop();
    await gone;
    expect(await allowed('a', 1)).toBe(0);
    expect(await allowed('b', 5)).toBe(3);
  });

  it('stand in Redis under a hash alone', async () => {
    const client = await connect();
    await createAttemptCounter(client, limit, () => 'h4sh').take('guizhou.manager 10.1.2.3');
    expect(await client.keys('*')).toEqual(['attempts:h4sh']);
  });

  it('are never more than the limit in one process, whatever its Redis does meanwhile', async () => {
    const client = await connect();
    const counter = createAttemptCounter(client, limit, (key) => key);
    const allowed = [await taken(counter, 1)];
    server.freeze();
    allowed.push(await taken(counter, 1));
    await thawed(client);
    allowed.push(await taken(counter, 5));
    expect(allowed).toEqual([1, 1, 1]);
  });

  it('go on being counted within the process while Redis is frozen', async () => {
    const counter = await replica();
    server.freeze();
    expect(await taken(counter, 3)).toBe(3);
    await counter.giveBack('a');
    expect(await taken(counter, 2)).toBe(1);
  });

  it('wait for a frozen Redis once, not each in turn, and count in it again when it answers', async () => {
    const client = await connect();
    const counter = createAttemptCounter(client, limit, (key) => key);
    server.freeze();
    expect(await taken(counter, 1)).toBe(1);
    let answered = 0;
    for (let i = 0; i < 50; i++) counter.take(`key ${i}`).then(() => answered++);
    // A turn of the event loop, in which no answer of a server can have come.
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(50);

    await thawed(client);
    await counter.take('b');
    expect(await client.get('attempts:b')).toBe('1');
    expect(errors).toHaveLength(1);
  });

  it('go on being counted within the process when Redis is dead, and that is said once', async () => {
    const counter = await replica();
    const gone = new Promise((resolve) => clients[0]?.once('close', resolve));
    await server.stop();
    await gone;
    expect(await taken(counter, 5)).toBe(3);
    await new Promise((resolve) =>
      clients[0]?.once('reconnecting', () => clients[0]?.once('close', resolve)),
    );
    expect(errors.length).toBeLessThanOrEqual(1);
  });
});
