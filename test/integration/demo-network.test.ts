import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isEmpty, loadDemoNetwork } from '../../src/demo/index.ts';
import { demoNetwork } from '../../src/demo/network.ts';
import { KeyRing } from '../../src/infra/crypto/key-ring.ts';
import { createPersonalData, type PersonalData } from '../../src/infra/crypto/personal-data.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

const now = new Date('2026-11-23T02:00:00Z');
const personalData = createPersonalData(randomBytes(32));

/** A load makes some 900,000 rows, and on a busy machine takes its time. */
const patience = 240_000;

/** Rows that contradict each other; there must be none of each kind. */
const contradictions = {
  'something that happened after the load': `
    SELECT FROM service_ticket WHERE greatest(opened_at, resolved_at, closed_at) > $1
    UNION ALL SELECT FROM ticket_event WHERE at > $1
    UNION ALL SELECT FROM enterprise_visit WHERE greatest(created_at, voided_at) > $1
    UNION ALL SELECT FROM visit_follow_up WHERE done_at > $1
    UNION ALL SELECT FROM job_posting WHERE greatest(created_at, published_at, closed_at) > $1
    UNION ALL SELECT FROM enterprise_contact WHERE created_at > $1`,
  'a station that works before it opens or after it closes': `
    SELECT FROM enterprise_visit v JOIN station s ON s.id = v.station_id
     WHERE v.visited_on < s.opened_on OR v.visited_on > s.closed_on
    UNION ALL
    SELECT FROM job_collection c JOIN station s ON s.id = c.station_id
     WHERE c.collected_on < s.opened_on OR c.collected_on > s.closed_on
    UNION ALL
    SELECT FROM service_ticket t JOIN station s ON s.id = t.station_id
     WHERE t.opened_at < s.opened_on OR t.opened_at > s.closed_on`,
  'a station whose parent is in another host province': `
    SELECT FROM station s JOIN station p ON p.id = s.parent_id
     WHERE left(p.host_region_code, 2) <> left(s.host_region_code, 2)
        OR left(p.home_region_code, 2) <> left(s.home_region_code, 2)`,
  'a posting collected on another day than the rules say, or for another region': `
    SELECT FROM job_collection c JOIN job_posting p ON p.id = c.posting_id
     WHERE c.host_region_code <> p.region_code
        OR c.station_id IS DISTINCT FROM p.station_id
        OR c.collected_on <> (CASE WHEN p.station_id IS NULL THEN p.published_at ELSE p.created_at END
                              AT TIME ZONE 'Asia/Shanghai')::date`,
  'a posting of an office that nobody was credited with, or of a station either': `
    SELECT FROM job_posting p LEFT JOIN job_collection c ON c.posting_id = p.id
     WHERE (c.posting_id IS NULL) <> (p.status = 'DRAFT' AND p.author_host_region_code IS NOT NULL)`,
  'a posting whose status and dates disagree': `
    SELECT FROM job_posting
     WHERE (status = 'DRAFT') <> (published_at IS NULL)
        OR (status = 'CLOSED') <> (closed_at IS NOT NULL)
        OR status = 'EXPIRED'
        OR (status = 'PUBLISHED' AND filled >= openings)
        OR (status = 'FILLED' AND filled < openings)`,
  'a ticket of a station that fits neither the worker nor the place': `
    SELECT FROM service_ticket t JOIN station s ON s.id = t.station_id
     WHERE s.home_region_code <> t.handler_region_code
        OR NOT starts_with(t.home_region_code, regexp_replace(s.home_region_code, '(00){1,2}$', ''))
        OR NOT starts_with(coalesce(t.incident_region_code, s.host_region_code),
                           regexp_replace(s.host_region_code, '(00){1,2}$', ''))`,
  'a ticket whose history ends elsewhere than its status': `
    SELECT FROM service_ticket t
     CROSS JOIN LATERAL (SELECT e.type, e.at FROM ticket_event e
                          WHERE e.tenant = t.tenant AND e.ticket_id = t.id ORDER BY e.id DESC LIMIT 1) last
     WHERE t.status <> CASE last.type WHEN 'OPENED' THEN 'OPEN' WHEN 'ACCEPTED' THEN 'IN_PROGRESS' WHEN 'RETURNED' THEN 'OPEN'
                                    WHEN 'TRANSFERRED' THEN 'CLOSED' ELSE last.type END
        OR last.at <> coalesce(t.closed_at, t.resolved_at, last.at)`,
  'a ticket under way that nobody took on': `
    SELECT FROM service_ticket WHERE status = 'IN_PROGRESS' AND agent_id IS NULL`,
  'a transferred ticket that does not go on where it says': `
    SELECT FROM service_ticket t
      LEFT JOIN service_ticket there ON there.number = t.transferred_to_number AND there.tenant <> t.tenant
     WHERE t.transferred_to_number IS NOT NULL
       AND (there.transferred_from_number IS DISTINCT FROM t.number OR there.opened_at <> t.closed_at)`,
  'a step of a ticket by nobody, or out of order': `
    SELECT FROM (SELECT actor_id, at, lag(at) OVER (PARTITION BY tenant, ticket_id ORDER BY id) AS before
                   FROM ticket_event) e
      LEFT JOIN account a ON a.id = e.actor_id
     WHERE a.id IS NULL OR e.before >= e.at`,
  'a number or a name in a summary': `
    SELECT FROM service_ticket WHERE summary ~ '[0-9]{5}|[{}]'`,
  'an id that tells another time than its row': `
    SELECT FROM service_ticket WHERE uuid_extract_timestamp(id) <> opened_at
    UNION ALL SELECT FROM ticket_event WHERE uuid_extract_timestamp(id) <> at
    UNION ALL SELECT FROM job_posting WHERE uuid_extract_timestamp(id) <> created_at
    UNION ALL SELECT FROM enterprise_visit WHERE uuid_extract_timestamp(id) <> created_at`,
};

