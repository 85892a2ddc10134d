import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connectionsOf } from '../../src/infra/db/database.ts';
import { businessDate } from '../../src/shared/business-day.ts';
import { Client } from '../support/client.ts';
import { FaultProxy, faults } from '../support/fault-proxy.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { matter } from '../support/tickets.ts';

const OPEN = `mutation ($input: OpenTicketInput!) {
  openTicket(input: $input) { ticket { id } userErrors { code field } } }`;
const LOG = `mutation ($input: LogVisitInput!) {
  logVisit(input: $input) { visit { id } userErrors { code field } } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code field } } }`;
const TICKETS = '{ tickets(first: 20) { edges { node { id } } } }';
const DASHBOARD = `{ networkDashboard(homeProvinceCode: "520000", period: { from: "2026-01-01", to: "2027-01-01" }) {
  totals { visits hotlineMatters } } }`;

/** The commit of a change: everything that changes something is audited. */
const isCommitOfChange = (sent: string) => /writeAudit.*COMMIT/s.test(sent);

describe('a network that fails between the service and its', () => {
  let database: FaultProxy;
  let redis: FaultProxy;
  let service: TestService;
  let agent: Person;
  let staff: Person;
  let station: Seeded;
  let enterprise: Seeded;
  let credentials: { username: string; password: string };

  const visit = () => ({
    idempotencyKey: crypto.randomUUID(),
    stationId: station.id,
    enterpriseId: enterprise.id,
    visitedOn: businessDate(new Date()),
    way: 'ON_SITE',
    participants: ['杨光'],
    followUps: [{ dueOn: businessDate(new Date()), note: '回访' }],
  });
  /** What people do: the changes by key, so that whoever was not answered may send them again. */
  const deeds = {
    openTicket: () => deed(agent, OPEN, matter({ homeRegionCode: '522626' }), 'service_ticket'),
    logVisit: () => deed(staff, LOG, visit(), 'enterprise_visit'),
    signIn: () => deed(new Client(service.url), SIGN_IN, credentials),
    tickets: () => deed(agent, TICKETS),
    dashboard: () => deed(agent, DASHBOARD),
  };
  const deed = (
    who: Client,
    document: string,
    input?: { idempotencyKey?: string; [field: string]: unknown },
    table?: string,
  ) => ({
    send: async () => {
      const { data, errors } = await who.ask(document, input ? { input } : {});
      for (const payload of Object.values(data ?? {}) as ({ userErrors?: unknown[] } | null)[]) {
        expect(payload?.userErrors ?? []).toEqual([]);
      }
      return errors.map(({ extensions }) => extensions.code).join() || 'done';
    },
    /** How often it stands in the database, with all that belongs to it. */
    made: async () => {
      if (!table) return [];
      const [row] = await service.sql(
        `SELECT count(k.key)::int AS keys, count(r.id)::int AS records,
                (SELECT count(*)::int FROM audit_entry a WHERE a.record_id = min(k.record_id::text)::uuid) AS audited,
                (SELECT count(*)::int FROM outbox o WHERE o.record_id = min(k.record_id::text)::uuid) AS announced
           FROM idempotency_key k LEFT JOIN ${table} r ON r.id = k.record_id WHERE k.key = $1`,
        [input?.idempotencyKey],
      );
      return [row];
    },
    once: table ? [{ keys: 1, records: 1, audited: 1, announced: 1 }] : [],
  });
  /** Nothing of the pool is lost: whoever had a connection has given it back, with nothing open on it. */
  async function hasItsPoolBack(): Promise<void> {
    for (let pool = connectionsOf(service.dataSource); pool.idle < pool.total || pool.waiting > 0; ) {
      await service.sql('SELECT 1');
      pool = connectionsOf(service.dataSource);
    }
    const open = `SELECT count(*)::int AS n FROM pg_stat_activity
                   WHERE datname = current_database() AND usename = 'labor_api' AND state LIKE 'idle in transaction%'`;
    // Of a connection that was cut PostgreSQL learns a moment later.
    while ((await service.sql<{ n: number }>(open))[0]?.n !== 0);
  }

  beforeAll(async () => {
    redis = await FaultProxy.before(process.env.TEST_REDIS_URL ?? '');
    const prepare = async (its: { serviceUrl: string }) => {
      database = await FaultProxy.before(its.serviceUrl);
      its.serviceUrl = database.url;
    };
    service = await startTestService(prepare, redis.url, randomBytes(32), null, false);
    const network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    agent = await network.person('HOTLINE_AGENT', '520000');
    staff = await network.person('STATION_STAFF', '522626', station);
    credentials = await network.password(agent);
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await database.stop();
    await redis.stop();
  });

  describe('PostgreSQL', () => {
    it.each(['openTicket', 'logVisit'] as const)(
      'loses the answer to a commit of %s: it was done, and the key finds it',
      async (name) => {
        const { send, made, once } = deeds[name]();
        database.arm('answer lost', isCommitOfChange);
        expect(await send()).toBe('UNAVAILABLE');
        expect(database.hasStruck).toBe(true);
        expect(await made()).toEqual(once);
        expect(await send()).toBe('done');
        expect(await made()).toEqual(once);
        await hasItsPoolBack();
      },
    );

    it.each(['openTicket', 'logVisit'] as const)(
      'loses a commit of %s: it was not done, and the key does it',
      async (name) => {
        const { send, made, once } = deeds[name]();
        database.arm('lost', isCommitOfChange);
        expect(await send()).toBe('UNAVAILABLE');
        expect(database.hasStruck).toBe(true);
        expect(await made()).not.toEqual(once);
        expect(await send()).toBe('done');
        expect(await made()).toEqual(once);
        await hasItsPoolBack();
      },
    );

    it('whatever fails whenever: a request is done or told so, sent again it is done once, and the pool is whole', async () => {
      const struck = new Set<string>();
      const property = fc.asyncProperty(
        fc.constantFrom(...faults),
        fc.constantFrom(...(Object.keys(deeds) as (keyof typeof deeds)[])),
        fc.nat({ max: 9 }),
        async (fault, name, nth) => {
          const { send, made, once } = deeds[name]();
          let left = nth;
          database.arm(fault, () => left-- === 0);
          expect(await send()).toMatch(/^(done|UNAVAILABLE)$/);
          if (database.hasStruck) struck.add(fault);
          database.heal();
          while ((await send()) !== 'done');
          expect(await made()).toEqual(once);
          await hasItsPoolBack();
        },
      );
      await fc.assert(property, { numRuns: 150, endOnFailure: true });
      expect(struck).toEqual(new Set(faults));
    }, 120_000);

    it('forgets all connections: requests are told so within the bound, and new ones take their place', async () => {
      expect(await deeds.tickets().send()).toBe('done');
      database.forget();
      const asked = await Promise.all(Array.from({ length: 20 }, () => deeds.tickets().send()));
      // Some had a connection that was forgotten; the others had one later, or gave up waiting.
      expect(asked).toContain('UNAVAILABLE');
      expect(asked.filter((outcome) => outcome !== 'done' && outcome !== 'UNAVAILABLE')).toEqual([]);
      while ((await deeds.tickets().send()) !== 'done');
      await hasItsPoolBack();
    }, 120_000);

    it('has told its followers of every change all the same', async () => {
      const waiting = 'SELECT count(*)::int AS n FROM outbox WHERE position IS NULL';
      while ((await service.sql<{ n: number }>(waiting))[0]?.n !== 0);
      const [outbox] = await service.sql('SELECT count(*)::int AS n, max(position)::int AS last FROM outbox');
      expect(outbox?.n).toBeGreaterThan(0);
      expect(outbox?.last).toBe(outbox?.n);
    }, 60_000);
  });

  describe('Redis', () => {
    it('costs no request when it forgets all connections', async () => {
      redis.forget();
      expect(await Promise.all(Array.from({ length: 8 }, () => deeds.signIn().send()))).toEqual(
        Array(8).fill('done'),
      );
    });

    it('costs no request, whatever fails whenever', async () => {
      const property = fc.asyncProperty(
        fc.constantFrom(...faults),
        fc.constantFrom(...(Object.keys(deeds) as (keyof typeof deeds)[])),
        fc.nat({ max: 3 }),
        async (fault, name, nth) => {
          let left = nth;
          redis.arm(fault, () => left-- === 0);
          expect(await Promise.all([deeds[name]().send(), deeds.signIn().send()])).toEqual(['done', 'done']);
          redis.heal();
        },
      );
      await fc.assert(property, { numRuns: 60, endOnFailure: true });
    }, 120_000);
  });

  it('has made no request a fault of ours', () => {
    expect(
      service
        .log()
        .split('\n')
        .filter((line) => line.includes('"fault"') && !line.includes('UNAVAILABLE')),
    ).toEqual([]);
  });
});
