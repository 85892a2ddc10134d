import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Outbox } from '../../src/infra/background/outbox.ts';
import { createPersonalData } from '../../src/infra/crypto/personal-data.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { createLogger } from '../../src/infra/logger.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { upgrade } from '../../src/upgrade.ts';
import { Listener } from '../support/announcements.ts';
import { MortalPostgres, MortalReplicas } from '../support/casualties.ts';
import { operate } from '../support/cli.ts';
import { expectedFigures, figuresOf, yearOnYearOf } from '../support/figures.ts';
import { Network, Person } from '../support/network.ts';
import { readRows, recount } from '../support/recount.ts';
import { type Acknowledged, Writer } from '../support/writers.ts';

/** As many as one likes: TORTURE_WRITES=20000 npm test -- torture. */
const WRITES = Number(process.env.TORTURE_WRITES ?? 2_000);
const PROCESS_KILLS = 20;
const DATABASE_KILLS = 3;

/** Two replicas and their database, killed again and again while eight people work. */
describe('work under kill -9', () => {
  let postgres: MortalPostgres;
  let replicas: MortalReplicas;
  let environment: Record<string, string>;
  let admin: pg.Pool;
  let dataSource: DataSource;
  let outbox: Outbox;
  let follower: Listener;
  let manager: Person;
  const acknowledged: Acknowledged[] = [];
  const kills = { process: 0, database: 0 };
  let unanswered = 0;

  /** Runs SQL past row-level security, to look at what is really there. */
  const sql = async <Row extends object = Record<string, unknown>>(
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> => (await admin.query(text, values)).rows;
  /** What the replicas logged as faults, but for those of a database that is away. */
  const faults = () =>
    replicas.outputs.flatMap((said) =>
      said()
        .split('\n')
        .filter((line) => line.includes('"msg":"fault"') && !line.includes('"message":"UNAVAILABLE"')),
    );
  /** The records for which this does not hold: there must be none. */
  const exceptions = async (text: string) => expect(await sql(text)).toEqual([]);

  beforeAll(async () => {
    postgres = await MortalPostgres.start();
    const { adminUrl, ownerUrl, serviceUrl } = postgres.urls;
    await upgrade(ownerUrl);
    admin = new pg.Pool({ connectionString: adminUrl, max: 4 });
    admin.on('error', () => {});
    admin.on('connect', (client) => client.on('error', () => {}));

    const [dataKey, tokenSecret] = [randomBytes(32), randomBytes(32)];
    environment = {
      DATABASE_URL: serviceUrl,
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
      DATA_DIR: await mkdtemp(`${tmpdir()}/torture-`),
      DATA_KEY: dataKey.toString('base64'),
      TOKEN_SECRET: tokenSecret.toString('base64'),
      RATE_LIMITS: 'off',
    };
    replicas = await MortalReplicas.start(environment, 2);
    const network = new Network({ url: '', sql, personalData: createPersonalData(dataKey), tokenSecret });
    dataSource = await createDataSource({
      url: serviceUrl,
      entities: [],
      poolSize: 2,
      bounded: true,
    }).initialize();
    outbox = new Outbox(dataSource, createLogger('silent'));
    follower = new Listener(outbox);
    await sql('CREATE TABLE taken (turn bigint GENERATED ALWAYS AS IDENTITY, position bigint)');
    await sql('GRANT INSERT ON taken TO labor_service');
    outbox.consume({
      name: 'torture',
      async take(announcements, manager) {
        const positions = announcements.map(({ position }) => position);
        await manager.query('INSERT INTO taken (position) SELECT unnest($1::bigint[])', [positions]);
      },
    });
    outbox.start();
    await outbox.following;

    manager = await network.person('MANAGER', '520000');
    await network.agreement(['520000', '440600']);
    await work(network);
  }, 280_000);
  afterAll(async () => {
    await replicas?.stop();
    await outbox?.stop();
    await dataSource?.destroy();
    await admin?.end();
    await postgres?.stop();
  }, 60_000);

  async function work(network: Network): Promise<void> {
    let failed = false;
    let databaseBack: Promise<unknown> = Promise.resolve();
    const due = (kind: keyof typeof kills, of: number) =>
      kills[kind] < of && acknowledged.length >= ((kills[kind] + 1) * WRITES) / (of + 1);
    const desk = {
      url: (turn: number) => replicas.url(turn),
      isDone: () => failed || acknowledged.length >= WRITES,
      unanswered() {
        unanswered++;
      },
      acknowledge(one: Acknowledged) {
        acknowledged.push(one);
        if (due('process', PROCESS_KILLS)) {
          kills.process++;
          replicas.kill();
        }
        if (due('database', DATABASE_KILLS)) {
          kills.database++;
          databaseBack = databaseBack.then(() => postgres.killAndRestart());
        }
      },
    };
    const working: Promise<void>[] = [];
    const works = (work: Promise<void>) =>
      working.push(
        work.catch((error) => {
          failed = true;
          throw error;
        }),
      );
    for (let i = 0; i < 4; i++) {
      const agent = await network.person('HOTLINE_AGENT', '520000');
      works(new Writer(agent, desk).answersCalls('522626'));
      const station = await network.station('WORKSTATION', '522626', '440607');
      const staff = await network.person('STATION_STAFF', '522626', station);
      works(new Writer(staff, desk).visits(station, await network.enterprise('440607')));
    }
    await Promise.all(working).finally(() => Promise.all([databaseBack, replicas.settled()]));
    process.stdout.write(
      `torture: ${acknowledged.length} writes acknowledged, ${unanswered} requests unanswered, ` +
        `${kills.process} processes and ${kills.database} databases killed\n`,
    );
  }

  it('was as hard as it was meant to be', () => {
    expect(acknowledged.length).toBeGreaterThanOrEqual(WRITES);
    expect(kills).toEqual({ process: PROCESS_KILLS, database: DATABASE_KILLS });
    expect(unanswered).toBeGreaterThan(0);
  });

  it('kept every acknowledged write, once', async () => {
    const made = await sql<{ operation: string; id: string; times: number }>(
      'SELECT operation, record_id AS id, count(*)::int AS times FROM audit_entry GROUP BY 1, 2',
    );
    const times = new Map(made.map((one) => [`${one.operation} ${one.id}`, one.times]));
    const lost = acknowledged.filter(
      ({ operation, id }) => times.get(`${operation} ${decodeNodeId(id)?.id}`) !== 1,
    );
    expect(lost).toEqual([]);
    const versions = new Map(
      (
        await sql<{ id: string; version: number }>(
          `SELECT id, version FROM service_ticket UNION ALL SELECT id, version FROM visit_follow_up
           UNION ALL SELECT id, version FROM job_posting`,
        )
      ).map(({ id, version }) => [id, version]),
    );
    const overwritten = acknowledged.filter(
      ({ id, version }) => version !== null && (versions.get(decodeNodeId(id)?.id ?? '') ?? 0) < version,
    );
    expect(overwritten).toEqual([]);
  });

  it('left no write half-done, acknowledged or not', async () => {
    await exceptions(`
      SELECT t.id, t.version, t.status FROM service_ticket t
       WHERE (SELECT count(*) FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'OPENED') <> 1
          OR (SELECT count(*) FROM ticket_caller c WHERE c.ticket_id = t.id AND c.phone_hash IS NOT NULL) <> 1
          OR (SELECT count(*) FROM audit_entry a WHERE a.record_id = t.id AND a.operation = 'openTicket') <> 1
          OR (SELECT count(*) FROM idempotency_key k WHERE k.record_id = t.id AND k.operation = 'openTicket') <> 1
          OR t.version <> 1 + (SELECT count(*) FROM ticket_event e
                                WHERE e.ticket_id = t.id AND e.type IN ('ACCEPTED', 'RESOLVED'))
          OR (t.status IN ('IN_PROGRESS', 'RESOLVED')) <> EXISTS (
               SELECT FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'ACCEPTED')
          OR (t.status = 'RESOLVED') <> (t.resolved_at IS NOT NULL)`);
    await exceptions(`
      SELECT e.ticket_id, e.type FROM ticket_event e
       GROUP BY e.ticket_id, e.type
      HAVING count(*) <> (SELECT count(*) FROM audit_entry a
                           WHERE a.record_id = e.ticket_id
                             AND a.operation = CASE e.type WHEN 'OPENED' THEN 'openTicket' WHEN 'ACCEPTED' THEN 'acceptTicket'
                                                           WHEN 'NOTED' THEN 'addTicketNote' ELSE 'resolveTicket' END)`);
    await exceptions(`
      SELECT v.id FROM enterprise_visit v
       WHERE (SELECT count(*) FROM visit_participant p WHERE p.visit_id = v.id) <> 2
          OR (SELECT count(*) FROM visit_follow_up f WHERE f.visit_id = v.id) <> 1
          OR (SELECT count(*) FROM enterprise_contact c WHERE c.id = v.contact_id) <> 1
          OR (SELECT count(*) FROM audit_entry a WHERE a.record_id = v.id AND a.operation = 'logVisit') <> 1
          OR (SELECT count(*) FROM idempotency_key k WHERE k.record_id = v.id) <> 1`);
    await exceptions(`
      SELECT f.id FROM visit_follow_up f
       WHERE f.version <> 1 + (SELECT count(*) FROM audit_entry a
                                WHERE a.record_id = f.id AND a.operation = 'completeFollowUp')
          OR (f.done_at IS NOT NULL) <> (f.version = 2)`);
    await exceptions(`
      SELECT j.id FROM job_posting j
       WHERE (SELECT count(*) FROM job_title t WHERE t.posting_id = j.id) <> (j.published_at IS NOT NULL)::int
          OR (SELECT count(*) FROM job_collection c WHERE c.posting_id = j.id) <> 1
          OR (SELECT count(*) FROM audit_entry a WHERE a.record_id = j.id AND a.operation = 'publishJobPosting')
             <> j.version - 1
          OR (j.published_at IS NOT NULL) <> (j.version = 2)
          OR (SELECT count(*) FROM audit_entry a WHERE a.record_id = j.id AND a.operation = 'postJob') <> 1
          OR (SELECT count(*) FROM idempotency_key k WHERE k.record_id = j.id) <> 1`);
    await exceptions(`
      SELECT c.id FROM enterprise_contact c
       WHERE (SELECT count(*) FROM audit_entry a WHERE a.record_id = c.id AND a.operation = 'addContact')
             <> CASE WHEN EXISTS (SELECT FROM enterprise_visit v WHERE v.contact_id = c.id) THEN 0 ELSE 1 END
          OR (SELECT count(*) FROM idempotency_key k WHERE k.record_id = c.id)
             <> CASE WHEN EXISTS (SELECT FROM enterprise_visit v WHERE v.contact_id = c.id) THEN 0 ELSE 1 END`);
    await exceptions(`
      SELECT actor_id FROM ticket_event WHERE type = 'NOTED' GROUP BY actor_id
      EXCEPT ALL
      SELECT k.actor_id FROM idempotency_key k WHERE k.operation = 'addTicketNote' GROUP BY k.actor_id
      HAVING count(*) = (SELECT count(*) FROM ticket_event e WHERE e.actor_id = k.actor_id AND e.type = 'NOTED')`);
    // The audit and the keys speak of nothing that is not there.
    await exceptions(`
      SELECT a.operation, a.record_id FROM audit_entry a
       WHERE NOT EXISTS (SELECT FROM service_ticket r WHERE r.id = a.record_id)
         AND NOT EXISTS (SELECT FROM enterprise_visit r WHERE r.id = a.record_id)
         AND NOT EXISTS (SELECT FROM visit_follow_up r WHERE r.id = a.record_id)
         AND NOT EXISTS (SELECT FROM enterprise_contact r WHERE r.id = a.record_id)
         AND NOT EXISTS (SELECT FROM job_posting r WHERE r.id = a.record_id)`);
    await exceptions(`
      SELECT k.operation, k.record_id FROM idempotency_key k
       WHERE (SELECT count(*) FROM audit_entry a
               WHERE a.operation = k.operation AND a.record_id = k.record_id) = 0
         AND k.operation <> 'addTicketNote'`);
  });

  it('was announced: to a follower and to a consumer, all of it and in order', async () => {
    await exceptions(`
      SELECT a.operation, a.record_id FROM audit_entry a
       GROUP BY a.operation, a.record_id
      HAVING count(*) <> (SELECT count(*) FROM outbox o
                           WHERE o.record_id = a.record_id AND o.operation = a.operation)`);
    const [{ written } = { written: 0 }] = await sql<{ written: number }>(
      'SELECT count(*)::int AS written FROM outbox',
    );
    const positions = Array.from({ length: written }, (_, i) => i + 1);
    await follower.until((heard) => heard.length >= written);
    expect(follower.positions()).toEqual(positions);
    for (let taken = 0; taken < written; ) {
      [{ taken } = { taken: 0 }] = await sql<{ taken: number }>('SELECT count(*)::int AS taken FROM taken');
    }
    const taken = await sql<{ position: number }>('SELECT position::int FROM taken ORDER BY turn');
    expect(taken.map(({ position }) => position)).toEqual(positions);

    const steps = [
      'openTicket',
      'acceptTicket',
      'resolveTicket',
      'logVisit',
      'completeFollowUp',
      'postJob',
      'publishJobPosting',
    ];
    const last = new Map<string, number>();
    const overtaken = follower.heard.filter(({ recordId, operation }) => {
      const step = steps.indexOf(operation);
      if (step < 0) return false;
      const earlier = last.get(recordId) ?? -1;
      last.set(recordId, Math.max(step, earlier));
      return step < earlier;
    });
    expect(overtaken).toEqual([]);
  });

  it('left an audit that is sealed whole', async () => {
    for (let waiting = 1; waiting > 0; ) {
      [{ waiting } = { waiting: 0 }] = await sql<{ waiting: number }>(
        'SELECT count(*)::int AS waiting FROM audit_unsealed',
      );
    }
    const { ownerUrl } = postgres.urls;
    expect(await operate('verify-audit', [], { ...environment, MIGRATIONS_DATABASE_URL: ownerUrl })).toEqual({
      code: 0,
      said: expect.stringMatching(/The audit is whole: \d{4,} sealed entries/),
    });
  });

  it('left nothing behind in the database', async () => {
    await exceptions('SELECT gid FROM pg_prepared_xacts');
    await exceptions(`
      SELECT pid, state FROM pg_stat_activity
       WHERE datname = current_database() AND state LIKE 'idle in transaction%'`);
  });

  it('is counted by the dashboard as a recount counts it', async () => {
    const today = businessDate(new Date());
    const period = { from: addDays(today, -60), to: addDays(today, 1) };
    const before = { from: addDays(today, -425), to: addDays(today, -364) };
    const rows = await readRows({ sql });
    const counted = recount(rows, '520000', period, new Date());
    const person = new Person(replicas.url(0), manager.token ?? '', manager.actor, manager.session);
    expect(await figuresOf(person, '52', period)).toEqual({
      scope: { code: '520000' },
      ...expectedFigures(counted, period),
      yearOnYear: yearOnYearOf(counted, recount(rows, '520000', before, new Date())),
    });
  });

  it('met no fault of the service, but that its database was away', () => {
    expect(faults()).toEqual([]);
    expect(replicas.suicides).toEqual([]);
  });
});
