import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { assertDataKey } from '../../src/infra/crypto/data-key.ts';
import { KeyRing } from '../../src/infra/crypto/key-ring.ts';
import { createPersonalData, type PersonalData } from '../../src/infra/crypto/personal-data.ts';
import { rotateKeys } from '../../src/infra/crypto/rotation.ts';
import { asOwner } from '../../src/infra/db/owner.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { operate } from '../support/cli.ts';
import { Client } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { ServiceProcess } from '../support/process.ts';
import { startTestService, type TestService } from '../support/service.ts';

const OPEN = `mutation ($input: OpenTicketInput!) {
  openTicket(input: $input) { ticket { id version callerName } userErrors { code field } } }`;
const CORRECT = `mutation ($input: CorrectTicketCallerInput!) {
  correctTicketCaller(input: $input) { ticket { id } userErrors { code field } } }`;
const CALLER = `query ($phone: String!) { caller(phone: $phone) { recentTickets(first: 5) { edges { node { id callerName } } } } }`;
const ADD = `mutation ($input: AddContactInput!) {
  addContact(input: $input) { contact { id version name } userErrors { code field } } }`;
const EDIT = `mutation ($input: EditContactInput!) {
  editContact(input: $input) { contact { id version name } userErrors { code field } } }`;

/** What somebody wrote, as it must be read for ever. */
interface Written {
  table: 'ticket_caller' | 'enterprise_contact';
  id: string;
  name: string;
  phone: string;
}

