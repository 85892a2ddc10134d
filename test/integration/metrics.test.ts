import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../src/infra/db/owner.ts';
import { hashPassword } from '../../src/modules/identity/index.ts';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';
import { Client, signIn } from '../support/client.ts';
import { ServiceProcess } from '../support/process.ts';

const PASSWORD = 'a password of the test';
const USERNAME = 'guizhou.manager';

/** The service as it runs, with its own metrics port, on a database and a Redis of its own. */
describe('the metrics', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let service: ServiceProcess;
  let manager: Client;
  let anybody: Client;

  const scrape = () => service.metrics();
  /** By how much a sample grows through what is done. */
  const growth = async (sample: string, work: () => Promise<unknown>) => {
    const before = (await scrape()).get(sample) ?? 0;
    await work();
    return ((await scrape()).get(sample) ?? 0) - before;
  };
  const requests = (operation: string, outcome: string) =>
    `labor_requests_total{operation="${operation}",outcome="${outcome}"}`;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
    const hash = await hashPassword(PASSWORD);
    await asOwner(database.adminUrl, (client) =>
      client.query(
        `WITH made AS (
           INSERT INTO account (id, tenant, username, name, role, home_region_code, created_at)
           VALUES (gen_random_uuid(), '52', $1, $1, 'MANAGER', '520000', now()) RETURNING *)
         INSERT INTO account_credential (account_id, username, home_region_code, password_hash, changed_at)
         SELECT id, username, home_region_code, $2, created_at FROM made`,
        [USERNAME, hash],
      ),
    );
    service = await ServiceProcess.start({
      DATABASE_URL: database.serviceUrl,
      REDIS_URL: redis.url,
      METRICS_PORT: '0',
      METRICS_HOST: '127.0.0.1',
      DATA_KEY: randomBytes(32).toString('base64'),
      TOKEN_SECRET: randomBytes(32).toString('base64'),
    });
    manager = await signIn(service.url, USERNAME, PASSWORD);
    anybody = new Client(service.url);
  }, 60_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    await redis.stop();
    await database.drop();
  });

  it('are on a port of their own, and nowhere else', async () => {
    const response = await fetch(service.metricsUrl ?? '');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
    expect((await fetch(new URL('/graphql', service.metricsUrl))).status).toBe(404);
  });

  it('count a request by its field of the root and its outcome, and time it', async () => {
    const stations = () => manager.data('{ stations(first: 1) { edges { node { id } } } }');
    expect(await growth(requests('stations', 'OK'), stations)).toBe(1);
    expect(await growth('labor_request_duration_seconds_count{operation="stations"}', stations)).toBe(1);
    const refused = () => anybody.codes('{ stations(first: 1) { edges { node { id } } } }');
    expect(await growth(requests('stations', 'UNAUTHENTICATED'), refused)).toBe(1);
  });

  it('tell a change that left something to mend from one that was made', async () => {
    const wrong = 'mutation { signIn(input: { username: "somebody", password: "wrong" }) { ';
    const asked = () => anybody.data(`${wrong} userErrors { code: message } } }`);
    expect(await growth(requests('signIn', 'USER_ERROR'), asked)).toBe(1);
    // What the client does not ask for is not there to be seen.
    expect(await growth(requests('signIn', 'OK'), () => anybody.data(`${wrong} accessToken } }`))).toBe(1);
  });

  it('count statements by the read they belong to', async () => {
    const stations = () => manager.data('{ stations(first: 1) { edges { node { id } } } }');
    expect(await growth('labor_sql_statements_total{statement="stations"}', stations)).toBe(1);
  });

  it.each([
    ['an alias', '{ secret13985500001: viewer { username } }', 'viewer', 'OK'],
    ['the same twice', '{ a: viewer { role } b: viewer { username } }', 'viewer', 'OK'],
    ['a name of an operation', 'query secret13985500001 { viewer { username } }', 'viewer', 'OK'],
    [
      'fragments',
      '{ ...secret13985500001 } fragment secret13985500001 on Query { viewer { role } }',
      'viewer',
      'OK',
    ],
    ['several fields', '{ viewer { role } regions { code } }', 'several', 'OK'],
    ['the schema', '{ __schema { queryType { name } } }', '__schema', 'OK'],
    ['an unknown field', '{ secret13985500001 }', 'none', 'GRAPHQL_VALIDATION_FAILED'],
    ['what cannot be read', '{ secret13985500001', 'none', 'GRAPHQL_PARSE_FAILED'],
    ['a record that is not there', '{ node(id: "secret13985500001") { id } }', 'node', 'NOT_FOUND'],
    [
      'too much',
      '{ regions { parent { parent { code name level } } name } a: regions { code name level } b: regions { code } }',
      'regions',
      'QUERY_TOO_COMPLEX',
    ],
    [
      'an unknown operation',
      'query A { viewer { role } } query B { viewer { role } }',
      'none',
      'BAD_USER_INPUT',
    ],
  ])('take only words of the schema for labels: %s', async (_what, query, operation, outcome) => {
    expect(await growth(requests(operation, outcome), () => manager.ask(query))).toBe(1);
    expect([...(await scrape()).keys()].join('\n')).not.toContain('13985500001');
  });

  it('take no longer for fragments that double with every level', async () => {
    const levels = Array.from(
      { length: 60 },
      (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`,
    );
    const query = `{ ...f0 } ${levels.join(' ')} fragment f60 on Query { __typename }`;
    const { status } = await manager.ask(query);
    expect([200, 400]).toContain(status);
  });

  it('count what is not a request at all', async () => {
    expect(await growth(requests('none', 'BAD_USER_INPUT'), () => manager.post('{}'))).toBe(1);
  });

  it('count attempts to sign in that are refused', async () => {
    const attempts = async () => {
      for (let i = 0; i < 12; i++) {
        await anybody.ask(
          'mutation { signIn(input: { username: "nobody", password: "wrong" }) { accessToken } }',
        );
      }
    };
    expect(await growth('labor_attempts_refused_total', attempts)).toBe(2);
    expect((await scrape()).get(requests('signIn', 'RATE_LIMITED'))).toBe(2);
  });

  it('count whoever is refused, with the audit and without it', async () => {
    const wrong = (name: string) =>
      anybody.data(`mutation { signIn(input: { username: "${name}", password: "wrong" }) { accessToken } }`);
    const [audited, counted] = ['yes', 'no'].map((is) => `labor_refusals_total{audited="${is}"}`) as [
      string,
      string,
    ];
    const before = await scrape();
    await wrong(USERNAME);
    await wrong('nobody.at.all');
    // Counted beside the answers.
    for (const sample of [audited, counted]) {
      while (((await scrape()).get(sample) ?? 0) === (before.get(sample) ?? 0));
      expect((await scrape()).get(sample)).toBe((before.get(sample) ?? 0) + 1);
    }
  });

  it('count sealed values that do not open, by where they stand', async () => {
    const id = crypto.randomUUID();
    await asOwner(database.adminUrl, (client) =>
      client.query(
        `INSERT INTO worker (tenant, id, home_region_code, name_sealed, created_at) VALUES ('52', $1, '522626', $2, now())`,
        [id, randomBytes(40)],
      ),
    );
    const asked = () =>
      manager.data('query ($id: ID!) { node(id: $id) { ... on Worker { name } } }', {
        id: encodeNodeId('Worker', '52', id),
      });
    const unreadable = 'labor_unreadable_values_total{table="worker",column="name"}';
    expect(await growth(unreadable, asked)).toBe(1);
    expect(await growth(unreadable, asked)).toBe(1);
  });

  it('count figures of dashboards by where they came from', async () => {
    const asked = (figure: string) =>
      manager.data(`{ networkDashboard(homeProvinceCode: "52", period: { from: "2024-01-01", to: "2024-10-01" }) {
        totals { ${figure} } } }`);
    const figures = (source: string) => `labor_figures_total{source="${source}"}`;
    // What was added up, and what is overdue.
    expect(await growth(figures('database'), () => asked('visits'))).toBe(2);
    while ((await growth(figures('memory'), () => asked('stations'))) !== 2);
    while ((await growth(figures('answer'), () => asked('visits'))) !== 1);
    expect((await scrape()).get(figures('stale'))).toBeUndefined();
  });

  it('show the pool, Redis and the process', async () => {
    const samples = await scrape();
    expect(samples.get('labor_db_connections{state="in_use"}')).toBe(0);
    expect(samples.get('labor_db_connections{state="idle"}')).toBeGreaterThan(0);
    expect(samples.get('labor_db_waiting')).toBe(0);
    expect(samples.get('labor_redis_up')).toBe(1);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(samples.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  it('show that Redis is gone, while the service goes on', async () => {
    await redis.stop();
    await manager.data('{ viewer { username } }');
    // It is noticed when the connection's end arrives.
    while ((await scrape()).get('labor_redis_up') !== 0);
  });

  it('hold nobody’s name', async () => {
    expect([...(await scrape()).keys()].join('\n')).not.toContain(USERNAME);
  });
});