describe('the demo network', () => {
  let database: TestDatabase;
  let admin: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    await load(database);
    admin = await superuser(database);
  }, patience);

  afterAll(async () => {
    await admin?.end();
    await database?.drop();
  });

  const rows = async (sql: string, values: unknown[] = []) => (await admin.query(sql, values)).rows;

  describe('holds, for Guizhou and the first nine months of 2024,', () => {
    it('136 stations: 67 in Guangdong, 37 in Zhejiang, 13 in Jiangsu, 10 in Fujian, 9 elsewhere', async () => {
      const found = await rows(`
        SELECT CASE WHEN left(host_region_code, 2) IN ('44', '33', '32', '35')
                    THEN left(host_region_code, 2) ELSE 'others' END AS host, count(*)::int AS stations
          FROM station
         WHERE home_region_code LIKE '52%' AND host_region_code NOT LIKE '52%'
           AND opened_on < '2024-10-01' AND (closed_on IS NULL OR closed_on >= '2024-01-01')
         GROUP BY 1 ORDER BY 2 DESC`);
      expect(found).toEqual([
        { host: '44', stations: 67 },
        { host: '33', stations: 37 },
        { host: '32', stations: 13 },
        { host: '35', stations: 10 },
        { host: 'others', stations: 9 },
      ]);
    });

    it('5,578 enterprises outside the province with a visit that was not voided', async () => {
      const found = await rows(`
        SELECT count(DISTINCT e.id)::int AS contacted
          FROM enterprise_visit v
          JOIN station s ON s.id = v.station_id
          JOIN enterprise e ON e.id = v.enterprise_id
         WHERE v.tenant = '52' AND s.host_region_code NOT LIKE '52%' AND e.region_code NOT LIKE '52%'
           AND v.visited_on >= '2024-01-01' AND v.visited_on < '2024-10-01' AND v.voided_at IS NULL`);
      expect(found).toEqual([{ contacted: 5_578 }]);
    });

    it('106,100 job postings collected', async () => {
      expect(await rows(collected)).toEqual([{ collected: 106_100 }]);
    });

    it('10,894 hotline matters and 29,623 government services', async () => {
      const found = await rows(`
        SELECT count(*) FILTER (WHERE channel = 'HOTLINE_12333')::int AS hotline,
               count(*) FILTER (WHERE channel = 'HOMETOWN_AFFAIRS')::int AS government
          FROM service_ticket
         WHERE tenant = '52'
           AND opened_at >= '2024-01-01T00:00+08:00' AND opened_at < '2024-10-01T00:00+08:00'`);
      expect(found).toEqual([{ hotline: 10_894, government: 29_623 }]);
    });

    it('nine tickets in ten resolved in time', async () => {
      const [found] = await rows(`
        SELECT avg((first_resolved_at <= due_at AND first_resolved_at IS NOT NULL)::int)::float AS share
          FROM service_ticket
         WHERE tenant = '52'
           AND opened_at >= '2024-01-01T00:00+08:00' AND opened_at < '2024-10-01T00:00+08:00'`);
      expect(found.share).toBeGreaterThan(0.9);
      expect(found.share).toBeLessThan(0.95);
    });

    it.each([
      ['visits', 'enterprise_visit', 'visited_on'],
      ['job postings', 'job_collection', 'collected_on'],
      ['tickets', 'service_ticket', "(opened_at AT TIME ZONE 'Asia/Shanghai')"],
    ])('a fifth to a half more %s than a year before', async (_, table, day) => {
      const [found] = await rows(`
        SELECT (count(*) FILTER (WHERE ${day} >= '2024-01-01' AND ${day} < '2024-10-01'))::float
               / count(*) FILTER (WHERE ${day} >= '2023-01-01' AND ${day} < '2023-10-01') AS times
          FROM ${table} WHERE tenant = '52'`);
      expect(found.times).toBeGreaterThan(1.2);
      expect(found.times).toBeLessThan(1.5);
    });
  });

  it('has the Cengong workstation in Sanshui and dozens of enterprises it visits there', async () => {
    const found = await rows(`
      SELECT s.name, s.tier, count(DISTINCT v.enterprise_id) >= 40 AS dozens
        FROM station s JOIN enterprise_visit v ON v.station_id = s.id AND v.host_region_code = '440607'
       WHERE s.home_region_code = '522626' AND s.host_region_code = '440607'
       GROUP BY s.id`);
    expect(found).toEqual([
      { name: '岑巩县驻佛山市三水区劳务协作工作站', tier: 'WORKSTATION', dozens: true },
    ]);
  });

  it('gives that station a day of work, some of it late', async () => {
    const found = await rows(
      `
      SELECT CASE WHEN due_on < $1 THEN 'follow-up late' WHEN due_on = $1 THEN 'follow-up today'
                  ELSE 'follow-up ahead' END AS work
        FROM visit_follow_up WHERE home_region_code = '522626' AND done_at IS NULL
      UNION
      SELECT 'ticket ' || status || CASE WHEN due_at < $2 THEN ' late' ELSE '' END
        FROM service_ticket WHERE handler_region_code = '522626' AND resolved_at IS NULL
      UNION
      SELECT 'posting ' || status
        FROM job_posting WHERE author_home_region_code = '522626' AND status IN ('DRAFT', 'PUBLISHED')
      ORDER BY 1`,
      ['2026-11-23', now],
    );
    expect(found.map(({ work }) => work)).toEqual([
      'follow-up ahead',
      'follow-up late',
      'follow-up today',
      'posting DRAFT',
      'posting PUBLISHED',
      'ticket ASSIGNED',
      'ticket ASSIGNED late',
      'ticket IN_PROGRESS',
      'ticket IN_PROGRESS late',
    ]);
  });

  it('gives the HR office of Sanshui drafts and postings, which credit Guizhou alone', async () => {
    const found = await rows(`
      SELECT p.status, array_agg(DISTINCT c.tenant) AS credited
        FROM job_posting p LEFT JOIN job_collection c ON c.posting_id = p.id
       WHERE p.author_host_region_code = '440607' AND p.status IN ('DRAFT', 'PUBLISHED')
       GROUP BY 1 ORDER BY 1`);
    expect(found).toEqual([
      { status: 'DRAFT', credited: [null] },
      { status: 'PUBLISHED', credited: ['52'] },
    ]);
  });

  it('recognises the known worker by the number, with two tickets closed', async () => {
    const found = await rows(
      `
      SELECT w.home_region_code AS home, t.status
        FROM worker w
        JOIN service_ticket t ON t.tenant = w.tenant AND t.worker_id = w.id
        JOIN ticket_caller c ON c.tenant = t.tenant AND c.ticket_id = t.id AND c.phone_hash = w.phone_hash
       WHERE w.tenant = '52' AND w.phone_hash = $1`,
      [personalData.lookupHash('phone', '13985500001')],
    );
    expect(found).toEqual([
      { home: '522626', status: 'CLOSED' },
      { home: '522626', status: 'CLOSED' },
    ]);
  });

  it('has confidential and anonymous matters under way, whose caller nobody else’s sight reaches', async () => {
    const found = await rows(`
      SELECT t.status, t.confidential, t.anonymous, c.opened_by = o.actor_id AS opener,
             c.agent_id IS NOT DISTINCT FROM t.agent_id AS agent
        FROM service_ticket t
        LEFT JOIN ticket_caller c ON c.tenant = t.tenant AND c.ticket_id = t.id
        LEFT JOIN ticket_event o ON o.tenant = t.tenant AND o.ticket_id = t.id AND o.type = 'OPENED'
       WHERE t.confidential OR t.anonymous ORDER BY t.anonymous, t.status`);
    const hidden = { confidential: true, anonymous: false, opener: true, agent: true };
    expect(found).toEqual([
      { status: 'ASSIGNED', ...hidden },
      { status: 'IN_PROGRESS', ...hidden },
      { status: 'ASSIGNED', confidential: false, anonymous: true, opener: null, agent: true },
    ]);
  });

  it('seals personal data for the place where it stands', async () => {
    const found = await rows(`
      (SELECT 'worker' AS table, tenant, id, name_sealed, phone_sealed FROM worker LIMIT 1)
      UNION ALL
      (SELECT 'enterprise_contact', tenant, id, name_sealed, phone_sealed FROM enterprise_contact LIMIT 1)
      UNION ALL
      (SELECT 'ticket_caller', tenant, ticket_id, name_sealed, phone_sealed FROM ticket_caller LIMIT 1)`);
    expect(found).toHaveLength(3);
    for (const { table, tenant, id, name_sealed, phone_sealed } of found) {
      const opened = {
        name: personalData.open({ table, column: 'name', tenant, id }, name_sealed),
        phone: personalData.open({ table, column: 'phone', tenant, id }, phone_sealed),
      };
      expect(opened).toEqual({
        name: expect.stringMatching(/^\p{sc=Han}{2,3}$/u),
        phone: expect.stringMatching(/^1[3-9]\d{9}$/),
      });
    }
  });

  it('has a second network, of Hunan, at some of the same enterprises', async () => {
    const [found] = await rows(`
      SELECT (SELECT count(*)::int FROM station WHERE home_region_code LIKE '43%') AS stations,
             (SELECT count(*)::int FROM enterprise_contact WHERE tenant = '43') AS contacts,
             (SELECT count(*)::int FROM job_collection WHERE tenant = '43') AS postings,
             (SELECT count(*)::int FROM service_ticket WHERE tenant = '43') AS tickets,
             (SELECT count(*)::int FROM (SELECT enterprise_id FROM enterprise_visit WHERE tenant = '43' INTERSECT
                                         SELECT enterprise_id FROM enterprise_visit WHERE tenant = '52') s) AS shared`);
    expect(found.stations).toBe(12);
    for (const count of Object.values(found)) expect(count).toBeGreaterThan(9);
  });

  it.each(Object.entries(contradictions))('holds no contradiction: %s', async (_, sql) => {
    const uses = sql.includes('$1') ? [now] : [];
    expect(await rows(`SELECT count(*)::int AS count FROM (${sql}) contradiction`, uses)).toEqual([
      { count: 0 },
    ]);
  });

  it('leaves the numbering of tickets where the service goes on', async () => {
    const found = await rows(`
      SELECT nextval('service_ticket_number') > max(substr(number, 11)::bigint) AS goes_on,
             count(DISTINCT substr(number, 11)) = count(*) AS unique
        FROM service_ticket`);
    expect(found).toEqual([{ goes_on: true, unique: true }]);
  });

  it('leaves row-level security, keys and indexes as the migrations made them', async () => {
    const untouched = await createTestDatabase();
    try {
      expect(await structureOf(database)).toEqual(await structureOf(untouched));
    } finally {
      await untouched.drop();
    }
  });

  it('is refused a second time', async () => {
    expect(await isEmpty(database.ownerUrl)).toBe(false);
    await expect(load(database)).rejects.toThrow(/The demo network needs empty tables/);
    expect(await rows(collected)).toEqual([{ collected: 106_100 }]);
  });
});