describe('a rotation of the data key, while people work', () => {
  let service: TestService;
  let environment: Record<string, string>;
  let replicas: ServiceProcess[] = [];
  let personalData: PersonalData;
  let agent: Person;
  let staff: Person;
  let enterprise: Seeded;
  const [before, newest] = [randomBytes(32), randomBytes(32)];
  const written: Written[] = [];
  const databases: TestDatabase[] = [];
  let number = 0;
  const backup = (name: string) => join(environment.DATA_DIR ?? '', name);

  /** One person through one replica after the other. */
  const ask = (person: Person, query: string, variables: Record<string, unknown>) =>
    new Client(replicas[number++ % replicas.length]?.url ?? '', person.token).data(query, variables);
  const phone = () => `138${String(10_000_000 + number++)}`;

  /** Takes a call down, puts right what was misheard, and finds it by its number at once. */
  async function takesCall(isMisheard = false): Promise<void> {
    const [callerName, callerPhone] = [`王${number}五`, phone()];
    const { openTicket } = await ask(agent, OPEN, {
      input: {
        idempotencyKey: crypto.randomUUID(),
        channel: 'HOTLINE_12333',
        category: 'OTHER',
        summary: '咨询',
        homeRegionCode: '522626',
        callerName: isMisheard ? '汪' : callerName,
        callerPhone: isMisheard ? phone() : callerPhone,
      },
    });
    expect(openTicket.userErrors).toEqual([]);
    const { id, version } = openTicket.ticket;
    if (isMisheard) {
      const { correctTicketCaller } = await ask(agent, CORRECT, {
        input: { id, expectedVersion: version, callerName, callerPhone, reason: '核对' },
      });
      expect(correctTicketCaller.userErrors).toEqual([]);
    }
    written.push({ table: 'ticket_caller', id, name: callerName, phone: callerPhone });
    expect((await ask(agent, CALLER, { phone: callerPhone })).caller.recentTickets.edges).toEqual([
      { node: { id, callerName: expect.stringMatching(/^王/) } },
    ]);
  }

  /** Takes a contact down, and corrects it. */
  async function knowsSomebody(): Promise<void> {
    const input = {
      idempotencyKey: crypto.randomUUID(),
      enterpriseId: enterprise.id,
      name: '陈',
      phone: phone(),
    };
    const { addContact } = await ask(staff, ADD, { input });
    const corrected = { name: `陈${number}强`, phone: phone() };
    const { id, version } = addContact.contact;
    const { editContact } = await ask(staff, EDIT, { input: { id, expectedVersion: version, ...corrected } });
    expect(editContact.userErrors).toEqual([]);
    written.push({ table: 'enterprise_contact', id, ...corrected });
  }

  const work = () => Promise.all([takesCall(), takesCall(true), knowsSomebody(), knowsSomebody()]);

  /** Runs the command until it says that it has begun with a table, and ends it there. */
  async function isKilled(): Promise<void> {
    const child = spawn(process.execPath, ['dist/src/cli/rotate-keys.js'], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdout.on('data', (said) => {
      if (String(said).includes('Sealing anew')) child.kill('SIGKILL');
    });
    await ended;
  }

  beforeAll(async () => {
    service = await startTestService(undefined, undefined, before);
    await assertDataKey((text, values) => service.sql(text, values), service.personalData);
    const network = new Network(service);
    const station = await network.station('WORKSTATION', '522626', '440607');
    agent = await network.person('HOTLINE_AGENT', '520000');
    staff = await network.person('STATION_STAFF', '522626', station);
    enterprise = await network.enterprise('440607');
    environment = {
      DATABASE_URL: service.database.serviceUrl,
      MIGRATIONS_DATABASE_URL: service.database.ownerUrl,
      DATA_DIR: await mkdtemp(join(tmpdir(), 'rotation-')),
      DATA_KEY: newest.toString('base64'),
      DATA_KEY_BEFORE: before.toString('base64'),
      TOKEN_SECRET: service.tokenSecret.toString('base64'),
      RATE_LIMITS: 'off',
    };
    replicas = await Promise.all([ServiceProcess.start(environment), ServiceProcess.start(environment)]);
    personalData = createPersonalData(new KeyRing([newest, before]));
    for (let i = 0; i < 150; i++) await work();
    expect(await operate('backup-province', ['52', backup('before')], environment)).toMatchObject({
      code: 0,
    });
  }, 120_000);
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    await Promise.all(replicas.map((replica) => replica.end('SIGTERM')));
    await service.stop();
  });

  const numbers = () =>
    service.sql(`
      SELECT DISTINCT get_byte(sealed, 0) AS number
        FROM (SELECT name_sealed AS sealed FROM ticket_caller UNION ALL SELECT phone_sealed FROM ticket_caller
              UNION ALL SELECT name_sealed FROM enterprise_contact UNION ALL SELECT phone_sealed FROM enterprise_contact) s
       WHERE sealed IS NOT NULL ORDER BY 1`);

  it('waits for its command, be the key known already', async () => {
    expect(await numbers()).toEqual([{ number: 1 }]);
  });

  it('fails no request, is killed three times, and ends with everything under the new key', async () => {
    let ended = false;
    const rotation = (async () => {
      for (let i = 0; i < 3; i++) await isKilled();
      return operate('rotate-keys', [], environment);
    })().finally(() => {
      ended = true;
    });
    while (!ended) await work();
    const { code, said } = await rotation;
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/under key number 2; the keys before are retired/),
    });
    expect(await numbers()).toEqual([{ number: 2 }]);
    expect(
      await service.sql('SELECT number, retired_at IS NOT NULL AS retired FROM data_key ORDER BY 1'),
    ).toEqual([
      { number: 1, retired: true },
      { number: 2, retired: false },
    ]);
    process.stdout.write(`key rotation: ${written.length} people written, before and during it\n`);
  }, 120_000);

  it('lost and changed nothing that anybody wrote', async () => {
    await assertDataKey((text, values) => service.sql(text, values), personalData);
    const rows = await service.sql<{ id: string; name: Buffer; phone: Buffer; hash: Buffer }>(
      `SELECT ticket_id AS id, name_sealed AS name, phone_sealed AS phone, phone_hash AS hash FROM ticket_caller
       UNION ALL SELECT id, name_sealed, phone_sealed, phone_hash FROM enterprise_contact`,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const wrong = written.filter(({ table, id: nodeId, name, phone }) => {
      const id = decodeNodeId(nodeId)?.id ?? '';
      const row = byId.get(id);
      if (!row) return true;
      const place = (column: 'name' | 'phone') => ({ table, column, tenant: '52', id }) as const;
      return (
        personalData.open(place('name'), row.name) !== name ||
        personalData.open(place('phone'), row.phone) !== phone ||
        !personalData.lookupHash('phone', phone).equals(row.hash)
      );
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('is over: the new key alone is enough, and the one before is not', async () => {
    const { DATA_KEY_BEFORE: _, ...alone } = environment;
    const only = await ServiceProcess.start(alone);
    const [last] = written.filter(({ table }) => table === 'ticket_caller').slice(-1);
    const { caller } = await new Client(only.url, agent.token).data(CALLER, { phone: last?.phone });
    expect(caller.recentTickets.edges[0].node.id).toBe(last?.id);
    await only.end('SIGTERM');
    const old = { ...alone, DATA_KEY: before.toString('base64') };
    await expect(ServiceProcess.start(old)).rejects.toThrow(/which is number 2/);
  });

  it('goes into backups: one made since is restored by the new key alone, one made before by both', async () => {
    const { DATA_KEY_BEFORE: _, ...alone } = environment;
    expect(await operate('backup-province', ['52', backup('since')], alone)).toMatchObject({ code: 0 });
    for (const [made, keys] of [
      ['since', alone],
      ['before', environment],
    ] as const) {
      const target = await createTestDatabase();
      databases.push(target);
      const there = { ...keys, DATABASE_URL: target.serviceUrl, MIGRATIONS_DATABASE_URL: target.ownerUrl };
      if (made === 'before') {
        expect(await operate('restore-province', [backup(made)], { ...there, DATA_KEY_BEFORE: '' })).toEqual({
          code: 1,
          said: expect.stringMatching(/belongs to another data key/),
        });
      }
      expect(await operate('restore-province', [backup(made)], there)).toEqual({
        code: 0,
        said: expect.stringMatching(/Restored \d+ records/),
      });
      const client = new pg.Client({ connectionString: target.adminUrl });
      await client.connect();
      const query = async (text: string, values: unknown[]) => (await client.query(text, values)).rows;
      const ours = createPersonalData(new KeyRing(made === 'since' ? [newest] : [newest, before]));
      await assertDataKey(query, ours);
      const [first] = written.filter(({ table }) => table === 'ticket_caller');
      const [row] = await query(
        'SELECT ticket_id AS id, name_sealed AS name FROM ticket_caller WHERE phone_hash = $1',
        [ours.lookupHash('phone', first?.phone ?? '')],
      );
      const place = { table: 'ticket_caller', column: 'name', tenant: '52', id: row.id } as const;
      expect(ours.open(place, row.name)).toBe(first?.name);
      await client.end();
    }
  });

  it('run again, finds nothing to do', async () => {
    expect(await operate('rotate-keys', [], environment)).toEqual({
      code: 0,
      said: expect.stringMatching(/Sealed 0 records anew/),
    });
  });

  it('keeps the key before as long as there is a value that no key opens, and names it', async () => {
    const moved = written.filter(({ table }) => table === 'ticket_caller').slice(0, 2);
    const [from, to] = moved.map(({ id }) => decodeNodeId(id)?.id);
    await service.sql(
      `UPDATE ticket_caller t SET name_sealed = set_byte(o.name_sealed, 0, 1)
         FROM ticket_caller o WHERE t.ticket_id = $1 AND o.ticket_id = $2`,
      [to, from],
    );
    const { code, said } = await operate('rotate-keys', [], environment);
    expect(code).toBe(1);
    expect(said).toContain(`ticket_caller 52 ${to}`);
  });
});

describe('a replica that was forgotten when the others got the new key', () => {
  let service: TestService;
  let staff: Person;
  let enterprise: Seeded;
  const [before, newest] = [randomBytes(32), randomBytes(32)];

  beforeAll(async () => {
    service = await startTestService(undefined, undefined, before);
    await assertDataKey((text, values) => service.sql(text, values), service.personalData);
    const network = new Network(service);
    const station = await network.station('WORKSTATION', '522626', '440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    enterprise = await network.enterprise('440607');
  });
  afterAll(() => service.stop());

  const add = (name: string) =>
    new Client(service.url, staff.token).ask(ADD, {
      input: { idempotencyKey: crypto.randomUUID(), enterpriseId: enterprise.id, name },
    });
  /** A contact as it comes from a replica that has not heard yet. */
  const isWrittenLate = () => {
    const place = {
      table: 'enterprise_contact',
      column: 'name',
      tenant: '52',
      id: crypto.randomUUID(),
    } as const;
    return service.sql(
      `INSERT INTO enterprise_contact (tenant, id, enterprise_id, home_region_code, name_sealed, created_at)
       VALUES ('52', $1, $2, '522626', $3, now())`,
      [place.id, decodeNodeId(enterprise.id)?.id, createPersonalData(before).seal(place, '陈强')],
    );
  };
  const ready = async () => (await fetch(`${service.url}/readyz`)).status;
  const rotate = (settled: () => Promise<void>) =>
    asOwner(service.database.ownerUrl, (client) =>
      rotateKeys(client, createPersonalData(new KeyRing([newest, before])), () => {}, settled),
    );

  it('has the key before retired only when all have had the time to hear, be there nothing to seal anew', async () => {
    const unretired = () => service.sql('SELECT number FROM data_key WHERE retired_at IS NULL ORDER BY 1');
    const waits: unknown[] = [];
    await rotate(async () => {
      waits.push(await unretired());
      if (waits.length === 1) await isWrittenLate();
    });
    expect(waits).toEqual([
      [{ number: 1 }, { number: 2 }],
      [{ number: 1 }, { number: 2 }],
    ]);
    expect(await unretired()).toEqual([{ number: 2 }]);
    expect(await service.sql('SELECT get_byte(name_sealed, 0) AS number FROM enterprise_contact')).toEqual([
      { number: 2 },
    ]);
  });

  it('is not ready and takes nothing down that would be lost', async () => {
    expect(await ready()).toBe(503);
    expect((await add('王五')).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(await service.sql('SELECT count(*)::int AS contacts FROM enterprise_contact')).toEqual([
      { contacts: 1 },
    ]);
  });

  it('waits for nobody when there is nothing left to retire', async () => {
    await rotate(() => Promise.reject(new Error('It waited.')));
  });
});
