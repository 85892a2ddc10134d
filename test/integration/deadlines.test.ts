import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { actorSettings } from '../../src/infra/db/scope-settings.ts';
import { nationalTerms } from '../../src/modules/tickets/deadline.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, nodesOf, opens, type Ticket, takes } from '../support/tickets.ts';

const SET = `mutation ($input: SetTicketDeadlinesInput!) { setTicketDeadlines(input: $input) {
  ticketDeadlineRule { id version validFrom province { code } terms { category workingDays urgentHours } }
  userErrors { code field } } }`;
const ENTRY = 'calendarEntry { id version province { code } holidays { name from through } makeUpDays }';
const NATIONAL = `mutation ($input: EnterNationalCalendarInput!) { enterNationalCalendar(input: $input) {
  ${ENTRY} userErrors { code field } } }`;
const LOCAL = `mutation ($input: EnterLocalHolidaysInput!) { enterLocalHolidays(input: $input) {
  ${ENTRY} userErrors { code field } } }`;
const CALENDAR = `query ($year: Int!) { calendar(year: $year) {
  published version localVersion holidays { name from through } makeUpDays localHolidays { name from through } } }`;

const categories = Object.keys(nationalTerms);
const everyTerm = (workingDays: number, urgentHours = 24) =>
  categories.map((category) => ({ category, workingDays, urgentHours }));
const day = (name: string, from: string, through = from) => ({ name, from, through });

