import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createPersonalData } from '../../src/infra/crypto/personal-data.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { Hand, type Worker } from '../support/hand.ts';
import { Inspector } from '../support/inspector.ts';
import { Network } from '../support/network.ts';
import { asStarted, ServiceProcess } from '../support/process.ts';

/** As long as one likes: SOAK_MINUTES=60 npm test -- integration/soak. */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 0);
/** Of each hand: until all that is filled once is full, and then. */
const WARM_UP_ROUNDS = 20;
const ROUNDS = MINUTES > 0 ? Number.POSITIVE_INFINITY : 80;
const HANDS: readonly Worker[] = ['STATION_STAFF', 'HR_OFFICER', 'HOTLINE_AGENT', 'MANAGER'];

/** What one request may leave behind, in bytes: an object kept for each of them is more. */
const LEFT_BY_A_REQUEST = 500;
/** The connections to the database that a process has, if nobody says otherwise. */
const POOL = 10;
const REFUSALS = [
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'NOT_FOUND',
  'USER_ERROR',
];

interface State {
  requests: number;
  held: number;
  resident: number;
  files: number;
  resources: number;
}

/** The service as it runs, with eight people at work on it, two of each kind, all at once and without a pause. */
describe('a service that works for long', () => {
  let database: TestDatabase;
  let admin: pg.Pool;
  let service: ServiceProcess;
  let hands: Hand[];
  let warm: State;
  let end: State;

  const sql = async <Row extends object = Record<string, unknown>>(text: string, values: unknown[] = []) =>
    (await admin.query<Row>(text, values)).rows;

  beforeAll(
    async () => {
      database = await createTestDatabase();
      admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
      admin.on('error', () => {});
      const [dataKey, tokenSecret] = [randomBytes(32), randomBytes(32)];
      service = await ServiceProcess.start(
        {
          DATABASE_URL: database.serviceUrl,
          REDIS_URL: process.env.TEST_REDIS_URL ?? '',
          DATA_KEY: dataKey.toString('base64'),
          AUDIT_KEY: randomBytes(32).toString('base64'),
          TOKEN_SECRET: tokenSecret.toString('base64'),
          METRICS_PORT: '0',
          METRICS_HOST: '127.0.0.1',
          LOG_LEVEL: 'warn',
          // A hundred rounds are within what people may ask in a minute, an hour's are not.
          RATE_LIMITS: MINUTES > 0 ? 'off' : 'on',
        },
        { command: [process.execPath, '--inspect=127.0.0.1:0', ...asStarted] },
      );
      const network = new Network({
        url: service.url,
        sql,
        personalData: createPersonalData(dataKey),
        tokenSecret,
      });
      await network.agreement(['520000', '440600']);
      const [home, host] = ['522626', '440607'];
      const place = {
        home,
        host,
        station: await network.station('WORKSTATION', home, host),
        enterprise: await network.enterprise(host),
      };
      hands = await Promise.all([...HANDS, ...HANDS].map((role) => Hand.hire(network, role, place)));

      await work(WARM_UP_ROUNDS, () => false);
      warm = await stateAtRest();
      const stopAt = Date.now() + MINUTES * 60_000;
      await work(ROUNDS, () => MINUTES > 0 && Date.now() > stopAt);
      end = await stateAtRest();
      tell();
    },
    (MINUTES + 8) * 60_000,
  );
  afterAll(async () => {
    await service?.end('SIGTERM');
    await admin?.end();
    await database?.drop();
  });

  /** One who is answered as nobody should be ends the work of all. */
  async function work(rounds: number, isOver: () => boolean): Promise<void> {
    let failed = false;
    await Promise.all(
      hands.map((hand) =>
        hand
          .works(rounds, () => failed || isOver())
          .catch((error) => {
            failed = true;
            throw error;
          }),
      ),
    );
  }

  /** What the process has when it has finished all it was asked for. */
  async function stateAtRest(): Promise<State> {
    while ((await service.metrics()).get('labor_db_connections{state="in_use"}') !== 0);
    const inspector = await Inspector.attach(service.output());
    const held = await inspector.heldBytes().finally(() => inspector.detach());
    const metrics = await service.metrics();
    const of = (name: string) => metrics.get(name) ?? Number.NaN;
    return {
      requests: sumOf(metrics, 'labor_requests_total'),
      held,
      resident: of('process_resident_memory_bytes'),
      files: of('process_open_fds'),
      resources: of('nodejs_active_resources_total'),
    };
  }

  function tell(): void {
    const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(1);
    const requests = end.requests - warm.requests;
    process.stdout.write(
      `soak: ${requests} requests after ${warm.requests} to warm up; held ${megabytes(warm.held)} MB, then ` +
        `${megabytes(end.held)} (${((end.held - warm.held) / requests).toFixed(0)} bytes a request); resident ` +
        `${megabytes(warm.resident)} MB, then ${megabytes(end.resident)}; open files ${warm.files}, then ${end.files}; ` +
        `resources ${warm.resources}, then ${end.resources}\n`,
    );
  }

  const done = (what: string) => hands.reduce((sum, hand) => sum + (hand.done.get(what) ?? 0), 0);

  it('was as hard as it was meant to be', () => {
    expect(end.requests - warm.requests).toBeGreaterThan(5_000);
    expect(done('given up')).toBeGreaterThan(400);
    expect(done('refused')).toBeGreaterThan(800);
  });

  it('has answered everything as it should', async () => {
    const outcomes = [...(await service.metrics()).keys()].flatMap(
      (key) => /^labor_requests_total\{.*outcome="(\w+)"/.exec(key)?.[1] ?? [],
    );
    expect(new Set(outcomes)).toEqual(new Set(['OK', ...REFUSALS]));
  });

  it('has made once what was asked for once, whoever gave up on it', async () => {
    const made = await sql(
      `SELECT (SELECT count(*)::int FROM enterprise_visit) AS "LogVisit",
              (SELECT count(*)::int FROM job_posting) AS "PostJob",
              (SELECT count(*)::int FROM service_ticket) AS "OpenTicket",
              (SELECT count(*)::int FROM ticket_event WHERE type = 'NOTED') AS "NoteTicket"`,
    );
    const operations = ['LogVisit', 'PostJob', 'OpenTicket', 'NoteTicket'];
    expect(made).toEqual([Object.fromEntries(operations.map((operation) => [operation, done(operation)]))]);
  });

  it('has given back every connection to the database', async () => {
    // What goes on beside requests borrows one now and then, and gives it back.
    while ((await service.metrics()).get('labor_db_connections{state="in_use"}') !== 0);
    expect((await service.metrics()).get('labor_db_waiting')).toBe(0);
    const open = `SELECT FROM pg_stat_activity
                   WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
    while ((await sql(open)).length > 0);
  });

  it('holds no more files, timers and sockets than before', () => {
    // One for each hand and each connection of the pool, which come and go.
    expect(end.files).toBeLessThanOrEqual(warm.files + hands.length + POOL);
    expect(end.resources).toBeLessThanOrEqual(warm.resources + hands.length + POOL);
  });

  it('holds no more memory than before', () => {
    expect(end.held - warm.held).toBeLessThan(LEFT_BY_A_REQUEST * (end.requests - warm.requests));
  });

  it('finishes what it has begun for all of them when it is told to stop', async () => {
    const holder = await admin.connect();
    await holder.query('BEGIN; LOCK TABLE session');
    let isStopping = false;
    const looking = hands.map((hand) => hand.looks(() => isStopping));
    const waiting = `SELECT FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '/* session */%'`;
    while ((await sql(waiting)).length < hands.length);
    isStopping = true;
    const ending = service.end('SIGTERM');
    while (await isListening());
    await holder.query('COMMIT');
    holder.release();
    await Promise.all(looking);
    expect(done('looked')).toBe(hands.length);
    expect(await ending).toBe(0);
  });

  it('has had nothing to say that anybody would have to look at', () => {
    const said = service.output().split('\n').filter(Boolean);
    // On a machine that is as busy Redis may be given up for a moment: each process counts by itself then.
    const usual = /^(服务已就绪|监控指标|Debugger |For help, see)|Socket timeout.*"msg":"redis"/;
    expect(said.filter((line) => !usual.test(line))).toEqual([]);
  });

  const isListening = () =>
    new Promise<boolean>((resolve) => {
      const { hostname, port } = new URL(service.url);
      const caller = connect(Number(port), hostname);
      caller.once('connect', () => resolve(true)).once('error', () => resolve(false));
      caller.once('connect', () => caller.destroy());
    });
});

const sumOf = (metrics: Map<string, number>, name: string) =>
  [...metrics].reduce((sum, [key, value]) => (key.startsWith(`${name}{`) ? sum + value : sum), 0);
