import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { forgetting } from '../../src/infra/background/forgetting.ts';
import { Timers } from '../../src/infra/background/timers.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { asOwner } from '../../src/infra/db/owner.ts';
import { createLogger } from '../../src/infra/logger.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

describe('timers', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let log: string[];

  beforeEach(async () => {
    database = await createTestDatabase();
    const { serviceUrl: url } = database;
    dataSource = await createDataSource({ url, entities: [], poolSize: 8, bounded: true }).initialize();
    log = [];
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const sql = (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
    asOwner(database.adminUrl, async (client: pg.Client) => (await client.query(text, values)).rows);
  const replica = () =>
    new Timers(dataSource, createLogger('info', { write: (line: string) => log.push(line) }));
  const makeDue = () => sql("UPDATE timer SET due_at = now() - interval '1 second'");
  const secondsLeft = async () =>
    (await sql('SELECT round(extract(epoch FROM due_at - clock_timestamp()))::int AS left FROM timer'))[0]
      ?.left;

  it('run when they are due and not before, in one of three processes', async () => {
    let runs = 0;
    const replicas = [replica(), replica(), replica()];
    for (const one of replicas) one.add({ name: 'tidy', every: 600, run: async () => void runs++ });
    const all = async () => {
      await Promise.all(replicas.map((one) => one.runDue()));
      await Promise.all(replicas.map((one) => one.whenDone()));
    };
    await all();
    expect(runs).toBe(0);
    await makeDue();
    await all();
    expect(runs).toBe(1);
    expect(await secondsLeft()).toBe(600);
    await all();
    expect(runs).toBe(1);
  });

  it('that a process took with it when it died are anybody’s when its lease is over', async () => {
    const died = replica();
    died.add({ name: 'tidy', every: 600, run: () => new Promise(() => {}) });
    await died.runDue();
    await makeDue();
    await died.runDue();
    expect(await secondsLeft()).toBe(30);
    let runs = 0;
    const other = replica();
    other.add({ name: 'tidy', every: 600, run: async () => void runs++ });
    await other.runDue();
    expect(runs).toBe(0);
    await makeDue();
    await other.runDue();
    await other.whenDone();
    expect(runs).toBe(1);
  });

  it('that fail are tried again when the lease is over, are logged once, and keep no other waiting', async () => {
    let fails = true;
    let others = 0;
    const one = replica();
    one.add(
      {
        name: 'failing',
        every: 600,
        async run() {
          if (fails) throw new Error('not now');
        },
      },
      { name: 'well', every: 600, run: async () => void others++ },
    );
    const round = async () => {
      await makeDue();
      await one.runDue();
      await one.whenDone();
    };
    await one.runDue();
    await round();
    await round();
    expect(others).toBe(2);
    fails = false;
    await round();
    const lines = log.map((line) => JSON.parse(line)).map(({ msg, timer }) => [msg, timer]);
    expect(lines).toEqual([
      ['timer failed', 'failing'],
      ['works again', 'failing'],
    ]);
  });

  it('that took longer than their lease do not put off whoever took over', async () => {
    let finish = () => {};
    const slow = replica();
    slow.add({
      name: 'tidy',
      every: 600,
      run: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    await slow.runDue();
    await makeDue();
    await slow.runDue();
    await makeDue();
    const [{ claimed }] = await dataSource.query(`SELECT * FROM claim_timers('{tidy}', '20 seconds')`);
    expect(claimed).toBe('tidy');
    finish();
    await slow.whenDone();
    expect(await secondsLeft()).toBe(20);
  });

  it('stop when what is under way is done, and begin nothing more', async () => {
    let finish = () => {};
    const done: string[] = [];
    const one = replica();
    one.add({
      name: 'tidy',
      every: 600,
      run: () =>
        new Promise((resolve) => {
          finish = () => {
            done.push('run');
            resolve();
          };
        }),
    });
    await one.runDue();
    await makeDue();
    await one.runDue();
    const stopped = one.stop().then(() => done.push('stopped'));
    finish();
    await stopped;
    expect(done).toEqual(['run', 'stopped']);
  });

  it('forget what has served its time, and nothing else', async () => {
    await sql(`
      INSERT INTO account (id, tenant, username, name, role, created_at)
      VALUES ('00000000-0000-7000-8000-000000000001', '00', 'somebody', 'somebody', 'ADMIN', now());
      INSERT INTO session (id, account_id, password_due, seed_hash, created_at, refreshed_at, expires_at)
      SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000001', FALSE, '', now(), now(), now() - days * interval '1 day'
        FROM unnest(ARRAY[29, 31]) AS days, generate_series(1, 1500);
      INSERT INTO sign_in_address SELECT decode(days::text, 'escape'), now() - days * interval '1 day' FROM unnest(ARRAY[29, 31]) AS days;
      INSERT INTO sign_in_failure SELECT decode(days::text, 'escape'), 1, now() - days * interval '1 day' FROM unnest(ARRAY[29, 31]) AS days;
      INSERT INTO idempotency_key
      SELECT '52', gen_random_uuid(), 'k', 'o', '', gen_random_uuid(), now() - days * interval '1 day' FROM unnest(ARRAY[29, 31]) AS days`);
    const timers = replica();
    timers.add(...forgetting(dataSource));
    await timers.runDue();
    await makeDue();
    await timers.runDue();
    await timers.whenDone();
    expect(log).toEqual([]);
    for (const [table, left] of Object.entries({
      session: 1_500,
      sign_in_address: 1,
      sign_in_failure: 1,
      idempotency_key: 1,
    })) {
      expect([table, await sql(`SELECT count(*)::int AS left FROM ${table}`)]).toEqual([table, [{ left }]]);
    }
  });
});
