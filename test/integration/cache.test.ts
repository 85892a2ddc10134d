import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { type Hearing, Outbox } from '../../src/infra/background/outbox.ts';
import { type Answer, Cache, type Source } from '../../src/infra/cache/cache.ts';
import { SharedEntries } from '../../src/infra/cache/shared-entries.ts';
import { Versions } from '../../src/infra/cache/versions.ts';
import { createPersonalData } from '../../src/infra/crypto/personal-data.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { asOwner } from '../../src/infra/db/owner.ts';
import { createLogger } from '../../src/infra/logger.ts';
import { createRedis } from '../../src/infra/redis/client.ts';
import { DomainError } from '../../src/shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';
import { Listener } from '../support/announcements.ts';

const KEY = { subject: '52', name: 'figures' };
const NOW = new Date('2026-11-25T08:00:00Z');
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const unavailable = async () => {
  throw new DomainError('UNAVAILABLE');
};

/** A cache as each of several processes has it, on one PostgreSQL and one Redis. */
describe('what was computed', () => {
  const { lookupHash } = createPersonalData(Buffer.alloc(32, 1));
  const seal = (text: string) => lookupHash('cache', text);
  let database: TestDatabase;
  let server: TestRedis;
  let redis: Redis;
  let processes: Process[];
  /** What is true, and how often it was looked up. */
  let truth: number;
  let lookUps: number;

  class Process {
    readonly sources: Source[] = [];
    /** What it takes what it heard for: as heard just now, however slowly this machine goes on. */
    hearing = (heard: Hearing): Hearing => ({ ...heard, until: performance.now() });

    private constructor(
      readonly outbox: Outbox,
      readonly listener: Listener,
      readonly versions: Versions,
      readonly cache: Cache,
      readonly end: () => Promise<void>,
    ) {}

    static async start(size?: number): Promise<Process> {
      const { serviceUrl: url } = database;
      const dataSource: DataSource = await createDataSource({
        url,
        entities: [],
        poolSize: 2,
        bounded: true,
      }).initialize();
      const client = createRedis(server.url, () => {});
      if (client.status !== 'ready') await new Promise((resolve) => client.once('ready', resolve));
      const outbox = new Outbox(dataSource, createLogger('silent'));
      const heard = () => outbox.heard && made.hearing(outbox.heard);
      const versions = new Versions(
        {
          follow: (follower) => outbox.follow(follower),
          get heard() {
            return heard();
          },
        },
        ({ type, tenant }) => {
          if (type === 'Session') return 'none';
          return type === 'Station' ? 'all' : { subject: tenant };
        },
      );
      const cache = new Cache({
        versions,
        shared: new SharedEntries(client, seal),
        onAnswer: (source) => made.sources.push(source),
        ...(size ? { size } : {}),
      });
      const made: Process = new Process(outbox, new Listener(outbox), versions, cache, async () => {
        await outbox.stop();
        client.disconnect();
        await dataSource.destroy();
      });
      processes.push(made);
      outbox.start();
      await outbox.following;
      while (!outbox.heard) await sql('SELECT 1');
      return made;
    }

    get(now = NOW, key = KEY, compute = look): Promise<Answer<number>> {
      return this.cache.get(key, now, compute);
    }

    /** What it says, and out of what. */
    async says(now = NOW, key = KEY): Promise<[number, Source | undefined]> {
      const { value } = await this.get(now, key);
      return [value, this.sources.at(-1)];
    }

    /** It has been told of everything up to here. */
    async hears(position: number): Promise<void> {
      await this.listener.until((heard) => (heard.at(-1)?.position ?? 0) >= position);
    }
  }

  const look = async () => {
    lookUps++;
    return { value: truth, until: null as Date | null };
  };
  const sql = (text: string, values: unknown[] = []) =>
    asOwner(database.adminUrl, async (client) => (await client.query(text, values)).rows);
  /** Somebody changes something; @returns the position of what was announced of it */
  async function change(type = 'ServiceTicket', tenant = '52'): Promise<number> {
    truth++;
    const [{ id }] = await sql(
      `INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
       VALUES ($1, $2, gen_random_uuid(), 'change', '{}', now(), 'r') RETURNING id`,
      [tenant, type],
    );
    for (;;) {
      const [row] = await sql('SELECT position::int FROM outbox WHERE id = $1', [id]);
      if (row.position !== null) return row.position;
    }
  }
  const keyInRedis = async () =>
    (await redis.keys(`*${KEY.name}`)).find((name) => !name.endsWith('claim')) ?? '';
  const stored = async () => {
    while ((await keyInRedis()) === '');
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    server = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
    // One that waits for its answers.
    redis = new Redis(server.url);
    await new Promise((resolve) => redis.once('ready', resolve));
    processes = [];
    truth = 1;
    lookUps = 0;
  });
  afterEach(async () => {
    await Promise.all(processes.map((one) => one.end()));
    redis.disconnect();
    await server.stop();
  });

  it('is answered from memory, and in other processes from Redis', async () => {
    const [one, two] = [await Process.start(), await Process.start()];
    expect(await one.says()).toEqual([1, 'database']);
    expect(await one.says()).toEqual([1, 'memory']);
    await stored();
    expect(await two.says()).toEqual([1, 'redis']);
    expect(await two.says()).toEqual([1, 'memory']);
    expect(lookUps).toBe(1);
  });

  it('is computed once for a thousand who ask at once, in three processes', async () => {
    const all = [await Process.start(), await Process.start(), await Process.start()];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const compute = async () => {
      lookUps++;
      await gate;
      return { value: truth, until: null };
    };
    const asked = Array.from({ length: 1_000 }, (_, i) => all[i % 3]?.get(NOW, KEY, compute));
    while (lookUps === 0) await redis.ping();
    open();
    expect(new Set((await Promise.all(asked)).map((answer) => answer?.value))).toEqual(new Set([1]));
    expect(lookUps).toBe(1);
    expect(
      all
        .flatMap(({ sources }) => sources)
        .filter((source) => source !== 'joined')
        .sort(),
    ).toEqual(['database', 'redis', 'redis']);
  });

  it('is computed anyway when who claimed it never gives it', async () => {
    const [one, two] = [await Process.start(), await Process.start()];
    const stuck = one.get(NOW, KEY, () => new Promise(() => {}));
    while ((await redis.keys('*claim')).length === 0);
    expect(await two.says()).toEqual([1, 'database']);
    expect(await Promise.race([stuck, 'nothing yet'])).toBe('nothing yet');
  });

  it('shows a change of its own process at once, wherever the outbox is', async () => {
    const one = await Process.start();
    await one.says();
    await stored();
    await one.outbox.stop();
    one.hearing = (heard) => heard;
    for (const type of ['ServiceTicket', 'Station']) {
      truth++;
      one.versions.committed([{ type, tenant: '52' }]);
      // Redis still has what was true before.
      expect(await one.says()).toEqual([truth, 'database']);
    }
  });

  it('is left alone by changes that do not bear on it', async () => {
    const one = await Process.start();
    await one.says();
    one.versions.committed([
      { type: 'Session', tenant: '52' },
      { type: 'ServiceTicket', tenant: '43' },
    ]);
    await one.hears(await change('Session'));
    await one.hears(await change('ServiceTicket', '43'));
    expect(await one.says()).toEqual([1, 'memory']);
  });

  it('shows a change of another process as soon as it is heard of', async () => {
    const [one, two] = [await Process.start(), await Process.start()];
    for (const type of ['ServiceTicket', 'Station', 'ServiceTicket']) {
      await one.says();
      await two.says();
      const position = await change(type);
      await Promise.all([one.hears(position), two.hears(position)]);
      expect((await two.says())[0]).toBe(truth);
      expect((await one.says())[0]).toBe(truth);
    }
  });

  it('is computed, not remembered, by whoever has not been told of others for a second', async () => {
    const [one, two] = [await Process.start(), await Process.start()];
    await one.says();
    await stored();
    for (const deaf of [one, two]) {
      deaf.hearing = (heard) => ({ ...heard, until: performance.now() - 1_000 });
      truth++;
      expect(await deaf.says()).toEqual([truth, 'database']);
    }
  });

  it('of another history of the database is nothing', async () => {
    const [one, two] = [await Process.start(), await Process.start()];
    await one.says();
    await stored();
    truth++;
    for (const restored of [one, two]) {
      restored.hearing = () => ({ history: 'another', position: 1, until: performance.now() });
    }
    expect(await one.says()).toEqual([2, 'database']);
    expect((await two.says())[0]).toBe(2);
  });

  describe('while something was committed', () => {
    /** Begins to compute what is true now, and ends it when it is told to. */
    async function underWay(one: Process) {
      let end = () => {};
      const began = lookUps;
      const answer = one.get(NOW, KEY, async () => {
        const computed = await look();
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return computed;
      });
      while (lookUps === began) await redis.ping();
      return { answer, end: () => end() };
    }

    it('is not taken for what is true since: in its own process', async () => {
      const one = await Process.start();
      const { answer, end } = await underWay(one);
      truth++;
      one.versions.committed([{ type: 'ServiceTicket', tenant: '52' }]);
      // Who asks now does not join who asked before.
      expect(await one.says()).toEqual([2, 'database']);
      end();
      expect((await answer).value).toBe(1);
      expect(await one.says()).toEqual([2, 'memory']);
    });

    it('is not taken for what is true since: in others', async () => {
      const [one, two] = [await Process.start(), await Process.start()];
      const { answer, end } = await underWay(one);
      const position = await change();
      await Promise.all([one.hears(position), two.hears(position)]);
      end();
      expect((await answer).value).toBe(1);
      await stored();
      expect((await two.says())[0]).toBe(2);
      expect((await one.says())[0]).toBe(2);
    });
  });

  describe('lies in Redis, where', () => {
    const hostile: [string, (key: string, value: Buffer) => Promise<unknown>][] = [
      ['nothing is', (key) => redis.del(key)],
      ['nothing at all is', () => redis.flushall()],
      ['it is empty', (key) => redis.set(key, '')],
      ['it is cut off', (key, value) => redis.set(key, value.subarray(0, value.length - 3))],
      ['all but the seal is gone', (key, value) => redis.set(key, value.subarray(0, 32))],
      ['it is noise', (key) => redis.set(key, crypto.getRandomValues(Buffer.alloc(5_000)))],
      ['it is long', (key) => redis.set(key, '9'.repeat(5_000_000))],
      ['it is another type', (key) => redis.multi().del(key).lpush(key, '1').exec()],
      ['it is JSON of somebody’s', (key) => redis.set(key, JSON.stringify({ value: 9, at: NOW.getTime() }))],
      [
        'it was altered',
        (key, value) =>
          redis.set(key, Buffer.from(value.toString('latin1').replace('"value":1', '"value":9'), 'latin1')),
      ],
      [
        'it was sealed with another key',
        (key, value) => {
          const text = value.toString('utf8', 32).replace('"value":1', '"value":9');
          const forged = createPersonalData(Buffer.alloc(32, 2)).lookupHash('cache', `${key}\n${text}`);
          return redis.set(key, Buffer.concat([forged, Buffer.from(text)]));
        },
      ],
    ];

    it.each(hostile)('%s: it is computed', async (_, harm) => {
      const [one, two] = [await Process.start(), await Process.start()];
      await one.says();
      await stored();
      const key = await keyInRedis();
      await harm(key, (await redis.getBuffer(key)) ?? Buffer.of());
      expect(await two.says()).toEqual([1, 'database']);
      // And what was broken is mended.
      while (!(await new SharedEntries(redis, seal).get(key)));
    });

    it('it was moved from another key: it is computed', async () => {
      const [one, two] = [await Process.start(), await Process.start()];
      await one.says();
      await stored();
      const key = await keyInRedis();
      await redis.copy(key, key.replace(KEY.name, 'of somebody else'));
      expect(await two.says(NOW, { ...KEY, name: 'of somebody else' })).toEqual([1, 'database']);
    });

    it.each(['freeze', 'kill'] as const)(
      'after a %s nothing is: it is computed, and is right',
      async (how) => {
        const [one, two] = [await Process.start(), await Process.start()];
        await one.says();
        await stored();
        await server[how]();
        expect(await two.says()).toEqual([1, 'database']);
        expect(await one.says()).toEqual([1, 'memory']);
        const position = await change();
        await Promise.all([one.hears(position), two.hears(position)]);
        expect(await one.says()).toEqual([2, 'database']);
        expect(await two.says()).toEqual([2, 'database']);
      },
    );
  });

  it('is true up to its last instant and no longer, nor before it was', async () => {
    const one = await Process.start();
    const compute = async () => ({ ...(await look()), until: later(5_000) });
    await one.get(NOW, KEY, compute);
    const sourceAt = async (now: Date) => {
      await one.get(now, KEY, compute);
      return one.sources.at(-1);
    };
    expect(await sourceAt(later(5_000))).toBe('memory');
    expect(await sourceAt(later(5_001))).toBe('database');
    expect(await sourceAt(later(-60_000))).toBe('database');
  });

  it('is not believed for ever, though nothing is said to have changed', async () => {
    const one = await Process.start();
    await one.says();
    expect(await one.says(later(599_999))).toEqual([1, 'memory']);
    expect(await one.says(later(600_000))).toEqual([1, 'database']);
  });

  it('takes no more room than it may', async () => {
    const one = await Process.start(100_000);
    const value = 'x'.repeat(1_000);
    for (let i = 0; i < 300; i++) {
      await one.cache.get({ subject: '52', name: `n${i}` }, NOW, async () => ({ value, until: null }));
      expect(one.cache.size).toBeLessThanOrEqual(100_000);
    }
    expect(one.cache.size).toBeGreaterThan(90_000);
    await one.cache.get({ subject: '52', name: 'large' }, NOW, async () => ({
      value: value.repeat(200),
      until: null,
    }));
    expect(one.cache.size).toBeLessThanOrEqual(100_000);
  });

  describe('when the database does not answer', () => {
    it('is given for what it was, and says so, until it is an hour old', async () => {
      const one = await Process.start();
      await one.says();
      await one.hears(await change());
      for (const now of [NOW, later(3_599_999)]) {
        expect(await one.get(now, KEY, unavailable)).toMatchObject({ value: 1, staleSince: NOW });
        expect(await one.cache.left(KEY, now)).toMatchObject({ value: 1, staleSince: NOW });
      }
      await expect(one.get(later(3_600_000), KEY, unavailable)).rejects.toThrow('UNAVAILABLE');
      await expect(one.cache.left(KEY, later(3_600_000))).rejects.toThrow('UNAVAILABLE');
      expect(await one.get()).toMatchObject({ value: 2, staleSince: null });
    });

    it('is given by a process that never had it, out of Redis', async () => {
      const [one, two] = [await Process.start(), await Process.start()];
      await one.says();
      await stored();
      await two.hears(await change());
      expect(await two.get(NOW, KEY, unavailable)).toMatchObject({ value: 1, staleSince: NOW });
      expect(await two.cache.left(KEY, NOW)).toMatchObject({ value: 1, staleSince: NOW });
    });

    it('is not given for anything else that fails', async () => {
      const one = await Process.start();
      await one.says();
      await one.hears(await change());
      const failing = async () => {
        throw new Error('a fault');
      };
      await expect(one.get(NOW, KEY, failing)).rejects.toThrow('a fault');
      expect(one.sources).toEqual(['database']);
    });
  });
});
