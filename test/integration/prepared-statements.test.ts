import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { entities } from '../../src/entities.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { createDatabase, type Database } from '../../src/infra/db/database.ts';
import { raw, sql } from '../../src/infra/db/select.ts';
import { createReader } from '../../src/operations/reader.ts';
import type { Actor } from '../../src/shared/actor.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { asAdmin, createTestDatabase, type TestDatabase } from '../setup/database.ts';

const actor: Actor = {
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'guizhou.manager',
  role: 'MANAGER',
  scope: regionScope('home', '520000'),
  stationId: null,
};
const settings = `SET LOCAL app.actor = '${actor.id}'`;

describe('the statements a connection prepares', () => {
  let test: TestDatabase;
  let dataSource: DataSource;
  let database: Database;

  beforeAll(async () => {
    test = await createTestDatabase();
    const options = { url: test.serviceUrl, entities, poolSize: 1, bounded: true };
    dataSource = await createDataSource(options).initialize();
    database = createDatabase(dataSource);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await test.drop();
  });

  const prepared = (): Promise<{ statement: string; generic: number; custom: number }[]> =>
    dataSource.query(
      'SELECT statement, generic_plans::int AS generic, custom_plans::int AS custom FROM pg_prepared_statements',
    );
  const preparedAs = async (part: string) =>
    (await prepared()).filter(({ statement }) => statement.includes(part));
  const backend = async () => (await dataSource.query('SELECT pg_backend_pid() AS pid'))[0].pid;

  it('are one for a text, whatever its values', async () => {
    for (const value of [1, 2, 3]) {
      const rows = await database.read(settings, 'values', sql`SELECT ${value}::int AS value`);
      expect(rows).toEqual([{ value }]);
    }
    expect(await preparedAs('/* values */')).toHaveLength(1);
  });

  it('are planned anew for each list, and once for rows that are found by their keys', async () => {
    const reader = createReader(database);
    const statement = sql`SELECT e.id FROM enterprise e WHERE e.id = ANY(${[actor.id]})`;
    for (let i = 0; i < 8; i++) {
      await reader.rows(actor, 'stations', (visible) => sql`${statement} AND ${visible.shared()}`);
      await reader.byKey(
        actor,
        'station',
        [],
        String,
        (visible) => sql`${statement} AND ${visible.shared()}`,
      );
    }
    expect(await preparedAs('/* stations */')).toMatchObject([{ generic: 0, custom: 8 }]);
    expect(await preparedAs('/* station */')).toMatchObject([{ generic: 8, custom: 0 }]);
  });

  it('are bounded in number, however many a client makes the service ask', async () => {
    let most = 0;
    for (let i = 0; i < 600; i++) {
      await database.read(settings, 'many', sql`SELECT ${i}::int AS ${raw(`"column ${i}"`)}`);
      if (i % 20 === 0) most = Math.max(most, (await prepared()).length);
    }
    expect(most).toBeGreaterThan(200);
    expect(most).toBeLessThanOrEqual(250);
  });

  it('go with their connection when a column has another type since', async () => {
    await asAdmin(test, (admin) =>
      admin.query('CREATE TABLE changing (c integer); GRANT SELECT ON changing TO PUBLIC'),
    );
    const read = () => database.read(settings, 'changing', sql`SELECT c.c FROM changing c`);
    await read();
    const before = await backend();
    await asAdmin(test, (admin) => admin.query('ALTER TABLE changing ALTER c TYPE text'));
    await expect(read()).rejects.toThrow('cached plan must not change result type');
    expect(await read()).toEqual([]);
    expect(await backend()).not.toBe(before);
  });

  it('stay with a connection on which one of them has failed', async () => {
    const before = await backend();
    await expect(database.read(settings, 'fails', sql`SELECT 1 / ${0}::int AS never`)).rejects.toThrow(
      'zero',
    );
    expect(await database.read(settings, 'works', sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
    expect(await backend()).toBe(before);
  });
});
