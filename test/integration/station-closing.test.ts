import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { trailOf } from '../support/audit.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  record: any;
  userErrors: { code: string; field: string[] }[];
}

const fields = {
  closeStation: 'station { id version closedOn closeReason parent { id } successor { id } }',
  reopenStation: 'station { id version closedOn closeReason parent { id } successor { id } }',
  openTicket: 'ticket { id version status station { id } }',
  assignTicket: 'ticket { id version status station { id } }',
  acceptTicket: 'ticket { id version status station { id } }',
  resolveTicket: 'ticket { id version status station { id } }',
  reopenTicket: 'ticket { id version status station { id } }',
  logVisit: 'visit { id followUps { id version } }',
  completeFollowUp: 'followUp { id }',
  postJob: 'jobPosting { id }',
  openStation: 'station { id }',
};
type Change = keyof typeof fields;

async function sends(person: Person, change: Change, input: object): Promise<Told> {
  const type = `${change.charAt(0).toUpperCase()}${change.slice(1)}Input`;
  const data = await person.data(
    `mutation ($input: ${type}!) { ${change}(input: $input) { ${fields[change]} userErrors { code field } } }`,
    { input },
  );
  const { userErrors, ...record } = data[change];
  return { record: Object.values(record)[0], userErrors };
}

async function does(person: Person, change: Change, input: object) {
  const { record, userErrors } = await sends(person, change, input);
  expect(userErrors).toEqual([]);
  return record;
}

const toMend = async (person: Person, change: Change, input: object) =>
  (await sends(person, change, input)).userErrors.map(({ code, field }) => `${code} ${field.join('.')}`);

