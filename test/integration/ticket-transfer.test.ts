import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { actorSettings } from '../../src/infra/db/scope-settings.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, historyOf, nodesOf, opens, sees, sends, type Ticket, takes } from '../support/tickets.ts';

const NEWEST = `{ tickets(first: 1) { edges { node {
  id number status priority channel category summary version openedAt dueAt dueAtProvisional resolvedAt callerName callerPhone
  agentUsername homeRegion { code } incidentRegion { code } station { id } worker { id } enterprise { id } peopleInvolved
  amountOwed transferredFrom { province { code } number } transferredTo { number } deadlineRule { province { code } } } } } }`;

describe('a ticket transferred to another province', () => {
  let service: TestService;
  let network: Network;
  let hotline: Person;
  let manager: Person;
  let hunan: Person;
  let workstation: Seeded;
  let enterprise: Seeded;
  const ten = new Date('2024-09-30T02:00:00Z');

  beforeAll(async () => {
    service = await startTestService();
    service.setNow(ten);
    network = new Network(service);
    workstation = await network.station('WORKSTATION', '522626', '440607');
    await network.station('HEADQUARTERS', '430000', '440000');
    enterprise = await network.enterprise('440607');
    hotline = await network.person('HOTLINE_AGENT', '520000');
    manager = await network.person('MANAGER', '520000');
    hunan = await network.person('HOTLINE_AGENT', '430000');
  }, 30_000);
  afterAll(() => service.stop());

  const opened = () =>
    opens(hotline, {
      homeRegionCode: '522626',
      enterpriseId: enterprise.id,
      callerName: '向小梅',
      callerPhone: '13700001234',
      peopleInvolved: 3,
      amountOwed: '24000.00',
    });
  const transfer = (ticket: { id: string; version: number }, more: object = {}) => ({
    ...at(ticket),
    idempotencyKey: crypto.randomUUID(),
    homeRegionCode: '431225',
    reason: '来电人为湖南会同籍',
    ...more,
  });
  const newestOf = async (person: Person) =>
    nodesOf<Ticket>((await person.data(NEWEST)).tickets)[0] as Ticket;
  const countOf = async (person: Person) =>
    nodesOf((await person.data('{ tickets(first: 100) { edges { node { id } } } }')).tickets).length;

  it('ends here, shows where it went and is neither late nor resolved in time', async () => {
    const ticket = await opened();
    const ended = await takes(hotline, 'transferTicket', transfer(ticket));
    const there = await newestOf(hunan);
    expect(ended).toMatchObject({
      id: ticket.id,
      number: ticket.number,
      status: 'CLOSED',
      version: ticket.version + 1,
      resolvedAt: ten.toISOString(),
      station: { id: workstation.id },
      transferredTo: { province: { code: '430000' }, number: there.number },
      transferredFrom: null,
    });
    expect((await historyOf(hotline, ticket.id)).map(({ type, note }) => [type, note])).toEqual([
      ['OPENED', null],
      ['ASSIGNED', null],
      ['TRANSFERRED', '来电人为湖南会同籍'],
    ]);
    const [kept] = await service.sql(
      'SELECT first_resolved_at, closed_at FROM service_ticket WHERE number = $1',
      [ticket.number],
    );
    expect(kept).toEqual({ first_resolved_at: null, closed_at: ten });
  });

  it('is opened at the other desk with what was told, shows where it came from, and no more of it', async () => {
    const ticket = await opened();
    await takes(hotline, 'transferTicket', transfer(ticket));
    const there = await newestOf(hunan);
    expect(there).toMatchObject({
      status: 'OPEN',
      priority: 'NORMAL',
      channel: 'HOTLINE_12333',
      category: 'RIGHTS_PROTECTION',
      summary: ticket.summary,
      version: 1,
      openedAt: ten.toISOString(),
      dueAt: '2024-10-23T16:00:00.000Z',
      resolvedAt: null,
      callerName: '向**',
      callerPhone: '137****1234',
      agentUsername: null,
      homeRegion: { code: '431225' },
      incidentRegion: { code: '440607' },
      station: null,
      worker: null,
      enterprise: { id: enterprise.id },
      peopleInvolved: 3,
      amountOwed: '24000.00',
      transferredFrom: { province: { code: '520000' }, number: ticket.number },
      transferredTo: null,
    });
    expect(there.number).toMatch(/^4320240930\d{6}$/);
    expect((await historyOf(hunan, there.id)).map(({ type, note, actor }) => [type, note, actor])).toEqual([
      ['OPENED', '来电人为湖南会同籍', { username: hotline.actor.username, station: null }],
    ]);
    expect([await sees(hotline, there.id), await sees(hunan, ticket.id)]).toEqual([false, false]);
    const byNumber =
      'query ($number: String) { tickets(first: 1, filter: { number: $number }) { edges { cursor } } }';
    const { tickets } = await hunan.data(byNumber, { number: ticket.number });
    expect(tickets.edges).toEqual([]);
  });

  it('is there recognised by the number that called, and here still', async () => {
    const ticket = await opened();
    await takes(hotline, 'transferTicket', transfer(ticket));
    const there = await newestOf(hunan);
    const recent = async (person: Person) => {
      const { caller } = await person.data(
        '{ caller(phone: "13700001234") { recentTickets(first: 1) { edges { node { id } } } } }',
      );
      return nodesOf(caller.recentTickets);
    };
    expect(await recent(hunan)).toEqual([{ id: there.id }]);
    expect(await recent(hotline)).toEqual([{ id: ticket.id }]);
    const sealed = await service.sql<{ name_sealed: Buffer }>(
      'SELECT name_sealed FROM ticket_caller WHERE ticket_id = ANY($1)',
      [[ticket.id, there.id].map((id) => decodeNodeId(id)?.id)],
    );
    expect(new Set(sealed.map(({ name_sealed }) => name_sealed.toString('hex'))).size).toBe(2);
  });

  it('goes its way there, and back again as a ticket of its own', async () => {
    await takes(hotline, 'transferTicket', transfer(await opened()));
    const there = await newestOf(hunan);
    const accepted = await takes(hunan, 'acceptTicket', at(there));
    expect(accepted.agentUsername).toBe(hunan.actor.username);
    const before = await countOf(hotline);
    const ended = await takes(
      hunan,
      'transferTicket',
      transfer(accepted, { homeRegionCode: '520000', reason: '核实为贵州籍' }),
    );
    const back = await newestOf(hotline);
    expect(await countOf(hotline)).toBe(before + 1);
    expect(ended.transferredTo).toEqual({ province: { code: '520000' }, number: back.number });
    expect(back).toMatchObject({
      status: 'OPEN',
      homeRegion: { code: '520000' },
      transferredFrom: { province: { code: '430000' }, number: there.number },
    });
  });

  it('is one ticket there, however often it is sent', async () => {
    const ticket = await opened();
    const input = transfer(ticket);
    const before = await countOf(hunan);
    const sent = await Promise.all(Array.from({ length: 8 }, () => takes(hotline, 'transferTicket', input)));
    await takes(hotline, 'transferTicket', input);
    expect(new Set(sent.map(({ transferredTo }) => transferredTo?.number)).size).toBe(1);
    expect(await countOf(hunan)).toBe(before + 1);
    expect(await sends(hotline, 'transferTicket', { ...input, homeRegionCode: '430000' })).toEqual({
      ticket: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
    });
  });

  it('of two who transfer it at once, goes with one; the other is told so', async () => {
    const ticket = await opened();
    const before = await countOf(hunan);
    const answers = await Promise.all(
      [hotline, manager].map((who) => sends(who, 'transferTicket', transfer(ticket))),
    );
    expect(answers.filter((answer) => answer.ticket !== null)).toHaveLength(1);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
    expect(await countOf(hunan)).toBe(before + 1);
  });

  it('is taken no further here', async () => {
    const ended = await takes(hotline, 'transferTicket', transfer(await opened()));
    const refused = { ticket: null, userErrors: [{ code: 'ILLEGAL_TRANSITION', field: ['id'] }] };
    expect(await sends(manager, 'reopenTicket', { ...at(ended), reason: '一' })).toEqual(refused);
    expect(await sends(manager, 'assignTicket', { ...at(ended), stationId: workstation.id })).toEqual(
      refused,
    );
    expect(await sends(manager, 'transferTicket', transfer(ended))).toEqual(refused);
    const callback = { id: ended.id, idempotencyKey: crypto.randomUUID(), reached: true };
    expect(await sends(manager, 'recordTicketCallback', callback)).toEqual(refused);
  });

  it.each([
    ['within the province', { homeRegionCode: '520100' }, { code: 'INVALID', field: ['homeRegionCode'] }],
    [
      'to a province without a network',
      { homeRegionCode: '650000' },
      { code: 'INVALID', field: ['homeRegionCode'] },
    ],
    [
      'to a region that does not exist',
      { homeRegionCode: '439999' },
      { code: 'INVALID', field: ['homeRegionCode'] },
    ],
    ['without a reason', { reason: ' ' }, { code: 'REQUIRED', field: ['reason'] }],
    ['of an older version', { expectedVersion: 0 }, { code: 'STALE_VERSION', field: ['expectedVersion'] }],
  ])('is refused %s, and nothing is written', async (_, more, problem) => {
    const ticket = await opened();
    const before = await network.contents();
    expect(await sends(hotline, 'transferTicket', transfer(ticket, more))).toEqual({
      ticket: null,
      userErrors: [problem],
    });
    expect(await network.contents()).toEqual(before);
  });

  it('is not resolved before: what is resolved stays', async () => {
    const accepted = await takes(manager, 'acceptTicket', at(await opened()));
    const resolved = await takes(manager, 'resolveTicket', { ...at(accepted), resolution: '已告知' });
    expect(await sends(manager, 'transferTicket', transfer(resolved))).toEqual({
      ticket: null,
      userErrors: [{ code: 'ILLEGAL_TRANSITION', field: ['id'] }],
    });
  });

  it('is counted as opened on both sides, and late on the side that has it alone', async () => {
    const totals = async (person: Person, home: string) => {
      const { networkDashboard } = await person.data(
        `query ($home: String!) { networkDashboard(homeProvinceCode: $home, period: { from: "2024-09-30", to: "2024-10-01" }) {
           totals { tickets hotlineMatters overdueTickets } ticketsByCategory { resolvedInTime } } }`,
        { home },
      );
      const { totals: of, ticketsByCategory } = networkDashboard;
      const inTime = ticketsByCategory.reduce(
        (sum: number, row: { resolvedInTime: number }) => sum + row.resolvedInTime,
        0,
      );
      return [of.tickets, of.hotlineMatters, of.overdueTickets, inTime];
    };
    const chief = await network.person('MANAGER', '430000');
    try {
      // When all that is open here is late.
      service.setNow(new Date('2024-11-30T02:00:00Z'));
      const [before, there] = [await totals(manager, '52'), await totals(chief, '43')];
      service.setNow(ten);
      await takes(hotline, 'transferTicket', transfer(await opened()));
      service.setNow(new Date('2024-11-30T02:00:00Z'));
      const grown = (after: number[], than: number[]) => after.map((figure, i) => figure - (than[i] ?? 0));
      expect(grown(await totals(manager, '52'), before)).toEqual([1, 1, 0, 0]);
      expect(grown(await totals(chief, '43'), there)).toEqual([1, 1, 1, 0]);
    } finally {
      service.setNow(ten);
    }
  });

  describe('beneath the service', () => {
    let session: pg.Client;
    let source: Record<string, Record<string, unknown>>;
    beforeAll(async () => {
      session = new pg.Client({ connectionString: service.database.serviceUrl });
      await session.connect();
      await takes(hotline, 'transferTicket', transfer(await opened()));
      const id = decodeNodeId((await newestOf(hunan)).id)?.id;
      const row = async (table: string, column: string) =>
        (
          await service.sql<{ row: Record<string, unknown> }>(
            `SELECT to_jsonb(r) AS row FROM ${table} r WHERE ${column} = $1`,
            [id],
          )
        )[0]?.row ?? {};
      source = {
        service_ticket: await row('service_ticket', 'id'),
        ticket_caller: await row('ticket_caller', 'ticket_id'),
        ticket_event: await row('ticket_event', 'ticket_id'),
      };
    });
    afterAll(() => session.end());

    /** Tries to write a row like the transferred one. @returns the SQLSTATE it fails with */
    async function writes(person: Person, table: string, more: object): Promise<string> {
      const { actor } = person;
      await session.query(`BEGIN; ${actorSettings(actor)}`);
      try {
        await session.query(
          `INSERT INTO ${table} SELECT * FROM json_populate_record(NULL::${table}, $1::json)`,
          [JSON.stringify({ ...source[table], ...more })],
        );
        return 'done';
      } catch (error) {
        return String((error as pg.DatabaseError).code);
      } finally {
        await session.query('ROLLBACK');
      }
    }
    const fresh = () => ({ id: crypto.randomUUID(), number: `43${crypto.randomUUID().slice(0, 8)}` });

    it('a row is written into another province’s books in one’s own name alone', async () => {
      const ticket = fresh;
      const event = () => ({ id: crypto.randomUUID(), actor_id: hotline.actor.id });
      expect({
        ticket: await writes(hotline, 'service_ticket', ticket()),
        event: await writes(hotline, 'ticket_event', event()),
        // There is one already, which shows that the policy let it through.
        caller: await writes(hotline, 'ticket_caller', {}),
        'a ticket of no origin': await writes(hotline, 'service_ticket', {
          ...ticket(),
          transferred_from_number: null,
        }),
        'a ticket in another’s name': await writes(hotline, 'service_ticket', {
          ...ticket(),
          transferred_from_number: '4420240930000001',
        }),
        'a ticket under way': await writes(hotline, 'service_ticket', { ...ticket(), status: 'IN_PROGRESS' }),
        'a ticket at a station': await writes(hotline, 'service_ticket', {
          ...ticket(),
          station_id: workstation.uuid,
        }),
        'a caller of no origin': await writes(hotline, 'ticket_caller', { origin_tenant: null }),
        'a step of no origin': await writes(hotline, 'ticket_event', { ...event(), origin_tenant: null }),
        'a step of another kind': await writes(hotline, 'ticket_event', { ...event(), type: 'RESOLVED' }),
        'a step by somebody else': await writes(hotline, 'ticket_event', {
          id: crypto.randomUUID(),
          actor_id: manager.actor.id,
        }),
      }).toEqual({
        ticket: 'done',
        event: 'done',
        caller: '23505',
        'a ticket of no origin': '42501',
        'a ticket in another’s name': '42501',
        'a ticket under way': '42501',
        'a ticket at a station': '42501',
        'a caller of no origin': '42501',
        'a step of no origin': '42501',
        'a step of another kind': '42501',
        'a step by somebody else': '42501',
      });
    });

    it('neither an office nor an administrator writes one', async () => {
      const office = await network.person('HR_OFFICER', '440607');
      const admin = await network.person('ADMIN', null);
      expect([
        await writes(office, 'service_ticket', { ...fresh(), transferred_from_number: '4420240930000001' }),
        await writes(admin, 'service_ticket', { ...fresh(), transferred_from_number: '0020240930000001' }),
      ]).toEqual(['42501', '42501']);
    });

    it('a branch does not get a ticket past its own region by saying where it comes from', async () => {
      const branch = await network.person('MANAGER', '522600');
      const within = { ...fresh(), tenant: '52', home_region_code: '520100', handler_region_code: '520100' };
      expect(await writes(branch, 'service_ticket', within)).toBe('42501');
    });

    it('what was written there is not read from here, not even by the whole province', async () => {
      const scope = regionScope('home', '520000');
      await session.query(`BEGIN; ${actorSettings({ id: hotline.actor.id, scope })}`);
      for (const table of ['service_ticket', 'ticket_caller', 'ticket_event']) {
        const { rows } = await session.query(`SELECT DISTINCT tenant FROM ${table}`);
        expect([table, rows]).toEqual([table, [{ tenant: '52' }]]);
      }
      await session.query('ROLLBACK');
    });
  });
});
