import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import pg from 'pg';
import { assertAffordable } from '../../src/graphql/complexity.ts';
import { RATES } from '../../src/graphql/rates.ts';
import { createPersonalData } from '../../src/infra/crypto/personal-data.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';
import { Network, Person, type Seeded } from '../support/network.ts';
import { ServiceProcess } from '../support/process.ts';
import { RoundRobin } from '../support/round-robin.ts';

const LOG = `mutation ($input: LogVisitInput!) { logVisit(input: $input) { visit { id } userErrors { code } } }`;
const DASHBOARD = `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
  staleSince totals { visits } byTier { tier visits } } }`;

/** Two processes on one PostgreSQL and one Redis, behind one address. */
describe('two replicas', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let replicas: ServiceProcess[];
  let proxy: RoundRobin;
  let admin: pg.Pool;
  let network: Network;
  let staff: Person;
  let manager: Person;
  let station: Seeded;
  let enterprise: Seeded;
  let environment: Record<string, string>;
  let visits = 0;
  const today = businessDate(new Date());
  const period = { from: today, to: addDays(today, 1) };
  const sql = async <Row extends object = Record<string, unknown>>(text: string, values: unknown[] = []) =>
    (await admin.query<Row>(text, values)).rows;
  /** The same person, at one of the replicas. */
  const at = (replica: number, { token, actor, session }: Person) =>
    new Person(replicas[replica % 2]?.url ?? '', token ?? '', actor, session);

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
    const [dataKey, tokenSecret] = [randomBytes(32), randomBytes(32)];
    environment = {
      DATABASE_URL: database.serviceUrl,
      REDIS_URL: redis.url,
      DATA_DIR: await mkdtemp(`${tmpdir()}/replicas-`),
      DATA_KEY: dataKey.toString('base64'),
      TOKEN_SECRET: tokenSecret.toString('base64'),
      RATE_LIMITS: 'off',
    };
    admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
    admin.on('error', () => {});
    replicas = [await ServiceProcess.start(environment), await ServiceProcess.start(environment)];
    proxy = await RoundRobin.before(replicas.map(({ url }) => url));
    network = new Network({ url: proxy.url, sql, personalData: createPersonalData(dataKey), tokenSecret });
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    manager = await network.person('MANAGER', '520000');
  }, 60_000);
  afterAll(async () => {
    await proxy.stop();
    await Promise.all(replicas.map((one) => one.end('SIGTERM')));
    await admin.end();
    await redis.stop();
    await database.drop();
  });

  async function logsVisit(by: Person): Promise<void> {
    const { logVisit } = await by.data(LOG, {
      input: {
        idempotencyKey: crypto.randomUUID(),
        stationId: station.id,
        enterpriseId: enterprise.id,
        visitedOn: today,
        way: 'PHONE',
        participants: ['杨光'],
      },
    });
    expect(logVisit.userErrors).toEqual([]);
    visits++;
  }

  /** What somebody's dashboard says. It is never more than what was written, nor of two minds. */
  async function says(reader: Person): Promise<number> {
    const { networkDashboard } = await reader.data(DASHBOARD, { period });
    const { totals, byTier, staleSince } = networkDashboard;
    expect(byTier.find(({ tier }: { tier: string }) => tier === 'WORKSTATION').visits).toBe(totals.visits);
    expect(staleSince).toBeNull();
    expect(totals.visits).toBeLessThanOrEqual(visits);
    return totals.visits;
  }

  /**
   * Writes through one replica and reads through it, at once, and through the other until it shows there.
   * @returns milliseconds from the write's answer to the first question that was answered by it. Who asks more than a
   *   second after that is shown it, however slow the machine is: every such answer is looked at.
   */
  async function untilSeen(turn: number): Promise<number> {
    await says(at(turn + 1, manager));
    await logsVisit(at(turn, staff));
    const written = performance.now();
    expect(await says(at(turn, manager))).toBe(visits);
    for (;;) {
      const asked = performance.now() - written;
      const seen = await says(at(turn + 1, manager));
      if (seen === visits) return asked;
      expect(asked).toBeLessThan(1_000);
    }
  }
  async function isSeen(times: number, state: string): Promise<void> {
    const delays: number[] = [];
    for (let i = 0; i < times; i++) delays.push(await untilSeen(i));
    delays.sort((a, b) => a - b);
    const [median, last] = [delays[times >> 1], delays.at(-1)].map((ms) => ms?.toFixed(0));
    process.stdout.write(
      `seen by the other replica, ${state}: ${times} of ${times}, median ${median} ms, latest ${last} ms\n`,
    );
  }

  it('show a write at once, and one through the other within a second, 200 times of 200', async () => {
    await isSeen(200, 'with Redis');
    const [row] = await sql('SELECT count(*)::int AS n FROM enterprise_visit');
    expect(row?.n).toBe(visits);
  }, 300_000);

  it('show it all the same with a Redis that stands still, is gone, and is there again with nothing in it', async () => {
    redis.freeze();
    await isSeen(20, 'Redis frozen');
    redis.thaw();
    await redis.kill();
    await isSeen(20, 'Redis killed');
    redis = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')), Number(new URL(redis.url).port));
    await isSeen(20, 'Redis new');
  }, 120_000);

  it('show the writes of many at once to whoever asks behind one address', async () => {
    const writers = Array.from({ length: 8 }, () => Array.from({ length: 5 }, () => logsVisit(staff)));
    await Promise.all(writers.flat());
    const written = performance.now();
    for (let asked = 0, seen = 0; seen < 10; ) {
      asked = performance.now() - written;
      const saw = await says(manager);
      seen = saw === visits ? seen + 1 : 0;
      if (asked > 1_000) expect(saw).toBe(visits);
    }
  }, 60_000);

  it('run each timer once when it is due', async () => {
    await sql('CREATE TABLE moved (name text NOT NULL)');
    await sql(`CREATE FUNCTION note_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      'BEGIN INSERT INTO public.moved VALUES (NEW.name); RETURN NULL; END'`);
    await sql(`CREATE TRIGGER note_move AFTER UPDATE ON timer FOR EACH ROW
      WHEN (NEW.due_at > OLD.due_at AND NEW.name LIKE 'forget%') EXECUTE FUNCTION note_move()`);
    const waiting = `SELECT count(*)::int AS n FROM timer WHERE name LIKE 'forget%' AND due_at < now() + interval '1 minute'`;
    for (let round = 1; round <= 5; round++) {
      await sql(`UPDATE timer SET due_at = now() - interval '1 second' WHERE name LIKE 'forget%'`);
      while ((await sql<{ n: number }>(waiting))[0]?.n !== 0);
      // Claimed once and done once, by one of the two.
      const moves = await sql<{ name: string; n: number }>(
        'SELECT name, count(*)::int AS n FROM moved GROUP BY name',
      );
      expect(moves.map(({ n }) => n)).toEqual(Array(5).fill(2 * round));
    }
  }, 60_000);

  it('count together how much one person asks for', async () => {
    const limited = await Promise.all(
      [0, 1].map(() => ServiceProcess.start({ ...environment, RATE_LIMITS: 'on' })),
    );
    const asker = await network.person('MANAGER', '520000');
    const query = `{ visits(first: 60) { edges { node { enterprise { visits(first: 100) { edges { node { id visitedOn } } } } } } } }`;
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const points = Math.ceil(assertAffordable(schema, parse(query), undefined, {}) / 1_000);
    const most = Math.floor(RATES.actor.points / points);
    let answered = 0;
    for (const refusing = new Set<number>(); refusing.size < 2; ) {
      for (const [i, { url }] of limited.entries()) {
        const { status } = await new Person(url, asker.token ?? '', asker.actor, asker.session).ask(query);
        if (status === 429) refusing.add(i);
        else answered++;
      }
    }
    await Promise.all(limited.map((one) => one.end('SIGTERM')));
    expect(answered).toBeGreaterThanOrEqual(most);
    // Each by itself would have answered as many.
    expect(answered).toBeLessThan(most * 1.5);
  }, 60_000);
});
