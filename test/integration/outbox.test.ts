import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Announcement, Outbox } from '../../src/infra/background/outbox.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { actorSettings } from '../../src/infra/db/scope-settings.ts';
import { createLogger } from '../../src/infra/logger.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { Listener } from '../support/announcements.ts';

const settings = actorSettings({ id: uuidv7(), scope: regionScope('home', '520000') });

describe('the outbox', () => {
  let database: TestDatabase;
  let dataSources: DataSource[];
  let outboxes: Outbox[];
  let clients: pg.Client[];
  let log: string[];

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSources = [];
    outboxes = [];
    clients = [];
    log = [];
  });
  afterEach(async () => {
    await Promise.all(outboxes.map((outbox) => outbox.stop()));
    await Promise.all([...dataSources.map((one) => one.destroy()), ...clients.map((one) => one.end())]);
    await database.drop();
  });

  /** The outbox as a process of its own has it, not yet started. */
  async function replica(): Promise<Outbox> {
    const { serviceUrl: url } = database;
    const dataSource = await createDataSource({ url, entities: [], poolSize: 4, bounded: true }).initialize();
    dataSources.push(dataSource);
    const logger = createLogger('info', { write: (line: string) => log.push(line) });
    const outbox = new Outbox(dataSource, logger);
    outboxes.push(outbox);
    return outbox;
  }

  /** A connection of the service's role, that changes something. */
  async function writer() {
    const client = new pg.Client({ connectionString: database.serviceUrl });
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return {
      begin: () => client.query(`BEGIN; ${settings}`),
      announce: (recordId: string, operation = 'edit') =>
        client.query(
          `INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
           VALUES ('52', 'Station', $1, $2, '{520000}', now(), 'r')`,
          [recordId, operation],
        ),
      end: (how: 'COMMIT' | 'ROLLBACK' = 'COMMIT') => client.query(how),
    };
  }

  async function change(recordId: string, operation?: string): Promise<void> {
    const one = await writer();
    await one.begin();
    await one.announce(recordId, operation);
    await one.end();
  }

  const relay = () => dataSources[0]?.query('SELECT relay_outbox(1000) AS head') ?? Promise.reject();
  const sql = async (text: string, values: unknown[] = []) => {
    const admin = new pg.Client({ connectionString: database.adminUrl });
    admin.on('error', () => {});
    await admin.connect();
    const { rows } = await admin.query(text, values);
    await admin.end();
    return rows;
  };
  const joined = async () => (await sql(`SELECT FROM outbox_mark WHERE name LIKE 'consumer %'`)).length;
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  it('skips nothing that is committed out of order', async () => {
    const outbox = await replica();
    const listener = new Listener(outbox);
    outbox.start();
    await outbox.following;
    const [early, late, last] = [await writer(), await writer(), await writer()];
    const records = [uuidv7(), uuidv7(), uuidv7()] as const;
    await change(uuidv7(), 'first');
    await listener.until((heard) => heard.length === 1);
    await early.begin();
    await early.announce(records[0], 'early');
    await late.begin();
    await late.announce(records[1], 'late');
    await late.end();
    await listener.until((heard) => heard.length === 2);
    await early.end();
    await listener.until((heard) => heard.length === 3);
    await last.begin();
    await last.announce(records[2], 'last');
    await last.end();
    await listener.until((heard) => heard.length === 4);
    expect(listener.heard.map(({ operation }) => operation)).toEqual(['first', 'late', 'early', 'last']);
    expect(listener.positions()).toEqual(upTo(4));
  });

  it('announces nothing of a change that is rolled back, and leaves no gap', async () => {
    const outbox = await replica();
    const listener = new Listener(outbox);
    outbox.start();
    await outbox.following;
    await change(uuidv7(), 'first');
    await listener.until((heard) => heard.length === 1);
    const undone = await writer();
    await undone.begin();
    await undone.announce(uuidv7(), 'undone');
    await undone.end('ROLLBACK');
    await change(uuidv7(), 'second');
    await listener.until((heard) => heard.length === 2);
    expect(listener.heard.map(({ operation }) => operation)).toEqual(['first', 'second']);
    expect(listener.positions()).toEqual(upTo(2));
  });

  it('tells every replica of 2,000 changes by 8 at once, each once and each record’s in order, with consumers killed between', async () => {
    const replicas = [await replica(), await replica(), await replica()];
    const listeners = replicas.map((one) => new Listener(one));
    await sql('CREATE TABLE taken (position bigint PRIMARY KEY, record_id uuid, operation text)');
    await sql('GRANT INSERT ON taken TO labor_service');
    await sql('CREATE TABLE shared_record (id uuid PRIMARY KEY, version int NOT NULL)');
    await sql('GRANT SELECT, UPDATE ON shared_record TO labor_service');
    await sql('INSERT INTO shared_record SELECT gen_random_uuid(), 0 FROM generate_series(1, 5)');
    let takings = 0;
    for (const one of replicas) {
      one.consume({
        name: 'everything',
        async take(announcements, manager) {
          await manager.query(
            'INSERT INTO taken SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[])',
            [
              announcements.map(({ position }) => position),
              announcements.map(({ recordId }) => recordId),
              announcements.map(({ operation }) => operation),
            ],
          );
          // Its work is written and its mark is moved, and it dies before either is committed.
          if (++takings % 4 === 1) await manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
        },
      });
      one.start();
      await one.following;
    }
    while ((await joined()) < 1);
    await Promise.all(
      upTo(8).map(async (who) => {
        const client = new pg.Client({ connectionString: database.serviceUrl });
        clients.push(client);
        await client.connect();
        for (let i = 0; i < 250; i++) {
          await client.query(`BEGIN; ${settings}`);
          await client.query(
            `WITH one AS (SELECT id FROM shared_record ORDER BY id OFFSET $1 LIMIT 1 FOR UPDATE),
                  changed AS (UPDATE shared_record s SET version = version + 1 FROM one WHERE s.id = one.id RETURNING s.*)
             INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
             SELECT '52', 'Station', id, version::text, '{520000}', now(), 'r' FROM changed`,
            [(i * 7 + who) % 5],
          );
          await client.query('COMMIT');
          if (i % 5 === 0) replicas[i % 3]?.wake();
        }
      }),
    );
    await Promise.all(listeners.map((one) => one.until((heard) => heard.length === 2_000)));
    for (const { heard } of listeners) {
      expect(heard.map(({ position }) => position)).toEqual(upTo(2_000));
      expectOrder(heard);
    }
    while ((await sql('SELECT count(*)::int AS n FROM taken'))[0].n < 2_000);
    const taken = await sql(
      'SELECT position::int, record_id AS "recordId", operation FROM taken ORDER BY position',
    );
    expect(taken.map(({ position }) => position)).toEqual(upTo(2_000));
    expectOrder(taken);
    expect(takings).toBeGreaterThan(1);
  });

  /** The versions of each record stand one after the other. */
  function expectOrder(heard: readonly Pick<Announcement, 'recordId' | 'operation'>[]): void {
    for (const [, changes] of Map.groupBy(heard, ({ recordId }) => recordId)) {
      expect(changes.map(({ operation }) => Number(operation))).toEqual(upTo(changes.length));
    }
  }

  it('has a consumer that throws take the same again, and keeps no other waiting', async () => {
    const outbox = await replica();
    const seen: string[] = [];
    let failures = 2;
    const well = new Listener(await replica());
    const mended = new Listener(await replica());
    outbox.consume({
      name: 'failing',
      async take(announcements) {
        seen.push(announcements.map(({ operation }) => operation).join());
        if (failures-- > 0) throw new Error('not now');
        mended.take(announcements);
      },
    });
    outbox.consume({
      name: 'well',
      async take(announcements) {
        well.take(announcements);
      },
    });
    outbox.start();
    while ((await joined()) < 2);
    await change(uuidv7(), 'first');
    await well.until((heard) => heard.length === 1);
    await change(uuidv7(), 'second');
    await well.until((heard) => heard.length === 2);
    await mended.until((heard) => heard.length === 2);
    expect(mended.heard.map(({ operation }) => operation)).toEqual(['first', 'second']);
    expect(seen[0]).toBe('first');
    const told = (what: string) => log.filter((line) => line.includes(what)).length;
    while (told('"works again"') === 0) await joined();
    expect(told('"works again"')).toBe(1);
    expect(told('"background work failed"')).toBe(1);
    expect(await sql('SELECT name, behind::int, seconds FROM outbox_state()')).toEqual([
      { name: 'relay', behind: 0, seconds: 0 },
      { name: 'failing', behind: 0, seconds: 0 },
      { name: 'well', behind: 0, seconds: 0 },
    ]);
  });

  it('goes on by itself when the database has ended every connection', async () => {
    const outbox = await replica();
    const listener = new Listener(outbox);
    outbox.start();
    await outbox.following;
    await change(uuidv7(), 'before');
    await listener.until((heard) => heard.length === 1);
    await sql(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    clients = [];
    await change(uuidv7(), 'after');
    await listener.until((heard) => heard.length === 2);
    expect(listener.heard.map(({ operation }) => operation)).toEqual(['before', 'after']);
  });

  it('goes on by itself when its connection no longer answers, and is not closed either', async () => {
    const outbox = await replica();
    const listener = new Listener(outbox);
    outbox.start();
    await outbox.following;
    const [{ pid }] = await sql(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'labor-cooperation background'`,
    );
    process.kill(pid, 'SIGSTOP');
    try {
      await change(uuidv7(), 'meanwhile');
      await listener.until((heard) => heard.length === 1);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(listener.heard.map(({ operation }) => operation)).toEqual(['meanwhile']);
  });

  it('forgets what every consumer has passed some days ago, and counts on', async () => {
    await replica();
    for (const operation of ['a', 'b', 'c']) await change(uuidv7(), operation);
    await relay();
    await sql("INSERT INTO outbox_mark VALUES ('consumer slow', 2)");
    await sql("UPDATE outbox SET written_at = now() - interval '8 days'");
    expect(await dataSources[0]?.query('SELECT forget_announcements(100) AS gone')).toEqual([{ gone: 2 }]);
    expect(await sql('SELECT operation FROM outbox')).toEqual([{ operation: 'c' }]);
    await sql("UPDATE outbox_mark SET position = 3 WHERE name = 'consumer slow'");
    expect(await dataSources[0]?.query('SELECT forget_announcements(100) AS gone')).toEqual([{ gone: 1 }]);
    await change(uuidv7(), 'd');
    expect(await relay()).toEqual([{ head: '4' }]);
  });
});
