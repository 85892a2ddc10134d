import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { backupProvince } from '../../src/backup/backup.ts';
import { readCatalog } from '../../src/backup/catalog.ts';
import { restoreProvince } from '../../src/backup/restore.ts';
import { tablesOf } from '../../src/backup/tables.ts';
import { createPersonalData } from '../../src/infra/crypto/personal-data.ts';
import { regionRange } from '../../src/shared/region-range.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { operate } from '../support/cli.ts';
import { Network } from '../support/network.ts';
import {
  type Life,
  liveInOffice,
  liveInProvince,
  nodesSeenBy,
  now,
  readsOf,
} from '../support/province-life.ts';
import { startTestService, type TestService } from '../support/service.ts';

/** Fails with what was said. */
async function succeeds(ended: Promise<{ code: number | null; said: string }>): Promise<string> {
  const { code, said } = await ended;
  if (code !== 0) throw new Error(said);
  return said;
}

describe('the backup of a province', () => {
  let source: TestService;
  let network: Network;
  let directory: string;
  let qinghai: Life;
  let guizhou: Life;
  let sanshui: Life;
  const file = (name: string) => join(directory, name);
  const databases: TestDatabase[] = [];

  const environment = ({ ownerUrl, serviceUrl }: TestDatabase) => ({
    DATABASE_URL: serviceUrl,
    MIGRATIONS_DATABASE_URL: ownerUrl,
    DATA_KEY: source.dataKey.toString('base64'),
    DATA_DIR: join(directory, 'data'),
  });
  const backup = (tenant: string, name: string) =>
    backupProvince({
      ownerUrl: source.database.ownerUrl,
      personalData: source.personalData,
      province: { tenant, ...regionRange(tenant) },
      path: file(name),
      progress: () => {},
    });
  const restore = (database: TestDatabase, name: string, personalData = source.personalData) =>
    restoreProvince({ ownerUrl: database.ownerUrl, personalData, path: file(name), progress: () => {} });

  /** A migrated database without a row. */
  async function freshDatabase(): Promise<TestDatabase> {
    const database = await createTestDatabase();
    databases.push(database);
    return database;
  }
  async function sql(database: TestDatabase, text: string, values: unknown[] = []) {
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }
  const refusal = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'done',
      (error: Error) => error.message,
    );
  const isEmpty = async (database: TestDatabase) =>
    (
      await sql(
        database,
        'SELECT FROM station UNION ALL SELECT FROM account UNION ALL SELECT FROM enterprise',
      )
    ).length === 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'backup-'));
    await chmod(directory, 0o711);
    source = await startTestService();
    source.setNow(now);
    network = new Network(source);
    const shared = await network.enterprise('440607', '共享企业');
    await network.agreement(['630000', '440000']);
    await network.agreement(['520000', '440600']);
    guizhou = await liveInProvince(network, '52', '522626', shared);
    qinghai = await liveInProvince(network, '63', '630223', shared);
    sanshui = await liveInOffice(network, '440607');
    for (const home of ['630000', '520000']) await network.personalDataRequest(home);
    await backup('63', 'qinghai');
    await backup('52', 'guizhou');
    await backup('44', 'guangdong');
  }, 60_000);
  afterAll(async () => {
    await source.stop();
    await Promise.all(databases.map((database) => database.drop()));
  });

  describe('restored beside the others into a fresh database', () => {
    let target: TestService;
    const before = new Map<string, unknown[]>();
    const all = () =>
      [qinghai, guizhou, sanshui].flatMap((life) => life.personas.map((who) => ({ who, life })));
    let guizhouBeside: unknown[];

    beforeAll(async () => {
      for (const { who, life } of all()) before.set(who.username, await readsOf(who, life, source.url));
      target = await startTestService(
        async (database) => {
          for (const name of ['guizhou', 'guangdong']) {
            await succeeds(operate('restore-province', [file(name)], environment(database)));
          }
        },
        undefined,
        source.dataKey,
      );
      target.setNow(now);
      guizhouBeside = await readsOf(guizhou.personas[0] as never, guizhou, target.url);
      // The service runs meanwhile.
      await succeeds(operate('restore-province', [file('qinghai')], environment(target.database)));
    }, 60_000);
    afterAll(() => target.stop());

    it('has every row of every table as it was', async () => {
      const [was, is] = await Promise.all([network.contents(), new Network(target).contents()]);
      // Signing in is done on either side: audited, in a session, from an address. What was announced is done with.
      const apart = { audit_entry: '', outbox: '', session: '', sign_in_address: '' };
      expect({ ...is, ...apart }).toEqual({ ...was, ...apart });
    });

    it('has every audit entry as it was', async () => {
      const entries = `SELECT * FROM audit_entry WHERE operation <> 'signIn' ORDER BY tenant, id`;
      const was = await source.sql(entries);
      expect(was.length).toBeGreaterThan(30);
      expect(await target.sql(entries)).toEqual(was);
    });

    it('lets every persona in with the old password, to the same answers', async () => {
      for (const { who, life } of all()) {
        const answers = await readsOf(who, life, target.url);
        expect(answers).toEqual(before.get(who.username));
      }
      // The answers are not empty for a reason of their own.
      const manager = JSON.stringify(before.get(qinghai.personas[0]?.username ?? ''));
      for (const said of ['三个月工资未发', '包装工', '用工紧张', '"visits":2', '王*', '缝纫工']) {
        expect(manager).toContain(said);
      }
    });

    it('leaves the others’ own answers as they were', async () => {
      const shared = (answers: unknown[]) => answers.filter((_, i) => ![1, 3, 6].includes(i));
      const after = await readsOf(guizhou.personas[0] as never, guizhou, target.url);
      expect(shared(after)).toEqual(shared(guizhouBeside));
    });

    it('shows neither of them anything of the other', async () => {
      for (const [reader, owner] of [
        [qinghai, guizhou],
        [guizhou, qinghai],
        [sanshui, qinghai],
      ] as const) {
        for (const who of reader.personas) {
          const codes = await nodesSeenBy(who, owner.own, target.url);
          expect(codes).toEqual(owner.own.map(() => ['NOT_FOUND']));
        }
      }
      expect(await nodesSeenBy(qinghai.personas[0] as never, qinghai.own, target.url)).toEqual(
        qinghai.own.map(() => []),
      );
    });

    it('numbers its next ticket behind the last', async () => {
      const next = "SELECT nextval('service_ticket_number') AS n";
      expect(await target.sql(next)).toEqual(await source.sql(next));
    });

    it('is not restored a second time', async () => {
      const contents = await new Network(target).contents();
      const { code, said } = await operate(
        'restore-province',
        [file('qinghai')],
        environment(target.database),
      );
      expect({ code, said }).toEqual({
        code: 1,
        said: expect.stringMatching(/63 .*已有数据.* \/ The province 63 has rows/),
      });
      expect(await new Network(target).contents()).toEqual(contents);
    });
  });

  describe('as a file', () => {
    let empty: TestDatabase;
    beforeAll(async () => {
      empty = await freshDatabase();
    });

    it('is written by a command, whole, for its owner alone', async () => {
      const said = await succeeds(
        operate('backup-province', ['630000', file('by-command')], environment(source.database)),
      );
      expect(said).toMatch(/备份 \/ Backing up service_ticket[\s\S]*Backed up \d+ records/);
      expect((await stat(file('by-command'))).mode & 0o777).toBe(0o600);
      expect((await readdir(directory)).filter((name) => name.includes('partial'))).toEqual([]);
    });

    it('says what it is to whoever opens it', async () => {
      const lines = gunzipSync(await readFile(file('qinghai')))
        .toString('utf8')
        .split('\n');
      const [visits] = await source.sql(
        "SELECT count(*)::int AS n FROM enterprise_visit WHERE tenant = '63'",
      );
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        format: 'labor-cooperation/province/1',
        province: '63',
        takenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        schema: expect.arrayContaining(['Accounts1795392000001', 'Maintenance1795392000007']),
        dataKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(JSON.parse(lines.at(-3) ?? '').tables).toMatchObject({
        enterprise_visit: { rows: visits?.n, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      expect(lines.at(-2)).toMatch(/^seal [0-9a-f]{64}$/);
    });

    it('holds no name or number of a person in the clear', async () => {
      const text = gunzipSync(await readFile(file('qinghai'))).toString('utf8');
      expect(text).toContain('三个月工资未发');
      for (const secret of ['王五', qinghai.phone, '13900002222', '陈六']) expect(text).not.toContain(secret);
    });

    it('holds nothing that another province owns', async () => {
      const text = gunzipSync(await readFile(file('qinghai'))).toString('utf8');
      const others = await source.sql<{ username: string }>(
        "SELECT username FROM account WHERE tenant <> '63'",
      );
      expect(others.length).toBeGreaterThan(3);
      for (const { username } of others) expect(text).not.toContain(username);
      expect(text).not.toContain('裁床工');
      expect(text).not.toMatch(/522626/);
    });

    it('does not take the place of one that is there', async () => {
      const was = await readFile(file('qinghai'));
      expect(await refusal(backup('63', 'qinghai'))).toMatch(/已存在 \/ The file .* exists already/);
      expect(await readFile(file('qinghai'))).toEqual(was);
    });

    it.each([
      ['without its last byte', (bytes: Buffer) => bytes.subarray(0, -1)],
      ['without its second half', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
      ['without its seal', (bytes: Buffer) => bytes.subarray(0, -98)],
      ['with something behind it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)])],
      ['twice', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
      ['with nothing in it', (_: Buffer) => Buffer.alloc(0)],
      ['that is something else', (_: Buffer) => Buffer.from('CREATE TABLE station ();\n'.repeat(99))],
      ...[0, 4, 9, 200, 5_000, -150, -90, -40, -9, -1].map(
        (at) =>
          [
            `with its byte ${at} altered`,
            (bytes: Buffer) => {
              const altered = Buffer.from(bytes);
              const i = at < 0 ? bytes.length + at : at;
              altered[i] = (altered[i] ?? 0) ^ 1;
              return altered;
            },
          ] as const,
      ),
    ] as const)('%s is refused before a row is written', async (_, alter) => {
      await writeFile(file('altered'), alter(await readFile(file('qinghai'))));
      expect(await refusal(restore(empty, 'altered'))).toMatch(/已被改动.*was altered/);
      expect(await isEmpty(empty)).toBe(true);
    });
  });

  describe('is refused', () => {
    it('with another data key than it was sealed with', async () => {
      const database = await freshDatabase();
      const other = createPersonalData(Buffer.alloc(32, 7));
      expect(await refusal(restore(database, 'qinghai', other))).toMatch(/belongs to another data key/);
      expect(await isEmpty(database)).toBe(true);
    });

    it('by a database that was sealed with another data key', async () => {
      const database = await freshDatabase();
      await sql(database, "INSERT INTO data_key (number, fingerprint) VALUES (1, '\\x00')");
      expect(await refusal(restore(database, 'qinghai'))).toMatch(/data key is not the one this database/);
    });

    it('by a database of another release', async () => {
      const database = await freshDatabase();
      await sql(database, `INSERT INTO schema_migration ("timestamp", name) VALUES (9, 'Later9')`);
      expect(await refusal(restore(database, 'qinghai'))).toMatch(/of another release/);
      expect(await isEmpty(database)).toBe(true);
    });

    it('where a shared record is there with other content, and says which and where', async () => {
      const database = await freshDatabase();
      await restore(database, 'guizhou');
      const [changed] = await sql(
        database,
        "UPDATE enterprise SET name = '另一名称' WHERE name = '共享企业' RETURNING id",
      );
      const said = await refusal(restore(database, 'qinghai'));
      expect(said).toMatch(new RegExp(`enterprise[\\s\\S]*${changed.id}: name 不同 / differ`));
      expect(said).not.toMatch(/共享企业|另一名称/);
      expect(await sql(database, "SELECT FROM account WHERE tenant = '63'")).toEqual([]);
      expect(await sql(database, "SELECT FROM station WHERE home_region_code LIKE '63%'")).toEqual([]);
    });

    it('where an enterprise is registered under another id', async () => {
      const database = await freshDatabase();
      await sql(
        database,
        `INSERT INTO enterprise (id, credit_code, name, region_code, created_at)
         VALUES (gen_random_uuid(), $1, '同码企业', '440607', now())`,
        [(await source.sql("SELECT credit_code AS code FROM enterprise WHERE name = '共享企业'"))[0]?.code],
      );
      expect(await refusal(restore(database, 'qinghai'))).toMatch(/credit_code 已被另一记录占用 \/ taken/);
    });

    it('where another station is the headquarters in the same province', async () => {
      const database = await freshDatabase();
      await sql(
        database,
        `INSERT INTO station (id, name, tier, home_region_code, host_region_code, opened_on)
         VALUES (gen_random_uuid(), '另一总站', 'HEADQUARTERS', '630000', '440000', '2020-01-01')`,
      );
      expect(await refusal(restore(database, 'qinghai'))).toMatch(
        /A record of station stands in the way \(station_headquarters_key\)/,
      );
      expect(await sql(database, 'SELECT name FROM station')).toEqual([{ name: '另一总站' }]);
    });

    it('where somebody else has the name of one of its accounts', async () => {
      const database = await freshDatabase();
      await sql(
        database,
        `INSERT INTO account (id, tenant, username, name, role, created_at)
         VALUES (gen_random_uuid(), '00', $1, $1, 'ADMIN', now())`,
        [qinghai.personas[0]?.username],
      );
      expect(await refusal(restore(database, 'qinghai'))).toMatch(/account[\s\S]*username 已被另一记录占用/);
    });
  });

  it('keeps shared records that are there in a later version', async () => {
    const database = await freshDatabase();
    await restore(database, 'guizhou');
    await sql(
      database,
      "UPDATE enterprise SET name = '新名称', version = version + 1 WHERE name = '共享企业'",
    );
    const said: string[] = [];
    await restoreProvince({
      ownerUrl: database.ownerUrl,
      personalData: source.personalData,
      path: file('qinghai'),
      progress: (message) => said.push(message),
    });
    expect(said.join('\n')).toMatch(/1 shared records? (is|are) there in a later version/);
    expect(said.join('\n')).toMatch(
      /Erasures of personal data made after the backup must be made again .*: none/,
    );
    expect(await sql(database, "SELECT name FROM enterprise WHERE name IN ('新名称', '共享企业')")).toEqual([
      { name: '新名称' },
    ]);
    expect(
      await sql(database, "SELECT count(*)::int AS n FROM enterprise_visit WHERE tenant = '63'"),
    ).toEqual([{ n: 2 }]);
  });

  it('is restored once when two restore it at once', async () => {
    const database = await freshDatabase();
    const outcomes = await Promise.all(
      [1, 2].map(() => refusal(restore(database, 'qinghai').then(() => 'done'))),
    );
    expect(outcomes.sort()).toEqual(['done', expect.stringMatching(/63 has rows/)]);
    expect(await sql(database, 'SELECT count(*)::int AS n FROM enterprise_visit')).toEqual([{ n: 2 }]);
  });

  it('shows one instant, whatever is written while it is taken', async () => {
    const writer = new pg.Client({ connectionString: source.database.adminUrl });
    await writer.connect();
    try {
      await writer.query('BEGIN; LOCK TABLE ticket_event IN ACCESS EXCLUSIVE MODE');
      const taking = backup('63', 'instant');
      await waitsFor(writer, 'ticket_event');
      await writer.query(
        `INSERT INTO ticket_event (tenant, id, ticket_id, at, type, actor_id, actor_username, home_region_code, handler_region_code)
         SELECT tenant, gen_random_uuid(), ticket_id, at, type, actor_id, actor_username, home_region_code, handler_region_code
           FROM ticket_event WHERE tenant = '63' LIMIT 1`,
      );
      const [{ n }] = (await writer.query("SELECT count(*)::int AS n FROM ticket_event WHERE tenant = '63'"))
        .rows;
      await writer.query('COMMIT');
      expect((await taking).ticket_event?.rows).toBe(n - 1);
    } finally {
      await writer.end();
    }
  });

  it('leaves neither a row nor a file when it is cut short', async () => {
    const database = await freshDatabase();
    const holder = new pg.Client({ connectionString: database.adminUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE ticket_event IN ACCESS EXCLUSIVE MODE');
      const cutShort = refusal(restore(database, 'qinghai'));
      const pid = await waitsFor(holder, 'ticket_event');
      await holder.query('SELECT pg_terminate_backend($1)', [pid]);
      expect(await cutShort).toMatch(/terminat/);
      await holder.query('ROLLBACK');
    } finally {
      await holder.end();
    }
    expect(await isEmpty(database)).toBe(true);
    expect(await refusal(backup('63', 'no/such/directory'))).toMatch(/ENOENT/);
  });

  describe('knows every table', () => {
    async function kinds(...changes: string[]) {
      const client = new pg.Client({ connectionString: (await freshDatabase()).ownerUrl });
      await client.connect();
      try {
        for (const change of changes) await client.query(change);
        return Object.fromEntries(tablesOf(await readCatalog(client)).map(({ name, kind }) => [name, kind]));
      } finally {
        await client.end();
      }
    }

    it('of the database, each by its owner', async () => {
      expect(await kinds()).toMatchObject({
        account: 'tenant',
        account_credential: 'part',
        audit_entry: 'tenant',
        service_ticket: 'tenant',
        station: 'shared',
        enterprise: 'shared',
        job_posting: 'shared',
        cooperation_agreement_party: 'part',
      });
    });

    it('and takes a new one of the provinces along', async () => {
      const made =
        'CREATE TABLE placement (tenant text NOT NULL, id uuid NOT NULL, PRIMARY KEY (tenant, id))';
      expect(await kinds(made)).toMatchObject({ placement: 'tenant' });
    });

    it('and refuses one that nobody thought of', async () => {
      await expect(kinds('CREATE TABLE labor_brand (id uuid PRIMARY KEY)')).rejects.toThrow(
        /does not know what to do with labor_brand/,
      );
    });

    it('and one whose rows it could not reach', async () => {
      await expect(
        kinds(
          'CREATE TABLE placement (tenant text NOT NULL, id uuid NOT NULL, PRIMARY KEY (tenant, id))',
          'ALTER TABLE placement ENABLE ROW LEVEL SECURITY',
        ),
      ).rejects.toThrow(/does not know what to do with placement/);
    });
  });
});

/** The process id of whoever waits for a lock on the table, as soon as somebody does. */
async function waitsFor(client: pg.Client, table: string): Promise<number> {
  for (;;) {
    const { rows } = await client.query(
      'SELECT pid FROM pg_locks WHERE relation = $1::regclass AND NOT granted',
      [table],
    );
    if (rows[0]) return rows[0].pid;
  }
}
