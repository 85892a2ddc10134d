import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, historyOf, opens, type Ticket, takes } from '../support/tickets.ts';

const REVEAL = `mutation ($input: RevealPersonalDataInput!) {
  revealPersonalData(input: $input) { personalData { name phone } userErrors { code field } } }`;
const EXPORT = `mutation ($input: ExportPersonalDataInput!) { exportPersonalData(input: $input) {
  export {
    request { kind }
    workers { worker { id } name phone }
    tickets { ticket { id } callerName callerPhone history { type note } }
    contacts { contact { id } name phone }
    reveals { username reason }
    complete
  }
  userErrors { code field } } }`;
const ERASE = `mutation ($input: ErasePersonalDataInput!) {
  erasePersonalData(input: $input) { request { kind reason } userErrors { code field } } }`;
const LOG_VISIT = `mutation ($input: LogVisitInput!) { logVisit(input: $input) { visit { id contact { id } } userErrors { code } } }`;
const FIGURES = `query ($of: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $of) {
  totals { stations enterprisesContacted visits jobPostings openings tickets hotlineMatters governmentServices overdueTickets }
  ticketsByCategory { category count resolvedInTime }
  byHostProvince { region { code } visits tickets }
  byHomeCity { region { code } visits tickets overdueTickets } } }`;
const period = { from: '2020-01-01', to: '2039-01-01' };

let lastNumber = 13_900_000_000;
const freshPhone = () => String(++lastNumber);

