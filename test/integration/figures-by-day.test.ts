import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { migrations } from '../../migrations/index.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { migrate } from '../../src/infra/db/migrate.ts';
import { asOwner, maintenance } from '../../src/infra/db/owner.ts';
import { verifyFigures } from '../../src/modules/dashboards/index.ts';
import { creditCodeWithCheck } from '../../src/modules/enterprises/index.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

/** A database that kept its folded cells is brought to keep figures of days instead, while some are not folded yet. */
describe('figures that were kept by month', () => {
  let test: TestDatabase;
  const station = '0198c0de-0000-7000-8000-000000000001';
  const enterprise = '0198c0de-0000-7000-8000-000000000002';

  const asOperator = (work: (client: pg.Client) => Promise<unknown>) =>
    asOwner(test.ownerUrl, (client) => maintenance(client, () => work(client)));
  const visit = (day: string) => (client: pg.Client) =>
    client.query(
      `INSERT INTO enterprise_visit (tenant, id, station_id, enterprise_id, home_region_code, host_region_code, visited_on,
                                     way, participants, created_at)
       VALUES ('52', gen_random_uuid(), $1, $2, '522626', '440607', $3, 'PHONE', '{}', now())`,
      [station, enterprise, day],
    );

  const begun: string[] = [];

  beforeAll(async () => {
    test = await createTestDatabase('template0');
    const owner = createDataSource({ url: test.ownerUrl, entities: [], poolSize: 1, bounded: false });
    owner.setOptions({
      migrations: migrations.slice(
        0,
        migrations.findIndex(({ name }) => name.startsWith('FiguresByDay')),
      ),
    });
    await owner.initialize();
    await owner.runMigrations({ transaction: 'each' });
    await owner.destroy();
    await asOperator(async (client) => {
      await client.query(
        `INSERT INTO station (id, name, tier, home_region_code, host_region_code, opened_on)
         VALUES ($1, '岑巩县驻顺德工作站', 'WORKSTATION', '522626', '440607', '2024-01-01')`,
        [station],
      );
      await client.query(
        `INSERT INTO enterprise (id, credit_code, name, region_code, created_at)
         VALUES ($1, $2, '顺德制衣厂', '440607', now())`,
        [enterprise, creditCodeWithCheck('91440607MA4UKA1B2')],
      );
      for (const day of ['2024-01-05', '2024-01-05', '2024-01-31', '2024-02-01']) await visit(day)(client);
      await client.query('SELECT fold_figures(1000)');
    });
    await asOperator(visit('2024-02-29'));
    await migrate(test.ownerUrl, (name) => begun.push(name));
  }, 60_000);
  afterAll(() => test?.drop());

  it('are brought to be kept by day by the migrations that were missing, each told of', () => {
    const names = migrations.map(({ name }) => name);
    expect(begun).toEqual(names.slice(names.findIndex((name) => name.startsWith('FiguresByDay'))));
  });

  it('are those of the rows, by day and by everything', async () => {
    expect((await asOwner(test.ownerUrl, (client) => verifyFigures(client, false))).differences).toEqual([]);
    const figures = await asOwner(test.ownerUrl, (client) =>
      maintenance(client, async () => {
        const { rows } = await client.query(
          `SELECT day::text, key, visits FROM figure
            WHERE region = '522600' AND grain = 'DAY' AND dimension = 'host' ORDER BY day`,
        );
        const { rows: cells } = await client.query('SELECT FROM figure_cell');
        return { days: rows, cells: cells.length };
      }),
    );
    expect(figures).toEqual({
      days: [
        { day: '2024-01-05', key: '440000', visits: 2 },
        { day: '2024-01-31', key: '440000', visits: 1 },
        { day: '2024-02-01', key: '440000', visits: 1 },
        { day: '2024-02-29', key: '440000', visits: 1 },
      ],
      cells: 0,
    });
  });

  it('go on from there', async () => {
    await asOperator(visit('2024-03-01'));
    await asOperator((client) => client.query('SELECT fold_figures(1000)'));
    expect((await asOwner(test.ownerUrl, (client) => verifyFigures(client, false))).differences).toEqual([]);
  });
});
