import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asAdmin, createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { operate } from '../support/cli.ts';
import { killHalfWay } from '../support/killed.ts';
import { Network, type Person } from '../support/network.ts';
import { liveInProvince, now } from '../support/province-life.ts';
import { startTestService, type TestService } from '../support/service.ts';

/** What a database holds: how many rows each table has. */
type Holding = Record<string, number>;

describe('a command of the operators that is killed half-way', () => {
  let service: TestService;
  let network: Network;
  let manager: Person;
  let directory: string;
  const databases: TestDatabase[] = [];
  const file = (name: string) => join(directory, name);

  const environment = ({ serviceUrl, ownerUrl } = service.database) => ({
    DATABASE_URL: serviceUrl,
    MIGRATIONS_DATABASE_URL: ownerUrl,
    DATA_KEY: service.dataKey.toString('base64'),
    DATA_DIR: file('data'),
  });

  async function holding(tables: readonly string[]): Promise<Holding> {
    const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
    const [row] = await service.sql<Holding>(`SELECT ${counts.join(', ')}`);
    if (!row) throw new Error('expected counts, got none');
    return row;
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'killed-'));
    await chmod(directory, 0o711);
    service = await startTestService();
    service.setNow(now);
    network = new Network(service);
    manager = await network.person('MANAGER', '520000');
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('has imported nothing of a province, and imports it when it is run again', async () => {
    const path = file('guizhou.csv');
    const staff = file('staff.csv');
    await writeFile(
      path,
      'Station name,Tier,Home region code,Host region code,Parent station,Office phone,Opened on\n贵州驻广东总站,Headquarters,520000,440000,,,2024-03-01\n',
    );
    await writeFile(
      staff,
      'Name,Username,Role,Region code,Station\n杨光,killed.yang,Hotline agent,520000,\n',
    );
    const args = [path, staff, '--as', manager.actor.username];
    const tables = ['station', 'account', 'account_credential', 'audit_entry'];
    const before = await holding(tables);

    await killHalfWay('import-province', args, environment(), {
      database: service.database,
      held: 'account_credential',
    });
    expect(await holding(tables)).toEqual(before);

    expect(await operate('import-province', args, environment())).toEqual({
      code: 0,
      said: expect.any(String),
    });
    expect(await holding(tables)).toEqual({
      station: (before.station ?? 0) + 1,
      account: (before.account ?? 0) + 1,
      account_credential: (before.account_credential ?? 0) + 1,
      audit_entry: (before.audit_entry ?? 0) + 2,
    });
  });

  it('has recoded no region, and recodes all when it is run again', async () => {
    const station = await network.station('WORKSTATION', '632126', '320583');
    await network.worker('632126', '王小五', '13800000001');
    const codes = async () => {
      const [row] = await service.sql(
        `SELECT (SELECT home_region_code FROM station WHERE id = $1) AS station,
                (SELECT home_region_code FROM worker WHERE tenant = '63') AS worker,
                (SELECT count(*)::int FROM audit_entry WHERE operation = 'recodeRegions') AS entries`,
        [station.uuid],
      );
      return row;
    };
    await killHalfWay('recode-regions', [], environment(), {
      database: service.database,
      held: 'audit_entry',
    });
    expect(await codes()).toEqual({ station: '632126', worker: '632126', entries: 0 });

    expect(await operate('recode-regions', [], environment())).toEqual({ code: 0, said: expect.any(String) });
    expect(await codes()).toEqual({ station: '630223', worker: '630223', entries: 2 });
  });

  it('has restored nothing of a province, and restores it when it is run again', async () => {
    await liveInProvince(network, '43', '433130', await network.enterprise('440607', '共享企业'));
    const backup = file('hunan.backup');
    expect(await operate('backup-province', ['43', backup], environment())).toEqual({
      code: 0,
      said: expect.any(String),
    });
    const target = await createTestDatabase();
    databases.push(target);

    await killHalfWay('restore-province', [backup], environment(target), {
      database: target,
      held: 'ticket_event',
    });
    // A province that is there already would be refused.
    expect(await operate('restore-province', [backup], environment(target))).toEqual({
      code: 0,
      said: expect.any(String),
    });
  });

  it('has left the database between two migrations, and goes on there when it is run again', async () => {
    const target = await createTestDatabase('template0');
    databases.push(target);
    await killHalfWay('migrate', [], environment(target), {
      database: target,
      held: 'schema_migration',
      async when(watcher) {
        const { rows } = await watcher.query("SELECT to_regclass('ticket_event') IS NOT NULL AS half");
        return rows[0].half;
      },
    });
    const again = await operate('migrate', [], environment(target));
    expect(again.code).toBe(0);
    expect(again.said).toMatch(/Migrating the database: /);
    expect(again.said).not.toMatch(/Accounts1795392000001/);
  });

  it('has set no sum right, and sets all of them right when it is run again', async () => {
    const target = await createTestDatabase();
    databases.push(target);
    const sums = async (text: string) => {
      let rows: { visits: number }[] = [];
      await asAdmin(target, async (admin) => {
        ({ rows } = await admin.query(text));
      });
      return rows.map(({ visits }) => visits);
    };
    const all = "SELECT visits FROM figure WHERE day = '2001-02-03'";
    await sums(
      `INSERT INTO figure (tenant, region, grain, dimension, day, key, visits, job_postings, openings, tickets, hotline_matters,
                           government_services, resolved_in_time)
       VALUES ('52', '520000', 'DAY', 'total', '2001-02-03', '', 7, 0, 0, 0, 0, 0, 0)`,
    );
    await killHalfWay('verify-figures', ['--mend'], environment(target), {
      database: target,
      held: 'outbox',
    });
    expect(await sums(all)).toEqual([7]);
    expect((await operate('verify-figures', [], environment(target))).code).toBe(1);

    const again = await operate('verify-figures', ['--mend'], environment(target));
    expect(again).toEqual({ code: 0, said: expect.stringMatching(/Set 1 sums right/) });
    expect(await sums(all)).toEqual([0]);
    expect((await operate('verify-figures', [], environment(target))).code).toBe(0);
  });
});
