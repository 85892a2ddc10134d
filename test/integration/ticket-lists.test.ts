import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Database } from '../../src/infra/db/database.ts';
import type { Sql } from '../../src/infra/db/select.ts';
import { createTicketQueries } from '../../src/modules/tickets/index.ts';
import { createReader } from '../../src/operations/reader.ts';
import type { Actor } from '../../src/shared/actor.ts';
import { Network, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

const TICKETS = 60_000;
/** Of every hundred tickets one is not resolved. */
const SHARE_OPEN = 100;
const PAGE = 20;

/** Years of work: what a day's lists cost does not grow with what is resolved long since. */
describe('among tens of thousands of tickets', () => {
  let service: TestService;
  let session: pg.Client;
  let station: Seeded;
  let manager: Actor;
  let agent: Actor;
  const now = new Date('2024-09-30T02:00:00Z');

  beforeAll(async () => {
    service = await startTestService();
    const network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    const busy = await network.station('BRANCH', '522600', '440600');
    manager = (await network.person('MANAGER', '520000')).actor;
    agent = (await network.person('STATION_STAFF', '522626', station)).actor;
    // Everything is one busy station's and one agent's, as much as it can be.
    await service.sql(
      `INSERT INTO service_ticket (tenant, id, number, channel, category, status, priority, summary, station_id, agent_id,
                                   agent_username, opened_at, due_at, due_at_provisional, resolved_at, first_resolved_at,
                                   home_region_code, handler_region_code)
       SELECT '52', gen_random_uuid(), n::text, 'HOTLINE_12333', 'OTHER', CASE WHEN open THEN 'IN_PROGRESS' ELSE 'CLOSED' END,
              'NORMAL', '事项', CASE WHEN n % 2 = 0 THEN $1::uuid ELSE $2::uuid END, CASE WHEN n % 2 = 0 THEN $3::uuid END,
              CASE WHEN n % 2 = 0 THEN $4 END, at, at + interval '3 days', FALSE,
              CASE WHEN NOT open THEN at + interval '1 day' END, CASE WHEN NOT open THEN at + interval '1 day' END,
              '522626', '522626'
         FROM generate_series(1, ${TICKETS}) AS n
        CROSS JOIN LATERAL (SELECT n % ${SHARE_OPEN} < 2 AND n % ${SHARE_OPEN * 2} < 2 AS open,
                                   $5::timestamptz - n * interval '20 minutes' AS at) made`,
      [station.uuid, busy.uuid, agent.id, agent.username, now],
    );
    await service.sql('VACUUM (ANALYZE) service_ticket');
    session = new pg.Client({ connectionString: service.database.serviceUrl });
    await session.connect();
  }, 120_000);
  afterAll(async () => {
    await session.end();
    await service.stop();
  });

  type List = Parameters<ReturnType<typeof createTicketQueries>['list']>;

  /** The plan of a list, as the service's own role runs it, with all its parts. */
  async function planOf(actor: Actor, criteria: List[2], order: List[3]): Promise<Plan[]> {
    let top: Plan | undefined;
    const explain = {
      async read(settings: string, _: string, query: Sql) {
        await session.query(`BEGIN READ ONLY; ${settings}`);
        const { rows } = await session.query(
          `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${query.text}`,
          query.values,
        );
        await session.query('COMMIT');
        top = rows[0]['QUERY PLAN'][0].Plan;
        return [];
      },
    };
    await createTicketQueries(createReader(explain as unknown as Database)).list(
      actor,
      { first: PAGE },
      criteria,
      order,
    );
    const withParts = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(withParts)];
    return top ? withParts(top) : [];
  }

  const lists: [what: string, criteria: () => List[2], order: List[3]][] = [
    ['what is due soonest', () => ({}), 'DUE_SOONEST'],
    ['what is late', () => ({ overdue: { at: now, is: true } }), 'DUE_SOONEST'],
    ['what a station has', () => ({ stationId: station.uuid }), 'NEWEST'],
    ['what a station has, by what is due soonest', () => ({ stationId: station.uuid }), 'DUE_SOONEST'],
    [
      'what a station has that is late',
      () => ({ stationId: station.uuid, overdue: { at: now, is: true } }),
      'DUE_SOONEST',
    ],
    ['what one took on', () => ({ mine: true }), 'NEWEST'],
    ['what one took on, by what is due soonest', () => ({ mine: true }), 'DUE_SOONEST'],
    ['the newest', () => ({}), 'NEWEST'],
  ];

  it.each(lists)(
    '%s is read from an index, and hardly a row more than a page',
    async (_, criteria, order) => {
      for (const actor of [manager, agent]) {
        // A manager takes on nothing: that list is empty, and found to be so at once.
        const plans = await planOf(actor, criteria(), order);
        expect(plans.map((plan) => plan['Node Type'])).not.toContain('Seq Scan');
        expect(plans.map((plan) => plan['Node Type'])).not.toContain('Sort');
        const looked = plans.reduce(
          (most, plan) => Math.max(most, plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)),
          0,
        );
        expect(looked).toBeLessThanOrEqual(PAGE + 1);
      }
    },
  );
});