describe('a load cut short', () => {
  let database: TestDatabase;
  let structure: unknown[];

  beforeAll(async () => {
    database = await createTestDatabase();
    structure = await structureOf(database);
  });

  afterEach(async () => {
    expect(await isEmpty(database.ownerUrl)).toBe(true);
    expect(await structureOf(database)).toEqual(structure);
  });

  afterAll(() => database?.drop());

  it('by a fault leaves nothing behind', async () => {
    let seals = 0;
    const seal: PersonalData['seal'] = (place, text) => {
      if (++seals > 12_000) throw new Error('out of wax');
      return personalData.seal(place, text);
    };
    await expect(load(database, { personalData: { ...personalData, seal } })).rejects.toThrow('out of wax');
  });

  it('by the loss of its connection leaves nothing behind', async () => {
    const admin = await superuser(database);
    try {
      let killing: Promise<unknown> | undefined;
      const progress = (message: string) => {
        if (message.includes('2023, visits')) killing = admin.query(killOwners);
      };
      await expect(load(database, { progress })).rejects.toThrow('terminating connection');
      await killing;
    } finally {
      await admin.end();
    }
  });
});

it(
  'is the same network whenever it is made for the same day',
  () => {
    expect(fingerprint('2026-11-23')).toBe(fingerprint('2026-11-23'));
  },
  patience,
);

