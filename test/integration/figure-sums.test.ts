import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asOwner } from '../../src/infra/db/owner.ts';
import { verifyFigures } from '../../src/modules/dashboards/index.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

/** What stands in the tables changes in every way SQL can change it, many at once: the sums always are those of the rows. */
describe('the sums of the figures', () => {
  let service: TestService;
  const stations: string[] = [];
  const enterprises: string[] = [];
  const today = businessDate(new Date());
  const verify = (mend = false) =>
    asOwner(service.database.ownerUrl, (client) => verifyFigures(client, mend));
  const fold = (most: number) =>
    service.sql('SELECT fold_figures($1), fold_contacts($2)', [most, 1 + (most % 5)]);

  beforeAll(async () => {
    service = await startTestService();
    const network = new Network(service);
    for (const [home, host] of [
      ['522626', '440607'],
      ['520300', '330282'],
      ['632126', '320509'],
    ] as const) {
      stations.push((await network.station('WORKSTATION', home, host)).uuid);
    }
    for (const region of ['440607', '330282', '520102']) {
      enterprises.push((await network.enterprise(region)).uuid);
    }
  }, 60_000);
  afterAll(() => service.stop());

  /** Each takes some numbers, to choose by. */
  const statements: ((at: (of: readonly string[]) => string, n: number) => string)[] = [
    (at, n) => `
      INSERT INTO enterprise_visit (tenant, id, station_id, enterprise_id, home_region_code, host_region_code, visited_on,
                                    way, participants, created_at)
      SELECT left(s.home_region_code, 2), gen_random_uuid(), s.id, '${at(enterprises)}', s.home_region_code,
             s.host_region_code, '${addDays(today, -(n % 90))}'::date - i, 'PHONE', '{}', now()
        FROM station s, generate_series(1, ${1 + (n % 3)}) i WHERE s.id = '${at(stations)}'`,
    (_, n) => `
      WITH posted AS (
        INSERT INTO job_posting (id, enterprise_id, title, openings, pay_unit, region_code, valid_through, status,
                                 author_home_region_code, created_at)
        SELECT gen_random_uuid(), '${enterprises[0]}', '普工', ${1 + (n % 9)}, 'MONTH', '440607', '${today}', 'DRAFT',
               '522626', now() RETURNING id)
      SELECT id FROM posted`,
    (at, n) => `
      INSERT INTO job_collection (tenant, posting_id, home_region_code, host_region_code, station_id, collected_on)
      SELECT left(s.home_region_code, 2), j.id, s.home_region_code, s.host_region_code, s.id, '${addDays(today, -(n % 90))}'
        FROM station s, job_posting j WHERE s.id = '${at(stations)}' ORDER BY j.id LIMIT 2 ON CONFLICT DO NOTHING`,
    (at, n) => `
      INSERT INTO service_ticket (tenant, id, number, channel, category, status, priority, summary, incident_region_code,
                                  station_id, opened_at, due_at, due_at_provisional, home_region_code, handler_region_code)
      SELECT left(s.home_region_code, 2), gen_random_uuid(), gen_random_uuid()::text,
             '${at(['HOTLINE_12333', 'HOMETOWN_AFFAIRS', 'WALK_IN'])}', '${at(['OTHER', 'JOB_SEEKING'])}', 'OPEN', 'NORMAL',
             '', ${n % 2 ? `'440300'` : 'NULL'}, ${n % 3 ? 's.id' : 'NULL'}, now() - interval '${n % 90} days', now(), FALSE,
             left(s.home_region_code, 2) || '0000', s.home_region_code
        FROM station s WHERE s.id = '${at(stations)}'`,
    (_, n) =>
      `UPDATE enterprise_visit SET voided_at = CASE WHEN voided_at IS NULL THEN now() END
        WHERE id IN (SELECT id FROM enterprise_visit ORDER BY id OFFSET ${n % 7} LIMIT 3)`,
    (at, n) =>
      `UPDATE enterprise_visit SET enterprise_id = '${at(enterprises)}', host_region_code = '${at(['440607', '110101'])}',
              visited_on = visited_on - ${n % 40} WHERE id IN (SELECT id FROM enterprise_visit ORDER BY id OFFSET ${n % 7} LIMIT 2)`,
    (_, n) =>
      `UPDATE service_ticket SET first_resolved_at = now() - interval '${n % 3} hours', version = version + 1
        WHERE id IN (SELECT id FROM service_ticket ORDER BY id OFFSET ${n % 7} LIMIT 2)`,
    (at) =>
      // Stations handle their own province's tickets: the first two are Guizhou's.
      `UPDATE service_ticket SET station_id = '${at(stations.slice(0, 2))}', due_at = now() + interval '1 day'
        WHERE tenant = '52' AND number < '8'`,
    () => 'UPDATE service_ticket SET version = version + 1',
    (at, n) =>
      `UPDATE job_posting SET openings = openings + ${n % 5}, region_code = '${at(['440607', '350203'])}'
        WHERE id IN (SELECT id FROM job_posting ORDER BY id LIMIT 3)`,
    (at) =>
      `UPDATE station SET host_region_code = '${at(['440607', '330282', '510104'])}' WHERE id = '${at(stations)}'`,
    (at) =>
      `UPDATE station SET home_region_code = '${at(['522626', '520300', '522601'])}' WHERE id = '${stations[0]}'`,
    () =>
      `UPDATE enterprise SET merged_into = CASE WHEN merged_into IS NULL THEN '${enterprises[2]}'::uuid END
        WHERE id = '${enterprises[1]}'`,
    () => 'DELETE FROM enterprise_visit WHERE id IN (SELECT id FROM enterprise_visit ORDER BY id LIMIT 1)',
    () => 'DELETE FROM service_ticket WHERE id IN (SELECT id FROM service_ticket ORDER BY id LIMIT 1)',
    () =>
      'DELETE FROM job_collection WHERE posting_id IN (SELECT posting_id FROM job_collection ORDER BY 1 LIMIT 1)',
  ];

  const aChange = fc.record({
    does: fc.nat({ max: statements.length - 1 }),
    numbers: fc.array(fc.nat({ max: 1_000 }), { minLength: 3, maxLength: 3 }),
    ends: fc.constantFrom('COMMIT', 'COMMIT', 'COMMIT', 'ROLLBACK'),
  });

  async function change({ does, numbers, ends }: { does: number; numbers: number[]; ends: string }) {
    let taken = 0;
    const next = () => numbers[taken++ % numbers.length] ?? 0;
    const text = statements[does]?.((of) => of[next() % of.length] ?? '', next()) ?? '';
    // What is rolled back is so by its last statement; whichever meets a deadlock is, too.
    await service
      .sql(ends === 'ROLLBACK' ? `${text}; SELECT 1 / 0` : text)
      .catch(({ code }: { code?: string }) => {
        if (code !== '22012' && code !== '40P01') throw new Error(`${code}: ${text}`);
      });
  }

  it('are those of the rows, whatever is changed, at once, rolled back and folded meanwhile', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.tuple(fc.array(aChange, { minLength: 1, maxLength: 4 }), fc.nat({ max: 20 })), {
        minLength: 10,
        maxLength: 10,
      }),
      async (rounds) => {
        for (const [changes, most] of rounds) {
          await Promise.all([...changes.map(change), ...(most % 2 ? [fold(most)] : [])]);
          expect((await verify()).differences).toEqual([]);
        }
      },
    );
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
    const [row] = await service.sql('SELECT count(*)::int AS n FROM figure');
    expect(row?.n).toBeGreaterThan(0);
  }, 300_000);

  it('are mended where somebody spoiled them, and say where that was', async () => {
    for (let i = 0; i < 100; i++) await fold(1_000);
    await service.sql(
      `INSERT INTO figure_cell (tenant, day, regions, city, visits, job_postings, openings, tickets, hotline_matters,
                                government_services, resolved_in_time)
       VALUES ('52', '2001-02-03', '{520000}', '520100', 1, 0, 0, 0, 0, 0, 0)`,
    );
    await service.sql(`DELETE FROM figure WHERE dimension = 'host'`);
    await service.sql(
      `UPDATE figure SET visits = visits + 1 WHERE grain = 'MONTH' AND dimension = 'category'`,
    );
    await service.sql(`UPDATE contact_set SET bits = ~bits WHERE dimension = 'tier'`);
    const spoiled = await verify(true);
    expect(spoiled.differences.length).toBeGreaterThan(1);
    const spoiledAre = (day: RegExp, what: RegExp, counted: RegExp) =>
      spoiled.differences.some(
        (one) => day.test(one.day) && what.test(one.what) && counted.test(one.counted),
      );
    expect(spoiledAre(/^2001-02-03$/, /^520000 DAY city 520100$/, /^-1 0/)).toBe(true);
    expect(spoiledAre(/^2001-02-01$/, /^520000 MONTH total/, /^-1 0/)).toBe(true);
    expect(spoiledAre(/./, / DAY host /, /[1-9]/)).toBe(true);
    expect(spoiledAre(/-01$/, / MONTH category /, /^-1 /)).toBe(true);
    expect(spoiledAre(/-01$/, / tier /, /^enterprises$/)).toBe(true);
    expect((await verify()).differences).toEqual([]);
    const told = await service.sql(`SELECT tenant, operation FROM outbox WHERE record_type = 'Province'`);
    expect(told).toContainEqual({ tenant: '52', operation: 'mendFigures' });
  });

  it('are mended while everything is changed and folded meanwhile', async () => {
    const property = fc.asyncProperty(
      fc.array(aChange, { minLength: 3, maxLength: 6 }),
      fc.nat({ max: 20 }),
      async (changes, most) => {
        await service.sql(`UPDATE figure SET tickets = tickets + 1 WHERE dimension = 'total'`);
        await service.sql(`UPDATE contact_set SET bits = ~bits WHERE dimension = 'total'`);
        const [mended] = await Promise.all([verify(true), ...changes.map(change), fold(most)]);
        expect(mended.differences.length).toBeGreaterThan(0);
        expect((await verify()).differences).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
  }, 120_000);
});
