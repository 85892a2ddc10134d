import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLObjectType, validate } from 'graphql';
import { creditCodeWithCheck } from '../../src/modules/enterprises/index.ts';
import { operate } from '../support/cli.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { Operations, Persona } from './persona.ts';

const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

const documents = {
  admin: new Operations('admin'),
  manager: new Operations('manager'),
  'station-staff': new Operations('station-staff'),
  'hr-officer': new Operations('hr-officer'),
  'hotline-agent': new Operations('hotline-agent'),
  auditor: new Operations('auditor'),
};
type Role = keyof typeof documents;

/** Everybody chooses one of their own; a sentence of the trade. */
const passwordOf = (username: string) => `${username} 秋天的玉米熟了四十亩`;

/** What a list shows: the nodes of a connection. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
const nodes = (connection: any): any[] => connection.edges.map(({ node }: any) => node);
const step = ({ id, version }: { id: string; version: number }) => ({ id, expectedVersion: version });
const key = () => ({ idempotencyKey: randomUUID() });

/**
 * 2026-09-18 to 2026-10-20, with Mid-Autumn and National Day in it, from an empty database and through the API alone,
 * but for the command that makes the first administrator.
 */
describe('a month of work', () => {
  let service: TestService;
  let now: string;
  const people: Record<string, Persona> = {};
  /** Records that later days come back to. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  const made: Record<string, any> = {};

  /** Moves the clock, in Shanghai. */
  function at(time: string) {
    now = time;
    service.setNow(new Date(`${time}:00+08:00`));
  }

  const hires = (role: Role, username: string, temporaryPassword: string) => {
    const person = new Persona(service.url, documents[role], username, temporaryPassword, () => now);
    people[username] = person;
    return person.choosesPassword(passwordOf(username));
  };
  const who = (username: string): Persona => {
    const person = people[username];
    if (!person) throw new Error(`Expected ${username} to have been hired`);
    return person;
  };

  beforeAll(async () => {
    service = await startTestService();
    at('2026-09-18T09:00');
  });
  afterAll(() => service.stop());

  it.each(Object.entries(documents))(
    'is written in operations that fit the schema: %s',
    (_, { document }) => {
      expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
    },
  );

  describe('the Friday before', () => {
    it('the administrator opens two provinces', async () => {
      const { said } = await operate('create-admin', ['admin'], {
        DATABASE_URL: service.database.serviceUrl,
        MIGRATIONS_DATABASE_URL: service.database.ownerUrl,
      });
      const admin = await hires('admin', 'admin', /: (\S+)\s*$/.exec(said)?.[1] ?? '');
      expect((await admin.does('Regions')).map(({ code }: { code: string }) => code)).toContain('520000');
      for (const [username, provinceCode] of [
        ['guizhou.manager', '520000'],
        ['hunan.manager', '430000'],
      ] as const) {
        const { temporaryPassword } = await admin.does('OpenProvince', {
          input: { ...key(), provinceCode, manager: { username, name: '李处长' } },
        });
        await hires('manager', username, temporaryPassword);
      }
      expect(await admin.does('Provinces')).toMatchObject([
        { region: { code: '430000' }, firstManager: { username: 'hunan.manager' } },
        { region: { code: '520000' }, firstManager: { username: 'guizhou.manager' } },
      ]);
      expect(nodes(await admin.does('Accounts', { first: 10 }))).toHaveLength(3);
    });

    it('and an office of the partner province, whose officer forgets the password at once', async () => {
      const admin = who('admin');
      const { account } = await admin.does('CreateAccount', {
        input: { ...key(), username: 'sanshui.hr', name: '陈科员', role: 'HR_OFFICER', regionCode: '440607' },
      });
      const { temporaryPassword } = await admin.does('ResetPassword', { input: step(account) });
      await hires('hr-officer', 'sanshui.hr', temporaryPassword);
    });
  });

  describe('the first Monday', () => {
    beforeAll(() => at('2026-09-21T09:00'));

    it('the manager opens stations in three tiers', async () => {
      const manager = who('guizhou.manager');
      const opens = async (tier: string, name: string, home: string, host: string, parentId?: string) =>
        (
          await manager.does('OpenStation', {
            input: {
              ...key(),
              tier,
              name,
              homeRegionCode: home,
              hostRegionCode: host,
              openedOn: '2026-09-21',
              ...(parentId ? { parentId } : {}),
            },
          })
        ).station;
      made.headquarters = await opens('HEADQUARTERS', '贵州省驻广东劳务协作总站', '520000', '440000');
      made.branch = await opens('BRANCH', '黔东南州驻佛山分站', '522600', '440600', made.headquarters.id);
      made.cengong = await opens('WORKSTATION', '岑巩县驻三水工作站', '522626', '440607', made.branch.id);
      made.taijiang = await opens('WORKSTATION', '台江县驻南海工作站', '522630', '440605', made.branch.id);
      made.cengong = (
        await manager.does('EditStation', { input: { ...step(made.cengong), phone: '0757-87654321' } })
      ).station;
      expect(nodes(await manager.does('Stations', { filter: { homeRegionCode: '52' } }))).toHaveLength(4);
      expect(nodes((await manager.does('Station', { id: made.branch.id })).children)).toHaveLength(2);
      await who('hunan.manager').does('OpenStation', {
        input: {
          ...key(),
          tier: 'HEADQUARTERS',
          name: '湖南省驻广东劳务协作总站',
          homeRegionCode: '430000',
          hostRegionCode: '440000',
          openedOn: '2026-09-21',
        },
      });
    });

    it('lists the offices on the other side, and signs agreements', async () => {
      const manager = who('guizhou.manager');
      const opens = async (name: string) =>
        (await manager.does('OpenHrOffice', { input: { ...key(), name, hostRegionCode: '440607' } }))
          .hrOffice;
      const office = await opens('三水区人力资源和社会保障局');
      const twice = await opens('三水区人社局（重复登记）');
      await manager.does('EditHrOffice', { input: { ...step(office), address: '西南街道' } });
      await manager.does('CloseHrOffice', { input: step(twice) });
      expect(nodes(await manager.does('HrOffices', { filter: { closed: false } }))).toMatchObject([
        { name: '三水区人力资源和社会保障局' },
      ]);
      expect(await manager.does('HrOffice', { id: office.id })).toMatchObject({ address: '西南街道' });

      const { agreement } = await manager.does('SignAgreement', {
        input: {
          ...key(),
          kind: 'ONE_TO_ONE',
          homeRegionCodes: ['520000'],
          hostRegionCodes: ['440000'],
          signedOn: '2026-09-21',
          expiresOn: '2026-11-01',
        },
      });
      made.agreement = agreement;
      expect(nodes(await manager.does('AgreementsEnding', { withinDays: 60 }))).toMatchObject([
        { id: agreement.id, standing: 'EXPIRING' },
      ]);
      const { agreement: edited } = await manager.does('EditAgreement', {
        input: { ...step(agreement), kind: 'EAST_WEST_PAIRING' },
      });
      await manager.does('RenewAgreement', { input: { ...step(edited), expiresOn: '2031-09-21' } });
      expect(await manager.does('Agreement', { id: agreement.id })).toMatchObject({
        kind: 'EAST_WEST_PAIRING',
        standing: 'IN_FORCE',
        expiresOn: '2031-09-21',
      });
      expect(await manager.does('PartnerProvinces')).toMatchObject([
        { region: { code: '440000' }, stations: 4, agreement: { id: agreement.id } },
      ]);
    });

    it('hires the people of the network', async () => {
      const manager = who('guizhou.manager');
      const hired = async (role: Role, username: string, input: object) => {
        const { account, temporaryPassword } = await manager.does('CreateAccount', {
          input: { ...key(), username, name: '杨光', ...input },
        });
        made[username] = account;
        await hires(role, username, temporaryPassword);
      };
      await hired('station-staff', 'cengong.station', { role: 'STATION_STAFF', stationId: made.cengong.id });
      await hired('station-staff', 'taijiang.station', {
        role: 'STATION_STAFF',
        stationId: made.taijiang.id,
      });
      await hired('hotline-agent', 'guizhou.hotline', { role: 'HOTLINE_AGENT', regionCode: '520000' });
      await hired('auditor', 'guizhou.auditor', { role: 'AUDITOR', regionCode: '520000' });
      const { account } = await manager.does('EditAccount', {
        input: { ...step(await manager.does('Account', { id: made['cengong.station'].id })), name: '杨光明' },
      });
      expect(account.name).toBe('杨光明');
      expect(nodes(await manager.does('Accounts', { filter: { regionCode: '5226' } }))).toHaveLength(2);
    });

    it('sets its own deadlines and holidays', async () => {
      const manager = who('guizhou.manager');
      const [latest] = nodes(await manager.does('TicketDeadlineHistory'));
      const before = await manager.does('TicketDeadlines', { on: '2026-09-21' });
      const terms = before.terms.map((term: { category: string }) =>
        term.category === 'JOB_SEEKING' ? { ...term, workingDays: 5 } : term,
      );
      await manager.does('SetTicketDeadlines', {
        input: { expectedVersion: latest?.version ?? 0, terms, validFrom: '2026-09-22' },
      });
      expect(nodes(await manager.does('TicketDeadlineHistory'))).toHaveLength(1);
      await manager.does('EnterLocalHolidays', {
        input: {
          year: 2026,
          expectedVersion: 0,
          holidays: [{ name: '州庆', from: '2026-10-15', through: '2026-10-15' }],
        },
      });
    });
  });

  describe('a day in the field', () => {
    beforeAll(() => at('2026-09-22T10:00'));

    it('the station registers an enterprise it does not find, and logs the visit once however often it is sent', async () => {
      const staff = who('cengong.station');
      const creditCode = creditCodeWithCheck('91440607MA4W1ABC2');
      expect(nodes(await staff.does('FindEnterprise', { search: '顺昌' }))).toEqual([]);
      const { enterprise } = await staff.does('RegisterEnterprise', {
        input: { ...key(), creditCode, name: '佛山市顺昌精密制造有限公司', regionCode: '440607' },
      });
      for (const search of ['顺昌', '精密制造', creditCode.slice(4, 12)]) {
        expect(nodes(await staff.does('FindEnterprise', { search }))).toMatchObject([{ id: enterprise.id }]);
      }
      const input = {
        ...key(),
        stationId: made.cengong.id,
        enterpriseId: enterprise.id,
        visitedOn: '2026-09-22',
        way: 'ON_SITE',
        participants: ['杨光明'],
        contact: { name: '赵经理', phone: '138 2222 3333', title: '人事经理' },
        findings: '节前缺普工二十人',
        openingsPromised: 20,
        followUps: [
          { dueOn: '2026-09-28', note: '确认岗位信息' },
          { dueOn: '2026-10-09', note: '回访入职情况' },
        ],
      };
      const visits = await Promise.all([1, 2, 3].map(() => staff.does('LogVisit', { input })));
      made.visit = visits[0].visit;
      expect(new Set(visits.map(({ visit }) => visit.id)).size).toBe(1);
      expect(made.visit.contact).toMatchObject({ name: '赵**', phone: '138****3333' });
      made.enterprise = await staff.does('Enterprise', { id: enterprise.id });
    });
  });

  describe('the days between', () => {
    it('a job promised on the visit is posted, published and fills', async () => {
      at('2026-09-22T15:00');
      const staff = who('cengong.station');
      const posted = await staff.does('PostJob', {
        input: {
          ...key(),
          enterpriseId: made.enterprise.id,
          title: '缝纫机操作工',
          openings: 20,
          payMin: '5600',
          payMax: '7800.50',
          payUnit: 'MONTH',
          regionCode: '440607',
          validThrough: '2026-10-18',
        },
      });
      const edited = await staff.does('EditJob', { input: { ...step(posted.jobPosting), openings: 22 } });
      const published = await staff.does('PublishJob', { input: step(edited.jobPosting) });
      const hired = await staff.does('RecordHires', { input: { ...step(published.jobPosting), hires: 5 } });
      made.job = hired.jobPosting;
      expect(made.job).toMatchObject({ status: 'PUBLISHED', openings: 22, filled: 5, payMax: '7800.50' });
      expect(nodes(await staff.does('Jobs', { first: 10, filter: { search: '缝纫' } }))).toMatchObject([
        { id: made.job.id },
      ]);
      const second = await staff.does('PostJob', {
        input: {
          ...key(),
          enterpriseId: made.enterprise.id,
          title: '仓管员',
          openings: 1,
          payUnit: 'MONTH',
          regionCode: '440607',
          validThrough: '2026-10-18',
        },
      });
      await staff.does('CloseJob', { input: { ...step(second.jobPosting), reason: '重复登记' } });
    });

    it('the office posts a spreadsheet of jobs, which count for the province it has an agreement with', async () => {
      at('2026-09-23T09:30');
      const officer = who('sanshui.hr');
      expect(nodes(await officer.does('FindEnterprise', { search: '乐平', regionCode: '4406' }))).toEqual([]);
      const { enterprise } = await officer.does('RegisterEnterprise', {
        input: {
          ...key(),
          creditCode: creditCodeWithCheck('91440607MA4W1XYA3'),
          name: '佛山市三水区乐平电子厂',
          regionCode: '440607',
        },
      });
      made.factory = enterprise;
      const job = (title: string) => ({
        enterpriseId: enterprise.id,
        title,
        openings: 10,
        payUnit: 'MONTH',
        payMin: '5000',
        regionCode: '440607',
        validThrough: '2026-09-30',
      });
      const titles = Array.from({ length: 40 }, (_, i) => `装配工${i + 1}组`);
      const { jobPostings } = await officer.does('PostJobs', {
        input: { ...key(), jobs: titles.map(job), publish: true },
      });
      expect(jobPostings).toHaveLength(40);
      const { jobPosting } = await officer.does('PostJob', { input: { ...key(), ...job('质检员') } });
      const edited = await officer.does('EditJob', { input: { ...step(jobPosting), title: '质量检验员' } });
      made.officeJob = (await officer.does('PublishJob', { input: step(edited.jobPosting) })).jobPosting;
      made.officeJob = (
        await officer.does('RecordHires', { input: { ...step(made.officeJob), hires: 10 } })
      ).jobPosting;
      expect(made.officeJob).toMatchObject({ status: 'FILLED', filled: 10 });
    });

    it('the office keeps what it knows of its enterprises in order', async () => {
      at('2026-09-23T15:00');
      const officer = who('sanshui.hr');
      const { enterprise } = await officer.does('EditEnterprise', {
        input: { ...step(made.factory), size: 'MEDIUM' },
      });
      made.factory = enterprise;
      const mistyped = await officer.does('RegisterEnterprise', {
        input: {
          ...key(),
          creditCode: creditCodeWithCheck('91440607MA4W1XYAA'),
          name: '三水乐平电子厂',
          regionCode: '440607',
        },
      });
      const { merge } = await officer.does('MergeEnterprises', {
        input: {
          ...key(),
          sourceId: mistyped.enterprise.id,
          targetId: made.factory.id,
          expectedVersion: mistyped.enterprise.version,
          reason: '信用代码录错',
        },
      });
      expect(merge.source.mergedInto).toMatchObject({ name: '佛山市三水区乐平电子厂' });
      expect(nodes(await officer.does('FindEnterprise', { search: '乐平电子' }))).toMatchObject([
        { id: made.factory.id },
      ]);
      await officer.does('UndoMerge', { input: { ...step(merge), reason: '系两家企业' } });
      expect(nodes(await officer.does('FindEnterprise', { search: '乐平电子' }))).toHaveLength(2);

      const { contact } = await officer.does('AddContact', {
        input: { ...key(), enterpriseId: made.factory.id, name: '孙主管', phone: '13755556666' },
      });
      const edited = await officer.does('EditContact', { input: { ...step(contact), title: '人事主管' } });
      expect(nodes(await officer.does('ContactsOf', { phone: '137 5555 6666' }))).toMatchObject([
        { id: contact.id, title: '人事主管', enterprise: { name: '佛山市三水区乐平电子厂' } },
      ]);
      await officer.does('RemoveContact', { input: step(edited.contact) });

      const manager = who('guizhou.manager');
      await manager.does('MarkKeyEnterprise', { input: { id: made.factory.id } });
      await manager.does('MarkKeyEnterprise', { input: { id: made.enterprise.id } });
      await manager.does('UnmarkKeyEnterprise', { input: { id: made.factory.id } });
      expect(nodes(await manager.does('KeyEnterprises'))).toMatchObject([{ id: made.enterprise.id }]);
    });

    it('a worker rings the desk, which knows the number the second time', async () => {
      at('2026-09-24T10:15');
      const agent = who('guizhou.hotline');
      expect(await agent.does('Caller', { phone: '13912345678' })).toBeNull();
      expect(
        (await agent.does('Regions', { parentCode: '5226' })).map(({ code }: { code: string }) => code),
      ).toContain('522626');
      const [enterprise] = nodes(await agent.does('FindEnterprise', { search: '顺昌' }));
      const rings = async (input: object) =>
        (
          await agent.does('OpenTicket', {
            input: {
              ...key(),
              channel: 'HOTLINE_12333',
              callerName: '王小五',
              callerPhone: '139-1234-5678',
              homeRegionCode: '522626',
              ...input,
            },
          })
        ).ticket;
      made.arrears = await rings({
        category: 'RIGHTS_PROTECTION',
        summary: '拖欠八月工资',
        enterpriseId: enterprise.id,
        peopleInvolved: 3,
        amountOwed: '16800',
      });
      expect(made.arrears).toMatchObject({ status: 'ASSIGNED', station: { id: made.cengong.id } });
      // Seeking a job: 5 working days by the province's own rule. 25 to 27 September is Mid-Autumn, 1 to 7 October
      // National Day; 20 September and 10 October are made up for.
      made.seeking = await rings({
        category: 'JOB_SEEKING',
        summary: '想换岗位',
        incidentRegionCode: '440607',
      });
      expect(made.seeking).toMatchObject({ dueAt: '2026-10-09T16:00:00.000Z', dueAtProvisional: false });
      made.astray = await rings({ category: 'OTHER', summary: '咨询', incidentRegionCode: '440605' });
      made.hunans = await rings({ category: 'OTHER', summary: '湖南务工人员咨询', homeRegionCode: null });
      made.policy = await rings({
        category: 'POLICY_CONSULTATION',
        summary: '社保转移',
        incidentRegionCode: '440607',
      });
      const caller = await agent.does('Caller', { phone: '+86 139 1234 5678' });
      expect(nodes(caller.recentTickets)).toHaveLength(5);
    });

    it('what is not the station’s goes back to the desk and on to the right one; what is Hunan’s to Hunan', async () => {
      at('2026-09-24T11:00');
      const agent = who('guizhou.hotline');
      const staff = who('cengong.station');
      const mine = nodes(await staff.does('Tickets', { first: 20, filter: { stationId: made.cengong.id } }));
      expect(mine.map(({ id }) => id)).toContain(made.arrears.id);

      const assigned = await agent.does('AssignTicket', {
        input: { ...step(made.astray), stationId: made.cengong.id },
      });
      const { ticket: returned } = await staff.does('ReturnTicket', {
        input: { ...step(assigned.ticket), reason: '属南海片区' },
      });
      expect(returned).toMatchObject({ status: 'OPEN', station: null });
      const [nanhai] = nodes(await agent.does('Stations', { filter: { hostRegionCode: '440605' } }));
      made.astray = (
        await agent.does('AssignTicket', { input: { ...step(returned), stationId: nanhai.id } })
      ).ticket;

      const { ticket: given } = await agent.does('TransferTicket', {
        input: {
          ...key(),
          id: made.hunans.id,
          expectedVersion: made.hunans.version,
          homeRegionCode: '430000',
          reason: '户籍湖南，转贵省办理',
        },
      });
      expect(given).toMatchObject({ status: 'CLOSED', transferredTo: { province: { name: '湖南省' } } });
      expect(await who('hunan.manager').isRefused('Ticket', { id: made.hunans.id })).toBe('NOT_FOUND');
    });

    it('the desk settles what it can by itself, and the station takes on what is its own', async () => {
      at('2026-09-24T16:00');
      const agent = who('guizhou.hotline');
      const staff = who('cengong.station');
      const back = await staff.does('ReturnTicket', {
        input: { ...step(made.policy), reason: '政策问题，请坐席答复' },
      });
      const taken = await agent.does('AcceptTicket', { input: step(back.ticket) });
      await agent.does('NoteTicket', { input: { id: made.policy.id, ...key(), note: '已查询政策' } });
      const settled = await agent.does('ResolveTicket', {
        input: { ...step(taken.ticket), resolution: '已告知办理流程' },
      });
      await agent.does('CloseTicket', { input: step(settled.ticket) });

      made.arrears = (await staff.does('AcceptTicket', { input: step(made.arrears) })).ticket;
      await staff.does('NoteTicket', { input: { id: made.arrears.id, ...key(), note: '已联系企业' } });
      expect(nodes(await staff.does('Tickets', { first: 20, filter: { mine: true } }))).toMatchObject([
        { id: made.arrears.id },
      ]);
      await staff.does('OpenTicket', {
        input: {
          ...key(),
          channel: 'WALK_IN',
          category: 'RETURN_TO_WORK',
          priority: 'URGENT',
          summary: '节前返乡车票',
          homeRegionCode: '522626',
          incidentRegionCode: '440607',
        },
      });
    });

    it('somebody is afraid to be named, and is known to those alone who must know', async () => {
      at('2026-09-25T10:00');
      const agent = who('guizhou.hotline');
      const manager = who('guizhou.manager');
      const rings = async (input: object) => {
        const matter = { channel: 'HOTLINE_12333', category: 'OTHER', summary: '反映克扣加班费' };
        return (await agent.does('OpenTicket', { input: { ...key(), ...matter, ...input } })).ticket;
      };
      await rings({ anonymous: true });
      const told = await rings({ callerName: '龙小妹', callerPhone: '13700001234', confidential: true });
      const why = { id: told.id, reason: '核实加班费' };
      expect(await agent.does('Reveal', { input: why })).toMatchObject({
        personalData: { name: '龙小妹', phone: '13700001234' },
      });
      expect(await manager.isRefused('Reveal', { input: why })).toBe('FORBIDDEN id');
      const { ticket: shared } = await agent.does('LetSeeCaller', {
        input: {
          ...step(told),
          username: 'guizhou.manager',
          until: '2026-10-09T10:00:00Z',
          reason: '会同监察大队处理',
        },
      });
      // Whether it has ended is told by the database's clock, which this test cannot set.
      expect(shared.callerGrants).toEqual([
        { username: 'guizhou.manager', until: '2026-10-09T10:00:00.000Z' },
      ]);
      await agent.does('WithdrawAccess', {
        input: { ...step(shared), username: 'guizhou.manager', reason: '已移交' },
      });
      expect(await manager.isRefused('Reveal', { input: why })).toBe('FORBIDDEN id');
      const { ticket: hidden } = await agent.does('HideCaller', {
        input: { ...step(await rings({ callerName: '石大哥' })), reason: '来电人要求保密' },
      });
      expect(hidden).toMatchObject({ confidential: true, anonymous: false });
    });

    it('the station does what it promised, and puts right what it wrote wrongly', async () => {
      at('2026-09-28T09:00');
      const staff = who('cengong.station');
      expect(nodes(await staff.does('Morning'))).toMatchObject([{ dueOn: '2026-09-28' }]);
      const [first, second] = made.visit.followUps;
      await staff.does('CompleteFollowUp', { input: { ...step(first), note: '岗位已确认' } });
      await staff.does('PostponeFollowUp', {
        input: { ...step(second), dueOn: '2026-10-12', reason: '节后再访' },
      });
      await staff.does('AddFollowUp', {
        input: { ...key(), visitId: made.visit.id, dueOn: '2026-09-30', note: '送节日慰问' },
      });
      const { visit } = await staff.does('CorrectVisit', {
        input: { ...step(made.visit), openingsPromised: 22, reason: '企业来电更正' },
      });
      expect(visit.openingsPromised).toBe(22);
      expect(await staff.isRefused('CorrectVisit', { input: { ...step(made.visit), reason: '再改' } })).toBe(
        'STALE_VERSION expectedVersion',
      );
      expect(
        nodes(await staff.does('Visits', { first: 10, filter: { enterpriseId: made.enterprise.id } })),
      ).toHaveLength(1);
      expect(nodes(await staff.does('FollowUps', { filter: { state: 'OPEN' } }))).toHaveLength(2);
    });

    it('a lost telephone is shut out at once', async () => {
      at('2026-09-28T12:00');
      const staff = who('cengong.station');
      const lost = new Persona(
        service.url,
        documents['station-staff'],
        'cengong.station',
        passwordOf('cengong.station'),
        () => now,
      );
      expect(await lost.does('Me')).toMatchObject({ station: { name: '岑巩县驻三水工作站' } });
      const [other] = nodes(await staff.does('Sessions')).filter(({ isCurrent }) => !isCurrent);
      await staff.does('RevokeSession', { input: { id: other.id } });
      const [gone, here] = [await lost.isRefused('Morning'), await staff.does('Me')];
      expect(gone).toBe('UNAUTHENTICATED');
      expect(here.username).toBe('cengong.station');
    });
  });

  describe('after the holidays', () => {
    it('what was late is seen, supervised and settled, and the caller called back', async () => {
      at('2026-10-10T09:00');
      const manager = who('guizhou.manager');
      const late = nodes(await manager.does('LateTickets', { first: 20 }));
      expect(late.map(({ id }) => id)).toContain(made.seeking.id);
      await manager.does('SuperviseTicket', {
        input: { id: made.seeking.id, ...key(), note: '请于今日内办结' },
      });
      const staff = who('cengong.station');
      const settle = async (ticket: { id: string; version: number }, resolution: string) =>
        (await staff.does('ResolveTicket', { input: { ...step(ticket), resolution } })).ticket;
      const accepted = await staff.does('AcceptTicket', { input: step(made.seeking) });
      made.seeking = await settle(accepted.ticket, '已推荐至顺昌精密');
      made.arrears = await settle(made.arrears, '工资已补发');
      const agent = who('guizhou.hotline');
      await agent.does('RecordCallback', {
        input: { id: made.arrears.id, ...key(), reached: true, satisfied: false, note: '少发三百元' },
      });
      const reopened = await agent.does('ReopenTicket', {
        input: { ...step(made.arrears), reason: '金额有误' },
      });
      made.arrears = await settle(reopened.ticket, '差额已补');
      made.arrears = (await agent.does('CloseTicket', { input: step(made.arrears) })).ticket;
      expect(
        nodes((await staff.does('Ticket', { id: made.arrears.id })).history).map(({ type }) => type),
      ).toEqual([
        'OPENED',
        'ASSIGNED',
        'ACCEPTED',
        'NOTED',
        'RESOLVED',
        'CALLED_BACK',
        'REOPENED',
        'RESOLVED',
        'CLOSED',
      ]);
      expect(await agent.does('Ticket', { id: made.arrears.id })).toMatchObject({
        callerName: '王**',
        callerPhone: '139****5678',
      });
      expect(
        nodes(await agent.does('Tickets', { first: 10, orderBy: 'DUE_SOONEST' })).length,
      ).toBeGreaterThan(0);
    });

    it('a name that was misheard is put right when its owner says so', async () => {
      at('2026-10-11T10:00');
      const agent = who('guizhou.hotline');
      const { ticket: corrected } = await agent.does('CorrectCaller', {
        input: { ...step(made.arrears), callerName: '汪小五', reason: '本人来电，姓写错' },
      });
      expect(corrected).toMatchObject({ status: 'CLOSED', callerName: '汪**', callerPhone: '139****5678' });
      expect(await agent.does('Reveal', { input: { id: made.arrears.id, reason: '核对' } })).toMatchObject({
        personalData: { name: '汪小五', phone: '13912345678' },
      });
    });

    it('postings have expired by themselves; some are renewed, some posted again', async () => {
      at('2026-10-12T09:00');
      const officer = who('sanshui.hr');
      const expired = nodes(await officer.does('Jobs', { first: 100, filter: { status: 'EXPIRED' } }));
      expect(expired).toHaveLength(41);
      const renewed = await officer.does('RenewJob', {
        input: { ...step(expired.find(({ filled }) => filled === 0)), validThrough: '2026-12-31' },
      });
      expect(renewed.jobPosting.status).toBe('PUBLISHED');
      const { jobPosting: again } = await officer.does('RepostJob', {
        input: { ...key(), id: made.officeJob.id, validThrough: '2026-12-31' },
      });
      expect(again).toMatchObject({ status: 'DRAFT', repostOf: { id: made.officeJob.id } });
      await officer.does('CloseJob', { input: { ...step(renewed.jobPosting), reason: '企业撤回' } });
      expect(await officer.does('Job', { id: again.id })).toMatchObject({ title: '质量检验员' });
    });

    it('a station moves, another closes and hands over what it had', async () => {
      at('2026-10-13T09:00');
      const manager = who('guizhou.manager');
      const { station: moved } = await manager.does('MoveStation', {
        input: { ...step(made.cengong), hostRegionCode: '440606' },
      });
      const { station: back } = await manager.does('MoveStation', {
        input: { ...step(moved), hostRegionCode: '440607' },
      });
      // Closed by mistake for another one, and taken back.
      const mistaken = await manager.does('CloseStation', {
        input: { ...step(back), closedOn: '2026-10-13', reason: '误关' },
      });
      await manager.does('ReopenStation', { input: step(mistaken.station) });
      const { station: closed } = await manager.does('CloseStation', {
        input: {
          ...step(made.taijiang),
          closedOn: '2026-10-13',
          reason: '并入岑巩站',
          successorId: made.cengong.id,
        },
      });
      expect(closed.closedOn).toBe('2026-10-13');
      const handed = await manager.does('Ticket', { id: made.astray.id });
      expect(handed.station.id).toBe(made.cengong.id);
      await manager.does('AssignTicket', { input: { ...step(handed), stationId: made.branch.id } });
      const [staff] = nodes(await manager.does('Accounts', { filter: { search: 'taijiang' } }));
      await manager.does('MoveAccountToStation', { input: { ...step(staff), stationId: made.cengong.id } });
    });

    it('people come and go', async () => {
      at('2026-10-14T09:00');
      const manager = who('guizhou.manager');
      const account = async (search: string) =>
        nodes(await manager.does('Accounts', { filter: { search } }))[0];
      const promoted = await manager.does('ChangeAccountRole', {
        input: { ...step(await account('taijiang')), role: 'MANAGER', regionCode: '522600' },
      });
      expect(promoted.account).toMatchObject({ role: 'MANAGER', scope: { code: '522600' } });
      for (const { id } of nodes(await manager.does('SessionsOf', { accountId: promoted.account.id }))) {
        await manager.does('RevokeSession', { input: { id } });
      }
      const agent = await account('guizhou.hotline');
      await who('guizhou.hotline').does('Regions', { parentCode: '52' });
      const { account: disabled } = await manager.does('DisableAccount', { input: step(agent) });
      expect(await who('guizhou.hotline').isRefused('Regions', { parentCode: '52' })).toBe('UNAUTHENTICATED');
      const { account: enabled } = await manager.does('EnableAccount', { input: step(disabled) });
      const { account: unlocked } = await manager.does('UnlockAccount', { input: { id: enabled.id } });
      await manager.does('ResetPassword', { input: step(unlocked) });
    });

    it('a visit that never was is voided, and an agreement ended early', async () => {
      at('2026-10-15T09:00');
      const staff = who('cengong.station');
      const { visit } = await staff.does('LogVisit', {
        input: {
          ...key(),
          stationId: made.cengong.id,
          enterpriseId: made.factory.id,
          visitedOn: '2026-10-14',
          way: 'PHONE',
          participants: ['杨光明'],
        },
      });
      const manager = who('guizhou.manager');
      await manager.does('VoidVisit', { input: { ...step(visit), reason: '误录' } });
      expect((await manager.does('Visit', { id: made.visit.id })).revisions.edges).toHaveLength(1);
      const agreement = await manager.does('Agreement', { id: made.agreement.id });
      await manager.does('TerminateAgreement', {
        input: { ...step(agreement), terminatedOn: '2026-10-15', reason: '改签新协议' },
      });
    });
  });

  describe('the end of the month', () => {
    const period = { from: '2026-09-21', to: '2026-10-21' };
    beforeAll(() => at('2026-10-20T17:00'));

    it('the manager reads the month, and every figure is the number of records it leads to', async () => {
      const manager = who('guizhou.manager');
      const month = await manager.does('Dashboard', { home: '52', period });
      expect(month.totals).toMatchObject({
        stations: 4,
        visits: 1,
        enterprisesContacted: 1,
        jobPostings: 43,
        hotlineMatters: 8,
        tickets: 9,
      });
      const lists = await manager.does('WhatTheFiguresCount', { home: '52', period });
      expect({
        stations: lists.stations.count,
        enterprisesContacted: lists.enterprisesContacted.count,
        visits: lists.visits.count,
        jobPostings: lists.jobPostings.count,
        openings: lists.jobPostings.openings,
        tickets: lists.tickets.count,
        overdueTickets: lists.overdueTickets.count,
      }).toEqual(
        Object.fromEntries(
          [
            'stations',
            'enterprisesContacted',
            'visits',
            'jobPostings',
            'openings',
            'tickets',
            'overdueTickets',
          ].map((figure) => [figure, month.totals[figure]]),
        ),
      );
      for (const [list, figure] of [
        ['stations', 'stations'],
        ['visits', 'visits'],
        ['tickets', 'tickets'],
        ['overdueTickets', 'overdueTickets'],
      ] as const) {
        expect(nodes(lists[list])).toHaveLength(month.totals[figure]);
      }
    });

    it('a worker asks what is kept of him; it is not erased while his matters are under way, and no figure changes', async () => {
      const manager = who('guizhou.manager');
      const figures = () => manager.does('Dashboard', { home: '52', period });
      const before = await figures();
      const asked = { phone: '139 1234 5678', reason: '本人持身份证到场申请' };
      const { export: held } = await manager.does('ExportOf', { input: asked });
      expect(held).toMatchObject({ complete: true, contacts: [], workers: [] });
      expect(held.tickets).toHaveLength(5);
      expect(held.tickets.at(-1)).toMatchObject({ callerName: '汪小五', callerPhone: '13912345678' });
      expect(await manager.isRefused('Erase', { input: asked })).toBe('CONFLICT phone');
      expect(nodes(await manager.does('Requests'))).toMatchObject([{ kind: 'EXPORT' }]);
      const stranger = { ...asked, phone: '13900009999' };
      expect((await manager.does('Erase', { input: stranger })).request).toMatchObject({ kind: 'ERASURE' });
      expect(await figures()).toEqual(before);
    });

    it('Hunan sees nothing of it but the ticket it was given', async () => {
      const hunan = who('hunan.manager');
      const { totals } = await hunan.does('Dashboard', { home: '43', period });
      expect(totals).toMatchObject({ stations: 1, visits: 0, jobPostings: 0, tickets: 1 });
      expect(await hunan.isRefused('Dashboard', { home: '52', period })).toBe('NOT_FOUND');
    });

    it('the auditor reads all of it, masked', async () => {
      const auditor = who('guizhou.auditor');
      const tickets = nodes(await auditor.does('Tickets', { first: 100 }));
      expect(tickets).toHaveLength(9);
      expect(new Set(tickets.map(({ callerPhone }) => callerPhone))).toEqual(new Set(['139****5678', null]));
      expect(nodes(await auditor.does('Visits', { first: 100 }))).toMatchObject([
        { contact: { name: '赵**', phone: '138****3333' } },
      ]);
      expect((await auditor.does('Dashboard', { home: '52', period })).totals.tickets).toBe(9);
      const trail = nodes(
        await auditor.does('AuditTrail', { first: 100, filter: { operation: 'openTicket' } }),
      );
      expect(new Set(trail.map(({ operation }: { operation: string }) => operation))).toEqual(
        new Set(['openTicket']),
      );
    });

    it('the administrator enters next year’s calendar, and the station signs out', async () => {
      const admin = who('admin');
      const { published, version } = await admin.does('Calendar', { year: 2027 });
      expect(published).toBe(false);
      await admin.does('EnterNationalCalendar', {
        input: {
          year: 2027,
          expectedVersion: version,
          holidays: [
            { name: '元旦', from: '2027-01-01', through: '2027-01-03' },
            { name: '劳动节', from: '2027-05-01', through: '2027-05-05' },
            { name: '国庆节', from: '2027-10-01', through: '2027-10-07' },
          ],
          makeUpDays: ['2027-09-26'],
        },
      });
      expect(nodes(await admin.does('CalendarEntries', { year: 2027 }))).toMatchObject([{ version: 1 }]);
      await admin.does('SignAgreement', {
        input: {
          ...key(),
          kind: 'ALLIANCE',
          homeRegionCodes: ['520000', '430000'],
          hostRegionCodes: ['440000'],
          signedOn: '2026-10-20',
        },
      });
      await who('cengong.station').does('SignOut');
    });
  });

  describe('in the end', () => {
    it('every operation of every document has been run', () => {
      expect(Object.values(documents).flatMap(({ unused }) => unused)).toEqual([]);
    });

    it('and every query and every change of the API has had its use', () => {
      const used = new Set(Object.values(documents).flatMap(({ rootFields }) => rootFields));
      const fields = ['Query', 'Mutation'].flatMap((type) =>
        Object.keys((schema.getType(type) as GraphQLObjectType).getFields()).map(
          (field) => `${type}.${field}`,
        ),
      );
      expect(fields.filter((field) => !used.has(field))).toEqual([]);
    });
  });
});
