import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, historyOf, opens, sees, sends, type Ticket, takes } from '../support/tickets.ts';

/** What happens between the desk and the stations: tickets come back, are pressed for, called back about, and listed. */
describe('between desk and station', () => {
  let service: TestService;
  let network: Network;
  let hotline: Person;
  let manager: Person;
  let staff: Person;
  let workstation: Seeded;
  let branch: Seeded;
  const ten = new Date('2024-09-30T02:00:00Z');

  beforeAll(async () => {
    service = await startTestService();
    service.setNow(ten);
    network = new Network(service);
    workstation = await network.station('WORKSTATION', '522626', '440607');
    branch = await network.station('BRANCH', '522600', '440600');
    hotline = await network.person('HOTLINE_AGENT', '520000');
    manager = await network.person('MANAGER', '520000');
    staff = await network.person('STATION_STAFF', '522626', workstation);
  }, 30_000);
  afterAll(() => service.stop());

  const forWorkstation = (more: object = {}) =>
    opens(hotline, { homeRegionCode: '522626', incidentRegionCode: '440607', ...more });
  const illegal = { ticket: null, userErrors: [{ code: 'ILLEGAL_TRANSITION', field: ['id'] }] };

  describe('a ticket that its station returns', () => {
    const returned = (ticket: Ticket, who = staff) =>
      takes(who, 'returnTicket', { ...at(ticket), reason: '不在服务范围' });

    it('is at the desk again, with the reason, for another station', async () => {
      const back = await returned(await forWorkstation());
      expect(back).toMatchObject({ status: 'OPEN', station: null, agentUsername: null, version: 2 });
      const assigned = await takes(hotline, 'assignTicket', { ...at(back), stationId: branch.id });
      expect(assigned).toMatchObject({ status: 'ASSIGNED', station: { id: branch.id }, version: 3 });
      expect(
        (await historyOf(hotline, back.id)).map(({ type, note, actor }) => [type, note, actor.station]),
      ).toEqual([
        ['OPENED', null, null],
        ['ASSIGNED', null, null],
        ['RETURNED', '不在服务范围', { id: workstation.id }],
        ['ASSIGNED', null, null],
      ]);
    });

    it('may have been accepted before', async () => {
      const accepted = await takes(staff, 'acceptTicket', at(await forWorkstation()));
      expect(accepted.agentUsername).toBe(staff.actor.username);
      expect(await returned(accepted)).toMatchObject({ status: 'OPEN', station: null, agentUsername: null });
    });

    it('goes out of the station’s sight when the worker is of elsewhere', async () => {
      const opened = await opens(hotline, {
        homeRegionCode: '520102',
        callerName: '周五',
        callerPhone: '13611112222',
      });
      const assigned = await takes(hotline, 'assignTicket', { ...at(opened), stationId: workstation.id });
      expect(await sees(staff, opened.id)).toBe(true);
      expect(await returned(assigned)).toMatchObject({ status: 'OPEN', station: null });
      expect(await sees(staff, opened.id)).toBe(false);
      expect((await historyOf(hotline, opened.id)).map(({ type }) => type)).toContain('RETURNED');
      const caller = '{ caller(phone: "13611112222") { recentTickets(first: 1) { edges { cursor } } } }';
      expect((await staff.data(caller)).caller).toBeNull();
      const [audited] = await service.sql(
        'SELECT home_region_code FROM audit_entry WHERE actor_id = $1 ORDER BY id DESC LIMIT 1',
        [staff.actor.id],
      );
      expect(audited).toEqual({ home_region_code: '522626' });
    });

    it('was not the desk’s: what no station handles cannot be returned', async () => {
      const back = await returned(await forWorkstation());
      expect(await sends(manager, 'returnTicket', { ...at(back), reason: '一' })).toEqual(illegal);
      const taken = await takes(hotline, 'acceptTicket', at(back));
      expect(await sends(manager, 'returnTicket', { ...at(taken), reason: '一' })).toEqual(illegal);
    });

    it('is its own: a neighbour does not return it, nor does one who comes late', async () => {
      const beside = await network.station('WORKSTATION', '522626', '440306');
      const neighbour = await network.person('STATION_STAFF', '522626', beside);
      const ticket = await forWorkstation();
      expect(await sends(neighbour, 'returnTicket', { ...at(ticket), reason: '一' })).toEqual({
        ticket: null,
        userErrors: [{ code: 'FORBIDDEN', field: ['id'] }],
      });
      const answers = await Promise.all([
        sends(staff, 'returnTicket', { ...at(ticket), reason: '一' }),
        sends(staff, 'acceptTicket', at(ticket)),
      ]);
      expect(answers.filter((answer) => answer.ticket !== null)).toHaveLength(1);
      expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
        { code: 'STALE_VERSION', field: ['expectedVersion'] },
      ]);
    });

    it('needs a reason', async () => {
      expect(await sends(staff, 'returnTicket', { ...at(await forWorkstation()), reason: ' ' })).toEqual({
        ticket: null,
        userErrors: [{ code: 'REQUIRED', field: ['reason'] }],
      });
    });
  });

  describe('a ticket that is called back about', () => {
    const call = (id: string, more: object = {}) => ({
      id,
      idempotencyKey: crypto.randomUUID(),
      reached: true,
      satisfied: true,
      ...more,
    });
    const resolved = async () => {
      const accepted = await takes(staff, 'acceptTicket', at(await forWorkstation()));
      return takes(staff, 'resolveTicket', { ...at(accepted), resolution: '已补发' });
    };

    it('says what came of it, before closing and after, and stays as it is', async () => {
      const ticket = await resolved();
      const missed = call(ticket.id, { reached: false, satisfied: null });
      expect(await takes(hotline, 'recordTicketCallback', missed)).toEqual(ticket);
      const closed = await takes(hotline, 'closeTicket', at(ticket));
      const again = call(ticket.id, { satisfied: false, note: '仍欠一月' });
      for (let sent = 0; sent < 3; sent++) {
        expect(await takes(hotline, 'recordTicketCallback', again)).toEqual(closed);
      }
      const calls = (await historyOf(staff, ticket.id)).filter(({ type }) => type === 'CALLED_BACK');
      expect(calls).toMatchObject([
        { reached: false, satisfied: null, note: null },
        { reached: true, satisfied: false, note: '仍欠一月' },
      ]);
    });

    it('is resolved: before that there is nothing to ask', async () => {
      const accepted = await takes(staff, 'acceptTicket', at(await forWorkstation()));
      expect(await sends(hotline, 'recordTicketCallback', call(accepted.id))).toEqual(illegal);
    });

    it('cannot satisfy whom nobody reached', async () => {
      const { id } = await resolved();
      expect(await sends(hotline, 'recordTicketCallback', call(id, { reached: false }))).toEqual({
        ticket: null,
        userErrors: [{ code: 'INVALID', field: ['satisfied'] }],
      });
    });
  });

  it('a manager presses for what is not resolved, and for nothing else', async () => {
    const ticket = await forWorkstation();
    const input = { id: ticket.id, idempotencyKey: crypto.randomUUID(), note: '请今日办结' };
    expect(await takes(manager, 'superviseTicket', input)).toEqual(ticket);
    await takes(manager, 'superviseTicket', input);
    expect((await historyOf(staff, ticket.id)).filter(({ type }) => type === 'SUPERVISED')).toMatchObject([
      { note: '请今日办结', actor: { username: manager.actor.username } },
    ]);
    const accepted = await takes(staff, 'acceptTicket', at(ticket));
    await takes(staff, 'resolveTicket', { ...at(accepted), resolution: '一' });
    const late = { ...input, idempotencyKey: crypto.randomUUID() };
    expect(await sends(manager, 'superviseTicket', late)).toEqual(illegal);
  });

  describe('the lists', () => {
    let ours: Record<'urgent' | 'enquiry' | 'complaint' | 'done' | 'desk', Ticket>;
    let desk: Person;
    let worker: Person;
    let chief: Person;
    let station: Seeded;

    const listed = async (person: Person, args: string): Promise<string[]> => {
      const list = `query ($first: Int!, $after: String) { tickets(first: $first, after: $after, ${args}) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
      const nodes = await person.walk<{ id: string }>(list, 2, {}, ({ tickets }) => tickets);
      const names = Object.entries(ours).map(([name, { id }]) => [id, name] as const);
      return nodes.map(({ id }) => new Map(names).get(id) ?? 'another');
    };

    beforeAll(async () => {
      station = await network.station('WORKSTATION', '631024', '440607');
      desk = await network.person('HOTLINE_AGENT', '630000');
      worker = await network.person(
        'STATION_STAFF',
        '630224',
        await network.station('WORKSTATION', '630224', '440607'),
      );
      chief = await network.person('MANAGER', '630000');
      const about = { homeRegionCode: '630224', incidentRegionCode: '440607' };
      const accepted = async (more: object) =>
        takes(worker, 'acceptTicket', at(await opens(desk, { ...about, ...more })));
      ours = {
        complaint: await accepted({}),
        enquiry: await opens(desk, { ...about, category: 'OTHER' }),
        urgent: await accepted({ priority: 'URGENT' }),
        done: await accepted({ priority: 'URGENT' }),
        desk: await opens(await network.person('HOTLINE_AGENT', '640000'), { category: 'JOB_SEEKING' }),
      };
      await takes(worker, 'resolveTicket', { ...at(ours.done), resolution: '一' });
    }, 30_000);

    it('of what one took on oneself', async () => {
      expect(await listed(worker, 'filter: { mine: true }')).toEqual(['done', 'urgent', 'complaint']);
      expect(await listed(worker, 'filter: { mine: true }, orderBy: DUE_SOONEST')).toEqual([
        'urgent',
        'complaint',
      ]);
      expect(await listed(desk, 'filter: { mine: true }')).toEqual([]);
      expect(await listed(chief, 'filter: { mine: false }')).toEqual([
        'done',
        'urgent',
        'enquiry',
        'complaint',
      ]);
    });

    it('of a station, by what is due soonest', async () => {
      const { viewer } = await worker.data('{ viewer { station { id } } }');
      const at = `filter: { stationId: "${viewer.station.id}" }`;
      expect(await listed(worker, `${at}, orderBy: DUE_SOONEST`)).toEqual(['urgent', 'enquiry', 'complaint']);
      expect(await listed(chief, `filter: { stationId: "${station.id}" }, orderBy: DUE_SOONEST`)).toEqual([]);
    });

    it('of what is late, the latest first, and of what is not', async () => {
      try {
        service.setNow(new Date('2024-10-12T02:00:00Z'));
        expect(await listed(chief, 'filter: { overdue: true }, orderBy: DUE_SOONEST')).toEqual([
          'urgent',
          'enquiry',
        ]);
        expect(await listed(chief, 'filter: { overdue: true }')).toEqual(['urgent', 'enquiry']);
        expect(await listed(chief, 'filter: { overdue: false }')).toEqual(['done', 'complaint']);
        expect(await listed(chief, 'filter: { overdue: false }, orderBy: DUE_SOONEST')).toEqual([
          'complaint',
        ]);
      } finally {
        service.setNow(ten);
      }
    });

    it('name who opened a ticket that stayed at the desk as the one who has it', async () => {
      expect(ours.desk.status).toBe('OPEN');
      expect(ours.desk.agentUsername).not.toBeNull();
      const assigned = await takes(chief, 'assignTicket', {
        ...at(ours.complaint),
        stationId: station.id,
      });
      expect(assigned.agentUsername).toBeNull();
    });

    it('no longer name who had a ticket once its station has closed', async () => {
      const closing = await network.station('WORKSTATION', '632700', '440607');
      const there = await network.person('STATION_STAFF', '632700', closing);
      const opened = await opens(desk, { homeRegionCode: '632700', incidentRegionCode: '440607' });
      const accepted = await takes(there, 'acceptTicket', at(opened));
      expect(accepted).toMatchObject({ station: { id: closing.id }, agentUsername: there.actor.username });
      const { closeStation } = await chief.data(
        'mutation ($input: CloseStationInput!) { closeStation(input: $input) { userErrors { code field } } }',
        { input: { id: closing.id, expectedVersion: 1, closedOn: '2024-09-30', reason: '撤并' } },
      );
      expect(closeStation.userErrors).toEqual([]);
      const { ticket } = await chief.data(
        'query ($id: ID!) { ticket(id: $id) { status station { id } agentUsername } }',
        {
          id: opened.id,
        },
      );
      expect(ticket).toEqual({ status: 'OPEN', station: null, agentUsername: null });
    });
  });
});
