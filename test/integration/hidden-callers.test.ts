import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, nodesOf, opens, sends, type Ticket } from '../support/tickets.ts';

const names = ['hotline', 'otherHotline', 'staff', 'otherStaff', 'manager', 'county'] as const;
type Name = (typeof names)[number];

const CALLER = 'id callerName callerPhone callerHidden worker { id }';
const PATHS = `query ($id: ID!, $number: String!, $phone: String!) {
  ticket(id: $id) { ${CALLER} }
  node(id: $id) { ... on ServiceTicket { ${CALLER} } }
  tickets(first: 1, filter: { number: $number }) { edges { node { ${CALLER} } } }
  caller(phone: $phone) { recentTickets(first: 10) { edges { node { ${CALLER} } } } }
  networkDashboard(homeProvinceCode: "52", period: { from: "2020-01-01", to: "2039-01-01" }) {
    tickets(first: 1) { edges { node { ${CALLER} } } } }
}`;
const REVEAL = `mutation ($input: RevealPersonalDataInput!) {
  revealPersonalData(input: $input) { personalData { name phone } userErrors { code } } }`;
const EXPORT = `mutation ($input: ExportPersonalDataInput!) {
  exportPersonalData(input: $input) { export { tickets { ticket { id } callerName callerPhone } } userErrors { code } } }`;

/** What somebody tries with a ticket. */
const step = fc.record({
  by: fc.constantFrom(...names),
  to: fc.constantFrom(...names),
  what: fc.constantFrom(
    ...(['accept', 'return', 'assign', 'assignElsewhere', 'resolve', 'reopen', 'transfer'] as const),
    ...([
      'hide',
      'hide',
      'grant',
      'grant',
      'grant',
      'withdraw',
      'expire',
      'accept',
      'accept',
      'correct',
      'correct',
    ] as const),
  ),
});

/** What the rules say of one ticket, in so many words. */
interface Model {
  confidential: boolean;
  opener: Name;
  agent: Name | null;
  letIn: Set<Name>;
  phone: string;
  /** Whether the ticket is linked to the worker of that number: whoever gave it must have seen the worker. */
  linked: boolean;
}

