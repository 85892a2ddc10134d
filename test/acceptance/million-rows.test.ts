import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { creditCodeWithCheck } from '../../src/modules/enterprises/index.ts';
import { hashPassword } from '../../src/modules/identity/index.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import type { Answer } from '../support/client.ts';
import { keepPersonal } from '../support/evidence.ts';
import { type Excess, excessesOf, type HeardPlan, hearPlans, tellPlans } from '../support/heard-plans.ts';
import { listsOf } from '../support/list-walk.ts';
import { growing, loadMillionRows, steady } from '../support/million-rows.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { Operations, Persona } from './persona.ts';

/**
 * What a step of a plan may look at: a page of a list with what it passes over, all that a search sorts when it finds
 * few (4,000), what belongs to one record; and no table here has fewer than twice as many rows.
 */
const MOST = { rows: 4_100, entries: 15_000, pages: 500 };

/** What reads more by its nature: by the beginning of its statement, on these tables alone. */
const exceptions: { statement: string; tables: string[]; because: string }[] = [
  {
    statement: '/* accounts */',
    tables: ['account'],
    because: 'a network has as many people as it has, however old it is, and a manager looks through them',
  },
  {
    statement: '/* networkDashboard */',
    tables: [
      'enterprise_visit',
      'service_ticket',
      'job_collection',
      'job_posting',
      'enterprise',
      'enterprise_ordinal',
    ],
    because: 'the lists behind the figures count the rows of their period (ADR 23), whatever lies before it',
  },
  {
    statement: 'INSERT INTO contact_set',
    tables: ['enterprise_ordinal'],
    because:
      'the sets of a month are of thousands of enterprises: until there are many more, all are read at once',
  },
];

const PASSWORD = '百万行记录里的一天 correct horse';
const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));
const documents = {
  admin: new Operations('admin'),
  'guizhou.manager': new Operations('manager'),
  'cengong.station': new Operations('station-staff'),
  'sanshui.hr': new Operations('hr-officer'),
  'guizhou.hotline': new Operations('hotline-agent'),
  auditor: new Operations('auditor'),
};
type Name = keyof typeof documents;

