import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { entities } from '../../src/entities.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { connectionsOf, createDatabase, type Database } from '../../src/infra/db/database.ts';
import { sql } from '../../src/infra/db/select.ts';
import type { Transaction } from '../../src/infra/db/transaction.ts';
import { asAdmin, createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { FaultProxy } from '../support/fault-proxy.ts';

const settings = `SET LOCAL app.actor = '0198c0de-0000-7000-8000-000000000001'`;

describe('a transaction', () => {
  let test: TestDatabase;
  let proxy: FaultProxy;
  let dataSource: DataSource;
  let database: Database;

  beforeAll(async () => {
    test = await createTestDatabase();
    await asAdmin(test, (admin) =>
      admin.query(`CREATE TABLE place (id integer CONSTRAINT place_key PRIMARY KEY, word text);
                   GRANT SELECT, INSERT, UPDATE, DELETE ON place TO PUBLIC`),
    );
    proxy = await FaultProxy.before(test.serviceUrl);
    const options = { url: proxy.url, entities, poolSize: 2, bounded: true };
    dataSource = await createDataSource(options).initialize();
    database = createDatabase(dataSource);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await proxy?.stop();
    await test.drop();
  });
  beforeEach(async () => {
    await asAdmin(test, (admin) => admin.query(`TRUNCATE place; INSERT INTO place VALUES (0, 'taken')`));
  });

  const write = (id: number) => sql`INSERT INTO place VALUES (${id}, 'written')`;
  async function asked<Row extends object>(text: string): Promise<Row[]> {
    let rows: Row[] = [];
    await asAdmin(test, async (admin) => {
      rows = (await admin.query<Row>(text)).rows;
    });
    return rows;
  }
  const kept = async () =>
    (await asked<{ id: number }>('SELECT id FROM place WHERE id > 0 ORDER BY id')).map(({ id }) => id);
  const within = (work: (transaction: Transaction) => Promise<unknown>) =>
    database.transaction(settings, work);
  /** All connections are back, and nothing is open on them. */
  const isWhole = async () => {
    const { total, idle, waiting } = connectionsOf(dataSource);
    expect([idle, waiting]).toEqual([total, 0]);
    expect(
      await asked(`SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND state LIKE 'idle in transaction%'`),
    ).toEqual([]);
  };

  it('keeps all that was sent, though nobody waited for it', async () => {
    await within(async (transaction) => {
      for (const id of [1, 2, 3]) transaction.send('write', write(id));
    });
    expect(await kept()).toEqual([1, 2, 3]);
    await isWhole();
  });

  it('sends all that waits for nothing in one packet, the commit with it', async () => {
    const packets: string[] = [];
    proxy.arm('late', (sent) => {
      packets.push(sent);
      return false;
    });
    await within(async (transaction) => {
      transaction.send('write', write(1));
      const [{ rows }] = await Promise.all([
        transaction.run('read', sql`SELECT word FROM place WHERE id = ${1}`),
        transaction.run('read', sql`SELECT word FROM place WHERE id = ${0}`),
      ]);
      expect(rows).toEqual([{ word: 'written' }]);
      transaction.send('write', write(2));
      await Promise.resolve();
      transaction.send('write', write(3));
    });
    proxy.heal();
    expect(packets).toHaveLength(2);
    expect(packets[0]).toMatch(/BEGIN.*write.*read.*read/s);
    expect(packets[1]).toMatch(/write.*write.*COMMIT/s);
    expect(await kept()).toEqual([1, 2, 3]);
  });

  it('keeps nothing when something that was sent has failed, before or behind it, and tells what', async () => {
    const done = within(async (transaction) => {
      for (const id of [1, 0, 2]) transaction.send('write', write(id));
    });
    await expect(done).rejects.toMatchObject({ code: '23505', constraint: 'place_key' });
    expect(await kept()).toEqual([]);
    await isWhole();
  });

  it('tells whoever waits next what has failed, and not that it was not done', async () => {
    const told: unknown[] = [];
    const done = within(async (transaction) => {
      transaction.send('write', write(0));
      const reading = [transaction.run('read', sql`SELECT 1`), transaction.settled()];
      for (const { reason } of (await Promise.allSettled(reading)) as PromiseRejectedResult[])
        told.push(reason);
      throw told[0];
    });
    await expect(done).rejects.toMatchObject({ code: '23505' });
    expect(told).toEqual([told[0], told[0]]);
    await isWhole();
  });

  it('fails with what failed first, where the work gives up for another reason without knowing', async () => {
    const done = within(async (transaction) => {
      transaction.send('write', write(0));
      throw new Error('another reason');
    });
    await expect(done).rejects.toMatchObject({ code: '23505' });
    await isWhole();
  });

  it('fails with what the work makes of it, where the work was told', async () => {
    const done = within(async (transaction) => {
      transaction.send('write', write(0));
      await transaction.settled().catch(() => {
        throw new Error('what it means');
      });
    });
    await expect(done).rejects.toThrow('what it means');
    await isWhole();
  });

  it('does not commit though the work goes on as if nothing had failed', async () => {
    const done = within(async (transaction) => {
      transaction.send('write', write(1));
      await transaction.run('write', write(0)).catch(() => {});
    });
    await expect(done).rejects.toMatchObject({ code: '23505' });
    expect(await kept()).toEqual([]);
    await isWhole();
  });

  it('fails when the work throws before anything is answered', async () => {
    const done = within(() => {
      throw new Error('at once');
    });
    await expect(done).rejects.toThrow('at once');
    await isWhole();
  });

  it('goes on behind an attempt that failed, told or not, and keeps nothing of it', async () => {
    await within(async (transaction) => {
      transaction.send('write', write(1));
      const untold = transaction.attempt(async () => {
        transaction.send('write', write(2));
        transaction.send('write', write(0));
      });
      await expect(untold).rejects.toMatchObject({ code: '23505' });
      const given = transaction.attempt(async () => {
        transaction.send('write', write(3));
        throw new Error('given up');
      });
      await expect(given).rejects.toThrow('given up');
      expect(await transaction.attempt(() => transaction.run('write', write(4)))).toMatchObject({ count: 1 });
    });
    expect(await kept()).toEqual([1, 4]);
    await isWhole();
  });

  it('is done again when something that nobody waited for has lost a race', async () => {
    let tries = 0;
    await within(async (transaction) => {
      transaction.send('write', write(1));
      if (++tries === 1) {
        transaction.send(
          'lose',
          sql`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$`,
        );
      }
    });
    expect(tries).toBe(2);
    expect(await kept()).toEqual([1]);
  });

  it('writes nothing beneath a scope that cannot be set', async () => {
    const done = database.transaction("SET LOCAL statement_timeout = 'never'", async (transaction) => {
      transaction.send('write', write(1));
    });
    await expect(done).rejects.toMatchObject({ code: '22023' });
    expect(await kept()).toEqual([]);
    await isWhole();
  });

  it('is UNAVAILABLE when its connection is lost with what nobody waits for, and another one takes its place', async () => {
    proxy.arm('lost', (sent) => sent.includes('COMMIT'));
    const done = within(async (transaction) => {
      transaction.send('write', write(1));
      await transaction.settled();
      transaction.send('write', write(2));
    });
    await expect(done).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await kept()).toEqual([]);
    await isWhole();
  });
});
