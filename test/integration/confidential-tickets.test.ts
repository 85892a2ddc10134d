import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, historyOf, nodesOf, opens, sends, type Ticket, takes } from '../support/tickets.ts';

const PHONE = '13877776666';
const SIGHT = `query ($id: ID!, $phone: String!) {
  ticket(id: $id) { confidential callerHidden callerName callerPhone worker { id } callerGrants { username until } }
  caller(phone: $phone) { recentTickets(first: 10) { edges { node { id } } } }
}`;
const NODE =
  'query ($id: ID!) { node(id: $id) { ... on ServiceTicket { callerName callerPhone worker { id } } } }';
const REVEAL = `mutation ($input: RevealPersonalDataInput!) {
  revealPersonalData(input: $input) { personalData { name phone } userErrors { code field message } } }`;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('a confidential ticket', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let hotline: Person;
  let colleague: Person;
  let staff: Person;
  let manager: Person;
  let county: Person;
  let ticket: Ticket;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    await network.station('HEADQUARTERS', '430000', '440000');
    await network.worker('522626', '王五六', PHONE);
    hotline = await network.person('HOTLINE_AGENT', '520000');
    manager = await network.person('MANAGER', '520000');
  });
  beforeEach(async () => {
    colleague = await network.person('HOTLINE_AGENT', '520000');
    staff = await network.person('STATION_STAFF', '522626', station);
    county = await network.person('MANAGER', '522626');
    ticket = await opens(hotline, { ...caller, confidential: true, homeRegionCode: '522626', ...incident });
  });
  afterAll(() => service.stop());

  const caller = { callerName: '王五六', callerPhone: PHONE };
  const incident = { incidentRegionCode: '440607' };
  const reveal = async (person: Person, id = ticket.id) =>
    (await person.data(REVEAL, { input: { id, reason: '回访核实' } })).revealPersonalData;

  /** Whether somebody learns who called, by every way there is to it; all ways must agree. */
  async function knows(person: Person): Promise<boolean> {
    const seen = await person.data(SIGHT, { id: ticket.id, phone: PHONE });
    const { node } = await person.data(NODE, { id: ticket.id });
    const listed = nodesOf<{ id: string }>(seen.caller?.recentTickets ?? { edges: [] });
    const { personalData } = await reveal(person);
    const ways = [
      seen.ticket.callerName !== null,
      seen.ticket.callerPhone !== null,
      seen.ticket.worker !== null,
      !seen.ticket.callerHidden,
      node.callerName !== null,
      node.callerPhone !== null,
      node.worker !== null,
      listed.some(({ id }) => id === ticket.id),
      personalData !== null,
    ];
    expect([person.actor.role, ...ways.map((way) => way === ways[0])]).toEqual([
      person.actor.role,
      ...ways.map(() => true),
    ]);
    return ways[0] === true;
  }
  const whoKnow = async () => {
    const known: Record<string, boolean> = {};
    for (const [name, person] of Object.entries({ hotline, colleague, staff, manager, county })) {
      known[name] = await knows(person);
    }
    return Object.keys(known).filter((name) => known[name]);
  };
  const step = (person: Person, name: string, more: object = {}) =>
    takes(person, name, { ...at(ticket), ...more });

  it('is kept from the manager who has no grant', async () => {
    expect(await whoKnow()).toEqual(['hotline']);
    const { ticket: seen } = await manager.data(SIGHT, { id: ticket.id, phone: PHONE });
    expect(seen).toEqual({
      confidential: true,
      callerHidden: true,
      callerName: null,
      callerPhone: null,
      worker: null,
      callerGrants: [],
    });
  });

  it('is known to whoever takes it on, for as long as they handle it', async () => {
    ticket = await step(staff, 'acceptTicket');
    expect(await whoKnow()).toEqual(['hotline', 'staff']);
    ticket = await step(staff, 'returnTicket', { reason: '不属本站' });
    expect(await whoKnow()).toEqual(['hotline']);
    ticket = await step(colleague, 'acceptTicket');
    expect(await whoKnow()).toEqual(['hotline', 'colleague']);
  });

  it('is no longer known to the staff of a station that closes', async () => {
    const closing = await network.station('WORKSTATION', '522626', '330282');
    staff = await network.person('STATION_STAFF', '522626', closing);
    ticket = await opens(hotline, {
      ...caller,
      confidential: true,
      homeRegionCode: '522626',
      incidentRegionCode: '330282',
    });
    await step(staff, 'acceptTicket');
    expect(await whoKnow()).toEqual(['hotline', 'staff']);
    const { closeStation } = await manager.data(
      'mutation ($input: CloseStationInput!) { closeStation(input: $input) { userErrors { code field } } }',
      {
        input: {
          id: closing.id,
          expectedVersion: 1,
          closedOn: businessDate(new Date()),
          reason: '撤并',
        },
      },
    );
    expect(closeStation.userErrors).toEqual([]);
    expect(await whoKnow()).toEqual(['hotline']);
  });

  it('is not taken on by a manager to learn who called', async () => {
    expect(await sends(manager, 'acceptTicket', at(ticket))).toEqual({
      ticket: null,
      userErrors: [{ code: 'FORBIDDEN', field: ['id'] }],
    });
  });

  it('is seen by those who are let in, until that ends', async () => {
    const { username } = county.actor;
    ticket = await step(hotline, 'grantCallerAccess', { username, until: inDays(3), reason: '协查欠薪' });
    expect(await whoKnow()).toEqual(['hotline', 'county']);
    expect((await historyOf(manager, ticket.id)).at(-1)).toMatchObject({
      type: 'ACCESS_GRANTED',
      note: `${username}: 协查欠薪`,
      actor: { username: hotline.actor.username },
    });
    await service.sql(
      `UPDATE ticket_caller SET grants = jsonb_set(grants, ARRAY[$1, 'until'], '"2020-01-01T00:00:00Z"')`,
      [county.actor.id],
    );
    expect(await whoKnow()).toEqual(['hotline']);

    ticket = await step(hotline, 'grantCallerAccess', { username, until: inDays(3), reason: '协查欠薪' });
    ticket = await step(manager, 'withdrawCallerAccess', { username, reason: '已办结' });
    expect(await whoKnow()).toEqual(['hotline']);
  });

  it('lets nobody in by themselves, and a manager of the whole province others alone', async () => {
    const grants = (person: Person, to: Person, more: object = {}) =>
      sends(person, 'grantCallerAccess', {
        ...at(ticket),
        username: to.actor.username,
        until: inDays(3),
        reason: '协查',
        ...more,
      });
    const refused = (code: string, field: string) => ({
      ticket: null,
      userErrors: [{ code, field: [field] }],
    });
    expect(await grants(hotline, hotline)).toEqual(refused('FORBIDDEN', 'username'));
    expect(await grants(manager, manager)).toEqual(refused('FORBIDDEN', 'username'));
    expect(await grants(colleague, county)).toEqual(refused('FORBIDDEN', 'id'));
    expect(await grants(county, colleague)).toEqual(refused('FORBIDDEN', 'id'));
    const elsewhere = await network.person('MANAGER', '522722');
    const hunan = await network.person('MANAGER', '430000');
    const auditor = await network.person('AUDITOR', '520000');
    for (const unfit of [elsewhere, hunan, auditor]) {
      expect(await grants(hotline, unfit)).toEqual(refused('NOT_FOUND', 'username'));
    }
    for (const until of [inDays(-1), inDays(91)]) {
      expect(await grants(hotline, county, { until })).toEqual(refused('INVALID', 'until'));
    }
    expect(await grants(hotline, county, { reason: ' ' })).toEqual(refused('REQUIRED', 'reason'));
    expect((await grants(manager, county)).userErrors).toEqual([]);
    ticket = { ...ticket, version: ticket.version + 1 };
    expect(await whoKnow()).toEqual(['hotline', 'county']);
    // One who was let in lets nobody else in.
    expect(await grants(county, colleague)).toEqual(refused('FORBIDDEN', 'id'));
  });

  it('lets one of two in who are let in at once; the other’s version is stale', async () => {
    const lets = (to: Person) =>
      sends(hotline, 'grantCallerAccess', {
        ...at(ticket),
        username: to.actor.username,
        until: inDays(3),
        reason: '协查',
      });
    const both = await Promise.all([lets(county), lets(colleague)]);
    expect(both.flatMap(({ userErrors }) => userErrors)).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
    const { ticket: seen } = await hotline.data(SIGHT, { id: ticket.id, phone: PHONE });
    expect(seen.callerGrants).toHaveLength(1);
  });

  it('may become one later, and then is none to whoever marked it but did not open or handle it', async () => {
    ticket = await opens(hotline, { ...caller, homeRegionCode: '522626', ...incident });
    expect(await whoKnow()).toEqual(['hotline', 'colleague', 'staff', 'manager', 'county']);
    ticket = await step(staff, 'acceptTicket');
    ticket = await step(manager, 'markTicketConfidential', { reason: '来电人担心被报复' });
    expect(await whoKnow()).toEqual(['hotline', 'staff']);
    expect(
      (await sends(manager, 'markTicketConfidential', { ...at(ticket), reason: '再次' })).userErrors,
    ).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['id'] }]);
  });

  it('stays one in the province it is transferred to, by somebody who knows who called', async () => {
    const hunan = {
      manager: await network.person('MANAGER', '430000'),
      hotline: await network.person('HOTLINE_AGENT', '430000'),
    };
    const transfer = {
      idempotencyKey: crypto.randomUUID(),
      homeRegionCode: '430000',
      reason: '湖南务工人员',
    };
    expect(await sends(manager, 'transferTicket', { ...at(ticket), ...transfer })).toEqual({
      ticket: null,
      userErrors: [{ code: 'FORBIDDEN', field: ['id'] }],
    });
    const ours = await step(hotline, 'transferTicket', transfer);
    const [there] = nodesOf<Ticket>(
      (
        await hunan.manager.data(
          `query ($number: String) { tickets(first: 1, filter: { number: $number }) { edges { node { id version callerHidden } } } }`,
          { number: ours.transferredTo?.number },
        )
      ).tickets,
    );
    expect(there).toMatchObject({ callerHidden: true });
    if (!there) return;
    expect((await reveal(hunan.manager, there.id)).userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    await takes(hunan.hotline, 'acceptTicket', at(there));
    expect((await reveal(hunan.hotline, there.id)).personalData).toEqual({ name: '王五六', phone: PHONE });
  });

  it('keeps no caller at all when it is anonymous', async () => {
    const refused = await sends(hotline, 'openTicket', {
      idempotencyKey: crypto.randomUUID(),
      channel: 'HOTLINE_12333',
      category: 'OTHER',
      summary: '咨询',
      ...caller,
      anonymous: true,
      confidential: true,
    });
    expect(refused.userErrors.map(({ field }) => field)).toEqual([
      ['callerName'],
      ['callerPhone'],
      ['confidential'],
    ]);
    const anonymous = await opens(hotline, { anonymous: true });
    expect(
      await service.sql(
        'SELECT FROM ticket_caller c JOIN service_ticket t ON t.id = c.ticket_id WHERE t.number = $1',
        [anonymous.number],
      ),
    ).toEqual([]);
    const { ticket: seen } = await hotline.data(
      'query ($id: ID!) { ticket(id: $id) { anonymous callerHidden } }',
      {
        id: anonymous.id,
      },
    );
    expect(seen).toEqual({ anonymous: true, callerHidden: false });
    expect((await reveal(hotline, anonymous.id)).userErrors).toMatchObject([
      { code: 'NOT_FOUND', field: ['id'] },
    ]);
  });

  it('is hidden by the database too, from a statement that forgets whom it may be shown to', async () => {
    const count = async (person: Person) => {
      const rows = await service.dataSource.transaction(async (manager) => {
        const { id, scope } = person.actor;
        await manager.query(
          `SET LOCAL app.actor = '${id}'; SET LOCAL app.home_from = '${scope?.from}'; SET LOCAL app.home_to = '${scope?.to}'`,
        );
        return manager.query(
          'SELECT FROM ticket_caller c JOIN service_ticket t ON t.id = c.ticket_id WHERE t.number = $1',
          [ticket.number],
        );
      });
      return rows.length;
    };
    expect(await count(manager)).toBe(0);
    expect(await count(hotline)).toBe(1);
  });
});
