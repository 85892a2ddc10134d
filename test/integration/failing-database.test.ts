import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createPersonalData } from '../../src/infra/crypto/personal-data.ts';
import { upgrade } from '../../src/upgrade.ts';
import { MortalPostgres } from '../support/casualties.ts';
import { Network, type Person } from '../support/network.ts';
import { ServiceProcess } from '../support/process.ts';
import { matter } from '../support/tickets.ts';

const OPEN = `mutation ($input: OpenTicketInput!) {
  openTicket(input: $input) { ticket { id } userErrors { code field } } }`;
const TICKETS = '{ tickets(first: 20) { edges { node { id } } } }';

describe('a start without its PostgreSQL', () => {
  it.each([
    ['where nobody listens', '127.0.0.1:1', 'ECONNREFUSED'],
    ['under a name nobody has', 'nowhere.invalid', 'nowhere.invalid'],
  ])('%s ends, and says so in both languages without a credential', async (_, host, why) => {
    const url = `postgres://labor_api:s3cret@${host}/labor`;
    for (const variables of [{}, { MIGRATIONS_DATABASE_URL: url }]) {
      const start = ServiceProcess.start({
        ...variables,
        DATABASE_URL: url,
        DATA_DIR: await mkdtemp(`${tmpdir()}/without-`),
      });
      const message = await start.then(String, (error: Error) => error.message);
      expect(message).toMatch(`无法连接数据库 ${host}/labor：`);
      expect(message).toMatch(`The database ${host}/labor cannot be reached: `);
      expect(message).toMatch(why);
      expect(message).not.toContain('s3cret');
    }
  });
});