interface Listed {
  list: { pageInfo: { endCursor: string | null } };
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
const nodes = (connection: any): any[] => connection.edges.map(({ node }: any) => node);
const step = ({ id, version }: { id: string; version: number }) => ({ id, expectedVersion: version });
const key = () => ({ idempotencyKey: randomUUID() });
const today = businessDate(new Date());
const nextYear = Number(today.slice(0, 4)) + 1;
const period = { from: addDays(today, -290), to: addDays(today, -11) };

/** And these, too, read a row once, not once for each of something else. */
const isException = ({ statement, table, rows }: Excess) =>
  rows < 50_000 &&
  exceptions.some((one) => statement.startsWith(one.statement) && one.tables.includes(table));

/** Everybody's work of a day, on the records of four years: see test/support/million-rows.ts. */
describe('among a million rows', () => {
  let service: TestService;
  let heard: HeardPlan[];
  let now = `${today}T08:00`;
  const people: Record<string, Persona> = {};
  const tables = new Set(growing);
  /** Records that others come back to. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  const made: Record<string, any> = {};

  /** Of all statements whose plans were heard. */
  const names = new Set<string>();

  /** Since it was asked last. */
  const excesses = (): Excess[] => {
    for (const { statement } of heard) names.add(/^\/\* (\S+) \*\//.exec(statement)?.[1] ?? '');
    const found = heard.splice(0).flatMap((plan) => excessesOf(plan, tables, MOST));
    // Of one statement the worst is enough.
    const worst = new Map<string, Excess>();
    for (const one of found.filter((excess) => !isException(excess))) {
      const same = `${one.statement} ${one.table} ${one.node}`;
      if ((worst.get(same)?.rows ?? -1) < one.rows) worst.set(same, one);
    }
    return [...worst.values()];
  };
  const who = (name: Name): Persona => {
    const person = people[name];
    if (!person) throw new Error(`Expected ${name} to have signed in`);
    return person;
  };

  beforeAll(async () => {
    keepPersonal('password', PASSWORD);
    service = await startTestService(
      async ({ adminUrl }, personalData) => {
        await loadMillionRows(adminUrl, personalData, await hashPassword(PASSWORD));
        await tellPlans({ adminUrl });
      },
      undefined,
      undefined,
      undefined,
      false,
    );
    heard = hearPlans(service.dataSource);
    service.statements.length = 0;
    for (const [name, operations] of Object.entries(documents)) {
      const person = new Persona(service.url, operations, name, PASSWORD, () => now);
      people[name] = await person.choosesPassword(`${name} 秋天的玉米熟了四十亩`);
    }
  }, 300_000);
  afterAll(() => service?.stop());

  it('every table that grows has grown', async () => {
    const others = await service.sql(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1)",
      [[...growing, ...steady]],
    );
    expect(others).toEqual([]);
    const counts = await service.sql<{ name: string; count: number }>(
      growing
        .map((name) => `SELECT '${name}' AS name, count(*)::int AS count FROM ${name}`)
        .join(' UNION ALL '),
    );
    expect(counts.filter(({ count }) => count < 10_000)).toEqual([]);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(1_000_000);
  });

  it('signing in, and choosing a password', () => {
    expect(excesses()).toEqual([]);
  });

  it('the administrator’s day', async () => {
    const admin = who('admin');
    await admin.does('Regions');
    const { province } = await admin.does('OpenProvince', {
      input: { ...key(), provinceCode: '620000', manager: { username: 'gansu.manager', name: '马处长' } },
    });
    expect(province).not.toBeNull();
    await admin.does('Provinces');
    const accounts = await admin.does('Accounts', { first: 50 });
    await admin.does('Accounts', { first: 50, after: accounts.pageInfo.endCursor });
    await admin.does('Accounts', { first: 50, filter: { search: '职员27' } });
    const { account } = await admin.does('CreateAccount', {
      input: { ...key(), username: 'nanhai.hr', name: '陈科员', role: 'HR_OFFICER', regionCode: '440605' },
    });
    await admin.does('ResetPassword', { input: step(account) });
    const { version } = await admin.does('Calendar', { year: nextYear });
    await admin.does('EnterNationalCalendar', {
      input: {
        year: nextYear,
        expectedVersion: version,
        holidays: [
          { name: '元旦', from: `${nextYear}-01-01`, through: `${nextYear}-01-03` },
          { name: '劳动节', from: `${nextYear}-05-01`, through: `${nextYear}-05-05` },
          { name: '国庆节', from: `${nextYear}-10-01`, through: `${nextYear}-10-07` },
        ],
        makeUpDays: [],
      },
    });
    await admin.does('CalendarEntries', { year: nextYear });
    await admin.does('SignAgreement', {
      input: {
        ...key(),
        kind: 'ALLIANCE',
        homeRegionCodes: ['520000', '430000'],
        hostRegionCodes: ['440000'],
        signedOn: today,
      },
    });
    expect(excesses()).toEqual([]);
  });

  it('a day at a station', async () => {
    const staff = who('cengong.station');
    await staff.does('Me');
    const stationId = nodes(
      await who('guizhou.manager').does('Stations', { filter: { homeRegionCode: '522626' } }),
    )[0].id;
    await staff.does('Sessions');
    const morning = await staff.does('Morning');
    await staff.does('Morning', { before: addDays(today, 7) });
    const [enterprise] = nodes(await staff.does('FindEnterprise', { search: '电子', regionCode: '4406' }));
    await staff.does('RegisterEnterprise', {
      input: {
        ...key(),
        creditCode: creditCodeWithCheck('91440607MA9WXABC2'),
        name: '佛山市百万精密制造有限公司',
        regionCode: '440607',
      },
    });
    await staff.does('Visits', { first: 20 });
    await staff.does('Enterprise', { id: enterprise.id });
    const { visit } = await staff.does('LogVisit', {
      input: {
        ...key(),
        stationId,
        enterpriseId: enterprise.id,
        visitedOn: today,
        way: 'ON_SITE',
        participants: ['杨光明'],
        contact: { name: '赵经理', phone: '138 2222 3333', title: '人事经理' },
        openingsPromised: 20,
        followUps: [
          { dueOn: today, note: '确认岗位信息' },
          { dueOn: addDays(today, 20), note: '回访入职情况' },
        ],
      },
    });
    const [first, second] = visit.followUps;
    await staff.does('CompleteFollowUp', { input: { ...step(first), note: '岗位已确认' } });
    await staff.does('PostponeFollowUp', {
      input: { ...step(second), dueOn: addDays(today, 30), reason: '节后再访' },
    });
    await staff.does('AddFollowUp', { input: { ...key(), visitId: visit.id, dueOn: today, note: '慰问' } });
    const [due] = nodes(morning);
    if (due) await staff.does('CompleteFollowUp', { input: { ...step(due), note: '已办' } });
    await staff.does('FollowUps', { filter: { state: 'OPEN' } });
    await staff.does('CorrectVisit', {
      input: { ...step(visit), openingsPromised: 22, reason: '企业来电更正' },
    });
    await staff.does('Visits', { first: 10, filter: { enterpriseId: enterprise.id } });
    const job = {
      enterpriseId: enterprise.id,
      title: '缝纫机操作工',
      openings: 20,
      payUnit: 'MONTH',
      regionCode: '440607',
      validThrough: addDays(today, 60),
    };
    const posted = await staff.does('PostJob', { input: { ...key(), ...job } });
    const edited = await staff.does('EditJob', { input: { ...step(posted.jobPosting), openings: 22 } });
    const published = await staff.does('PublishJob', { input: step(edited.jobPosting) });
    const hired = await staff.does('RecordHires', { input: { ...step(published.jobPosting), hires: 5 } });
    await staff.does('CloseJob', { input: { ...step(hired.jobPosting), reason: '企业撤回' } });
    await staff.does('Jobs', { first: 20, filter: { search: '缝纫' }, orderBy: 'PAY_HIGHEST' });
    const tickets = nodes(await staff.does('Tickets', { first: 20, filter: { status: ['ASSIGNED'] } }));
    const { ticket } = await staff.does('OpenTicket', {
      input: {
        ...key(),
        channel: 'WALK_IN',
        category: 'RETURN_TO_WORK',
        summary: '节前返乡车票',
        homeRegionCode: '522626',
        incidentRegionCode: '440607',
      },
    });
    const waiting = ticket.status === 'ASSIGNED' ? ticket : tickets[0];
    const accepted = await staff.does('AcceptTicket', { input: step(waiting) });
    await staff.does('NoteTicket', { input: { id: waiting.id, ...key(), note: '已联系企业' } });
    await staff.does('ResolveTicket', { input: { ...step(accepted.ticket), resolution: '已购票' } });
    await staff.does('Ticket', { id: waiting.id });
    const another = await staff.does('OpenTicket', {
      input: {
        ...key(),
        channel: 'WALK_IN',
        category: 'OTHER',
        summary: '咨询',
        homeRegionCode: '522626',
        incidentRegionCode: '440607',
      },
    });
    await staff.does('ReturnTicket', { input: { ...step(another.ticket), reason: '政策问题，请坐席答复' } });
    await staff.does('Tickets', { first: 20, filter: { mine: true } });
    expect(excesses()).toEqual([]);
  });

  it('a day at the office of the other side', async () => {
    const officer = who('sanshui.hr');
    const registers = async (code: string, name: string) =>
      (
        await officer.does('RegisterEnterprise', {
          input: { ...key(), creditCode: creditCodeWithCheck(code), name, regionCode: '440607' },
        })
      ).enterprise;
    await officer.does('FindEnterprise', { search: '科技', regionCode: '440607' });
    const factory = await registers('91440607MA9WXXYA3', '佛山市三水区百万电子厂');
    const mistyped = await registers('91440607MA9WXXYAA', '三水百万电子厂');
    const { enterprise } = await officer.does('EditEnterprise', {
      input: { ...step(factory), size: 'MEDIUM' },
    });
    const { merge } = await officer.does('MergeEnterprises', {
      input: {
        ...key(),
        sourceId: mistyped.id,
        targetId: enterprise.id,
        expectedVersion: mistyped.version,
        reason: '信用代码录错',
      },
    });
    await officer.does('UndoMerge', { input: { ...step(merge), reason: '系两家企业' } });
    const { contact } = await officer.does('AddContact', {
      input: { ...key(), enterpriseId: enterprise.id, name: '孙主管', phone: '13755556666' },
    });
    const knows = await officer.does('EditContact', { input: { ...step(contact), title: '人事主管' } });
    await officer.does('ContactsOf', { phone: '137 5555 6666' });
    await officer.does('RemoveContact', { input: step(knows.contact) });
    const job = (title: string) => ({
      enterpriseId: enterprise.id,
      title,
      openings: 10,
      payUnit: 'MONTH',
      regionCode: '440607',
      validThrough: addDays(today, 30),
    });
    const titles = Array.from({ length: 40 }, (_, i) => `装配工${i + 1}组`);
    await officer.does('PostJobs', { input: { ...key(), jobs: titles.map(job), publish: true } });
    const { jobPosting } = await officer.does('PostJob', { input: { ...key(), ...job('质检员') } });
    const edited = await officer.does('EditJob', { input: { ...step(jobPosting), title: '质量检验员' } });
    const published = await officer.does('PublishJob', { input: step(edited.jobPosting) });
    const hired = await officer.does('RecordHires', { input: { ...step(published.jobPosting), hires: 3 } });
    const renewed = await officer.does('RenewJob', {
      input: { ...step(hired.jobPosting), validThrough: addDays(today, 90) },
    });
    await officer.does('CloseJob', { input: { ...step(renewed.jobPosting), reason: '企业撤回' } });
    const { jobPosting: again } = await officer.does('RepostJob', {
      input: { ...key(), id: jobPosting.id, validThrough: addDays(today, 60) },
    });
    await officer.does('Job', { id: again.id });
    await officer.does('Jobs', { first: 50, filter: { status: 'EXPIRED' } });
    expect(excesses()).toEqual([]);
  });

  it('a day at the desk', async () => {
    const agent = who('guizhou.hotline');
    const staff = who('cengong.station');
    await agent.does('Regions', { parentCode: '5226' });
    const rings = async (input: object) =>
      (
        await agent.does('OpenTicket', {
          input: { ...key(), channel: 'HOTLINE_12333', category: 'OTHER', summary: '咨询', ...input },
        })
      ).ticket;
    const caller = { callerName: '王小五', callerPhone: '13912345678', homeRegionCode: '522626' };
    await agent.does('Caller', { phone: '13900000001' });
    const [enterprise] = nodes(await agent.does('FindEnterprise', { search: '电子' }));
    const [station] = nodes(await agent.does('Stations', { filter: { homeRegionCode: '522626' } }));
    const arrears = await rings({ ...caller, enterpriseId: enterprise.id, amountOwed: '16800' });
    made.arrears = arrears;
    await agent.does('Caller', { phone: '139 1234 5678' });
    const assigned = await agent.does('AssignTicket', {
      input: { ...step(arrears), stationId: station.id },
    });
    const back = await staff.does('ReturnTicket', {
      input: { ...step(assigned.ticket), reason: '请坐席答复' },
    });
    const taken = await agent.does('AcceptTicket', { input: step(back.ticket) });
    await agent.does('NoteTicket', { input: { id: arrears.id, ...key(), note: '已查询政策' } });
    const settled = await agent.does('ResolveTicket', {
      input: { ...step(taken.ticket), resolution: '已告知' },
    });
    await agent.does('RecordCallback', {
      input: { id: arrears.id, ...key(), reached: true, satisfied: false, note: '少发三百元' },
    });
    const reopened = await agent.does('ReopenTicket', { input: { ...step(settled.ticket), reason: '有误' } });
    const resolved = await agent.does('ResolveTicket', {
      input: { ...step(reopened.ticket), resolution: '已补' },
    });
    const closed = await agent.does('CloseTicket', { input: step(resolved.ticket) });
    await agent.does('CorrectCaller', {
      input: { ...step(closed.ticket), callerName: '汪小五', reason: '本人来电，姓写错' },
    });
    await agent.does('Reveal', { input: { id: arrears.id, reason: '核对' } });
    const hunans = await rings({ homeRegionCode: null });
    await agent.does('TransferTicket', {
      input: { ...key(), ...step(hunans), homeRegionCode: '430000', reason: '户籍湖南' },
    });
    const told = await rings({ callerName: '龙小妹', callerPhone: '13700001234', confidential: true });
    const { ticket: shared } = await agent.does('LetSeeCaller', {
      input: {
        ...step(told),
        username: 'guizhou.manager',
        until: new Date(Date.now() + 86_400_000).toISOString(),
        reason: '会同监察大队处理',
      },
    });
    await agent.does('WithdrawAccess', {
      input: { ...step(shared), username: 'guizhou.manager', reason: '已移交' },
    });
    const open = await rings({ callerName: '石大哥' });
    await agent.does('HideCaller', { input: { ...step(open), reason: '来电人要求保密' } });
    await agent.does('Tickets', { first: 20, orderBy: 'DUE_SOONEST', filter: { overdue: true } });
    await agent.does('Ticket', { id: arrears.id });
    expect(excesses()).toEqual([]);
  });

  it('a day of the province’s manager', async () => {
    const manager = who('guizhou.manager');
    const opens = async (tier: string, home: string, host: string, parentId?: string) =>
      (
        await manager.does('OpenStation', {
          input: {
            ...key(),
            tier,
            name: `${home} 驻 ${host}`,
            homeRegionCode: home,
            hostRegionCode: host,
            openedOn: today,
            ...(parentId ? { parentId } : {}),
          },
        })
      ).station;
    const busiest = nodes(await manager.does('Stations', { filter: { homeRegionCode: '522626' } }))[0];
    const opened = await opens('WORKSTATION', '522626', '440606');
    const { station: edited } = await manager.does('EditStation', {
      input: { ...step(opened), phone: '0757-87654321' },
    });
    const { station: away } = await manager.does('MoveStation', {
      input: { ...step(edited), hostRegionCode: '440605' },
    });
    const mistaken = await manager.does('CloseStation', {
      input: { ...step(away), closedOn: today, reason: '误关' },
    });
    await manager.does('ReopenStation', { input: step(mistaken.station) });
    await manager.does('Station', { id: busiest.id });
    const { hrOffice } = await manager.does('OpenHrOffice', {
      input: { ...key(), name: '百万人社局', hostRegionCode: '440607' },
    });
    const office = await manager.does('EditHrOffice', { input: { ...step(hrOffice), address: '西南街道' } });
    await manager.does('CloseHrOffice', { input: step(office.hrOffice) });
    await manager.does('HrOffices', { filter: { closed: false } });
    await manager.does('HrOffice', { id: hrOffice.id });
    const { agreement } = await manager.does('SignAgreement', {
      input: {
        ...key(),
        kind: 'ONE_TO_ONE',
        homeRegionCodes: ['520000'],
        hostRegionCodes: ['370000'],
        signedOn: today,
        expiresOn: addDays(today, 50),
      },
    });
    await manager.does('AgreementsEnding', { withinDays: 60 });
    const changed = await manager.does('EditAgreement', {
      input: { ...step(agreement), kind: 'EAST_WEST_PAIRING' },
    });
    const renewed = await manager.does('RenewAgreement', {
      input: { ...step(changed.agreement), expiresOn: addDays(today, 500) },
    });
    await manager.does('TerminateAgreement', {
      input: { ...step(renewed.agreement), terminatedOn: today, reason: '改签新协议' },
    });
    await manager.does('Agreement', { id: agreement.id });
    await manager.does('PartnerProvinces');

    const { account } = await manager.does('CreateAccount', {
      input: { ...key(), username: 'new.person', name: '杨光', role: 'STATION_STAFF', stationId: busiest.id },
    });
    const named = await manager.does('EditAccount', { input: { ...step(account), name: '杨光明' } });
    const moved = await manager.does('MoveAccountToStation', {
      input: { ...step(named.account), stationId: opened.id },
    });
    const promoted = await manager.does('ChangeAccountRole', {
      input: { ...step(moved.account), role: 'MANAGER', regionCode: '522600' },
    });
    const disabled = await manager.does('DisableAccount', { input: step(promoted.account) });
    const enabled = await manager.does('EnableAccount', { input: step(disabled.account) });
    await manager.does('UnlockAccount', { input: { id: account.id } });
    await manager.does('ResetPassword', { input: step(enabled.account) });
    await manager.does('Account', { id: account.id });
    const [colleague] = nodes(
      await manager.does('Accounts', { filter: { search: 'person.1', role: 'STATION_STAFF' } }),
    );
    const sessions = nodes(await manager.does('SessionsOf', { accountId: colleague.id }));
    await manager.does('RevokeSession', { input: { id: sessions[0].id } });
    await manager.does('EnterLocalHolidays', {
      input: {
        year: nextYear - 1,
        expectedVersion: 0,
        holidays: [{ name: '州庆', from: `${nextYear - 1}-08-15`, through: `${nextYear - 1}-08-15` }],
      },
    });
    const [latest] = nodes(await manager.does('TicketDeadlineHistory'));
    const { terms } = await manager.does('TicketDeadlines', { on: today });
    await manager.does('SetTicketDeadlines', {
      input: { expectedVersion: latest?.version ?? 0, terms, validFrom: addDays(today, 1) },
    });
    const late = await manager.does('LateTickets', { first: 20 });
    await manager.does('LateTickets', { first: 20, after: late.pageInfo.endCursor });
    const [worst] = nodes(late);
    await manager.does('SuperviseTicket', { input: { id: worst.id, ...key(), note: '请于今日内办结' } });
    const ticket = await manager.does('Ticket', { id: worst.id });
    if (['OPEN', 'ASSIGNED'].includes(ticket.status)) {
      await manager.does('AssignTicket', { input: { ...step(ticket), stationId: busiest.id } });
    }
    await manager.does('Reveal', { input: { id: made.arrears.id, reason: '核对' } });
    const asked = { phone: '139 1234 5678', reason: '本人持身份证到场申请' };
    await manager.does('ExportOf', { input: asked });
    await manager.does('Erase', { input: { ...asked, phone: '13900009999' } });
    await manager.does('Requests');
    const [visit] = nodes(await who('cengong.station').does('Visits', { first: 1 }));
    await manager.does('Visit', { id: visit.id });
    await manager.does('VoidVisit', { input: { ...step(visit), reason: '误录' } });
    const [key1] = nodes(await manager.does('KeyEnterprises'));
    await manager.does('UnmarkKeyEnterprise', { input: { id: key1.id } });
    await manager.does('MarkKeyEnterprise', { input: { id: key1.id } });
    expect(excesses()).toEqual([]);
  });

  it('the manager’s figures, and what they count', async () => {
    const manager = who('guizhou.manager');
    await manager.does('Dashboard', { home: '52', period });
    await manager.does('WhatTheFiguresCount', { home: '52', period });
    expect(excesses()).toEqual([]);
  });

  it('the auditor’s day', async () => {
    const auditor = who('auditor');
    const tickets = await auditor.does('Tickets', { first: 50 });
    await auditor.does('Tickets', { first: 50, after: tickets.pageInfo.endCursor });
    await auditor.does('Visits', { first: 50 });
    await auditor.does('Dashboard', { home: '52', period });
    await auditor.does('AuditTrail', { first: 50, filter: { operation: 'openTicket' } });
    expect(excesses()).toEqual([]);
  });

  it('the end of a day', async () => {
    now = `${today}T18:00`;
    const staff = who('cengong.station');
    const [other] = nodes(await staff.does('Sessions')).filter(({ isCurrent }) => !isCurrent);
    if (other) await staff.does('RevokeSession', { input: { id: other.id } });
    await staff.does('SignOut');
    expect(excesses()).toEqual([]);
  });

  describe('every list, in every order, by every field of its filter and by each two of them', () => {
    const askers: { by: string; person: Person; mayNot: Set<string> }[] = [];
    let values: (name: string, type: string) => readonly string[];

    beforeAll(async () => {
      const network = new Network(service);
      const [station] = await service.sql<{ id: string }>(
        "SELECT station_id AS id FROM account WHERE username = 'cengong.station'",
      );
      if (!station) throw new Error('Expected a station of Cengong');
      const seeded = { uuid: station.id, id: encodeNodeId('Station', null, station.id) };
      // Of one county, of another one where next to nothing has happened, and of all of the province.
      for (const [role, region] of [
        ['STATION_STAFF', '522626'],
        ['MANAGER', '520203'],
        ['MANAGER', '520000'],
        ['AUDITOR', '522626'],
        ['HR_OFFICER', '440607'],
        ['ADMIN', null],
      ] as const) {
        const person = await network.person(role, region, role === 'STATION_STAFF' ? seeded : undefined);
        askers.push({ by: `${role} ${region}`, person, mayNot: new Set() });
      }
      const [met] = await service.sql<{
        enterprise: string;
        number: string;
        ticket: string;
        account: string;
      }>(
        `SELECT (SELECT enterprise_id FROM enterprise_visit ORDER BY id DESC OFFSET 500 LIMIT 1) AS enterprise,
                (SELECT id FROM account WHERE username = 'person.77') AS account, number, id AS ticket
           FROM service_ticket WHERE tenant = '52' ORDER BY id DESC OFFSET 500 LIMIT 1`,
      );
      if (!met) throw new Error('Expected a ticket');
      const ids: Record<string, string> = {
        stationId: seeded.id,
        parentId: seeded.id,
        enterpriseId: encodeNodeId('Enterprise', null, met.enterprise),
        recordId: encodeNodeId('ServiceTicket', '52', met.ticket),
        accountId: encodeNodeId('Account', null, met.account),
      };
      const texts: Record<string, string[]> = {
        regionCode: ['440607', '4406', '522626'],
        homeRegionCode: ['522626', '52'],
        hostRegionCode: ['440607', '44'],
        search: ['电子', 'person.1', '贵州黔东'],
        participant: ['杨刚7', '没有此人'],
        number: [met.number, '5219990101000001'],
        actorUsername: ['person.7', 'nobody'],
        operation: ['resolveTicket', 'mergeEnterprises'],
        requestId: ['request-7'],
        phone: ['13900000001'],
      };
      values = (name, type) => {
        if (type === 'ID') return [JSON.stringify(ids[name])];
        if (type === 'PeriodInput')
          return [
            `{ from: "${addDays(today, -30)}", to: "${today}" }`,
            '{ from: "2001-01-01", to: "2002-01-01" }',
          ];
        if (type === 'Date') return [JSON.stringify(today)];
        if (type === 'Int') return name === 'year' ? [today.slice(0, 4)] : ['60'];
        const known = texts[name];
        if (!known) throw new Error(`Expected a value for ${name} of ${type}`);
        return known.map((text) => JSON.stringify(text));
      };
      heard.length = 0;
    });

    it('reads its pages by an index', async () => {
      const found: (Excess & { by: string; query: string })[] = [];
      let asked = 0;
      for (const query of listsOf(schema, values)) {
        for (const { by, person, mayNot } of askers) {
          const [list = ''] = /list: \w+/.exec(query) ?? [];
          if (mayNot.has(list)) continue;
          for (let after: string | null = null, page = 0; page < 2; page++) {
            const answer: Answer<Listed> = await person.ask(query, { after });
            const codes = answer.errors.map(({ extensions }) => extensions.code);
            if (codes.includes('FORBIDDEN')) mayNot.add(list);
            expect(codes.filter((code) => !/^(FORBIDDEN|BAD_USER_INPUT|NOT_FOUND)$/.test(code))).toEqual([]);
            if (codes.length === 0) asked++;
            found.push(...excesses().map((one) => ({ ...one, by, query })));
            after = answer.data?.list?.pageInfo.endCursor ?? null;
            if (after === null) break;
          }
        }
      }
      expect(found).toEqual([]);
      expect(asked).toBeGreaterThan(1_500);
    }, 120_000);
  });

  it('every operation of every document has been run', () => {
    expect(Object.values(documents).flatMap(({ unused }) => unused)).toEqual([]);
  });

  it('and of every statement the plan was heard', () => {
    excesses();
    const run = new Set(service.statements);
    expect(run.size).toBeGreaterThan(60);
    expect([...run].filter((name) => !names.has(name))).toEqual([]);
  });

  describe('what reads too much is found', () => {
    const read = (text: string) => service.dataSource.query(`/* planted */ ${text}`);

    beforeEach(() => {
      heard.length = 0;
    });

    it.each([
      ['a table without an index', 'enterprise', "SELECT id FROM enterprise WHERE name = '没有此企业'"],
      [
        'an index from end to end',
        'job_posting',
        "SELECT id FROM job_posting WHERE title = '没有' ORDER BY id LIMIT 1",
      ],
      [
        'an index that does not begin with what is looked for',
        'session',
        'SELECT count(*) FROM session WHERE id IS NOT NULL',
      ],
    ])('%s', async (_, table, text) => {
      await service.dataSource.transaction(async (manager) => {
        await manager.query(
          "SET LOCAL app.actor = '0198c0de-0000-7000-8000-000000000001'; SET LOCAL app.home_from = '520000'",
        );
        await manager.query(`/* planted */ ${text}`);
      });
      expect(excesses()).toMatchObject([{ table, statement: expect.stringContaining('planted') }]);
    });

    it('in a function, too', async () => {
      await service.sql(`CREATE FUNCTION planted() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN RETURN (SELECT count(*) FROM ticket_event WHERE note = '没有'); END $$`);
      await read('SELECT planted()');
      expect(excesses()).toMatchObject([{ table: 'ticket_event' }]);
    });
  });
});