describe('personal data', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let enterprise: Seeded;
  let hotline: Person;
  let staff: Person;
  let manager: Person;
  let phone: string;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
  });
  beforeEach(async () => {
    phone = freshPhone();
    hotline = await network.person('HOTLINE_AGENT', '520000');
    staff = await network.person('STATION_STAFF', '522626', station);
    manager = await network.person('MANAGER', '520000');
  });
  afterAll(() => service.stop());

  const asks = async (person: Person, query: string, input: object, root: string) =>
    (await person.data(query, { input: { reason: '本人持证申请', ...input } }))[root];
  const reveals = (person: Person, id: string, reason = '回访核实') =>
    asks(person, REVEAL, { id, reason }, 'revealPersonalData');
  const exports = (person: Person, input: object) => asks(person, EXPORT, input, 'exportPersonalData');
  const erases = (person: Person, input: object) => asks(person, ERASE, input, 'erasePersonalData');
  const calls = (more: object = {}) =>
    opens(hotline, {
      callerName: '王五六',
      callerPhone: phone,
      homeRegionCode: '522626',
      incidentRegionCode: '440607',
      ...more,
    });
  const met = async (name = '王五六') => {
    const { logVisit } = await staff.data(LOG_VISIT, {
      input: {
        idempotencyKey: crypto.randomUUID(),
        stationId: station.id,
        enterpriseId: enterprise.id,
        visitedOn: businessDate(new Date()),
        way: 'PHONE',
        participants: ['杨光'],
        contact: { name, phone },
      },
    });
    return logVisit.visit.contact as { id: string };
  };
  const settled = async (ticket: Ticket) => {
    const accepted = await takes(staff, 'acceptTicket', at(ticket));
    const resolved = await takes(staff, 'resolveTicket', { ...at(accepted), resolution: '已告知王五六' });
    return takes(staff, 'closeTicket', at(resolved));
  };
  const audited = (operation: string) =>
    service.sql<{ reason: string; type: string; by: string }>(
      `SELECT reason, record_type AS type, actor_username AS by FROM audit_entry
        WHERE operation = $1 AND actor_id = ANY($2) ORDER BY id`,
      [operation, [hotline.actor.id, staff.actor.id, manager.actor.id]],
    );

  describe('is revealed', () => {
    it('of a caller, a worker and a contact, with a reason that the audit keeps', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      const plain = { personalData: { name: '王五六', phone }, userErrors: [] };
      for (const { id } of [worker, await met(), await calls()])
        expect(await reveals(staff, id)).toEqual(plain);
      const by = staff.actor.username;
      expect(await audited('revealPersonalData')).toEqual(
        ['Worker', 'EnterpriseContact', 'ServiceTicket'].map((type) => ({ reason: '回访核实', type, by })),
      );
      expect(service.log()).not.toMatch(/王五六|139000000/);
    });

    it('not at all when the audit cannot keep it', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      await service.sql(
        `ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (operation <> 'revealPersonalData') NOT VALID`,
      );
      try {
        const answer = await staff.ask(REVEAL, { input: { id: worker.id, reason: '回访' } });
        expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
        expect(JSON.stringify(answer)).not.toMatch(/王五六|139000000/);
      } finally {
        await service.sql('ALTER TABLE audit_entry DROP CONSTRAINT full_disk');
      }
    });

    it('in an answer that nothing on the way may keep', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      const response = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${staff.token}` },
        body: JSON.stringify({ query: REVEAL, variables: { input: { id: worker.id, reason: '回访' } } }),
      });
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({ data: { revealPersonalData: { userErrors: [] } } });
    });

    it('of its own station’s records to a branch, which sees those beneath it', async () => {
      const branch = await network.person(
        'STATION_STAFF',
        '522600',
        await network.station('BRANCH', '522600', '440600'),
      );
      const refused = { personalData: null, userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] };
      const worker = await network.worker('522626', '王五六', phone);
      for (const { id } of [worker, await met(), await calls()])
        expect(await reveals(branch, id)).toEqual(refused);
      const ticket = await calls();
      await takes(branch, 'acceptTicket', at(ticket));
      expect((await reveals(branch, ticket.id)).personalData).toEqual({ name: '王五六', phone });
      // Whose matter it handles, it may call.
      expect((await reveals(branch, worker.id)).personalData).toEqual({ name: '王五六', phone });
    });

    it('fifteen times a minute and no oftener, by all replicas together', async () => {
      const { id } = await network.worker('522626', '王五六', phone);
      const elsewhere = new (staff.constructor as typeof Person)(
        await service.replica(),
        staff.token ?? '',
        staff.actor,
        staff.session,
      );
      const tries = Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? staff : elsewhere).ask(REVEAL, { input: { id, reason: '回访' } }),
      );
      const answers = await Promise.all(tries);
      const refused = answers.flatMap(({ errors }) => errors);
      expect(refused).toHaveLength(5);
      for (const { extensions, message } of refused) {
        const { code, retryAfter } = extensions as { code: string; retryAfter?: number };
        expect(code).toBe('RATE_LIMITED');
        expect(retryAfter).toBeGreaterThan(0);
        expect(retryAfter).toBeLessThanOrEqual(60);
        expect(message).toContain(`(${retryAfter} s)`);
      }
      expect(await audited('revealPersonalData')).toHaveLength(15);
      expect((await reveals(hotline, id)).userErrors).toEqual([]);
    });
  });

  describe('is exported', () => {
    it('whole, with who had it in clear, to a manager of the whole province alone', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      const contact = await met();
      const ticket = await settled(await calls());
      await reveals(staff, worker.id, '通知面试');
      await network.worker('522626', '赵七', freshPhone());
      const whole = {
        request: { kind: 'EXPORT' },
        workers: [{ worker: { id: worker.id }, name: '王五六', phone }],
        tickets: [
          {
            ticket: { id: ticket.id },
            callerName: '王五六',
            callerPhone: phone,
            history: [
              { type: 'OPENED', note: null },
              { type: 'ASSIGNED', note: null },
              { type: 'ACCEPTED', note: null },
              { type: 'RESOLVED', note: '已告知王五六' },
              { type: 'CLOSED', note: null },
            ],
          },
        ],
        contacts: [{ contact: { id: contact.id }, name: '王五六', phone }],
        reveals: [{ username: staff.actor.username, reason: '通知面试' }],
        complete: true,
      };
      expect(await exports(manager, { phone })).toEqual({ export: whole, userErrors: [] });
      const again = await exports(manager, { workerId: worker.id });
      expect(again.export).toEqual({
        ...whole,
        reveals: [{ username: manager.actor.username, reason: '本人持证申请' }, ...whole.reveals],
      });
      expect(await audited('exportPersonalData')).toHaveLength(2);
      const county = await network.person('MANAGER', '522626');
      expect(await exports(county, { phone })).toMatchObject({
        export: null,
        userErrors: [{ code: 'FORBIDDEN' }],
      });
      const hunan = await network.person('MANAGER', '430000');
      expect((await exports(hunan, { phone })).export).toMatchObject({
        workers: [],
        tickets: [],
        contacts: [],
      });
    });

    it('without the confidential tickets whose caller its manager may not know', async () => {
      const ticket = await calls({ confidential: true });
      expect((await exports(manager, { phone })).export.tickets).toEqual([]);
      await takes(hotline, 'grantCallerAccess', {
        ...at(ticket),
        username: manager.actor.username,
        until: new Date(Date.now() + 86_400_000).toISOString(),
        reason: '本人申请查阅',
      });
      expect((await exports(manager, { phone })).export.tickets).toMatchObject([
        { ticket: { id: ticket.id } },
      ]);
    });

    it('in as many statements for ten tickets as for one', async () => {
      const statements = async () => {
        service.statements.length = 0;
        await exports(manager, { phone });
        return service.statements.length;
      };
      await calls();
      const one = await statements();
      for (let i = 0; i < 9; i++) await calls();
      expect(await statements()).toBe(one);
    });

    it('refusing both a number and a worker, and neither', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      for (const input of [{}, { phone, workerId: worker.id }]) {
        expect((await exports(manager, input)).userErrors).toEqual([{ code: 'REQUIRED', field: ['phone'] }]);
      }
    });
  });

  describe('is erased', () => {
    const contentsOf = async () =>
      (
        await service.sql<{ text: string }>(
          `SELECT t::text AS text FROM service_ticket t UNION ALL SELECT e::text FROM ticket_event e
           UNION ALL SELECT c::text FROM ticket_caller c UNION ALL SELECT w::text FROM worker w
           UNION ALL SELECT p::text FROM enterprise_contact p`,
        )
      )
        .map(({ text }) => text)
        .join('\n');
    const hashed = () => service.personalData.lookupHash('phone', phone).toString('hex');

    it('from every row that holds it, and no figure changes', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      const contact = await met();
      const ticket = await settled(await calls({ summary: '王五六反映欠薪' }));
      const other = await settled(
        await opens(hotline, {
          summary: '赵七反映欠薪',
          callerName: '赵七',
          callerPhone: freshPhone(),
          homeRegionCode: '522626',
          incidentRegionCode: '440607',
        }),
      );
      const figures = await manager.data(FIGURES, { of: period });
      expect(await contentsOf()).toContain(hashed());

      const erased = { request: { kind: 'ERASURE', reason: '本人持证申请' }, userErrors: [] };
      expect(await erases(manager, { phone })).toEqual(erased);

      expect(await manager.data(FIGURES, { of: period })).toEqual(figures);
      const contents = await contentsOf();
      expect(contents).not.toContain(hashed());
      expect(contents).not.toContain('王五六反映欠薪');
      expect(
        await manager.data(
          `query ($t: ID!, $w: ID!, $c: ID!) {
        ticket(id: $t) { summary callerName callerPhone status }
        worker: node(id: $w) { ... on Worker { name phone } }
        contact: node(id: $c) { ... on EnterpriseContact { name title phone } } }`,
          { t: ticket.id, w: worker.id, c: contact.id },
        ),
      ).toEqual({
        ticket: { summary: 'Erased on request.', callerName: null, callerPhone: null, status: 'CLOSED' },
        worker: { name: 'Erased on request.', phone: null },
        contact: { name: 'Erased on request.', title: null, phone: null },
      });
      expect((await historyOf(manager, ticket.id)).map(({ note }) => note)).toEqual([
        null,
        null,
        null,
        'Erased on request.',
        null,
      ]);
      expect((await historyOf(manager, other.id)).map(({ note }) => note)).toContain('已告知王五六');
      expect(
        await manager.data('query ($phone: String!) { caller(phone: $phone) { worker { id } } }', { phone }),
      ).toEqual({ caller: null });
      expect((await exports(manager, { phone })).export).toMatchObject({
        workers: [],
        tickets: [],
        contacts: [],
      });
      expect((await reveals(manager, worker.id)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['id'] }]);

      const before = await contentsOf();
      expect(await erases(manager, { phone })).toEqual(erased);
      expect(await contentsOf()).toBe(before);
      expect(await audited('erasePersonalData')).toHaveLength(2);
    });

    it('once, by two at once', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      await met();
      await settled(await calls());
      const other = await network.person('MANAGER', '520000');
      const [byNumber, byId] = await Promise.all([
        erases(manager, { phone }),
        erases(other, { workerId: worker.id }),
      ]);
      expect([byNumber.userErrors, byId.userErrors]).toEqual([[], []]);
      expect(await contentsOf()).not.toContain(hashed());
    });

    it('not while a matter that is seen is under way', async () => {
      await calls();
      const before = await contentsOf();
      expect(await erases(manager, { phone })).toEqual({
        request: null,
        userErrors: [{ code: 'CONFLICT', field: ['phone'] }],
      });
      expect(await contentsOf()).toBe(before);
    });

    it('from confidential tickets, of which the manager learns nothing: from those under way once they are closed', async () => {
      const ended = await settled(await calls({ confidential: true }));
      const ticket = await calls({ confidential: true });
      const answer = await erases(manager, { phone });
      expect(answer.userErrors).toEqual([]);
      expect(await erases(manager, { phone: freshPhone() })).toEqual(answer);
      const callerOf = async ({ id }: { id: string }) =>
        (await hotline.data('query ($id: ID!) { ticket(id: $id) { callerPhone summary } }', { id })).ticket;
      expect(await callerOf(ended)).toMatchObject({ callerPhone: null, summary: 'Erased on request.' });
      expect((await callerOf(ticket)).callerPhone).not.toBeNull();
      await settled(ticket);
      expect(await callerOf(ticket)).toEqual({ callerPhone: null, summary: 'Erased on request.' });
      expect(await contentsOf()).not.toContain(hashed());
    });

    it('in one’s own province alone', async () => {
      const worker = await network.worker('522626', '王五六', phone);
      const hunan = await network.person('MANAGER', '430000');
      expect((await erases(hunan, { workerId: worker.id })).userErrors).toEqual([
        { code: 'NOT_FOUND', field: ['workerId'] },
      ]);
      expect((await erases(hunan, { phone })).userErrors).toEqual([]);
      expect((await reveals(manager, worker.id)).personalData).toEqual({ name: '王五六', phone });
    });
  });
});
