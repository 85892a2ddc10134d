import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { asOwner } from '../../src/infra/db/owner.ts';
import {
  createSigner,
  type Finding,
  readHead,
  sealAudit,
  verifyAudit,
} from '../../src/modules/audit/index.ts';
import { createTestDatabase } from '../setup/database.ts';
import { operate } from '../support/cli.ts';
import { Network } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const COLUMNS = {
  at: "at + interval '1 second'",
  actor_id: 'gen_random_uuid()',
  actor_username: "'somebody.else'",
  actor_role: "'ADMIN'",
  operation: "'nothing'",
  record_type: "'Nothing'",
  record_id: 'gen_random_uuid()',
  home_region_code: "'520100'",
  host_region_code: "'440000'",
  former_region_codes: `'{"regionCode":"520999"}'`,
  request_id: "'another'",
  address: "'10.9.9.9'",
  reason: "'another'",
  changes: "'[]'",
};

describe('the sealed audit', () => {
  let service: TestService;
  let ids: string[];
  /** A client of the owner's, with the triggers out of its way: whoever has the tables, and not the key. */
  let attacker: pg.Client;
  let logged: string[];

  const seal = (most?: number) =>
    sealAudit(
      {
        dataSource: service.dataSource,
        signer: createSigner(service.auditKey),
        clock: () => new Date(),
        logger: { info: ({ head }: { head: string }) => logged.push(head) } as never,
      },
      most,
    );
  const sealAll = async (most?: number) => {
    while (await seal(most));
  };
  const findings = async (now = new Date(), anchors: string[] = []) => {
    const found: string[] = [];
    await asOwner(service.database.ownerUrl, (client) =>
      verifyAudit(client, {
        publicKeys: [createSigner(service.auditKey).publicKey],
        anchors: anchors.flatMap((head) => readHead(head) ?? []),
        now,
        progress: () => {},
        found: ({ kind, tenant, number, entryId }: Finding) =>
          found.push([kind, tenant, number ?? '-', entryId ?? '-'].join(' ')),
      }),
    );
    return found;
  };
  const verify = (...args: string[]) =>
    operate('verify-audit', args, {
      DATABASE_URL: service.database.serviceUrl,
      MIGRATIONS_DATABASE_URL: service.database.ownerUrl,
      AUDIT_KEY: service.auditKey.toString('base64'),
      DATA_DIR: '/nonexistent',
    });
  const id = (number: number) => ids[number - 1] ?? '';
  const entry = async (network: Network, home = '522626') => (await network.auditEntry(home)).uuid;

  beforeEach(async () => {
    service = await startTestService();
    logged = [];
    const network = new Network(service);
    ids = [];
    for (let i = 0; i < 6; i++) {
      ids.push(await entry(network));
      await sealAll();
    }
    await entry(network, '431225');
    await sealAll();
    attacker = new pg.Client({ connectionString: service.database.adminUrl });
    await attacker.connect();
    await attacker.query("SET session_replication_role = 'replica'");
  });
  afterEach(async () => {
    await attacker.end();
    await service.stop();
  });

  it('is whole when nobody touched it, and says so', async () => {
    expect(await findings()).toEqual([]);
    const { code, said } = await verify();
    expect(said).toContain('The audit is whole: 7 sealed entries.');
    expect(code).toBe(0);
  });

  it('refuses change and removal to everybody, the owner among them', async () => {
    for (const url of [service.database.adminUrl, service.database.ownerUrl]) {
      await asOwner(url, async (client) => {
        await client.query("SET app.maintenance = 'on'");
        for (const table of ['audit_entry', 'audit_seal', 'audit_head']) {
          for (const statement of [
            `UPDATE ${table} SET tenant = tenant`,
            `DELETE FROM ${table}`,
            `TRUNCATE ${table}`,
          ]) {
            await expect(client.query(statement)).rejects.toThrow('The audit is append-only.');
          }
        }
      });
    }
    expect(await findings()).toEqual([]);
  });

  it.each(Object.entries(COLUMNS))('names an entry whose %s was altered', async (column, value) => {
    await attacker.query('ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_tenant_check');
    await attacker.query(`UPDATE audit_entry SET ${column} = ${value} WHERE id = $1`, [id(3)]);
    expect(await findings()).toEqual([`ALTERED 52 3 ${id(3)}`]);
  });

  it('names an altered entry through the command, which fails', async () => {
    await attacker.query(`UPDATE audit_entry SET operation = 'nothing' WHERE id = $1`, [id(4)]);
    const { code, said } = await verify('--public-key', createSigner(service.auditKey).publicKey);
    expect(said).toContain(`ALTERED 52 4 ${id(4)}`);
    expect(said).toContain('1 places of the audit are not as they were written.');
    expect(code).toBe(1);
  });

  it.each([1, 3, 6])('names entry %d when it was removed', async (number) => {
    await attacker.query('DELETE FROM audit_entry WHERE id = $1', [id(number)]);
    expect(await findings()).toEqual([`REMOVED 52 ${number} ${id(number)}`]);
    await attacker.query('DELETE FROM audit_seal WHERE entry_id = $1', [id(number)]);
    expect(await findings()).toContain(`REMOVED 52 ${number} -`);
  });

  it('names a tail that was cut off with its heads, going by a head from the log', async () => {
    const last = logged.findLast((head) => head.startsWith('52.')) ?? '';
    const { number = 0n } = readHead(last) ?? {};
    const from = Number(number);
    await attacker.query('DELETE FROM audit_entry WHERE id = ANY($1)', [ids.slice(from - 1)]);
    await attacker.query(`DELETE FROM audit_seal WHERE tenant = '52' AND number >= $1`, [from]);
    await attacker.query(`DELETE FROM audit_head WHERE tenant = '52' AND number >= $1`, [from]);
    await attacker.query(`DELETE FROM audit_chain WHERE tenant = '52'`);
    expect(await findings()).toEqual([]);
    expect(await findings(new Date(), [last])).toEqual([`REMOVED 52 ${from} -`]);
    expect((await verify('--head', last)).said).toContain(`REMOVED 52 ${from} -`);
  });

  it('names what was put in past the service', async () => {
    const forged = uuidv7();
    const copy = `INSERT INTO audit_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id', $1::text))).* FROM audit_entry e WHERE id = $2`;
    await attacker.query(copy, [forged, id(3)]);
    expect(await findings()).toEqual([`INSERTED 52 - ${forged}`]);
  });

  it('names what was given to the sealer with an old id', async () => {
    const forged = uuidv7({ msecs: Date.now() - 86_400_000 });
    await attacker.query("SET session_replication_role = 'origin'");
    const copy = `INSERT INTO audit_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id', $1::text))).* FROM audit_entry e WHERE id = $2`;
    await attacker.query(copy, [forged, id(3)]);
    await sealAll();
    expect(await findings()).toEqual([`BACKDATED 52 7 ${forged}`]);
  });

  it('names places that were exchanged', async () => {
    await attacker.query(`UPDATE audit_seal SET number = -number WHERE tenant = '52' AND number IN (2, 5)`);
    await attacker.query(`UPDATE audit_seal SET number = 7 + number WHERE tenant = '52' AND number < 0`);
    expect((await findings()).sort()).toEqual([`REORDERED 52 2 ${id(5)}`, `REORDERED 52 5 ${id(2)}`]);
  });

  it.each(['id', 'at'])('names entries that exchanged their %s', async (column) => {
    const other = uuidv7();
    const [a, b] = await Promise.all(
      [id(2), id(5)].map((one) =>
        service.sql(`SELECT ${column} AS is FROM audit_entry WHERE id = $1`, [one]),
      ),
    );
    const set = `UPDATE audit_entry SET ${column} = $1 WHERE id = $2`;
    if (column === 'id') {
      await attacker.query(set, [other, id(2)]);
      await attacker.query(set, [id(2), id(5)]);
      await attacker.query(set, [id(5), other]);
    } else {
      await attacker.query(set, [b?.[0]?.is, id(2)]);
      await attacker.query(set, [a?.[0]?.is, id(5)]);
    }
    expect(await findings()).toEqual([`ALTERED 52 2 ${id(2)}`, `ALTERED 52 5 ${id(5)}`]);
  });

  it('names an entry that was moved to another tenant', async () => {
    await attacker.query(`UPDATE audit_entry SET tenant = '43', home_region_code = '431225' WHERE id = $1`, [
      id(3),
    ]);
    expect((await findings()).sort()).toEqual([`INSERTED 43 - ${id(3)}`, `REMOVED 52 3 ${id(3)}`]);
  });

  it('names a seal that was altered, and a chain that was written anew without the key', async () => {
    await attacker.query(`UPDATE audit_entry SET operation = 'nothing' WHERE id = $1`, [id(1)]);
    await attacker.query(`DELETE FROM audit_seal WHERE tenant = '52'`);
    await attacker.query(
      `UPDATE audit_chain SET number = 0, hash = NULL, signed_number = 99 WHERE tenant = '52'`,
    );
    await attacker.query(`INSERT INTO audit_unsealed SELECT '52', unnest($1::uuid[])`, [ids]);
    await sealAll();
    expect(await findings()).toContain(`SEAL_ALTERED 52 1 ${id(1)}`);
  });

  it('names a head that nobody with the key has signed', async () => {
    await attacker.query(
      `UPDATE audit_head SET signature = set_byte(signature, 3, get_byte(signature, 3) # 1) WHERE tenant = '52'`,
    );
    expect(await findings()).toContain('HEAD_FALSE 52 1 -');
    await attacker.query(`UPDATE audit_head SET key_id = $1 WHERE tenant = '52'`, [
      createSigner(randomBytes(32)).keyId,
    ]);
    expect(await findings()).toContain('HEAD_KEY_UNKNOWN 52 1 -');
  });

  it('names what nobody has sealed or signed in time', async () => {
    const late = new Date(Date.now() + 3_600_000);
    const waiting = await entry(new Network(service));
    expect(await findings(late)).toContain(`UNSEALED 52 - ${waiting}`);
    await attacker.query(`DELETE FROM audit_head WHERE tenant = '52'`);
    expect(await findings(late)).toContain(`HEAD_MISSING 52 1 ${id(1)}`);
  });

  it.each([
    ['was altered', ["UPDATE audit_entry SET operation = 'nothing' WHERE id = 'ENTRY'"], 'ALTERED 52 4'],
    ['was removed', ["DELETE FROM audit_entry WHERE id = 'ENTRY'"], 'REMOVED 52 4'],
    [
      'was moved',
      ['4 TO 99', '6 TO 4', '99 TO 6'].map((step) => {
        const [from, to] = step.split(' TO ');
        return `UPDATE audit_seal SET number = ${to} WHERE tenant = '52' AND number = ${from}`;
      }),
      'REORDERED 52 4',
    ],
    [
      'was put in',
      [
        `INSERT INTO audit_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).*
           FROM audit_entry e WHERE id = 'ENTRY'`,
      ],
      'INSERTED 52',
    ],
  ])('is told by the command of an entry that %s', async (_, tampering, told) => {
    for (const statement of tampering) await attacker.query(statement.replace('ENTRY', id(4)));
    const { code, said } = await verify();
    expect(code).toBe(1);
    expect(said).toContain(told);
  });

  describe('of which older months are dropped', () => {
    const prune = (before: string) =>
      operate('prune-audit', ['--before', before], {
        DATABASE_URL: service.database.serviceUrl,
        MIGRATIONS_DATABASE_URL: service.database.ownerUrl,
        AUDIT_KEY: service.auditKey.toString('base64'),
        DATA_DIR: '/nonexistent',
      });
    const month = (back: number) => {
      const day = new Date();
      day.setUTCDate(15);
      day.setUTCMonth(day.getUTCMonth() - back);
      return day;
    };
    const nameOf = (day: Date) => day.toISOString().slice(0, 7);

    /** Entries of ten and of nine months ago in a province where nothing else is, sealed as they came. */
    beforeEach(async () => {
      for (const back of [10, 10, 9]) {
        const at = month(back);
        await service.sql(
          `INSERT INTO audit_entry (tenant, id, at, actor_id, actor_username, actor_role, operation, record_type, record_id,
                                    home_region_code, request_id)
           VALUES ('63', $1, $2, gen_random_uuid(), 'somebody', 'MANAGER', 'seeded', 'ServiceTicket', gen_random_uuid(),
                   '630000', 'seeded')`,
          [uuidv7({ msecs: at.getTime() }), at],
        );
        await sealAll();
      }
      await entry(new Network(service), '630223');
      await sealAll();
      // The last head may be due only in a minute.
      await attacker.query(`UPDATE audit_chain SET signed_at = signed_at - interval '1 hour'`);
      await sealAll();
    });
    const left = () => service.sql(`SELECT number::int FROM audit_seal WHERE tenant = '63' ORDER BY number`);

    it('stays whole, and shows what is touched since', async () => {
      const { code, said } = await prune(nameOf(month(9)));
      expect({ code, said }).toEqual({
        code: 0,
        said: expect.stringMatching(/Dropped 2 entries, checkpoint: 63\.2\./),
      });
      expect(await left()).toEqual([{ number: 3 }, { number: 4 }]);
      expect(await findings()).toEqual([]);
      expect(await prune(nameOf(month(9)))).toMatchObject({ code: 0 });
      expect(await findings()).toEqual([]);
      await expect(
        service.sql(`DELETE FROM audit_entry WHERE tenant = '63' AND id = (SELECT entry_id FROM audit_seal
                      WHERE tenant = '63' AND number = 3)`),
      ).rejects.toThrow(/append-only/);
      await attacker.query(`DELETE FROM audit_seal WHERE tenant = '63' AND number = 3`);
      expect(await findings()).toContainEqual(expect.stringMatching(/^REMOVED 63 3/));
    });

    it('keeps six months, whatever is asked for', async () => {
      expect(await prune(nameOf(month(3)))).toEqual({
        code: 1,
        said: expect.stringMatching(/kept for 6 months at least/),
      });
      expect(await left()).toHaveLength(4);
    });

    it('loses nothing that was touched', async () => {
      await attacker.query(`UPDATE audit_entry SET operation = 'nothing' WHERE id = $1`, [id(1)]);
      expect(await prune(nameOf(month(9)))).toEqual({
        code: 1,
        said: expect.stringMatching(/nothing was dropped/),
      });
      expect(await left()).toHaveLength(4);
    });
  });

  it('is whole in a province restored beside another, and goes on there', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'audit-'));
    await chmod(directory, 0o711);
    const target = await createTestDatabase();
    const commands = {
      DATA_KEY: service.dataKey.toString('base64'),
      AUDIT_KEY: service.auditKey.toString('base64'),
      DATA_DIR: directory,
    };
    const here = {
      ...commands,
      DATABASE_URL: service.database.serviceUrl,
      MIGRATIONS_DATABASE_URL: service.database.ownerUrl,
    };
    const there = { ...commands, DATABASE_URL: target.serviceUrl, MIGRATIONS_DATABASE_URL: target.ownerUrl };
    const waiting = await entry(new Network(service));
    for (const tenant of ['43', '52']) {
      const file = join(directory, tenant);
      expect(await operate('backup-province', [tenant, file], here)).toMatchObject({ code: 0 });
      expect(await operate('restore-province', [file], there)).toEqual({ code: 0, said: expect.any(String) });
    }
    const { code, said } = await operate('verify-audit', [], there);
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/The audit is whole: [78] sealed entries/),
    });
    const client = new pg.Client({ connectionString: target.adminUrl });
    await client.connect();
    const { rows } = await client.query(
      `SELECT 1 FROM audit_unsealed WHERE entry_id = $1 UNION ALL SELECT 1 FROM audit_seal WHERE entry_id = $1`,
      [waiting],
    );
    expect(rows).toHaveLength(1);
    await client.end();
    await target.drop();
  });

  it('gives every entry one place without gaps, whoever seals and however late it was committed', async () => {
    const network = new Network(service);
    const late = new pg.Client({ connectionString: service.database.adminUrl });
    await late.connect();
    await late.query('BEGIN');
    const first = uuidv7();
    await late.query(
      `INSERT INTO audit_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id', $1::text))).* FROM audit_entry e WHERE id = $2`,
      [first, id(1)],
    );
    for (let i = 0; i < 20; i++) await entry(network);
    await Promise.all([1, 2, 3, 4].map(() => sealAll(3)));
    await late.query('COMMIT');
    await late.end();
    await Promise.all([1, 2, 3].map(() => sealAll(3)));
    await sealAll();
    const [counts] = await service.sql(
      `SELECT count(*)::int AS n, max(number)::int AS last,
              (SELECT number::int FROM audit_seal WHERE entry_id = $1) AS late FROM audit_seal WHERE tenant = '52'`,
      [first],
    );
    expect(counts).toEqual({ n: 27, last: 27, late: 27 });
    expect(await findings()).toEqual([]);
  });
});