describe('who called about a ticket', () => {
  let service: TestService;
  let network: Network;
  let stations: { own: Seeded; other: Seeded };
  let people: Record<Name, Person>;
  let lastNumber = 13_600_000_000;

  beforeAll(async () => {
    service = await startTestService(undefined, undefined, undefined, null, false);
    network = new Network(service);
    stations = {
      own: await network.station('WORKSTATION', '522626', '440607'),
      other: await network.station('WORKSTATION', '522722', '440607'),
    };
    await network.station('HEADQUARTERS', '430000', '440000');
    people = {
      hotline: await network.person('HOTLINE_AGENT', '520000'),
      otherHotline: await network.person('HOTLINE_AGENT', '520000'),
      staff: await network.person('STATION_STAFF', '522626', stations.own),
      otherStaff: await network.person('STATION_STAFF', '522722', stations.other),
      manager: await network.person('MANAGER', '520000'),
      county: await network.person('MANAGER', '522626'),
    };
  });
  afterAll(() => service.stop());

  /** A number that nobody has called from yet, of a worker. */
  async function somebodysNumber(): Promise<string> {
    const phone = String(++lastNumber);
    await network.worker('522626', '王五六', phone);
    return phone;
  }

  const knows = (model: Model, name: Name) =>
    !model.confidential || model.opener === name || model.agent === name || model.letIn.has(name);

  /** Tries a step and says what the ticket is then; a step that the rules forbid must have been refused. */
  async function tries(ticket: Ticket, model: Model, { by, to, what }: StepTaken): Promise<Ticket> {
    const person = people[by];
    const { username } = people[to].actor;
    const which = at(ticket);
    const does = async (mutation: string, more: object = {}) =>
      (await sends(person, mutation, { ...which, ...more }).catch(() => ({ ticket: null }))).ticket;
    const agentIs = (agent: Name | null) => (changed: Ticket | null) => {
      if (changed) model.agent = agent;
      return changed ?? ticket;
    };
    switch (what) {
      case 'accept': {
        const forbidden = ['manager', 'county'].includes(by) && !knows(model, by);
        const accepted = await does('acceptTicket');
        if (forbidden) expect(accepted).toBeNull();
        return agentIs(by)(accepted);
      }
      case 'return':
        return agentIs(null)(await does('returnTicket', { reason: '改派' }));
      case 'assign':
        return agentIs(null)(await does('assignTicket', { stationId: stations.own.id }));
      case 'assignElsewhere':
        return agentIs(null)(await does('assignTicket', { stationId: stations.other.id }));
      case 'resolve':
        return (await does('resolveTicket', { resolution: '已办结' })) ?? ticket;
      case 'reopen':
        return (await does('reopenTicket', { reason: '又来电' })) ?? ticket;
      case 'transfer': {
        const input = { idempotencyKey: crypto.randomUUID(), homeRegionCode: '430000', reason: '转办' };
        const transferred = await does('transferTicket', input);
        if (!knows(model, by)) expect(transferred).toBeNull();
        return transferred ?? ticket;
      }
      case 'hide': {
        const hidden = await does('markTicketConfidential', { reason: '要求保密' });
        if (hidden) model.confidential = true;
        return hidden ?? ticket;
      }
      case 'grant': {
        const until = new Date(Date.now() + 86_400_000).toISOString();
        const granted = await does('grantCallerAccess', { username, until, reason: '协查' });
        const mayGive = model.opener === by || model.agent === by || by === 'manager';
        if (!model.confidential || !mayGive || by === to) expect(granted).toBeNull();
        if (granted) model.letIn.add(to);
        return granted ?? ticket;
      }
      case 'withdraw': {
        const withdrawn = await does('withdrawCallerAccess', { username, reason: '不再需要' });
        if (withdrawn) model.letIn.delete(to);
        return withdrawn ?? ticket;
      }
      case 'correct': {
        const phone = await somebodysNumber();
        const corrected = await does('correctTicketCaller', { callerPhone: phone, reason: '本人来电' });
        if (!knows(model, by)) expect(corrected).toBeNull();
        if (corrected) Object.assign(model, { phone, linked: by !== 'otherStaff' });
        return corrected ?? ticket;
      }
      case 'expire':
        await service.sql(
          `UPDATE ticket_caller c SET grants = jsonb_set(c.grants, ARRAY[$2, 'until'], '"2020-01-01T00:00:00Z"')
             FROM service_ticket t WHERE t.id = c.ticket_id AND t.number = $1 AND c.grants ? $2`,
          [ticket.number, people[to].actor.id],
        );
        model.letIn.delete(to);
        return ticket;
    }
  }
  type StepTaken = typeof step extends fc.Arbitrary<infer Taken> ? Taken : never;

  /** Who sees the ticket at all: from where its worker is from, and from where it is handled. */
  const reaches = (name: Name, ticket: Ticket) =>
    name === 'otherStaff' ? ticket.station?.id === stations.other.id : true;

  /** What one person learns of the caller, by each way there is to it. */
  async function learns(name: Name, { id, number }: Ticket, phone: string): Promise<Record<string, boolean>> {
    const person = people[name];
    const { data, errors } = await person.ask(PATHS, { id, number, phone });
    const seen = errors.length > 0 ? [] : [data.ticket, data.node];
    const listed = data
      ? [...nodesOf<Seen>(data.tickets), ...nodesOf<Seen>(data.networkDashboard.tickets)]
      : [];
    const called = nodesOf<Seen>(data?.caller?.recentTickets ?? { edges: [] });
    const { revealPersonalData: revealed } = await person.data(REVEAL, { input: { id, reason: '核实' } });
    const ways: Record<string, boolean> = {
      'by number': called.some((one) => one.id === id),
      revealed: revealed.personalData?.phone === phone,
    };
    for (const [i, one] of [...seen, ...listed.filter((one) => one.id === id)].entries()) {
      ways[`name ${i}`] = one.callerName !== null;
      ways[`number ${i}`] = one.callerPhone !== null;
      ways[`worker ${i}`] = one.worker !== null;
      ways[`not hidden ${i}`] = !one.callerHidden;
    }
    if (name === 'manager') {
      const { exportPersonalData } = await person.data(EXPORT, { input: { phone, reason: '本人申请' } });
      ways.exported = exportPersonalData.export.tickets.some((one: { ticket: Seen }) => one.ticket.id === id);
    }
    return ways;
  }
  interface Seen {
    id: string;
    callerName: string | null;
    callerPhone: string | null;
    callerHidden: boolean;
    worker: object | null;
  }

  it('is known to those alone who opened it, handle it or were let in, by every way and after every step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Name>('hotline', 'staff', 'manager'),
        fc.boolean(),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        async (opener, confidential, steps) => {
          const phone = await somebodysNumber();
          let ticket = await opens(people[opener], {
            callerName: '王五六',
            callerPhone: phone,
            homeRegionCode: '522626',
            incidentRegionCode: '440607',
            confidential,
          });
          const model: Model = { confidential, opener, agent: null, letIn: new Set(), phone, linked: true };
          for (const taken of steps) {
            ticket = await tries(ticket, model, taken);
            await Promise.all(
              names.map(async (name) => {
                const known = knows(model, name) && reaches(name, ticket);
                const ways = await learns(name, ticket, model.phone);
                const expected = Object.fromEntries(Object.keys(ways).map((way) => [way, known]));
                // Other stations' records are not one's own to have in clear, unless one was let in by name.
                if (name === 'otherStaff' || name === 'staff') {
                  const own = ticket.station?.id === stations[name === 'staff' ? 'own' : 'other'].id;
                  expected.revealed = known && (model.confidential || own);
                  // A worker of another county is beyond sight, whatever is known of the call.
                  if (name === 'otherStaff')
                    for (const way of Object.keys(ways)) if (way.startsWith('worker')) expected[way] = false;
                }
                if (!model.linked)
                  for (const way of Object.keys(ways)) if (way.startsWith('worker')) expected[way] = false;
                expect({ name, ...ways }).toEqual({ name, ...expected });
              }),
            );
          }
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 30), endOnFailure: true },
    );
  }, 600_000);
});
