import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { actorSettings } from '../../src/infra/db/scope-settings.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { asAdmin, createTestDatabase, type TestDatabase } from '../setup/database.ts';

/** How long figures of overdue tickets stand: never past the deadline of one that is counted, however many are not. */
describe('the next deadline', () => {
  let test: TestDatabase;
  let session: pg.Client;
  const now = new Date('2026-03-01T00:00:00Z');
  const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
  const march = ['2026-02-28T16:00:00Z', '2026-03-31T16:00:00Z'];
  const january = ['2025-12-31T16:00:00Z', '2026-01-31T16:00:00Z'];

  /** Tickets that are due so many minutes from now on, one a minute. */
  const open = (home: string, openedAt: string, first: number, count: number, more = 'NULL') =>
    asAdmin(test, (admin) =>
      admin.query(
        `INSERT INTO service_ticket (tenant, id, number, channel, category, status, priority, summary, opened_at, due_at,
                                     due_at_provisional, resolved_at, home_region_code, handler_region_code)
         SELECT left($1, 2), gen_random_uuid(), gen_random_uuid()::text, 'WALK_IN', 'OTHER', 'OPEN', 'NORMAL', '', $2,
                $3::timestamptz + n * interval '1 minute', FALSE, ${more}, $1, $1
           FROM generate_series($4::integer, $5::integer) n`,
        [home, openedAt, now, first, first + count - 1],
      ),
    );

  const nextFor = async (region: string | null, [from, before]: string[], at = now) => {
    const id = '0198c0de-0000-7000-8000-000000000001';
    await session.query(
      `BEGIN READ ONLY; ${actorSettings({ id, scope: region ? regionScope('home', region) : null })}`,
    );
    try {
      const { rows } = await session.query('SELECT next_deadline($1, $2, $3) AS next', [at, from, before]);
      return rows[0].next;
    } finally {
      await session.query('ROLLBACK');
    }
  };

  beforeAll(async () => {
    test = await createTestDatabase();
    session = new pg.Client({ connectionString: test.serviceUrl });
    await session.connect();
    await open('430102', '2026-03-01T00:00:00Z', 1, 1);
    await open('522626', '2026-03-01T00:00:00Z', -3, 3);
    await open('522626', '2026-03-01T00:00:00Z', 5, 1, 'now()');
    await open('522626', '2026-03-01T00:00:00Z', 10, 120);
  });
  afterAll(async () => {
    await session?.end();
    await test.drop();
  });

  it('is that of an open ticket of one’s province, at this instant or later', async () => {
    expect(await nextFor('520000', march)).toEqual(minutes(10));
    expect(await nextFor('520000', march, minutes(10))).toEqual(minutes(10));
    expect(await nextFor('520000', march, minutes(11))).toEqual(minutes(11));
    expect(await nextFor('430000', march)).toEqual(minutes(1));
    expect(await nextFor('630000', march)).toBeNull();
    expect(await nextFor(null, march)).toBeNull();
  });

  it('is the same for whoever sees a part of the province: no later than that of a ticket there', async () => {
    expect(await nextFor('522626', march)).toEqual(minutes(10));
    expect(await nextFor('520300', march)).toEqual(minutes(10));
  });

  it('is of the period, or the last that was looked at, or never', async () => {
    expect(await nextFor('520000', january)).toEqual(minutes(109));
    expect(await nextFor('520000', january, minutes(100))).toBeNull();
    await open('520300', '2026-01-15T00:00:00Z', 200, 1);
    expect(await nextFor('520000', january)).toEqual(minutes(109));
    expect(await nextFor('520000', january, minutes(109))).toEqual(minutes(200));
    expect(await nextFor('520000', january, minutes(201))).toBeNull();
  });
});