describe('a PostgreSQL that fails', () => {
  let postgres: MortalPostgres;
  let service: ServiceProcess;
  let agent: Person;
  let admin: pg.Pool;
  const sql = async <Row extends object = Record<string, unknown>>(text: string, values: unknown[] = []) =>
    (await admin.query<Row>(text, values)).rows;
  const metric = async (name: string) => (await service.metrics()).get(name) ?? Number.NaN;
  /** Nothing of the pool is lost: whoever had a connection has given it back. */
  async function hasItsPoolBack(): Promise<void> {
    while ((await metric('labor_db_connections{state="in_use"}')) > 0);
    expect(await metric('labor_db_waiting')).toBe(0);
    const open = await sql(
      `SELECT state FROM pg_stat_activity WHERE usename = 'labor_api' AND state LIKE 'idle in transaction%'`,
    );
    expect(open).toEqual([]);
  }
  const ready = async () => (await fetch(`${service.url}/readyz`)).status;
  /** Works again by itself: sooner or later, without a restart. */
  async function works(): Promise<void> {
    while ((await agent.codes(TICKETS)).length > 0);
    expect(
      (await agent.data(OPEN, { input: matter({ homeRegionCode: '522626' }) })).openTicket.userErrors,
    ).toEqual([]);
  }

  beforeAll(async () => {
    postgres = await MortalPostgres.start();
    await upgrade(postgres.urls.ownerUrl);
    admin = new pg.Pool({ connectionString: postgres.urls.adminUrl, max: 2 });
    admin.on('error', () => {});
    admin.on('connect', (client) => client.on('error', () => {}));
    const [dataKey, tokenSecret] = [randomBytes(32), randomBytes(32)];
    service = await ServiceProcess.start({
      DATABASE_URL: postgres.urls.serviceUrl,
      DATA_DIR: await mkdtemp(`${tmpdir()}/failing-`),
      DATA_KEY: dataKey.toString('base64'),
      TOKEN_SECRET: tokenSecret.toString('base64'),
      DATABASE_POOL_SIZE: '4',
      RATE_LIMITS: 'off',
      METRICS_PORT: '0',
      METRICS_HOST: '127.0.0.1',
    });
    const network = new Network({
      url: service.url,
      sql,
      personalData: createPersonalData(dataKey),
      tokenSecret,
    });
    agent = await network.person('HOTLINE_AGENT', '520000');
    await works();
  }, 60_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    await admin.end();
    await postgres.stop();
  });

  it('frozen: requests are told so within the bound, and it is used again when it goes on', async () => {
    await postgres.freeze();
    const asked = Promise.all([
      ...Array.from({ length: 6 }, () => agent.codes(TICKETS)),
      ...Array.from({ length: 6 }, () => agent.codes(OPEN, { input: matter({ homeRegionCode: '522626' }) })),
    ]);
    // Told while the requests still wait.
    expect(await Promise.race([ready(), asked])).toBe(503);
    expect(new Set((await asked).flat())).toEqual(new Set(['UNAVAILABLE']));
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    await postgres.thaw();
    await works();
    await hasItsPoolBack();
  }, 120_000);

  it('killed and restarted: nobody has to restart the service', async () => {
    await postgres.killAndRestart();
    await works();
    await hasItsPoolBack();
    expect(await ready()).toBe(200);
  });

  it('without a connection left: requests are told so, and the rest is served', async () => {
    await sql('ALTER ROLE labor_api CONNECTION LIMIT 0');
    await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'labor_api'`);
    expect(await agent.codes(TICKETS)).toEqual(['UNAVAILABLE']);
    expect(await ready()).toBe(503);
    await sql('ALTER ROLE labor_api CONNECTION LIMIT -1');
    await works();
    await hasItsPoolBack();
  });

  it('that takes no writes: changes are told so and leave nothing, reads go on', async () => {
    await sql('ALTER ROLE labor_api SET default_transaction_read_only = on');
    await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'labor_api'`);
    while ((await agent.codes(TICKETS)).length > 0);
    const key = crypto.randomUUID();
    const input = matter({ homeRegionCode: '522626', idempotencyKey: key });
    expect(await agent.codes(OPEN, { input })).toEqual(['UNAVAILABLE']);
    await sql('ALTER ROLE labor_api RESET default_transaction_read_only');
    await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'labor_api'`);
    await works();
    expect(await sql('SELECT FROM idempotency_key WHERE key = $1', [key])).toEqual([]);
    await hasItsPoolBack();
  });

  it('with a full disk: changes are told so and leave nothing, reads go on', async () => {
    // As PostgreSQL says it: the disk of a test cannot be filled without the tests beside it.
    await sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`);
    await sql('CREATE TRIGGER full_disk BEFORE INSERT ON ticket_event EXECUTE FUNCTION full_disk()');
    const [before] = await sql('SELECT count(*)::int AS n FROM service_ticket');
    expect(await agent.codes(OPEN, { input: matter({ homeRegionCode: '522626' }) })).toEqual(['UNAVAILABLE']);
    expect(await agent.codes(TICKETS)).toEqual([]);
    expect(await sql('SELECT count(*)::int AS n FROM service_ticket')).toEqual([before]);
    await sql('DROP TRIGGER full_disk ON ticket_event');
    await works();
    await hasItsPoolBack();
  });

  it('that loses its connection while it commits: the key finds out whether it was done', async () => {
    const input = matter({ homeRegionCode: '522626' });
    // Held at its commit, and cut off there.
    await sql(`CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$`);
    await sql(`CREATE CONSTRAINT TRIGGER held AFTER INSERT ON service_ticket DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW EXECUTE FUNCTION held()`);
    const holder = await admin.connect();
    await holder.query('SELECT pg_advisory_lock(4711)');
    const asked = agent.codes(OPEN, { input });
    const waiting = `SELECT pid FROM pg_stat_activity WHERE usename = 'labor_api' AND wait_event = 'advisory' AND query = 'COMMIT'`;
    while ((await sql(waiting)).length === 0);
    await sql(`SELECT pg_terminate_backend(pid) FROM (${waiting}) w`);
    expect(await asked).toEqual(['UNAVAILABLE']);
    await holder.query('SELECT pg_advisory_unlock(4711)');
    holder.release();
    await sql('DROP TRIGGER held ON service_ticket');
    const [first, again] = [await agent.data(OPEN, { input }), await agent.data(OPEN, { input })];
    expect(first.openTicket.ticket.id).toBe(again.openTicket.ticket.id);
    await hasItsPoolBack();
  });

  it('has made no process fail and no request a fault of ours', () => {
    const faults = service
      .output()
      .split('\n')
      .filter((line) => line.includes('"fault"'));
    expect(faults.filter((line) => !line.includes('"message":"UNAVAILABLE"'))).toEqual([]);
    expect(service.process.exitCode).toBeNull();
  });
});