/** Each group of tests works in a province of its own; the country's calendar is everybody's, so it comes last. */
describe('deadlines', () => {
  let service: TestService;
  let network: Network;
  let session: pg.Client;
  const ten = new Date('2024-09-30T02:00:00Z');
  const at2026 = (date: string) => new Date(`2026-${date}T02:00:00Z`);

  beforeAll(async () => {
    service = await startTestService();
    service.setNow(ten);
    network = new Network(service);
    session = new pg.Client({ connectionString: service.database.serviceUrl });
    await session.connect();
  }, 30_000);
  afterAll(async () => {
    await session.end();
    await service.stop();
  });

  const sets = async (person: Person, input: object) =>
    (await person.data(SET, { input: { expectedVersion: 0, validFrom: '2024-09-30', ...input } }))
      .setTicketDeadlines;
  const problemsOf = ({ userErrors }: { userErrors: { code: string; field: string[] | null }[] }) =>
    userErrors.map(({ code, field }) => [code, field?.join('.') ?? null]);
  const read = async (person: Person, ticket: Ticket) =>
    (
      await person.data(
        'query ($id: ID!) { ticket(id: $id) { dueAt dueAtProvisional version deadlineRule { version } } }',
        { id: ticket.id },
      )
    ).ticket;
  /** The last day, in Shanghai, on which a ticket is not late. */
  const lastDay = ({ dueAt }: { dueAt: string }) =>
    new Date(Date.parse(dueAt) + 8 * 3_600_000 - 1).toISOString().slice(0, 10);

  describe('by the rule of a province', () => {
    let manager: Person;
    let hotline: Person;
    beforeAll(async () => {
      manager = await network.person('MANAGER', '520000');
      hotline = await network.person('HOTLINE_AGENT', '520000');
    });

    it('are the national ones until it sets its own', async () => {
      const { ticketDeadlineRule, ticketDeadlineRules } = await hotline.data(`{
        ticketDeadlineRule { province { code } version validFrom terms { category workingDays urgentHours } }
        ticketDeadlineRules(first: 9) { edges { node { id } } } }`);
      expect(ticketDeadlineRule).toEqual({
        province: null,
        version: 1,
        validFrom: '2000-01-01',
        terms: Object.entries(nationalTerms).map(([category, term]) => ({ category, ...term })),
      });
      expect(ticketDeadlineRules.edges).toEqual([]);
    });

    it('end, for 5 working days from 2024-09-30, on 2024-10-12', async () => {
      const set = await sets(manager, { terms: everyTerm(5, 2) });
      expect(problemsOf(set)).toEqual([]);
      expect(set.ticketDeadlineRule).toMatchObject({
        version: 1,
        validFrom: '2024-09-30',
        province: { code: '520000' },
        terms: everyTerm(5, 2),
      });
      const ticket = await opens(hotline);
      expect(ticket).toMatchObject({ dueAt: '2024-10-12T16:00:00.000Z', dueAtProvisional: false });
      expect(lastDay(ticket)).toBe('2024-10-12');
      expect(await opens(hotline, { priority: 'URGENT' })).toMatchObject({
        dueAt: '2024-09-30T04:00:00.000Z',
      });
    });

    it('stay as they were set, whatever rule follows', async () => {
      const old = await opens(hotline);
      await sets(manager, { expectedVersion: 1, validFrom: '2024-10-08', terms: everyTerm(1) });
      const meanwhile = await opens(hotline);
      try {
        service.setNow(new Date('2024-10-08T02:00:00Z'));
        const later = await opens(hotline);
        expect([lastDay(old), lastDay(meanwhile), lastDay(later)]).toEqual([
          '2024-10-12',
          '2024-10-12',
          '2024-10-09',
        ]);
        expect(await read(hotline, old)).toMatchObject({ dueAt: old.dueAt, deadlineRule: { version: 1 } });
        expect(await read(hotline, later)).toMatchObject({ deadlineRule: { version: 2 } });
      } finally {
        service.setNow(ten);
      }
    });

    it('are told for any day, and every version of them', async () => {
      const { today, later, before, all } = await hotline.data(`{
        today: ticketDeadlineRule { version } later: ticketDeadlineRule(on: "2024-10-08") { version }
        before: ticketDeadlineRule(on: "2024-09-29") { version province { code } }
        all: ticketDeadlineRules(first: 9) { edges { node { version validFrom } } } }`);
      expect([today, later, before]).toEqual([
        { version: 1 },
        { version: 2 },
        { version: 1, province: null },
      ]);
      expect(nodesOf(all)).toEqual([
        { version: 2, validFrom: '2024-10-08' },
        { version: 1, validFrom: '2024-09-30' },
      ]);
    });

    it('are corrected for the same day: of two the later one holds', async () => {
      await sets(manager, { expectedVersion: 2, validFrom: '2024-10-08', terms: everyTerm(2) });
      const { ticketDeadlineRule } = await hotline.data(
        '{ ticketDeadlineRule(on: "2024-10-08") { version terms { workingDays } } }',
      );
      expect(ticketDeadlineRule.version).toBe(3);
      expect(ticketDeadlineRule.terms[0]).toEqual({ workingDays: 2 });
    });

    it('are no other province’s', async () => {
      const hunan = await network.person('HOTLINE_AGENT', '430000');
      expect(lastDay(await opens(hunan, { category: 'OTHER' }))).toBe('2024-10-10');
      const { ticketDeadlineRules } = await hunan.data(
        '{ ticketDeadlineRules(first: 9) { edges { cursor } } }',
      );
      expect(ticketDeadlineRules.edges).toEqual([]);
    });

    it.each([
      ['another version than stands', { expectedVersion: 2 }, ['STALE_VERSION', 'expectedVersion']],
      ['a version yet to come', { expectedVersion: 9 }, ['STALE_VERSION', 'expectedVersion']],
      ['a day that has passed', { validFrom: '2024-09-29' }, ['INVALID', 'validFrom']],
      ['a category left out', { terms: everyTerm(5).slice(1) }, ['INVALID', 'terms']],
      [
        'a category twice',
        { terms: [...everyTerm(5).slice(1), ...everyTerm(5).slice(1, 2)] },
        ['INVALID', 'terms'],
      ],
      ['more than there are categories', { terms: [...everyTerm(5), ...everyTerm(5)] }, ['INVALID', 'terms']],
      ['no day at all', { terms: everyTerm(0) }, ['INVALID', 'terms.0.workingDays']],
      ['more days than any matter takes', { terms: everyTerm(121) }, ['INVALID', 'terms.0.workingDays']],
      ['more hours than a month has', { terms: everyTerm(5, 721) }, ['INVALID', 'terms.0.urgentHours']],
    ])('are refused for %s', async (_, more, problem) => {
      const answer = await sets(manager, { expectedVersion: 3, terms: everyTerm(5), ...more });
      expect(answer.ticketDeadlineRule).toBeNull();
      expect(problemsOf(answer)).toContainEqual(problem);
    });

    it('of two managers who set them at once, are one’s; the other is told so', async () => {
      const other = await network.person('MANAGER', '520000');
      const input = { expectedVersion: 3, validFrom: '2024-12-01', terms: everyTerm(7) };
      const answers = await Promise.all([manager, other].map((who) => sets(who, input)));
      expect(answers.filter((answer) => answer.ticketDeadlineRule !== null)).toHaveLength(1);
      expect(answers.flatMap(problemsOf)).toEqual([['STALE_VERSION', 'expectedVersion']]);
    });

    it('are set by whoever manages the whole province', async () => {
      const ofCity = await network.person('MANAGER', '522600');
      expect(problemsOf(await sets(ofCity, { expectedVersion: 4, terms: everyTerm(5) }))).toEqual([
        ['FORBIDDEN', null],
      ]);
      expect(
        await hotline.codes(SET, { input: { expectedVersion: 4, validFrom: '2024-12-01', terms: [] } }),
      ).toEqual(['FORBIDDEN']);
    });
  });

  describe('by a province’s own holidays', () => {
    let manager: Person;
    let hotline: Person;
    beforeAll(async () => {
      manager = await network.person('MANAGER', '450000');
      hotline = await network.person('HOTLINE_AGENT', '450000');
    });
    const enters = async (input: object) => (await manager.data(LOCAL, { input })).enterLocalHolidays;

    it('move with them, open tickets of the province and no others', async () => {
      const open = await opens(hotline, { category: 'OTHER' });
      const urgent = await opens(hotline, { priority: 'URGENT' });
      const accepted = await takes(hotline, 'acceptTicket', at(await opens(hotline, { category: 'OTHER' })));
      const resolved = await takes(hotline, 'resolveTicket', { ...at(accepted), resolution: '一' });
      const reopened = await takes(hotline, 'reopenTicket', { ...at(resolved), reason: '二' });
      const elsewhere = await network.person('HOTLINE_AGENT', '530000');
      const theirs = await opens(elsewhere, { category: 'OTHER' });
      expect([open, reopened, theirs].map(lastDay)).toEqual(['2024-10-10', '2024-10-10', '2024-10-10']);

      const entered = await enters({
        year: 2024,
        expectedVersion: 0,
        holidays: [day('壮族节', '2024-10-10'), day('州庆', '2024-10-08', '2024-10-08')],
      });
      expect(entered).toEqual({
        calendarEntry: {
          id: expect.any(String),
          version: 1,
          province: { code: '450000' },
          holidays: [day('州庆', '2024-10-08'), day('壮族节', '2024-10-10')],
          makeUpDays: [],
        },
        userErrors: [],
      });
      expect(lastDay(await read(hotline, open))).toBe('2024-10-12');
      expect((await read(hotline, open)).version).toBe(open.version);
      expect(await read(hotline, urgent)).toMatchObject({ dueAt: urgent.dueAt });
      // What it was measured by when it was resolved first.
      expect(lastDay(await read(hotline, reopened))).toBe('2024-10-10');
      expect(lastDay(await read(elsewhere, theirs))).toBe('2024-10-10');
      expect(lastDay(await opens(hotline, { category: 'OTHER' }))).toBe('2024-10-12');
      expect((await hotline.data(CALENDAR, { year: 2024 })).calendar).toMatchObject({
        version: 0,
        localVersion: 1,
        localHolidays: [day('州庆', '2024-10-08'), day('壮族节', '2024-10-10')],
      });

      // Taken back, they move back.
      await enters({ year: 2024, expectedVersion: 1, holidays: [] });
      expect(lastDay(await read(hotline, open))).toBe('2024-10-10');
      const { calendarEntries } = await hotline.data(
        '{ calendarEntries(first: 9, year: 2024) { edges { node { version holidays { name } } } } }',
      );
      expect(nodesOf(calendarEntries)).toEqual([
        { version: 2, holidays: [] },
        { version: 1, holidays: [{ name: '州庆' }, { name: '壮族节' }] },
      ]);
    });

    it.each([
      ['last year', { year: 2023, expectedVersion: 0 }, ['INVALID', 'year']],
      ['the year after next', { year: 2026, expectedVersion: 0 }, ['INVALID', 'year']],
      [
        'another version than stands',
        { year: 2024, expectedVersion: 1 },
        ['STALE_VERSION', 'expectedVersion'],
      ],
    ])('are not entered for %s', async (_, input, problem) => {
      expect(problemsOf(await enters({ holidays: [], ...input }))).toEqual([problem]);
    });

    it('are entered by whoever manages the whole province', async () => {
      const ofCity = await network.person('MANAGER', '450100');
      const input = { year: 2024, expectedVersion: 2, holidays: [] };
      expect(problemsOf((await ofCity.data(LOCAL, { input })).enterLocalHolidays)).toEqual([
        ['FORBIDDEN', null],
      ]);
    });
  });

  describe('of tickets opened while a calendar is entered', () => {
    it('are as if it had come before or after, never in between', async () => {
      const manager = await network.person('MANAGER', '460000');
      const desks = await Promise.all(
        Array.from({ length: 4 }, () => network.person('HOTLINE_AGENT', '460000')),
      );
      for (let version = 0; version < 6; version++) {
        const holidays = version % 2 === 0 ? [day('军坡节', '2024-10-08')] : [];
        const opening = desks.flatMap((desk) => [1, 2, 3].map(() => opens(desk, { category: 'OTHER' })));
        const entering = manager.data(LOCAL, { input: { year: 2024, expectedVersion: version, holidays } });
        const [entered] = await Promise.all([entering, ...opening]);
        expect(entered.enterLocalHolidays.userErrors).toEqual([]);
        const due = await service.sql<{ last: string; tickets: number }>(
          `SELECT DISTINCT due_at::text AS last FROM service_ticket WHERE tenant = '46'`,
        );
        expect(due.map(({ last }) => last.slice(0, 10))).toEqual([
          version % 2 === 0 ? '2024-10-11' : '2024-10-10',
        ]);
      }
    }, 60_000);
  });

  describe('beneath the service', () => {
    const entry = (province: string | null) => ({
      id: crypto.randomUUID(),
      province_region_code: province,
      year: 2030,
      holidays: [],
      make_up_days: [],
      version: 1,
      entered_at: ten.toISOString(),
    });
    const rule = (province: string | null) => ({
      id: crypto.randomUUID(),
      province_region_code: province,
      valid_from: '2030-01-01',
      terms: nationalTerms,
      version: 99,
      entered_at: ten.toISOString(),
    });

    async function writes(person: Person, table: string, row: object): Promise<string> {
      await session.query(`BEGIN; ${actorSettings(person.actor)}`);
      try {
        await session.query(
          `INSERT INTO ${table} SELECT * FROM json_populate_record(NULL::${table}, $1::json)`,
          [JSON.stringify(row)],
        );
        return 'done';
      } catch (error) {
        return String((error as pg.DatabaseError).code);
      } finally {
        await session.query('ROLLBACK');
      }
    }

    it('a province writes its own, an administrator the country’s calendar, nobody the national rule', async () => {
      const people = {
        province: await network.person('MANAGER', '360000'),
        city: await network.person('MANAGER', '360100'),
        office: await network.person('HR_OFFICER', '360000'),
        admin: await network.person('ADMIN', null),
      };
      const told: Record<string, string[]> = {};
      for (const [name, person] of Object.entries(people)) {
        told[name] = [
          await writes(person, 'calendar_entry', entry('360000')),
          await writes(person, 'calendar_entry', entry('430000')),
          await writes(person, 'calendar_entry', entry(null)),
          await writes(person, 'ticket_deadline_rule', rule('360000')),
          await writes(person, 'ticket_deadline_rule', rule('430000')),
          await writes(person, 'ticket_deadline_rule', rule(null)),
        ];
      }
      const no = '42501';
      expect(told).toEqual({
        province: ['done', no, no, 'done', no, no],
        city: [no, no, no, no, no, no],
        office: [no, no, no, no, no, no],
        admin: [no, no, 'done', no, no, no],
      });
    });
  });

  describe('by the country’s calendar', () => {
    let admin: Person;
    let guizhou: Person;
    let hunan: Person;
    const published = {
      holidays: [
        day('国庆节', '2027-10-01', '2027-10-07'),
        day('元旦', '2027-01-01', '2027-01-03'),
        day('劳动节', '2027-05-01', '2027-05-05'),
      ],
      makeUpDays: ['2027-10-09', '2027-01-09'],
    };
    beforeAll(async () => {
      service.setNow(at2026('12-30'));
      admin = await network.person('ADMIN', null);
      guizhou = await network.person('HOTLINE_AGENT', '630000');
      hunan = await network.person('HOTLINE_AGENT', '420000');
    });
    afterAll(() => service.setNow(ten));
    const enters = async (input: object) => (await admin.data(NATIONAL, { input })).enterNationalCalendar;

    it('are provisional while the year is not published, and say so', async () => {
      expect((await guizhou.data(CALENDAR, { year: 2026 })).calendar).toMatchObject({
        published: true,
        version: 0,
      });
      expect((await guizhou.data(CALENDAR, { year: 2027 })).calendar).toEqual({
        published: false,
        version: 0,
        localVersion: 0,
        holidays: [],
        makeUpDays: [],
        localHolidays: [],
      });
      const ticket = await opens(guizhou, { category: 'OTHER' });
      expect(ticket).toMatchObject({ dueAtProvisional: true });
      expect(lastDay(ticket)).toBe('2027-01-04');
      expect(await opens(guizhou, { category: 'OTHER', priority: 'URGENT' })).toMatchObject({
        dueAtProvisional: false,
      });
    });

    it('are counted again in every province by the very change that enters the year', async () => {
      const [here, there] = [
        await opens(guizhou, { category: 'OTHER' }),
        await opens(hunan, { category: 'RIGHTS_PROTECTION' }),
      ];
      // Of years past, open still, and of the year before, over before its end.
      service.setNow(at2026('12-01'));
      const before = await opens(guizhou, { category: 'OTHER' });
      service.setNow(at2026('12-30'));
      service.statements.length = 0;
      const entered = await enters({ year: 2027, expectedVersion: 0, ...published });
      const statements = [...service.statements];
      expect(problemsOf(entered)).toEqual([]);
      expect(entered.calendarEntry).toMatchObject({
        version: 1,
        province: null,
        holidays: published.holidays.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
        makeUpDays: ['2027-01-09', '2027-10-09'],
      });
      // Wednesday 30 December: Thursday, then Monday the 4th and Tuesday the 5th.
      expect(await read(guizhou, here)).toMatchObject({ dueAtProvisional: false, version: here.version });
      expect(lastDay(await read(guizhou, here))).toBe('2027-01-05');
      // 31 December; 4 to 9 January, a Saturday worked; 11 to 15, 18.
      expect(await read(hunan, there)).toMatchObject({ dueAtProvisional: false });
      expect(lastDay(await read(hunan, there))).toBe('2027-01-18');
      expect(await read(guizhou, before)).toMatchObject({ dueAt: before.dueAt, dueAtProvisional: false });
      expect(await opens(guizhou, { category: 'OTHER' })).toMatchObject({ dueAtProvisional: false });
      // One look at each of the 31 provinces, and a second statement for each that has something to move.
      const of = (name: string) => statements.filter((statement) => statement === name).length;
      expect([of('runningDeadlines'), of('moveDeadlines')]).toEqual([31, 2]);
      expect(statements.length).toBeLessThanOrEqual(31 + 2 + 6);

      const audited = await service.sql(
        'SELECT operation, tenant, home_region_code, record_type FROM audit_entry WHERE actor_id = $1 ORDER BY id',
        [admin.actor.id],
      );
      const one = { operation: 'enterNationalCalendar', tenant: '00', home_region_code: null };
      expect(audited[0]).toEqual({ ...one, record_type: 'CalendarEntry' });
      // And of each ticket that moved, from when to when.
      expect(new Set(audited.slice(1).map((entry) => JSON.stringify(entry)))).toEqual(
        new Set([JSON.stringify({ ...one, record_type: 'ServiceTicket' })]),
      );
      const { auditTrail } = await admin.data(
        `{ auditTrail(first: 40, filter: { operation: "enterNationalCalendar" }) { edges { node {
             recordId changes { fields { name before after } } } } } }`,
      );
      for (const ticket of [here, there]) {
        const { dueAt, dueAtProvisional } = await read(ticket === here ? guizhou : hunan, ticket);
        const fields = [
          { name: 'dueAt', before: ticket.dueAt, after: dueAt },
          { name: 'dueAtProvisional', before: 'true', after: String(dueAtProvisional) },
        ].filter(({ before, after }) => before !== after);
        expect(nodesOf(auditTrail)).toContainEqual({ recordId: ticket.id, changes: [{ fields }] });
      }
    });

    it('move again when the year is corrected, and not when somebody is late with it', async () => {
      const ticket = await opens(guizhou, { category: 'OTHER' });
      expect(lastDay(ticket)).toBe('2027-01-05');
      const longer = { ...published, holidays: [...published.holidays, day('元旦', '2027-01-04')] };
      expect(problemsOf(await enters({ year: 2027, expectedVersion: 0, ...longer }))).toEqual([
        ['STALE_VERSION', 'expectedVersion'],
      ]);
      expect(lastDay(await read(guizhou, ticket))).toBe('2027-01-05');
      expect(problemsOf(await enters({ year: 2027, expectedVersion: 1, ...longer }))).toEqual([]);
      expect(lastDay(await read(guizhou, ticket))).toBe('2027-01-06');
      expect((await guizhou.data(CALENDAR, { year: 2027 })).calendar).toMatchObject({
        published: true,
        version: 2,
      });
    });

    it('of a ticket resolved meanwhile stay', async () => {
      const accepted = await takes(guizhou, 'acceptTicket', at(await opens(guizhou, { category: 'OTHER' })));
      await takes(guizhou, 'resolveTicket', { ...at(accepted), resolution: '一' });
      await enters({ year: 2027, expectedVersion: 2, ...published });
      expect(lastDay(await read(guizhou, accepted))).toBe('2027-01-06');
    });

    it('of two administrators who enter a year at once, are one’s; the other is told so', async () => {
      const other = await network.person('ADMIN', null);
      const input = { year: 2027, expectedVersion: 3, ...published };
      const answers = await Promise.all(
        [admin, other].map(async (who) => (await who.data(NATIONAL, { input })).enterNationalCalendar),
      );
      expect(answers.flatMap(problemsOf)).toEqual([['STALE_VERSION', 'expectedVersion']]);
    });

    it('of a transferred ticket are the other province’s, its rule and its holidays', async () => {
      await network.station('HEADQUARTERS', '640000', '440000');
      const manager = await network.person('MANAGER', '640000');
      await sets(manager, { validFrom: '2026-12-30', terms: everyTerm(1) });
      const input = { year: 2026, expectedVersion: 0, holidays: [day('古尔邦节', '2026-12-31')] };
      expect(problemsOf((await manager.data(LOCAL, { input })).enterLocalHolidays)).toEqual([]);
      const ticket = await opens(guizhou, { category: 'OTHER' });
      const ended = await takes(guizhou, 'transferTicket', {
        ...at(ticket),
        idempotencyKey: crypto.randomUUID(),
        homeRegionCode: '640000',
        reason: '宁夏籍',
      });
      const { tickets } = await manager.data(
        '{ tickets(first: 1) { edges { node { number dueAt deadlineRule { version province { code } } } } } }',
      );
      const [there] = nodesOf<Ticket>(tickets);
      expect(ended.transferredTo?.number).toBe(there?.number);
      // Neither the 31st nor the days to Sunday the 3rd: the 4th is the first working day.
      expect(lastDay(there as Ticket)).toBe('2027-01-04');
      expect(there).toMatchObject({ deadlineRule: { version: 1, province: { code: '640000' } } });
    });
  });

  describe('however many rules and calendars there are', () => {
    it('cost an opened ticket two statements', async () => {
      const [some, none] = [
        await network.person('HOTLINE_AGENT', '520000'),
        await network.person('HOTLINE_AGENT', '340000'),
      ];
      const costOf = async (person: Person) => {
        service.statements.length = 0;
        await opens(person, { category: 'OTHER' });
        return service.statements.filter((name) => /calendar|deadline/i.test(name));
      };
      const cost = ['lockCalendars', 'ticketDeadlineRule'];
      expect([await costOf(some), await costOf(none)]).toEqual([cost, cost]);
    });
  });
});
