import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type TicketAction,
  type TicketStage,
  ticketTransitions,
} from '../../src/modules/tickets/ticket.status.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { matter, sends } from '../support/tickets.ts';

describe('a ticket, whatever is tried with it in whatever order', () => {
  let service: TestService;
  let manager: Person;
  let station: Seeded;
  beforeAll(async () => {
    service = await startTestService();
    const network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    manager = await network.person('MANAGER', '520000');
  });
  afterAll(() => service.stop());

  const keyed = (more: object) => ({ ...more, idempotencyKey: crypto.randomUUID() });
  const steps = {
    assign: ['assignTicket', () => ({ stationId: station.id })],
    accept: ['acceptTicket', () => ({})],
    return: ['returnTicket', () => ({ reason: '不属本站' })],
    supervise: ['superviseTicket', () => keyed({ note: '请尽快' })],
    resolve: ['resolveTicket', () => ({ resolution: '已付清' })],
    callBack: ['recordTicketCallback', () => keyed({ reached: false })],
    close: ['closeTicket', () => ({})],
    reopen: ['reopenTicket', () => ({ reason: '又欠薪' })],
    correctCaller: ['correctTicketCaller', () => ({ callerName: '王五', reason: '本人来电' })],
  } as const satisfies Partial<Record<TicketAction, readonly [string, () => object]>>;
  const action = fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[]));

  it('goes only where its table leads, and the database keeps what was told', async () => {
    const went = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 12 }), async (actions) => {
        const opened = await sends(manager, 'openTicket', matter({ homeRegionCode: '522626' }));
        let ticket = opened.ticket;
        if (!ticket) throw new Error(JSON.stringify(opened.userErrors));
        for (const one of actions) {
          const [step, input] = steps[one];
          const { id, version, status } = ticket;
          const given = input();
          const which = 'idempotencyKey' in given ? { id } : { id, expectedVersion: version };
          const told = await sends(manager, step, { ...which, ...given });
          const leads = ticketTransitions[status as TicketStage][one];
          if (told.ticket) {
            expect(told.ticket.status).toBe(leads);
            went.add(`${status} ${one}`);
            ticket = told.ticket;
          } else {
            expect(told.userErrors).toHaveLength(1);
            if (!leads) expect(told.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
          }
        }
        const rows = await service.sql('SELECT status, version FROM service_ticket WHERE id = $1', [
          decodeNodeId(ticket.id)?.id,
        ]);
        expect(rows).toEqual([{ status: ticket.status, version: ticket.version }]);
      }),
      { numRuns: 60 },
    );
    expect(went.size).toBeGreaterThan(8);
  }, 60_000);
});
