import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import {
  at,
  historyOf,
  matter,
  nodesOf,
  opens,
  type Step,
  sees,
  sends,
  type Ticket,
  takes,
} from '../support/tickets.ts';

const CALLER = `query ($phone: String!) { caller(phone: $phone) {
  worker { id } recentTickets(first: 10) { edges { node { id } } } } }`;

describe('service tickets', () => {
  let service: TestService;
  let network: Network;

  // Each group of tests works in a province of its own; for all of them it is ten o'clock on 30 September 2024.
  beforeAll(async () => {
    service = await startTestService();
    service.setNow(new Date('2024-09-30T02:00:00Z'));
    network = new Network(service);
  });
  afterAll(() => service.stop());

  describe('a ticket opened by a hotline agent', () => {
    let hotline: Person;
    const stations: Record<string, Seeded> = {};

    beforeAll(async () => {
      hotline = await network.person('HOTLINE_AGENT', '520000');
      stations.headquarters = await network.station('HEADQUARTERS', '520000', '440000');
      stations.headquartersElsewhere = await network.station('HEADQUARTERS', '520000', '330000');
      stations.branch = await network.station('BRANCH', '522600', '440600');
      stations.workstation = await network.station('WORKSTATION', '522626', '440607');
      stations.ofAnotherCounty = await network.station('WORKSTATION', '522627', '440607');
      stations.closesTomorrow = await network.station('WORKSTATION', '522631', '440607', {
        closedOn: '2024-10-01',
      });
      stations.opensToday = await network.station('WORKSTATION', '522632', '440607', {
        openedOn: '2024-09-30',
      });
      // These four would fit better than the branch, were they open.
      await network.station('WORKSTATION', '522629', '440607', { closedOn: '2024-09-30' });
      await network.station('WORKSTATION', '522630', '440607', { openedOn: '2024-10-01' });
      await network.station('WORKSTATION', '522626', '440605', { closedOn: '2021-06-30' });
      await network.station('HEADQUARTERS', '520000', '320000', { closedOn: '2024-09-01' });
    });

    it.each([
      ['the county’s workstation in the district', '522626', '440607', 'workstation'],
      ['another county’s workstation there for its own workers', '522627', '440607', 'ofAnotherCounty'],
      ['the city’s branch, for a district without a workstation', '522626', '440606', 'branch'],
      ['the city’s branch, where the workstation has closed', '522626', '440605', 'branch'],
      ['the city’s branch, where the workstation closes today', '522629', '440607', 'branch'],
      ['the city’s branch, where the workstation opens tomorrow', '522630', '440607', 'branch'],
      ['the workstation on its last day', '522631', '440607', 'closesTomorrow'],
      ['the workstation on its first day', '522632', '440607', 'opensToday'],
      ['the city’s branch, for a county without a workstation', '522622', '440607', 'branch'],
      ['the city’s branch, for a worker of whom the city alone is known', '522600', '440607', 'branch'],
      ['the city’s branch, for an incident of which the city alone is known', '522626', '440600', 'branch'],
      ['the headquarters, for a city without a station', '522626', '440306', 'headquarters'],
      [
        'the headquarters, for an incident of which the province alone is known',
        '522626',
        '440000',
        'headquarters',
      ],
      ['the headquarters, for workers of another city', '520123', '440607', 'headquarters'],
      ['the headquarters of that province', '522626', '330282', 'headquartersElsewhere'],
      ['the headquarters, when the worker’s home is not known', null, '440607', 'headquarters'],
    ])('goes to %s', async (_, homeRegionCode, incidentRegionCode, station) => {
      expect(await opens(hotline, { homeRegionCode, incidentRegionCode })).toMatchObject({
        status: 'ASSIGNED',
        station: { id: stations[station]?.id },
      });
    });

    it.each([
      ['in a province without a station', '350582'],
      ['where the headquarters has closed', '320583'],
      ['at home', '520123'],
      ['at a place unknown', null],
    ])('goes to a headquarters when it happened %s', async (_, incidentRegionCode) => {
      const ticket = await opens(hotline, { homeRegionCode: '522626', incidentRegionCode });
      expect(ticket.status).toBe('ASSIGNED');
      expect([stations.headquarters?.id, stations.headquartersElsewhere?.id]).toContain(ticket.station?.id);
    });

    it('has the agent’s province for a home when none is known', async () => {
      const { homeRegion } = await opens(hotline, { incidentRegionCode: '440607' });
      expect(homeRegion).toEqual({ code: '520000' });
    });

    it('happened where the enterprise is, unless something else is said', async () => {
      const enterprise = await network.enterprise('440607');
      const about = { homeRegionCode: '522626', enterpriseId: enterprise.id };
      expect(await opens(hotline, about)).toMatchObject({
        enterprise: { id: enterprise.id },
        incidentRegion: { code: '440607' },
        station: { id: stations.workstation?.id },
      });
      expect(await opens(hotline, { ...about, incidentRegionCode: '440306' })).toMatchObject({
        enterprise: { id: enterprise.id },
        incidentRegion: { code: '440306' },
        station: { id: stations.headquarters?.id },
      });
    });

    it('keeps what was told of it', async () => {
      const ticket = await opens(hotline, {
        peopleInvolved: 12,
        amountOwed: '45600.5',
        summary: ' 三个月\n工资未发 ',
      });
      expect(ticket).toMatchObject({
        summary: '三个月\n工资未发',
        peopleInvolved: 12,
        amountOwed: '45600.50',
        priority: 'NORMAL',
        openedAt: '2024-09-30T02:00:00.000Z',
        resolvedAt: null,
        version: 1,
      });
    });

    it('has a number of digits to be read out, and no two have the same', async () => {
      const tickets = await Promise.all(Array.from({ length: 10 }, () => opens(hotline)));
      for (const { number } of tickets) expect(number).toMatch(/^5220240930\d{6,}$/);
      expect(new Set(tickets.map(({ number }) => number)).size).toBe(10);
      const { tickets: found } = await hotline.data(
        'query ($number: String) { tickets(first: 2, filter: { number: $number }) { edges { node { id } } } }',
        { number: tickets[3]?.number },
      );
      expect(nodesOf(found)).toEqual([{ id: tickets[3]?.id }]);
    });

    it('is the same ticket again in its present state when it is sent again', async () => {
      const input = matter({ homeRegionCode: '522626', incidentRegionCode: '440607' });
      const sent = await Promise.all(Array.from({ length: 10 }, () => takes(hotline, 'openTicket', input)));
      const opened = sent[0] as Ticket;
      expect(new Set(sent.map(({ id }) => id))).toEqual(new Set([opened.id]));
      const staff = await network.person('STATION_STAFF', '522626', stations.workstation);
      await takes(staff, 'acceptTicket', at(opened));
      expect(await takes(hotline, 'openTicket', input)).toMatchObject({
        id: opened.id,
        status: 'IN_PROGRESS',
        version: 2,
      });
      expect((await historyOf(hotline, opened.id)).map(({ type }) => type)).toEqual([
        'OPENED',
        'ASSIGNED',
        'ACCEPTED',
      ]);
    });

    it('is told that its key was used before it is told what else is wrong', async () => {
      const input = matter({ homeRegionCode: '522626' });
      const opened = await takes(hotline, 'openTicket', input);
      const reused = { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] };
      for (const homeRegionCode of ['522627', '431224']) {
        const other = { ...input, homeRegionCode };
        expect(await sends(hotline, 'openTicket', other)).toEqual({ ticket: null, userErrors: [reused] });
      }
      expect(await takes(hotline, 'openTicket', input)).toMatchObject({ id: opened.id, version: 1 });
    });

    it.each([
      ['another province’s worker', { homeRegionCode: '431224' }, 'INVALID', ['homeRegionCode']],
      ['a home that does not exist', { homeRegionCode: '529999' }, 'INVALID', ['homeRegionCode']],
      [
        'an incident in a region that does not exist',
        { incidentRegionCode: '4406' },
        'INVALID',
        ['incidentRegionCode'],
      ],
      ['a number that is none', { callerPhone: '12333' }, 'INVALID', ['callerPhone']],
      ['an enterprise never registered', { enterpriseId: 'x'.repeat(24) }, 'NOT_FOUND', ['enterpriseId']],
      ['nobody involved', { peopleInvolved: 0 }, 'INVALID', ['peopleInvolved']],
      ['nothing to say', { summary: ' ' }, 'REQUIRED', ['summary']],
      ['too much to say', { summary: '欠'.repeat(501) }, 'INVALID', ['summary']],
    ])('is refused for %s', async (_, more, code, field) => {
      expect(await sends(hotline, 'openTicket', matter(more))).toEqual({
        ticket: null,
        userErrors: [{ code, field }],
      });
    });
  });

  describe('a ticket opened elsewhere than at a full network’s desk', () => {
    it('stays at the desk of a province without stations', async () => {
      const hotline = await network.person('HOTLINE_AGENT', '650000');
      expect(await opens(hotline, { incidentRegionCode: '440607' })).toMatchObject({
        status: 'OPEN',
        station: null,
      });
    });

    it('never goes to another province’s station', async () => {
      await network.station('HEADQUARTERS', '410000', '440000');
      const hotline = await network.person('HOTLINE_AGENT', '640000');
      expect(await opens(hotline, { incidentRegionCode: '440607' })).toMatchObject({
        status: 'OPEN',
        station: null,
      });
    });

    it('stays with the station whose staff opened it, unless one beneath it fits better', async () => {
      const branch = await network.station('BRANCH', '433100', '440600');
      const workstation = await network.station('WORKSTATION', '433122', '440607', { parent: branch });
      await network.station('HEADQUARTERS', '430000', '330000');
      const ofBranch = await network.person('STATION_STAFF', '433100', branch);
      const ofWorkstation = await network.person('STATION_STAFF', '433122', workstation);
      const stationOf = async (person: Person, homeRegionCode: string | null, incidentRegionCode: string) =>
        (await opens(person, { homeRegionCode, incidentRegionCode })).station?.id;
      expect(await stationOf(ofWorkstation, '433122', '440607')).toBe(workstation.id);
      expect(await stationOf(ofWorkstation, '431224', '330282')).toBe(workstation.id);
      expect(await stationOf(ofWorkstation, null, '330282')).toBe(workstation.id);
      expect(await stationOf(ofBranch, '433122', '440607')).toBe(workstation.id);
      expect(await stationOf(ofBranch, '433122', '330282')).toBe(branch.id);
    });

    it('does not stay with a station that has closed', async () => {
      const closed = await network.station('WORKSTATION', '451022', '440607', { closedOn: '2024-09-01' });
      const staff = await network.person('STATION_STAFF', '451022', closed);
      const { ticket } = await sends(staff, 'openTicket', matter({ homeRegionCode: '451022' }));
      expect(ticket?.station ?? null).toBeNull();
    });

    it('is refused to a manager of a city for a worker of another, who would lose sight of it', async () => {
      const manager = await network.person('MANAGER', '620500');
      const { ticket, userErrors } = await sends(manager, 'openTicket', matter({ homeRegionCode: '621121' }));
      expect({ ticket, userErrors }).toEqual({
        ticket: null,
        userErrors: [{ code: 'INVALID', field: ['homeRegionCode'] }],
      });
      expect(await opens(manager, { homeRegionCode: '620522' })).toMatchObject({
        status: 'OPEN',
        station: null,
      });
    });

    it.each(['HR_OFFICER', 'AUDITOR', 'ADMIN'] as const)('is not for a %s to open', async (role) => {
      const region = { HR_OFFICER: '440607', AUDITOR: '520000', ADMIN: null }[role];
      const person = await network.person(role, region);
      expect(
        await person.codes(
          'mutation ($input: OpenTicketInput!) { openTicket(input: $input) { ticket { id } } }',
          { input: matter() },
        ),
      ).toEqual(['FORBIDDEN']);
    });
  });

  describe('the deadline', () => {
    let hotline: Person;
    const ten = new Date('2024-09-30T02:00:00Z');
    beforeAll(async () => {
      hotline = await network.person('HOTLINE_AGENT', '540000');
    });

    it.each([
      // The National Day holiday runs from 1 to 7 October; Saturday 12 October is worked.
      ['an enquiry: 3 working days', { category: 'POLICY_CONSULTATION' }, ten, '2024-10-10T16:00:00.000Z'],
      ['a complaint: 13 working days', { category: 'RIGHTS_PROTECTION' }, ten, '2024-10-23T16:00:00.000Z'],
      [
        'an urgent matter: 24 hours, holiday or not',
        { category: 'RIGHTS_PROTECTION', priority: 'URGENT' },
        ten,
        '2024-10-01T02:00:00.000Z',
      ],
      [
        'one of 23:59 in Shanghai: counted from that day',
        { category: 'OTHER' },
        new Date('2024-10-20T15:59:59Z'),
        '2024-10-23T16:00:00.000Z',
      ],
      [
        'one of midnight in Shanghai: counted from the day that begins',
        { category: 'OTHER' },
        new Date('2024-10-20T16:00:00Z'),
        '2024-10-24T16:00:00.000Z',
      ],
    ])('of %s', async (_, more, now, dueAt) => {
      try {
        service.setNow(now);
        expect(await opens(hotline, more)).toMatchObject({ dueAt, dueAtProvisional: false });
      } finally {
        service.setNow(ten);
      }
    });

    it('is late from that instant on, and no longer once resolved', async () => {
      const manager = await network.person('MANAGER', '540000');
      const urgent = await opens(hotline, { priority: 'URGENT' });
      const overdue = async (is: boolean) => {
        const { tickets } = await manager.data(
          'query ($is: Boolean) { tickets(first: 100, filter: { overdue: $is }) { edges { node { id } } } }',
          { is },
        );
        return nodesOf<{ id: string }>(tickets).some(({ id }) => id === urgent.id);
      };
      try {
        service.setNow(new Date('2024-10-01T01:59:59Z'));
        expect([await overdue(true), await overdue(false)]).toEqual([false, true]);
        service.setNow(new Date('2024-10-01T02:00:01Z'));
        expect([await overdue(true), await overdue(false)]).toEqual([true, false]);
        const accepted = await takes(manager, 'acceptTicket', at(urgent));
        await takes(manager, 'resolveTicket', { ...at(accepted), resolution: '已补发' });
        expect([await overdue(true), await overdue(false)]).toEqual([false, true]);
      } finally {
        service.setNow(ten);
      }
    });
  });

  describe('the caller', () => {
    const name = '欧阳娜娜';
    const phone = '13812345678';
    let hotline: Person;
    let ticket: Ticket;
    beforeAll(async () => {
      await network.station('BRANCH', '530600', '440600');
      hotline = await network.person('HOTLINE_AGENT', '530000');
      const about = { homeRegionCode: '530621', incidentRegionCode: '440607' };
      ticket = await opens(hotline, { ...about, callerName: name, callerPhone: '+86 138-1234-5678' });
    });

    it('is masked in every answer', async () => {
      const masked = { callerName: '欧***', callerPhone: '138****5678' };
      expect(ticket).toMatchObject(masked);
      const data = await hotline.data(
        `query ($id: ID!) { ticket(id: $id) { callerName callerPhone } node(id: $id) { ... on ServiceTicket { callerName callerPhone } }
           tickets(first: 1) { edges { node { callerName callerPhone } } } }`,
        { id: ticket.id },
      );
      expect(data).toEqual({ ticket: masked, node: masked, tickets: { edges: [{ node: masked }] } });
    });

    it('is sealed in the database and kept out of the log', async () => {
      const tables = await service.sql<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      expect(tables.map((table) => table.name)).toContain('ticket_caller');
      const sought = [name, phone].flatMap((text) => [text, Buffer.from(text, 'utf8').toString('hex')]);
      for (const table of tables) {
        const rows = await service.sql(
          `SELECT r::text AS row FROM ${table.name} r WHERE r::text LIKE ANY($1)`,
          [sought.map((text) => `%${text}%`)],
        );
        expect({ table: table.name, rows }).toEqual({ table: table.name, rows: [] });
      }
      const [sealed] = await service.sql<Record<string, Buffer>>(
        'SELECT name_sealed, phone_sealed, phone_hash FROM ticket_caller WHERE ticket_id = (SELECT id FROM service_ticket WHERE number = $1)',
        [ticket.number],
      );
      expect(Object.values(sealed ?? {}).map((bytes) => bytes.length)).toEqual([29 + 12, 29 + 11, 32]);
      expect(service.log()).toContain('openTicket');
      for (const text of sought) expect(service.log()).not.toContain(text);
    });

    it.each([
      '13812345678',
      '138 1234 5678',
      '138-1234-5678',
      '+8613812345678',
      '0086 138 1234 5678',
      '013812345678',
      '１３８１２３４５６７８',
      ' 86-13812345678 ',
    ])('is recognised by the number spelled %s', async (spelled) => {
      const { caller } = await hotline.data(CALLER, { phone: spelled });
      expect(nodesOf(caller.recentTickets)).toEqual([{ id: ticket.id }]);
      expect(caller.worker).toBeNull();
    });

    it('is nobody by another number, and no number is none', async () => {
      expect((await hotline.data(CALLER, { phone: '13812345679' })).caller).toBeNull();
      expect(await hotline.codes(CALLER, { phone: '12333' })).toEqual(['BAD_USER_INPUT']);
    });

    it('is the worker of that number, with everything called about, latest first', async () => {
      const worker = await network.worker('530621', '杨秀英', '13987654321');
      expect((await hotline.data(CALLER, { phone: '139 8765 4321' })).caller).toEqual({
        worker: { id: worker.id },
        recentTickets: { edges: [] },
      });
      const first = await opens(hotline, { callerPhone: '139-8765-4321' });
      const second = await opens(hotline, { callerPhone: '+8613987654321' });
      expect([first.worker, second.worker]).toEqual([{ id: worker.id }, { id: worker.id }]);
      const { caller } = await hotline.data(CALLER, { phone: '13987654321' });
      expect(caller).toEqual({
        worker: { id: worker.id },
        recentTickets: { edges: [{ node: { id: second.id } }, { node: { id: first.id } }] },
      });
    });

    it('is not known to another city’s staff, nor to another province', async () => {
      const elsewhere = await network.person(
        'STATION_STAFF',
        '532500',
        await network.station('BRANCH', '532500', '440600'),
      );
      const abroad = await network.person('HOTLINE_AGENT', '510000');
      const within = await network.person('MANAGER', '530621');
      expect((await elsewhere.data(CALLER, { phone })).caller).toBeNull();
      expect((await abroad.data(CALLER, { phone })).caller).toBeNull();
      expect((await within.data(CALLER, { phone })).caller).not.toBeNull();
    });

    it('may stay unnamed', async () => {
      expect(await opens(hotline)).toMatchObject({ callerName: null, callerPhone: null, worker: null });
    });
  });

  describe('a ticket’s life', () => {
    let hotline: Person;
    let manager: Person;
    let staff: Person;
    let workstation: Seeded;
    beforeAll(async () => {
      workstation = await network.station('WORKSTATION', '511323', '440607');
      hotline = await network.person('HOTLINE_AGENT', '510000');
      manager = await network.person('MANAGER', '510000');
      staff = await network.person('STATION_STAFF', '511323', workstation);
    });
    const openForWorkstation = () =>
      opens(hotline, { homeRegionCode: '511323', incidentRegionCode: '440607' });

    it('is told by its history, step by step with who took it', async () => {
      const opened = await openForWorkstation();
      const accepted = await takes(staff, 'acceptTicket', at(opened));
      expect(accepted).toMatchObject({ status: 'IN_PROGRESS', version: 2 });
      const noted = await takes(staff, 'addTicketNote', {
        id: opened.id,
        idempotencyKey: crypto.randomUUID(),
        note: '已联系企业',
      });
      expect(noted).toMatchObject({ status: 'IN_PROGRESS', version: 2 });
      const resolved = await takes(staff, 'resolveTicket', { ...at(accepted), resolution: '工资已补发' });
      expect(resolved).toMatchObject({
        status: 'RESOLVED',
        version: 3,
        resolvedAt: '2024-09-30T02:00:00.000Z',
      });
      const closed = await takes(hotline, 'closeTicket', at(resolved));
      expect(closed).toMatchObject({ status: 'CLOSED', version: 4, resolvedAt: '2024-09-30T02:00:00.000Z' });
      const reopened = await takes(manager, 'reopenTicket', { ...at(closed), reason: '回访：仍欠一月' });
      expect(reopened).toMatchObject({ status: 'IN_PROGRESS', version: 5, resolvedAt: null });

      const desk = { username: hotline.actor.username, station: null };
      const station = { username: staff.actor.username, station: { id: workstation.id } };
      expect(await historyOf(hotline, opened.id)).toMatchObject([
        { type: 'OPENED', note: null, actor: desk },
        { type: 'ASSIGNED', note: null, actor: desk },
        { type: 'ACCEPTED', note: null, actor: station },
        { type: 'NOTED', note: '已联系企业', actor: station },
        { type: 'RESOLVED', note: '工资已补发', actor: station },
        { type: 'CLOSED', note: null, actor: desk },
        {
          type: 'REOPENED',
          note: '回访：仍欠一月',
          actor: { username: manager.actor.username, station: null },
        },
      ]);
    });

    it('is measured by its first resolution, whatever comes later', async () => {
      const accepted = await takes(staff, 'acceptTicket', at(await openForWorkstation()));
      const resolved = await takes(staff, 'resolveTicket', { ...at(accepted), resolution: '一' });
      const reopened = await takes(staff, 'reopenTicket', { ...at(resolved), reason: '二' });
      const ten = new Date('2024-09-30T02:00:00Z');
      try {
        service.setNow(new Date('2024-12-01T02:00:00Z'));
        await takes(staff, 'resolveTicket', { ...at(reopened), resolution: '三' });
      } finally {
        service.setNow(ten);
      }
      const [kept] = await service.sql(
        'SELECT first_resolved_at, resolved_at FROM service_ticket WHERE number = $1',
        [accepted.number],
      );
      expect(kept).toEqual({ first_resolved_at: ten, resolved_at: new Date('2024-12-01T02:00:00Z') });
    });

    it('is read in pages of its history, each step once', async () => {
      const accepted = await takes(staff, 'acceptTicket', at(await openForWorkstation()));
      for (const note of ['一', '二', '三']) {
        await takes(staff, 'addTicketNote', { id: accepted.id, idempotencyKey: crypto.randomUUID(), note });
      }
      const whole = (await historyOf(hotline, accepted.id)).map(({ id }) => id);
      const walked = await hotline.walk<Step>(
        `query ($id: ID!, $first: Int!, $after: String) { ticket(id: $id) {
          history(first: $first, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } } }`,
        2,
        { id: accepted.id },
        ({ ticket }) => ticket.history,
      );
      expect(whole).toHaveLength(6);
      expect(walked.map(({ id }) => id)).toEqual(whole);
    });

    it.each([
      ['OPENED', 'resolveTicket', { resolution: '一' }],
      ['OPENED', 'closeTicket', {}],
      ['OPENED', 'reopenTicket', { reason: '一' }],
      ['ACCEPTED', 'acceptTicket', {}],
      ['ACCEPTED', 'closeTicket', {}],
      ['RESOLVED', 'resolveTicket', { resolution: '一' }],
      ['RESOLVED', 'acceptTicket', {}],
      ['CLOSED', 'closeTicket', {}],
      ['CLOSED', 'resolveTicket', { resolution: '一' }],
    ])('does not go from %s by %s', async (state, step, more) => {
      let ticket = await openForWorkstation();
      if (state !== 'OPENED') ticket = await takes(manager, 'acceptTicket', at(ticket));
      if (['RESOLVED', 'CLOSED'].includes(state))
        ticket = await takes(manager, 'resolveTicket', { ...at(ticket), resolution: '零' });
      if (state === 'CLOSED') ticket = await takes(manager, 'closeTicket', at(ticket));
      const before = await historyOf(manager, ticket.id);
      expect(await sends(manager, step, { ...at(ticket), ...more })).toEqual({
        ticket: null,
        userErrors: [{ code: 'ILLEGAL_TRANSITION', field: ['id'] }],
      });
      expect(await historyOf(manager, ticket.id)).toEqual(before);
    });

    it.each(['assignTicket', 'acceptTicket', 'resolveTicket', 'closeTicket', 'reopenTicket'])(
      'goes no further by %s of somebody who saw an older version, or one yet to come',
      async (step) => {
        const accepted = await takes(staff, 'acceptTicket', at(await openForWorkstation()));
        const more = {
          assignTicket: { stationId: workstation.id },
          resolveTicket: { resolution: '一' },
          reopenTicket: { reason: '一' },
        }[step];
        for (const expectedVersion of [accepted.version - 1, accepted.version + 1, 0, -1]) {
          expect(await sends(manager, step, { id: accepted.id, expectedVersion, ...more })).toEqual({
            ticket: null,
            userErrors: [{ code: 'STALE_VERSION', field: ['expectedVersion'] }],
          });
        }
      },
    );

    it('has one note for one key, however often it is sent', async () => {
      const { id } = await openForWorkstation();
      const input = { id, idempotencyKey: crypto.randomUUID(), note: '已致电企业' };
      const sent = await Promise.all(Array.from({ length: 10 }, () => takes(staff, 'addTicketNote', input)));
      await takes(staff, 'addTicketNote', input);
      expect(new Set(sent.map((ticket) => ticket.id))).toEqual(new Set([id]));
      expect((await historyOf(staff, id)).filter(({ type }) => type === 'NOTED')).toHaveLength(1);
      expect(await sends(staff, 'addTicketNote', { ...input, note: '又致电企业' })).toEqual({
        ticket: null,
        userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
      });
      // The same key of somebody else is another key.
      await takes(hotline, 'addTicketNote', input);
      expect((await historyOf(staff, id)).filter(({ type }) => type === 'NOTED')).toHaveLength(2);
    });

    it('has every step audited, once and by name', async () => {
      const accepted = await takes(staff, 'acceptTicket', at(await openForWorkstation()));
      await sends(staff, 'acceptTicket', at(accepted));
      await takes(staff, 'resolveTicket', { ...at(accepted), resolution: '一' });
      const audited = await service.sql(
        `SELECT a.operation, a.actor_username, a.record_type FROM audit_entry a JOIN service_ticket t ON t.id = a.record_id
          WHERE t.number = $1 ORDER BY a.id`,
        [accepted.number],
      );
      expect(audited).toEqual([
        { operation: 'openTicket', actor_username: hotline.actor.username, record_type: 'ServiceTicket' },
        { operation: 'acceptTicket', actor_username: staff.actor.username, record_type: 'ServiceTicket' },
        { operation: 'resolveTicket', actor_username: staff.actor.username, record_type: 'ServiceTicket' },
      ]);
    });
  });

  describe('beyond what a role allows', () => {
    const forbidden = { ticket: null, userErrors: [{ code: 'FORBIDDEN', field: ['id'] }] };
    let hotline: Person;
    let cityManager: Person;
    let staff: Person;
    let neighbour: Person;
    let branchStaff: Person;
    let workstation: Seeded;
    let branch: Seeded;
    beforeAll(async () => {
      workstation = await network.station('WORKSTATION', '610921', '440607');
      branch = await network.station('BRANCH', '610900', '440600');
      const next = await network.station('WORKSTATION', '610922', '440607');
      hotline = await network.person('HOTLINE_AGENT', '610000');
      cityManager = await network.person('MANAGER', '610900');
      staff = await network.person('STATION_STAFF', '610921', workstation);
      neighbour = await network.person('STATION_STAFF', '610922', next);
      branchStaff = await network.person('STATION_STAFF', '610900', branch);
    });
    const openForWorkstation = () =>
      opens(hotline, { homeRegionCode: '610921', incidentRegionCode: '440607' });
    /** A ticket of the neighbouring county's worker, handled by the workstation: the neighbour sees it. */
    const openForNeighboursWorker = async () => {
      const ticket = await opens(hotline, { homeRegionCode: '610922', incidentRegionCode: '330282' });
      return takes(hotline, 'assignTicket', { ...at(ticket), stationId: workstation.id });
    };

    it('staff of another station see their worker’s ticket and may note on it, and take no step', async () => {
      const ticket = await openForNeighboursWorker();
      expect(await sees(neighbour, ticket.id)).toBe(true);
      expect(await sends(neighbour, 'acceptTicket', at(ticket))).toEqual(forbidden);
      const accepted = await takes(staff, 'acceptTicket', at(ticket));
      expect(await sends(neighbour, 'resolveTicket', { ...at(accepted), resolution: '一' })).toEqual(
        forbidden,
      );
      const resolved = await takes(staff, 'resolveTicket', { ...at(accepted), resolution: '一' });
      expect(await sends(neighbour, 'closeTicket', at(resolved))).toEqual(forbidden);
      expect(await sends(neighbour, 'reopenTicket', { ...at(resolved), reason: '一' })).toEqual(forbidden);
      await takes(neighbour, 'addTicketNote', {
        id: ticket.id,
        idempotencyKey: crypto.randomUUID(),
        note: '家属来访',
      });
      expect((await historyOf(hotline, ticket.id)).map(({ type }) => type)).toEqual([
        'OPENED',
        'ASSIGNED',
        'ACCEPTED',
        'RESOLVED',
        'NOTED',
      ]);
    });

    it('the hotline works on what is at the desk, and leaves to a station what is the station’s', async () => {
      const ticket = await openForWorkstation();
      expect(await sends(hotline, 'acceptTicket', at(ticket))).toEqual(forbidden);
      const accepted = await takes(staff, 'acceptTicket', at(ticket));
      expect(await sends(hotline, 'resolveTicket', { ...at(accepted), resolution: '一' })).toEqual(forbidden);

      const atDesk = await opens(hotline, { incidentRegionCode: '330282' });
      expect(atDesk.status).toBe('OPEN');
      const own = await takes(hotline, 'acceptTicket', at(atDesk));
      expect(own).toMatchObject({ status: 'IN_PROGRESS', station: null });
      expect(await takes(hotline, 'resolveTicket', { ...at(own), resolution: '已答复' })).toMatchObject({
        status: 'RESOLVED',
      });
    });

    it('a manager may take every step within the city', async () => {
      const opened = await openForWorkstation();
      const assigned = await takes(cityManager, 'assignTicket', {
        ...at(opened),
        stationId: branch.id,
        note: '由分站办理',
      });
      const accepted = await takes(cityManager, 'acceptTicket', at(assigned));
      expect(accepted).toMatchObject({ status: 'IN_PROGRESS', station: { id: branch.id } });
      const resolved = await takes(cityManager, 'resolveTicket', { ...at(accepted), resolution: '一' });
      const closed = await takes(cityManager, 'closeTicket', at(resolved));
      expect(await takes(cityManager, 'reopenTicket', { ...at(closed), reason: '一' })).toMatchObject({
        status: 'IN_PROGRESS',
      });
    });

    it('a branch takes over what a workstation beneath it was sent, and the station is the branch from then on', async () => {
      const accepted = await takes(branchStaff, 'acceptTicket', at(await openForWorkstation()));
      expect(accepted).toMatchObject({ status: 'IN_PROGRESS', station: { id: branch.id } });
      expect(await sends(staff, 'resolveTicket', { ...at(accepted), resolution: '一' })).toEqual(forbidden);
    });

    it('nobody sends a ticket to a station outside their own network', async () => {
      const ticket = await openForWorkstation();
      const abroad = await network.station('WORKSTATION', '640422', '440607');
      const otherCity = await network.station('BRANCH', '610800', '440600');
      const notFound = { ticket: null, userErrors: [{ code: 'NOT_FOUND', field: ['stationId'] }] };
      expect(await sends(hotline, 'assignTicket', { ...at(ticket), stationId: abroad.id })).toEqual(notFound);
      expect(await sends(cityManager, 'assignTicket', { ...at(ticket), stationId: otherCity.id })).toEqual(
        notFound,
      );
    });

    it('what is out of sight is not there', async () => {
      const ticket = await openForWorkstation();
      const abroad = await network.person('HOTLINE_AGENT', '640000');
      const notFound = { ticket: null, userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] };
      for (const person of [neighbour, abroad]) {
        expect(await sends(person, 'acceptTicket', at(ticket))).toEqual(notFound);
        expect(
          await sends(person, 'addTicketNote', {
            id: ticket.id,
            idempotencyKey: crypto.randomUUID(),
            note: '一',
          }),
        ).toEqual(notFound);
      }
    });

    it('an auditor reads and changes nothing', async () => {
      const auditor = await network.person('AUDITOR', '610000');
      const ticket = await openForWorkstation();
      expect(await sees(auditor, ticket.id)).toBe(true);
      for (const step of ['assignTicket', 'acceptTicket', 'closeTicket']) {
        const type = `${step.charAt(0).toUpperCase()}${step.slice(1)}Input`;
        const input = { ...at(ticket), ...(step === 'assignTicket' ? { stationId: branch.id } : {}) };
        expect(
          await auditor.codes(`mutation ($input: ${type}!) { ${step}(input: $input) { ticket { id } } }`, {
            input,
          }),
        ).toEqual(['FORBIDDEN']);
      }
    });

    it('staff do not assign', async () => {
      const ticket = await openForWorkstation();
      expect(
        await staff.codes(
          'mutation ($input: AssignTicketInput!) { assignTicket(input: $input) { ticket { id } } }',
          {
            input: { ...at(ticket), stationId: branch.id },
          },
        ),
      ).toEqual(['FORBIDDEN']);
    });
  });

  describe('reassigning a ticket', () => {
    it('moves the sight of ticket, steps and caller from one branch to the other', async () => {
      const phone = '13711112222';
      const [ours, theirs] = await Promise.all([
        network.station('BRANCH', '620500', '440600'),
        network.station('BRANCH', '621100', '440600'),
      ]);
      const [here, there] = await Promise.all([
        network.person('STATION_STAFF', '620500', ours),
        network.person('STATION_STAFF', '621100', theirs),
      ]);
      const hotline = await network.person('HOTLINE_AGENT', '620000');
      const opened = await opens(hotline, {
        incidentRegionCode: '330282',
        callerName: '马小花',
        callerPhone: phone,
      });

      /** What somebody sees of the ticket: itself, in lists, by its steps, by its caller. */
      const sight = async (person: Person, eventIds: string[]) => {
        const own = await person.ask(
          'query ($id: ID!) { ticket(id: $id) { callerName callerPhone history(first: 100) { edges { node { id } } } } }',
          { id: opened.id },
        );
        const { tickets } = await person.data('{ tickets(first: 100) { edges { node { id } } } }');
        const events = await Promise.all(
          eventIds.map((id) => person.codes('query ($id: ID!) { node(id: $id) { id } }', { id })),
        );
        const { caller } = await person.data(CALLER, { phone });
        return {
          ticket: own.data?.ticket ?? own.errors.map(({ extensions }) => extensions.code),
          listed: nodesOf<{ id: string }>(tickets).some(({ id }) => id === opened.id),
          events: events.map((codes) => codes.length === 0),
          caller: caller && nodesOf(caller.recentTickets),
        };
      };
      const everything = (eventIds: string[]) => ({
        ticket: {
          callerName: '马**',
          callerPhone: '137****2222',
          history: { edges: eventIds.map((id) => ({ node: { id } })) },
        },
        listed: true,
        events: eventIds.map(() => true),
        caller: [{ id: opened.id }],
      });
      const nothing = (eventIds: string[]) => ({
        ticket: ['NOT_FOUND'],
        listed: false,
        events: eventIds.map(() => false),
        caller: null,
      });

      const eventsOf = async () => (await historyOf(hotline, opened.id)).map(({ id }) => id);
      const assigned = await takes(hotline, 'assignTicket', { ...at(opened), stationId: ours.id });
      expect(await sight(here, await eventsOf())).toEqual(everything(await eventsOf()));
      expect(await sight(there, await eventsOf())).toEqual(nothing(await eventsOf()));

      const accepted = await takes(here, 'acceptTicket', at(assigned));
      const reassigned = await takes(hotline, 'assignTicket', {
        ...at(accepted),
        stationId: theirs.id,
        note: '改派',
      });
      expect(reassigned).toMatchObject({ status: 'ASSIGNED', station: { id: theirs.id } });
      expect(await sight(there, await eventsOf())).toEqual(everything(await eventsOf()));
      expect(await sight(here, await eventsOf())).toEqual(nothing(await eventsOf()));
      expect((await historyOf(there, opened.id)).map(({ type, note }) => [type, note])).toEqual([
        ['OPENED', null],
        ['ASSIGNED', null],
        ['ACCEPTED', null],
        ['ASSIGNED', '改派'],
      ]);
      // What the branch did is still told under its own name.
      expect((await historyOf(there, opened.id))[2]?.actor.station).toEqual({ id: ours.id });
    });

    it('leaves it in the sight of the worker’s home', async () => {
      const station = await network.station('BRANCH', '630200', '440600');
      const [homeManager, hotline] = await Promise.all([
        network.person('MANAGER', '630223'),
        network.person('HOTLINE_AGENT', '630000'),
      ]);
      const other = await network.station('BRANCH', '632700', '440600');
      const opened = await opens(hotline, { homeRegionCode: '630223', incidentRegionCode: '440607' });
      expect(opened.station).toEqual({ id: station.id });
      await takes(hotline, 'assignTicket', { ...at(opened), stationId: other.id });
      expect(await sees(homeManager, opened.id)).toBe(true);
      expect((await historyOf(homeManager, opened.id)).map(({ type }) => type)).toEqual([
        'OPENED',
        'ASSIGNED',
        'ASSIGNED',
      ]);
    });
  });

  it('of a branch and a workstation that accept one ticket at once, one wins and the other is told it came late', async () => {
    const branch = await network.station('BRANCH', '513400', '440600');
    const workstation = await network.station('WORKSTATION', '513429', '440607', { parent: branch });
    const hotline = await network.person('HOTLINE_AGENT', '510000');
    const [atBranch, atWorkstation] = await Promise.all([
      network.person('STATION_STAFF', '513400', branch),
      network.person('STATION_STAFF', '513429', workstation),
    ]);
    for (let round = 0; round < 20; round++) {
      const opened = await opens(hotline, { homeRegionCode: '513429', incidentRegionCode: '440607' });
      // Who sends first takes turns.
      const pair = round % 2 ? [atBranch, atWorkstation] : [atWorkstation, atBranch];
      const answers = await Promise.all(pair.map((person) => sends(person, 'acceptTicket', at(opened))));
      const won = answers.filter(({ ticket }) => ticket !== null);
      const lost = answers.filter(({ ticket }) => ticket === null);
      expect(won.map(({ ticket, userErrors }) => [ticket?.status, ticket?.version, userErrors])).toEqual([
        ['IN_PROGRESS', 2, []],
      ]);
      expect(lost.map(({ userErrors }) => userErrors)).toEqual([
        [{ code: 'STALE_VERSION', field: ['expectedVersion'] }],
      ]);

      const accepted = (await historyOf(hotline, opened.id)).filter(({ type }) => type === 'ACCEPTED');
      expect(accepted.map(({ actor }) => actor.station)).toEqual([won[0]?.ticket?.station]);
    }
  });

  it('turns away a cursor that no list of tickets gave', async () => {
    const hotline = await network.person('HOTLINE_AGENT', '520000');
    const forged = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys), 'utf8').toString('base64url');
    const uuid = '0198c0de-0000-7000-8000-000000000001';
    for (const after of [
      forged(uuid),
      forged('2024-02-30T00:00:00Z', uuid),
      forged('0000-01-01T00:00:00Z', uuid),
      forged('2024-09-30T00:00:00+23:59', uuid),
    ]) {
      expect(
        await hotline.codes(
          'query ($after: String) { tickets(first: 1, after: $after) { edges { cursor } } }',
          { after },
        ),
      ).toEqual(['BAD_USER_INPUT']);
    }
  });
});