describe('a station that closes', () => {
  let service: TestService;
  let network: Network;
  let headquarters: Seeded;
  let branch: Seeded;
  let workstation: Seeded;
  let enterprise: Seeded;
  let manager: Person;
  let cityManager: Person;
  let hotline: Person;
  let staff: Person;
  let branchStaff: Person;
  const today = businessDate(new Date());

  beforeEach(async () => {
    service = await startTestService();
    network = new Network(service);
    headquarters = await network.station('HEADQUARTERS', '520000', '440000');
    branch = await network.station('BRANCH', '522600', '440600', { parent: headquarters });
    workstation = await network.station('WORKSTATION', '522626', '440607', { parent: branch });
    enterprise = await network.enterprise('440607');
    manager = await network.person('MANAGER', '520000');
    cityManager = await network.person('MANAGER', '522600');
    hotline = await network.person('HOTLINE_AGENT', '520000');
    staff = await network.person('STATION_STAFF', '522626', workstation);
    branchStaff = await network.person('STATION_STAFF', '522600', branch);
  });
  afterEach(() => service.stop());

  const at = ({ id, version }: { id: string; version: number }) => ({ id, expectedVersion: version });
  const closing = (station: Seeded, more: object = {}) => ({
    id: station.id,
    expectedVersion: 1,
    closedOn: today,
    reason: '合作期满撤并',
    ...more,
  });
  const matter = (more: object = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    channel: 'HOTLINE_12333',
    category: 'RIGHTS_PROTECTION',
    summary: '工资未付',
    callerName: '王小五',
    callerPhone: '13800000001',
    homeRegionCode: '522626',
    incidentRegionCode: '440607',
    ...more,
  });
  const visit = (station: Seeded, more: object = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    stationId: station.id,
    enterpriseId: enterprise.id,
    visitedOn: today,
    way: 'PHONE',
    participants: ['杨光'],
    ...more,
  });
  const job = (station: Seeded) => ({
    idempotencyKey: crypto.randomUUID(),
    enterpriseId: enterprise.id,
    title: '普工',
    openings: 5,
    payUnit: 'MONTH',
    regionCode: '440607',
    validThrough: '2999-12-31',
    stationId: station.id,
  });
  const promised = { followUps: [{ dueOn: addDays(today, 3), note: '回访用工需求' }] };

  /** Tickets of the workstation, each with a caller and a step of history, a third of them resolved. */
  async function manyTickets(count: number, home = '522626') {
    await service.sql(
      `WITH ticket AS (
         INSERT INTO service_ticket (tenant, id, number, channel, category, status, priority, summary, station_id, opened_at,
                                     due_at, due_at_provisional, resolved_at, home_region_code, handler_region_code)
         SELECT '52', gen_random_uuid(), $3 || '-' || n, 'HOTLINE_12333', 'OTHER',
                (ARRAY['RESOLVED', 'ASSIGNED', 'IN_PROGRESS'])[n % 3 + 1], 'NORMAL', '咨询', $1, now(), now(), false,
                CASE WHEN n % 3 = 0 THEN now() END, $3, '522626'
           FROM generate_series(0, $2 - 1) n
         RETURNING id),
       caller AS (
         INSERT INTO ticket_caller (tenant, ticket_id, home_region_code, handler_region_code)
         SELECT '52', id, $3, '522626' FROM ticket)
       INSERT INTO ticket_event (tenant, id, ticket_id, at, type, actor_id, actor_username, home_region_code,
                                 handler_region_code)
       SELECT '52', gen_random_uuid(), id, now(), 'OPENED', gen_random_uuid(), 'somebody', $3, '522626' FROM ticket`,
      [workstation.uuid, count, home],
    );
  }

  /** What is open at no open station: nothing ever should be. */
  async function leftBehind() {
    const [row] = await service.sql<{ tickets: number; followUps: number; children: number }>(
      `SELECT (SELECT count(*)::int FROM service_ticket t JOIN station s ON s.id = t.station_id
                WHERE t.resolved_at IS NULL AND s.closed_on IS NOT NULL) AS tickets,
              (SELECT count(*)::int FROM visit_follow_up f JOIN station s ON s.id = f.station_id
                WHERE f.done_at IS NULL AND s.closed_on IS NOT NULL) AS "followUps",
              (SELECT count(*)::int FROM station c JOIN station s ON s.id = c.parent_id
                WHERE c.closed_on IS NULL AND s.closed_on IS NOT NULL) AS children`,
    );
    return row;
  }
  const nothing = { tickets: 0, followUps: 0, children: 0 };

  describe('hands over', () => {
    it('what is open to its parent, and leaves what is done', async () => {
      const ticket = await does(hotline, 'openTicket', matter());
      expect(ticket).toMatchObject({ status: 'ASSIGNED', station: { id: workstation.id } });
      const done = await does(staff, 'resolveTicket', {
        ...at(await does(staff, 'acceptTicket', at(await does(hotline, 'openTicket', matter())))),
        resolution: '已办结',
      });
      const { followUps } = await does(staff, 'logVisit', visit(workstation, promised));

      const closed = await does(manager, 'closeStation', closing(workstation));
      expect(closed).toMatchObject({
        closedOn: today,
        closeReason: '合作期满撤并',
        version: 2,
        successor: { id: branch.id },
      });
      expect(await leftBehind()).toEqual(nothing);

      const seen = await branchStaff.data(
        `query ($open: ID!, $done: ID!) {
           open: ticket(id: $open) { status version station { id } callerName
             history(first: 9) { edges { node { type note actor { username } } } } }
           done: ticket(id: $done) { status station { id } }
           followUpsDue(first: 9, before: "2999-12-31") { edges { node { id version visit { station { id } } } } } }`,
        { open: ticket.id, done: done.id },
      );
      expect(seen.open).toMatchObject({
        status: 'ASSIGNED',
        version: 2,
        station: { id: branch.id },
        callerName: '王**',
      });
      expect(seen.open.history.edges.map(({ node }: { node: object }) => node)).toEqual([
        { type: 'OPENED', note: null, actor: { username: hotline.actor.username } },
        { type: 'ASSIGNED', note: null, actor: { username: hotline.actor.username } },
        { type: 'HANDED_OVER', note: '合作期满撤并', actor: { username: manager.actor.username } },
      ]);
      expect(seen.done).toEqual({ status: 'RESOLVED', station: { id: workstation.id } });
      expect(seen.followUpsDue.edges).toEqual([
        { node: { id: followUps[0].id, version: 2, visit: { station: { id: workstation.id } } } },
      ]);
      await does(branchStaff, 'completeFollowUp', { id: followUps[0].id, expectedVersion: 2 });
      await does(branchStaff, 'acceptTicket', { id: ticket.id, expectedVersion: 2 });
    });

    it('three hundred tickets in as many statements as three', async () => {
      const costOfClosing = async (station: Seeded) => {
        service.statements.length = 0;
        await does(manager, 'closeStation', closing(station));
        return [...service.statements];
      };
      await manyTickets(3);
      const few = await costOfClosing(workstation);
      workstation = await network.station('WORKSTATION', '522626', '440607', { parent: branch });
      await manyTickets(300, '522627');
      const many = await costOfClosing(workstation);
      expect(many).toEqual(few);
      expect(many.length).toBeLessThanOrEqual(12);

      expect(await leftBehind()).toEqual(nothing);
      const [found] = await service.sql(
        `SELECT count(*)::int AS handed, count(DISTINCT t.id)::int AS tickets, min(t.version) AS version,
                bool_and(t.handler_region_code = '522600' AND e.handler_region_code = '522600'
                         AND c.handler_region_code = '522600') AS seen
           FROM service_ticket t
           JOIN ticket_event e ON e.tenant = t.tenant AND e.ticket_id = t.id AND e.type = 'HANDED_OVER'
           JOIN ticket_caller c ON c.tenant = t.tenant AND c.ticket_id = t.id
          WHERE t.station_id = $1`,
        [branch.uuid],
      );
      expect(found).toEqual({ handed: 202, tickets: 202, version: 2, seen: true });
      expect(
        await service.sql(`SELECT count(*)::int FROM ticket_event WHERE handler_region_code <> '522600'`),
      ).toEqual([{ count: 101 }]);
    });

    it('to a station named instead, one of another county for tickets alone', async () => {
      const sibling = await network.station('WORKSTATION', '522627', '440606');
      const ticket = await does(hotline, 'openTicket', matter());
      const { followUps } = await does(staff, 'logVisit', visit(workstation, promised));
      const input = closing(workstation, { successorId: sibling.id });
      // Its people would not see the visit that this one comes from.
      expect(await toMend(manager, 'closeStation', input)).toEqual(['INVALID successorId']);
      await does(staff, 'completeFollowUp', { id: followUps[0].id, expectedVersion: 1 });
      await does(manager, 'closeStation', input);
      const siblings = await network.person('STATION_STAFF', '522627', sibling);
      expect(await does(siblings, 'acceptTicket', { id: ticket.id, expectedVersion: 2 })).toMatchObject({
        status: 'IN_PROGRESS',
        station: { id: sibling.id },
      });
    });

    it('tickets to the desk, when nobody is above it; follow-ups need somebody', async () => {
      const alone = await network.station('HEADQUARTERS', '520000', '330000');
      const aloneStaff = await network.person('STATION_STAFF', '520000', alone);
      const ticket = await does(hotline, 'openTicket', matter({ incidentRegionCode: '330282' }));
      expect(ticket.station).toEqual({ id: alone.id });
      const { followUps } = await does(aloneStaff, 'logVisit', visit(alone, promised));
      expect(await toMend(manager, 'closeStation', closing(alone))).toEqual(['REQUIRED successorId']);
      await does(aloneStaff, 'completeFollowUp', { id: followUps[0].id, expectedVersion: 1 });
      expect(await does(manager, 'closeStation', closing(alone))).toMatchObject({ successor: null });
      expect(await does(hotline, 'acceptTicket', { id: ticket.id, expectedVersion: 2 })).toMatchObject({
        status: 'IN_PROGRESS',
        station: null,
      });
    });

    it('the stations that answer to it, or does not close', async () => {
      const childrenOf = async (station: Seeded) =>
        (
          await manager.data(
            `query ($id: ID!) { station(id: $id) { children(first: 9) { edges { node { id } } } } }`,
            {
              id: station.id,
            },
          )
        ).station.children.edges.map(({ node }: { node: { id: string } }) => node.id);
      const beside = await network.station('BRANCH', '522700', '440600', { parent: headquarters });
      const other = await network.station('WORKSTATION', '522627', '440607', { parent: branch });
      // A workstation cannot be answered to by the other one.
      expect(await toMend(manager, 'closeStation', closing(branch, { successorId: workstation.id }))).toEqual(
        ['CONFLICT successorId'],
      );
      await does(manager, 'closeStation', closing(branch, { successorId: beside.id }));
      expect((await childrenOf(beside)).sort()).toEqual([other.id, workstation.id].sort());
      // The last one that answers to it may take its place.
      await does(manager, 'closeStation', { ...closing(other), expectedVersion: 2 });
      await does(manager, 'closeStation', closing(beside, { successorId: workstation.id }));
      expect(await childrenOf(headquarters)).toContain(workstation.id);
      expect(await leftBehind()).toEqual(nothing);
    });

    it('on the order of an administrator, who sees nothing of it', async () => {
      const admin = await network.person('ADMIN', null);
      await manyTickets(9);
      const ticket = await does(hotline, 'openTicket', matter());
      await does(staff, 'logVisit', visit(workstation, promised));
      await does(admin, 'closeStation', closing(workstation));
      expect(await leftBehind()).toEqual(nothing);
      expect(await admin.codes('query ($id: ID!) { node(id: $id) { id } }', { id: ticket.id })).toEqual([
        'NOT_FOUND',
      ]);
      const entries = await service.sql<{ tenant: string; operation: string; type: string; place: number }>(
        `SELECT tenant, operation, record_type AS type FROM audit_entry WHERE actor_id = $1 ORDER BY id`,
        [admin.actor.id],
      );
      const one = (type: string) => ({ tenant: '00', operation: 'closeStation', type });
      expect(entries[0]).toEqual(one('Station'));
      // Seven were unresolved.
      const moved = [one('FollowUp'), ...Array.from({ length: 7 }, () => one('ServiceTicket'))];
      expect(entries.slice(1)).toEqual(expect.arrayContaining(moved));
      expect(entries).toHaveLength(1 + moved.length);
    });

    it('and the audit tells of each record who had it and who has it', async () => {
      const auditor = await network.person('AUDITOR', '520000');
      const ticket = await does(staff, 'acceptTicket', at(await does(hotline, 'openTicket', matter())));
      const [followUp] = (await does(staff, 'logVisit', visit(workstation, promised))).followUps;
      const other = await network.station('WORKSTATION', '522626', '440605', { parent: branch });
      await does(manager, 'closeStation', closing(workstation, { successorId: branch.id }));
      const order = {
        operation: 'closeStation',
        actorUsername: manager.actor.username,
        reason: null,
      };
      expect((await trailOf(auditor, ticket.id))[0]).toEqual({
        ...order,
        recordType: 'ServiceTicket',
        fields: {
          stationId: [workstation.uuid, branch.uuid],
          handlerRegionCode: ['522626', '522600'],
          status: ['IN_PROGRESS', 'ASSIGNED'],
          agentId: [staff.actor.id, null],
          agentUsername: [staff.actor.username, null],
        },
      });
      expect((await trailOf(auditor, followUp.id))[0]).toEqual({
        ...order,
        recordType: 'FollowUp',
        fields: { stationId: [workstation.uuid, branch.uuid], homeRegionCode: ['522626', '522600'] },
      });
      await does(manager, 'closeStation', closing(branch, { successorId: headquarters.id }));
      expect((await trailOf(auditor, other.id))[0]).toEqual({
        ...order,
        recordType: 'Station',
        fields: { parentId: [branch.uuid, headquarters.uuid] },
      });
      expect((await trailOf(auditor, ticket.id)).map(({ fields }) => fields.stationId)).toEqual([
        [branch.uuid, headquarters.uuid],
        [workstation.uuid, branch.uuid],
        undefined,
        [null, workstation.uuid],
      ]);
    });

    it('as many as there are', async () => {
      const auditor = await network.person('AUDITOR', '520000');
      await manyTickets(9_000);
      await does(manager, 'closeStation', closing(workstation));
      const [{ count } = { count: '' }] = await service.sql<{ count: string }>(
        `SELECT count(DISTINCT record_id) FROM audit_entry WHERE operation = 'closeStation' AND record_type = 'ServiceTicket'`,
      );
      expect(Number(count)).toBe(6_000);
      const trail = await auditor.data(
        '{ auditTrail(first: 1, filter: { operation: "closeStation" }) { edges { node { recordType } } } }',
      );
      expect(trail.auditTrail.edges).toHaveLength(1);
    }, 60_000);

    it('up to its parent, be that beyond the reach of the manager who closes it, and to nobody else there', async () => {
      await service.sql('UPDATE station SET parent_id = $1 WHERE id = $2', [
        headquarters.uuid,
        workstation.uuid,
      ]);
      await does(hotline, 'openTicket', matter());
      await manyTickets(3, '522722');
      await does(staff, 'logVisit', visit(workstation, promised));
      const beside = await network.station('BRANCH', '522700', '440600');
      const hunans = await network.station('HEADQUARTERS', '430000', '440000');
      for (const { id } of [beside, hunans]) {
        expect(await toMend(cityManager, 'closeStation', closing(workstation, { successorId: id }))).toEqual([
          'NOT_FOUND successorId',
        ]);
      }
      const closed = await does(
        cityManager,
        'closeStation',
        closing(workstation, { successorId: headquarters.id }),
      );
      expect(closed.successor).toEqual({ id: headquarters.id });
      expect(await leftBehind()).toEqual(nothing);
      const [{ handed } = {}] = await service.sql(
        'SELECT count(*)::int AS handed FROM service_ticket WHERE station_id = $1',
        [headquarters.uuid],
      );
      expect(handed).toBe(3);
      // Its order went up; its sight did not: the ticket of its own worker, and the one that was resolved here.
      const { tickets } = await cityManager.data(
        '{ tickets(first: 9) { edges { node { homeRegion { code } } } } }',
      );
      const homes = tickets.edges.map(
        ({ node }: { node: { homeRegion: { code: string } } }) => node.homeRegion.code,
      );
      expect(homes.sort()).toEqual(['522626', '522722']);
    });

    it('to the desk what a city’s manager keeps in sight there', async () => {
      const ticket = await does(hotline, 'openTicket', matter());
      await service.sql('UPDATE station SET parent_id = NULL WHERE id = $1', [workstation.uuid]);
      await does(cityManager, 'closeStation', closing(workstation));
      const { ticket: seen } = await cityManager.data(
        'query ($id: ID!) { ticket(id: $id) { status station { id } } }',
        { id: ticket.id },
      );
      expect(seen).toEqual({ status: 'OPEN', station: null });
    });
  });

  describe('has a closing day', () => {
    it.each([
      ['tomorrow', 1, 'INVALID closedOn'],
      ['before it opened', -5_000, 'INVALID closedOn'],
    ])('that is not %s', async (_, days, told) => {
      const closedOn = addDays(today, days);
      expect(await toMend(manager, 'closeStation', closing(workstation, { closedOn }))).toEqual([told]);
    });

    it('not before its last visit', async () => {
      await does(staff, 'logVisit', visit(workstation, { visitedOn: addDays(today, -2) }));
      const on = (days: number) => closing(workstation, { closedOn: addDays(today, days) });
      expect(await toMend(manager, 'closeStation', on(-3))).toEqual(['INVALID closedOn']);
      await does(manager, 'closeStation', on(-2));
    });

    it('from which on it is not counted', async () => {
      const stations = async (from: string) => {
        const { networkDashboard, partnerProvinces } = await manager.data(
          `query ($period: PeriodInput!) {
             networkDashboard(homeProvinceCode: "52", period: $period) { totals { stations } }
             partnerProvinces { region { code } stations stationsThere(first: 9) { edges { node { id } } } } }`,
          { period: { from, to: addDays(from, 1) } },
        );
        expect(partnerProvinces[0].stationsThere.edges).toHaveLength(partnerProvinces[0].stations);
        return [networkDashboard.totals.stations, partnerProvinces[0].stations];
      };
      expect(await stations(today)).toEqual([3, 3]);
      await does(manager, 'closeStation', closing(workstation, { closedOn: addDays(today, -1) }));
      expect(await stations(addDays(today, -1))).toEqual([3, 2]);
      expect(await stations(today)).toEqual([2, 2]);
    });
  });

  describe('can no longer', () => {
    beforeEach(async () => {
      await does(manager, 'closeStation', closing(workstation, { closedOn: addDays(today, -1) }));
    });

    it('be given tickets, by hand or by routing, or take one from the desk', async () => {
      const ticket = await does(hotline, 'openTicket', matter());
      expect(ticket.station).toEqual({ id: branch.id });
      expect(await toMend(hotline, 'assignTicket', { ...at(ticket), stationId: workstation.id })).toEqual([
        'INVALID stationId',
      ]);
      await does(manager, 'closeStation', closing(branch));
      await does(manager, 'closeStation', closing(headquarters));
      const atDesk = await does(hotline, 'openTicket', matter());
      expect(atDesk.station).toBeNull();
      expect(await toMend(staff, 'acceptTicket', at(atDesk))).toEqual(['INVALID id']);
    });

    it('make visits, but its people may still log one of before, with nothing to follow', async () => {
      const { id } = workstation;
      expect(await toMend(staff, 'logVisit', visit(workstation))).toEqual(['INVALID visitedOn']);
      const before = { visitedOn: addDays(today, -2) };
      expect(await toMend(staff, 'logVisit', visit(workstation, { ...before, ...promised }))).toEqual([
        'INVALID followUps',
      ]);
      await does(staff, 'logVisit', visit(workstation, before));
      expect(id).toBeTruthy();
    });

    it('collect postings, be answered to, take over, or close again', async () => {
      expect(await toMend(staff, 'postJob', job(workstation))).toEqual(['INVALID stationId']);
      expect(await toMend(manager, 'closeStation', closing(branch, { successorId: workstation.id }))).toEqual(
        ['INVALID successorId'],
      );
      expect(await toMend(manager, 'closeStation', { ...closing(workstation), expectedVersion: 2 })).toEqual([
        'ILLEGAL_TRANSITION id',
      ]);
      await does(manager, 'closeStation', closing(branch));
      const beneath = {
        idempotencyKey: crypto.randomUUID(),
        tier: 'WORKSTATION',
        name: '工作站',
        homeRegionCode: '522626',
        hostRegionCode: '440607',
        parentId: branch.id,
        openedOn: today,
      };
      expect(await toMend(manager, 'openStation', beneath)).toEqual(['INVALID parentId']);
    });
  });

  it('gives a ticket that is reopened later to whoever is in charge by then', async () => {
    const resolve = async () => {
      const accepted = await does(staff, 'acceptTicket', at(await does(hotline, 'openTicket', matter())));
      return does(staff, 'resolveTicket', { ...at(accepted), resolution: '已办结' });
    };
    const [one, two] = [await resolve(), await resolve()];
    await does(manager, 'closeStation', closing(workstation));
    const reopening = (ticket: { id: string; version: number }) => ({ ...at(ticket), reason: '又欠薪' });
    expect(await does(hotline, 'reopenTicket', reopening(one))).toMatchObject({
      status: 'ASSIGNED',
      station: { id: branch.id },
    });
    await does(manager, 'closeStation', closing(branch));
    await does(manager, 'closeStation', closing(headquarters));
    expect(await does(hotline, 'reopenTicket', reopening(two))).toMatchObject({
      status: 'OPEN',
      station: null,
    });
    expect(await leftBehind()).toEqual(nothing);
  });

  it('by mistake is opened again; what was handed over stays and can be sent back', async () => {
    const ticket = await does(hotline, 'openTicket', matter());
    await does(manager, 'closeStation', closing(workstation));
    const reopened = await does(manager, 'reopenStation', { id: workstation.id, expectedVersion: 2 });
    expect(reopened).toMatchObject({
      closedOn: null,
      closeReason: null,
      successor: null,
      parent: { id: branch.id },
      version: 3,
    });
    expect(await toMend(manager, 'reopenStation', { id: workstation.id, expectedVersion: 3 })).toEqual([
      'ILLEGAL_TRANSITION id',
    ]);
    await does(hotline, 'assignTicket', { id: ticket.id, expectedVersion: 2, stationId: workstation.id });
  });

  it('is not opened again beneath a closed station, or beside another headquarters', async () => {
    await does(manager, 'closeStation', closing(workstation));
    await does(manager, 'closeStation', closing(branch));
    const again = { id: workstation.id, expectedVersion: 2 };
    expect(await toMend(manager, 'reopenStation', again)).toEqual(['INVALID parentId']);
    expect(await does(manager, 'reopenStation', { ...again, parentId: headquarters.id })).toMatchObject({
      parent: { id: headquarters.id },
    });
    const former = await network.station('HEADQUARTERS', '520000', '440100', { closedOn: today });
    expect(await toMend(manager, 'reopenStation', { id: former.id, expectedVersion: 1 })).toEqual([
      'CONFLICT id',
    ]);
  });

  describe('at the same time as', () => {
    it('somebody else closes it, closes once', async () => {
      const answers = await Promise.all(
        [manager, cityManager, manager].map((person) => sends(person, 'closeStation', closing(workstation))),
      );
      expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([
        'STALE_VERSION',
        'STALE_VERSION',
      ]);
    });

    it('its successor closes in its favour, leaves one of the two', async () => {
      const beside = await network.station('WORKSTATION', '522626', '440606', { parent: branch });
      const answers = await Promise.all([
        sends(manager, 'closeStation', closing(workstation, { successorId: beside.id })),
        sends(cityManager, 'closeStation', closing(beside, { successorId: workstation.id })),
      ]);
      expect(answers.map(({ userErrors }) => userErrors.map(({ code }) => code).join()).sort()).toEqual([
        '',
        'INVALID',
      ]);
    });

    it('tickets are opened for it, sent to it and accepted there, leaves none of them behind', async () => {
      const before = [];
      for (let i = 0; i < 4; i++) before.push(await does(hotline, 'openTicket', matter()));
      const elsewhere = [];
      for (let i = 0; i < 4; i++) {
        elsewhere.push(await does(hotline, 'openTicket', matter({ incidentRegionCode: '330282' })));
      }
      const answers = await Promise.all([
        ...before.slice(0, 2).map((ticket) => sends(staff, 'acceptTicket', at(ticket))),
        ...elsewhere
          .slice(0, 2)
          .map((ticket) => sends(hotline, 'assignTicket', { ...at(ticket), stationId: workstation.id })),
        sends(manager, 'closeStation', closing(workstation)),
        ...before.slice(2).map((ticket) => sends(staff, 'acceptTicket', at(ticket))),
        ...elsewhere
          .slice(2)
          .map((ticket) => sends(hotline, 'assignTicket', { ...at(ticket), stationId: workstation.id })),
        ...Array.from({ length: 4 }, () => sends(hotline, 'openTicket', matter())),
        sends(staff, 'logVisit', visit(workstation, promised)),
      ]);
      expect(answers.find(({ record }) => record?.closedOn)).toBeDefined();
      const codes = new Set(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code)));
      expect([...codes].filter((code) => !['STALE_VERSION', 'INVALID', 'FORBIDDEN'].includes(code))).toEqual(
        [],
      );
      expect(await leftBehind()).toEqual(nothing);
    });

    it('a station is opened beneath it, is not left with it', async () => {
      await does(manager, 'closeStation', closing(workstation));
      const beneath = (name: string) => ({
        idempotencyKey: crypto.randomUUID(),
        tier: 'WORKSTATION',
        name,
        homeRegionCode: '522626',
        hostRegionCode: '440607',
        parentId: branch.id,
        openedOn: today,
      });
      await Promise.all([
        sends(manager, 'openStation', beneath('甲')),
        sends(cityManager, 'openStation', beneath('乙')),
        sends(manager, 'closeStation', closing(branch)),
        sends(cityManager, 'openStation', beneath('丙')),
      ]);
      expect(await leftBehind()).toEqual(nothing);
    });
  });
});