it('refuses a day so early that the live slice would reach into the published period', async () => {
  const newYearsEve = new Date('2024-12-31T15:59:59Z');
  await expect(load({ ownerUrl: 'postgres://nowhere' }, { now: newYearsEve })).rejects.toThrow(RangeError);
});

const collected = `
  SELECT count(*)::int AS collected FROM job_collection
   WHERE tenant = '52' AND collected_on >= '2024-01-01' AND collected_on < '2024-10-01'`;

const killOwners = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE datname = current_database() AND usename = 'labor_owner'`;

type LoadOptions = Parameters<typeof loadDemoNetwork>[0];

function load(database: Pick<LoadOptions, 'ownerUrl'>, more: Partial<LoadOptions> = {}): Promise<void> {
  const { ownerUrl } = database;
  return loadDemoNetwork({ ownerUrl, personalData, passwordHash: 'none', now, progress: () => {}, ...more });
}

/** Sees every row, whatever the policies say. */
async function superuser(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  return client;
}

/** Row-level security, constraints and indexes, as rows that can be compared. */
async function structureOf(database: TestDatabase): Promise<unknown[]> {
  const client = await superuser(database);
  const { rows } = await client.query(`
    SELECT relname AS name, CASE WHEN relforcerowsecurity THEN 'forced' ELSE 'not forced' END AS definition
      FROM pg_class WHERE relrowsecurity
    UNION ALL
    SELECT conname, pg_get_constraintdef(oid) || CASE WHEN convalidated THEN '' ELSE ' not validated' END
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    ORDER BY 1, 2`);
  await client.end();
  expect(rows.filter(({ definition }) => definition === 'not forced')).toEqual([]);
  return rows;
}

/**
 * A hash of what would be loaded on a day, with personal data as it is before sealing, which adds nonces. One row in
 * fifty is enough: choices follow from one another, so that a different one makes all that come after it different.
 */
function fingerprint(today: string): string {
  const hash = createHash('sha256');
  const note = (...words: string[]) => {
    hash.update(words.join());
    return Buffer.of();
  };
  const noting: PersonalData = {
    keys: new KeyRing([Buffer.alloc(32)]),
    seal: ({ table, column, tenant, id }, text) => note(table, column, tenant, id, text),
    lookupHash: note,
    open: () => '',
  };
  let number = 0;
  const options = { personalData: noting, passwordHash: 'none', today, nextNumber: () => ++number };
  for (const { rows } of demoNetwork(options)) {
    let index = 0;
    for (const row of rows) if (index++ % 50 === 0) hash.update(JSON.stringify(row));
    hash.update(String(index));
  }
  return hash.digest('hex');
}
