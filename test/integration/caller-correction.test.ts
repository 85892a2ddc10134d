import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, historyOf, nodesOf, opens, sends, type Ticket, takes } from '../support/tickets.ts';

const SIGHT = `query ($id: ID!) {
  ticket(id: $id) { callerName callerPhone status version worker { id } } }`;
const CALLER = `query ($phone: String!) {
  caller(phone: $phone) { worker { id } recentTickets(first: 10) { edges { node { id } } } } }`;
const REVEAL = `mutation ($input: RevealPersonalDataInput!) {
  revealPersonalData(input: $input) { personalData { name phone } userErrors { code field } } }`;
const EXPORT = `mutation ($input: ExportPersonalDataInput!) {
  exportPersonalData(input: $input) { export { tickets { ticket { id } callerName callerPhone } } userErrors { code } } }`;
const ERASE = `mutation ($input: ErasePersonalDataInput!) {
  erasePersonalData(input: $input) { request { kind } userErrors { code field } } }`;

const reason = '本人来电核对，原记录有误';

let lastNumber = 13_500_000_000;
const freshPhone = () => String(++lastNumber);

describe('who called about a ticket, put right', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let hotline: Person;
  let staff: Person;
  let manager: Person;
  /** As it was written down, and as it is. */
  let wrong: string;
  let right: string;
  let ticket: Ticket;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    await network.station('HEADQUARTERS', '430000', '440000');
  });
  beforeEach(async () => {
    [wrong, right] = [freshPhone(), freshPhone()];
    hotline = await network.person('HOTLINE_AGENT', '520000');
    staff = await network.person('STATION_STAFF', '522626', station);
    manager = await network.person('MANAGER', '520000');
    ticket = await calls();
  });
  afterAll(() => service.stop());

  const calls = (more: object = {}) =>
    opens(hotline, {
      callerName: '汪五六',
      callerPhone: wrong,
      homeRegionCode: '522626',
      incidentRegionCode: '440607',
      ...more,
    });
  const corrects = (person: Person, more: object, of = ticket) =>
    takes(person, 'correctTicketCaller', { ...at(of), reason, ...more });
  const tries = (person: Person, more: object = { callerPhone: right }, of = ticket) =>
    sends(person, 'correctTicketCaller', { ...at(of), reason, ...more });
  const refused = (code: string, field: string) => ({ ticket: null, userErrors: [{ code, field: [field] }] });
  const foundBy = async (person: Person, phone: string) => {
    const { caller } = await person.data(CALLER, { phone });
    return caller && nodesOf<{ id: string }>(caller.recentTickets).map(({ id }) => id);
  };
  const reveals = async (person: Person, { id } = ticket) =>
    (await person.data(REVEAL, { input: { id, reason: '回访核实' } })).revealPersonalData.personalData;
  const uuidOf = ({ id } = ticket) => decodeNodeId(id)?.id;
  const rowOf = async (of = ticket) =>
    (
      await service.sql<{ row: string; tickets: string | null; callers: string | null }>(
        `SELECT c::text AS row, t.worker_id AS tickets, c.worker_id AS callers
           FROM service_ticket t LEFT JOIN ticket_caller c ON c.tenant = t.tenant AND c.ticket_id = t.id
          WHERE t.id = $1`,
        [uuidOf(of)],
      )
    )[0];
  const settled = async (of: Ticket) => {
    const accepted = await takes(staff, 'acceptTicket', at(of));
    const resolved = await takes(staff, 'resolveTicket', { ...at(accepted), resolution: '已付清' });
    return takes(staff, 'closeTicket', at(resolved));
  };

  it('is found by the right number from then on, and no longer by the wrong one', async () => {
    const worker = await network.worker('522626', '王五六', right);
    const corrected = await corrects(hotline, { callerName: '王五六', callerPhone: `+86 ${right}` });
    expect(corrected).toMatchObject({ version: ticket.version + 1, worker: { id: worker.id } });
    expect(await foundBy(hotline, wrong)).toBeNull();
    expect(await foundBy(hotline, right)).toEqual([ticket.id]);
    expect(await reveals(hotline)).toEqual({ name: '王五六', phone: right });
    expect((await historyOf(manager, ticket.id)).at(-1)).toMatchObject({
      type: 'CALLER_CORRECTED',
      note: reason,
      actor: { username: hotline.actor.username },
    });
    expect(service.log()).not.toMatch(/王五六|汪五六|135000000/);
  });

  it('is linked to the worker of the right number, and to none where nobody has it', async () => {
    await network.worker('522626', '赵七', wrong);
    ticket = await calls();
    expect(ticket.worker).not.toBeNull();
    ticket = await corrects(hotline, { callerName: '汪五' });
    expect(ticket.worker).not.toBeNull();
    ticket = await corrects(hotline, { callerPhone: right });
    expect(ticket.worker).toBeNull();
  });

  it('stays as it was in what is left out', async () => {
    ticket = await corrects(hotline, { callerName: '王五六', callerPhone: null });
    expect(await reveals(hotline)).toEqual({ name: '王五六', phone: wrong });
    ticket = await corrects(staff, { callerPhone: right });
    expect(await reveals(hotline)).toEqual({ name: '王五六', phone: right });
  });

  it('may have been told of nobody at first', async () => {
    ticket = await calls({ callerName: null, callerPhone: null });
    ticket = await corrects(hotline, { callerName: '王五六' });
    expect(await reveals(hotline)).toEqual({ name: '王五六', phone: null });
    ticket = await corrects(hotline, { callerPhone: right });
    expect(await foundBy(staff, right)).toEqual([ticket.id]);
    const other = await calls({ callerName: null, callerPhone: null });
    await corrects(staff, { callerPhone: right }, other);
    expect(await foundBy(manager, right)).toEqual([other.id, ticket.id]);
  });

  it('may be so in every status, and changes none', async () => {
    const resolving = { resolution: '已付清' };
    for (const [person, step, more] of [
      [manager, 'assignTicket', { stationId: station.id }],
      [staff, 'acceptTicket', {}],
      [staff, 'resolveTicket', resolving],
      [staff, 'closeTicket', {}],
      [staff, 'reopenTicket', { reason: '未付清' }],
      [staff, 'returnTicket', { reason: '不属本站' }],
    ] as const) {
      const taken = await takes(person, step, { ...at(ticket), ...more });
      ticket = await corrects(taken.station ? staff : hotline, { callerPhone: freshPhone() }, taken);
      expect(ticket).toMatchObject({ status: taken.status, version: taken.version + 1 });
    }
  });

  it('is each province’s own to put right, once a ticket is transferred', async () => {
    const hunan = await network.person('HOTLINE_AGENT', '430000');
    ticket = await takes(hotline, 'transferTicket', {
      ...at(ticket),
      idempotencyKey: crypto.randomUUID(),
      homeRegionCode: '430000',
      reason: '湖南务工人员',
    });
    ticket = await corrects(hotline, { callerPhone: right });
    expect(await foundBy(hotline, right)).toEqual([ticket.id]);
    expect(await foundBy(hunan, right)).toBeNull();
    const [there] = (await foundBy(hunan, wrong)) ?? [];
    expect(await tries(hotline, undefined, { ...ticket, id: there ?? '' })).toEqual(
      refused('NOT_FOUND', 'id'),
    );
    await corrects(hunan, { callerPhone: right }, { ...ticket, id: there ?? '', version: 1 });
    expect(await foundBy(hunan, right)).toEqual([there]);
    expect(await foundBy(hunan, wrong)).toBeNull();
  });

  it('is put right by those alone who may take a step with the ticket', async () => {
    const beside = await network.person(
      'STATION_STAFF',
      '522626',
      await network.station('WORKSTATION', '522626', '440306'),
    );
    const elsewhere = await network.person('STATION_STAFF', '522722');
    const hunan = await network.person('MANAGER', '430000');
    const before = await rowOf();
    expect(await tries(beside)).toEqual(refused('FORBIDDEN', 'id'));
    expect(await tries(elsewhere)).toEqual(refused('NOT_FOUND', 'id'));
    expect(await tries(hunan)).toEqual(refused('NOT_FOUND', 'id'));
    expect(await rowOf()).toEqual(before);
    const county = await network.person('MANAGER', '522626');
    for (const person of [hotline, staff, manager, county]) {
      ticket = await corrects(person, { callerPhone: freshPhone() });
    }
  });

  describe('of a confidential ticket', () => {
    beforeEach(async () => {
      wrong = freshPhone();
      await network.worker('522626', '王五六', right);
      ticket = await calls({ confidential: true });
    });

    it('is put right by those alone who know it, and stays hidden', async () => {
      const colleague = await network.person('HOTLINE_AGENT', '520000');
      const before = await rowOf();
      for (const person of [manager, colleague, staff]) {
        expect(await tries(person)).toEqual(refused('FORBIDDEN', 'id'));
      }
      expect(await rowOf()).toEqual(before);
      ticket = await corrects(hotline, { callerPhone: right });
      expect(await foundBy(hotline, right)).toEqual([ticket.id]);
      expect(await foundBy(manager, right)).toEqual([]);
      expect((await manager.data(SIGHT, { id: ticket.id })).ticket).toMatchObject({
        callerName: null,
        callerPhone: null,
        worker: null,
      });
      const { tickets, callers } = (await rowOf()) ?? {};
      expect([tickets, callers]).toEqual([null, expect.any(String)]);
    });

    it('is put right by whoever takes it on, or was let in', async () => {
      ticket = await takes(staff, 'acceptTicket', at(ticket));
      ticket = await corrects(staff, { callerName: '王五六' });
      ticket = await takes(staff, 'grantCallerAccess', {
        ...at(ticket),
        username: manager.actor.username,
        until: new Date(Date.now() + 86_400_000).toISOString(),
        reason: '协查',
      });
      ticket = await corrects(manager, { callerPhone: right });
      expect(await reveals(staff)).toEqual({ name: '王五六', phone: right });
    });

    it('is not once its erasure is due', async () => {
      const { erasePersonalData } = await manager.data(ERASE, { input: { phone: wrong, reason: '本人' } });
      expect(erasePersonalData.userErrors).toEqual([]);
      const before = await rowOf();
      expect(await tries(hotline)).toEqual(refused('ILLEGAL_TRANSITION', 'id'));
      expect(await rowOf()).toEqual(before);
    });
  });

  it('is not where none is kept: of an anonymous ticket, and once erased', async () => {
    const anonymous = await calls({ callerName: null, callerPhone: null, anonymous: true });
    expect(await tries(hotline, undefined, anonymous)).toEqual(refused('ILLEGAL_TRANSITION', 'id'));
    expect((await rowOf(anonymous))?.row).toBeNull();
    const { version } = await settled(ticket);
    await manager.data(ERASE, { input: { phone: wrong, reason: '本人' } });
    const erased = { ...ticket, version: version + 1 };
    expect(await tries(hotline, undefined, erased)).toEqual(refused('ILLEGAL_TRANSITION', 'id'));
    expect(await foundBy(hotline, right)).toBeNull();
  });

  it('needs something to put right, and a reason that tells nobody who it is', async () => {
    expect(await tries(hotline, {})).toEqual(refused('REQUIRED', 'callerName'));
    expect(await tries(hotline, { callerName: ' ', callerPhone: null })).toEqual(
      refused('REQUIRED', 'callerName'),
    );
    expect(await tries(hotline, { callerPhone: '12333' })).toEqual(refused('INVALID', 'callerPhone'));
    expect(await tries(hotline, { callerName: '王五六', reason: ' ' })).toEqual(
      refused('REQUIRED', 'reason'),
    );
    for (const told of ['应为王五六', `号码应为 ${right.slice(0, 3)} ${right.slice(3)}`]) {
      expect(await tries(hotline, { callerName: '王五六', callerPhone: right, reason: told })).toEqual(
        refused('INVALID', 'reason'),
      );
    }
    expect(await historyOf(hotline, ticket.id)).toHaveLength(2);
  });

  it('does not tell who tries a number whether it is the one that stands there', async () => {
    const other = await calls();
    const [same, another] = [
      await corrects(hotline, { callerPhone: wrong }),
      await corrects(hotline, { callerPhone: right }, other),
    ];
    expect(same.version).toBe(another.version);
    const types = async ({ id }: Ticket) => (await historyOf(hotline, id)).map(({ type }) => type);
    expect(await types(same)).toEqual(await types(another));
  });

  it('is what one of two said who put it right at once; the other’s version is stale', async () => {
    const names = ['王五六', '王伍陆'];
    const phones = [right, freshPhone()];
    const both = await Promise.all(
      [hotline, staff].map((person, i) => tries(person, { callerName: names[i], callerPhone: phones[i] })),
    );
    expect(both.flatMap(({ userErrors }) => userErrors)).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
    const won = both.findIndex((one) => one.ticket);
    expect(await reveals(hotline)).toEqual({ name: names[won], phone: phones[won] });
    expect(await foundBy(hotline, phones[1 - won] ?? '')).toBeNull();
  });

  it('is audited with its reason and by digests of before and after, and announced', async () => {
    await corrects(hotline, { callerName: '王五六', callerPhone: right });
    const [entry] = await service.sql<{ reason: string; changes: object[]; text: string }>(
      `SELECT reason, changes, changes::text AS text FROM audit_entry
        WHERE operation = 'correctTicketCaller' AND record_id = $1`,
      [uuidOf()],
    );
    const digests = [{ digest: expect.any(String) }, { digest: expect.any(String) }];
    expect(entry?.reason).toBe(reason);
    expect(entry?.changes).toContainEqual({
      type: 'TicketCaller',
      id: uuidOf(),
      inserted: false,
      fields: { nameSealed: digests, phoneSealed: digests, phoneHash: digests },
    });
    const hash = service.personalData.lookupHash('phone', right).toString('hex');
    expect(entry?.text).not.toMatch(new RegExp(`五六|${right}|${wrong}|${hash}`));
    expect(
      await service.sql(
        `SELECT record_type AS type FROM outbox WHERE operation = 'correctTicketCaller' AND record_id = $1`,
        [uuidOf()],
      ),
    ).toEqual([{ type: 'ServiceTicket' }]);
  });

  it('is exported and erased with the right number, and with the wrong one no longer', async () => {
    ticket = await corrects(hotline, { callerName: '王五六', callerPhone: right }, await settled(ticket));
    const exported = async (phone: string) =>
      (await manager.data(EXPORT, { input: { phone, reason: '本人' } })).exportPersonalData.export.tickets;
    const held = [{ ticket: { id: ticket.id }, callerName: '王五六', callerPhone: right }];
    expect(await exported(right)).toEqual(held);
    expect(await exported(wrong)).toEqual([]);
    const erases = (phone: string) => manager.data(ERASE, { input: { phone, reason: '本人' } });
    await erases(wrong);
    expect(await exported(right)).toEqual(held);
    await erases(right);
    expect(await exported(right)).toEqual([]);
    expect((await hotline.data(SIGHT, { id: ticket.id })).ticket).toMatchObject({
      callerName: null,
      callerPhone: null,
    });
    const { row } = (await rowOf()) ?? {};
    for (const phone of [wrong, right]) {
      expect(row).not.toContain(service.personalData.lookupHash('phone', phone).toString('hex'));
    }
  });
});
