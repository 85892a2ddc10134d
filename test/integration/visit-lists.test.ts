import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ALL } from '../../src/graphql/wanted.ts';
import { maintenance } from '../../src/infra/db/owner.ts';
import { createFollowUpQueries, createVisitQueries } from '../../src/modules/visits/index.ts';
import type { Reader } from '../../src/operations/reader.ts';
import type { Actor } from '../../src/shared/actor.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { looked, planOf } from '../support/plans.ts';

const VISITS = 40_000;
const today = businessDate(new Date());
const station = '0198c0de-0000-7000-8000-000000000001';
const enterprise = '0198c0de-0000-7000-8000-000000000101';

/** Years of visits of forty stations to a thousand enterprises, by two of eighty people each; one in three followed up. */
const LOAD = `
  INSERT INTO station (id, name, tier, home_region_code, host_region_code, opened_on)
  SELECT ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '站' || n, 'WORKSTATION',
         CASE WHEN n % 2 = 1 THEN '522626' ELSE '522627' END, '440607', '2020-01-01' FROM generate_series(1, 40) n;
  INSERT INTO enterprise (id, credit_code, name, region_code, created_at)
  SELECT ('0198c0de-0000-7000-8000-' || lpad((n + 100)::text, 12, '0'))::uuid, '91440607MA' || lpad(n::text, 8, '0'),
         '企业' || n, '440607', now() FROM generate_series(1, 1000) n;
  INSERT INTO enterprise_visit (tenant, id, station_id, enterprise_id, home_region_code, host_region_code, visited_on, way,
                                participants, voided_at, created_at)
  SELECT '52', uuidv7(), ('0198c0de-0000-7000-8000-' || lpad((n % 40 + 1)::text, 12, '0'))::uuid,
         ('0198c0de-0000-7000-8000-' || lpad((n % 1000 + 101)::text, 12, '0'))::uuid,
         CASE WHEN n % 2 = 0 THEN '522626' ELSE '522627' END, '440607', current_date - (${VISITS} - n) / 20, 'ON_SITE',
         ARRAY['走访员' || n % 80, '走访员' || (n + 40) % 80], CASE WHEN n % 50 = 0 THEN now() END, now()
    FROM generate_series(1, ${VISITS}) n;
  INSERT INTO visit_participant (tenant, visit_id, name, home_region_code, visited_on)
  SELECT v.tenant, v.id, name, v.home_region_code, v.visited_on
    FROM enterprise_visit v CROSS JOIN unnest(v.participants) AS name;
  INSERT INTO visit_follow_up (tenant, id, visit_id, station_id, home_region_code, due_on, first_due_on, note, done_at, voided_at)
  SELECT v.tenant, uuidv7(), v.id, v.station_id, v.home_region_code, v.visited_on + 10, v.visited_on + 10, '回访',
         CASE WHEN v.visited_on < current_date - 30 THEN now() END, v.voided_at
    FROM enterprise_visit v WHERE hashtext(v.id::text) % 3 = 0;`;

const staff: Actor = {
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'cengong.station',
  role: 'STATION_STAFF',
  scope: regionScope('home', '522626'),
  stationId: station,
};

const page = { first: 20 };
const visits = (criteria: object) => (reader: Reader) =>
  createVisitQueries(reader).list(staff, page, criteria, ALL);
const followUps = (criteria: object) => (reader: Reader) =>
  createFollowUpQueries(reader).list(staff, page, criteria, today);

describe(`among ${VISITS} visits, as the service’s role and under a scope`, () => {
  let database: TestDatabase;
  let session: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await maintenance(owner, async () => {
      await owner.query(LOAD);
    });
    await owner.query('VACUUM (ANALYZE) enterprise_visit, visit_participant, visit_follow_up');
    await owner.end();
    session = new pg.Client({ connectionString: database.serviceUrl });
    await session.connect();
  }, 120_000);
  afterAll(async () => {
    await session?.end();
    await database.drop();
  });

  it.each<[string, (reader: Reader) => Promise<unknown>, string]>([
    ['visits of a county', visits({}), 'enterprise_visit_home'],
    ['visits of a station', visits({ stationId: station }), 'enterprise_visit_station'],
    ['visits of an enterprise', visits({ enterpriseId: enterprise }), 'enterprise_visit_enterprise'],
    ['visits by a participant', visits({ participant: '走访员6' }), 'visit_participant_name'],
    ['visits by nobody', visits({ participant: '走访员' }), 'visit_participant_name'],
    [
      'visits by a participant in a period',
      visits({ participant: '走访员6', period: { from: addDays(today, -900), to: addDays(today, -800) } }),
      'visit_participant_name',
    ],
    [
      'the history of stations',
      (reader) => createVisitQueries(reader).ofStations(staff, [station], page),
      'enterprise_visit_station',
    ],
    ['what is to be done', followUps({ state: 'OPEN' }), 'visit_follow_up_due'],
    ['what is late', followUps({ state: 'OVERDUE' }), 'visit_follow_up_due'],
    ['what was done', followUps({ state: 'DONE' }), 'visit_follow_up_home'],
    [
      'what was done by a station',
      followUps({ state: 'DONE', stationId: station }),
      'visit_follow_up_station_day',
    ],
    ['what a station has to do', followUps({ state: 'OPEN', stationId: station }), 'visit_follow_up_station'],
    [
      'what is due',
      (reader) => createFollowUpQueries(reader).due(staff, page, addDays(today, 1)),
      'visit_follow_up_due',
    ],
  ])('%s are read by an index, and few rows are looked at', async (_, read, index) => {
    const plans = await planOf(session, read);
    expect(plans.map((plan) => plan['Index Name'])).toContain(index);
    expect(plans.filter((plan) => plan['Node Type'] === 'Seq Scan')).toEqual([]);
    expect(Math.max(...plans.map(looked))).toBeLessThan(VISITS / 20);
  });
});
