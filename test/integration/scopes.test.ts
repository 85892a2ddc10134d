import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { actorSettings } from '../../src/infra/db/scope-settings.ts';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import { Network } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const HOMES = ['520000', '522600', '522626', '522625', '522700', '522701', '430000', '431200', '431225'];

/** Codes around each border: the province alone, a city alone, counties that differ in one digit. */
const region = fc.constantFrom(...HOMES);
const ticket = fc
  .tuple(region, region)
  .filter(([home, handler]) => home.slice(0, 2) === handler.slice(0, 2))
  .map(([home, handler]) => ({ home, handler }));

/** One rule, written three times: in the statements, in the policies beneath them, and here. */
describe('who sees a ticket', () => {
  let service: TestService;
  let network: Network;
  let underPolicies: pg.Client;
  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    underPolicies = new pg.Client({ connectionString: service.database.serviceUrl });
    await underPolicies.connect();
  });
  afterAll(async () => {
    await underPolicies.end();
    await service.stop();
  });

  const seenThrough = (scope: string, { home, handler }: { home: string; handler: string }) => {
    const prefix = scope.replace(/(00)+$/, '');
    return home.startsWith(prefix) || handler.startsWith(prefix);
  };

  it('is the same by the API, by the policies alone and by the plain rule, whatever the regions', async () => {
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(ticket, { minLength: 1, maxLength: 12 }), region, async (tickets, scope) => {
        await service.sql('DELETE FROM service_ticket');
        const ids = new Map<string, (typeof tickets)[number]>();
        for (const one of tickets) {
          const id = crypto.randomUUID();
          ids.set(id, one);
          await service.sql(
            `INSERT INTO service_ticket (tenant, id, number, channel, category, status, priority, summary, opened_at, due_at,
                                         due_at_provisional, home_region_code, handler_region_code)
             VALUES ($1, $2, $3, 'WALK_IN', 'OTHER', 'OPEN', 'NORMAL', '咨询', now(), now(), FALSE, $4, $5)`,
            [one.home.slice(0, 2), id, `T${++serial}`, one.home, one.handler],
          );
        }
        const manager = await network.person('MANAGER', scope);
        const { tickets: list } = await manager.data('{ tickets(first: 100) { edges { node { id } } } }');
        await underPolicies.query(`BEGIN; ${actorSettings(manager.actor)}`);
        const { rows } = await underPolicies.query<{ id: string }>('SELECT id FROM service_ticket');
        await underPolicies.query('ROLLBACK');

        const seen = [...ids].filter(([, one]) => seenThrough(scope, one));
        const byRule = seen
          .map(([id, { home }]) => encodeNodeId('ServiceTicket', home.slice(0, 2), id))
          .sort();
        expect(list.edges.map(({ node }: { node: { id: string } }) => node.id).sort()).toEqual(byRule);
        expect(rows.map(({ id }) => id).sort()).toEqual(seen.map(([id]) => id).sort());
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
