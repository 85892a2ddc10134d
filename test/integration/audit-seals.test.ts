import { randomBytes } from 'node:crypto';
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
