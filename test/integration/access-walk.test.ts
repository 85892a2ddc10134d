import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLInputObjectType, type GraphQLObjectType, isInterfaceType } from 'graphql';
import { creditCodeWithCheck } from '../../src/modules/enterprises/index.ts';
import { Role } from '../../src/shared/actor.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { decodeNodeId, encodeNodeId, type NodeType } from '../../src/shared/node-id.ts';
import { type Answer, Client } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

/** Who may do what, always within scope: the cells of the domain's table, by field and by type of record. */
const whoMay = readTable(`
  |                             | STATION_STAFF | HR_OFFICER | HOTLINE_AGENT | MANAGER | AUDITOR | ADMIN |
  | Query.regions               | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.station               | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.stations              | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.partnerProvinces      | yes           |            | yes           | yes     | yes     |       |
  | Query.hrOffice              | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.hrOffices             | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.agreement             |               |            |               | yes     | yes     | yes   |
  | Query.agreements            |               |            |               | yes     | yes     | yes   |
  | Query.enterprise            | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.enterprises           | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.contacts              | yes           | yes        | yes           | yes     |         |       |
  | Query.jobPosting            | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.jobPostings           | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.visits                | yes           |            | yes           | yes     | yes     |       |
  | Query.followUps             | yes           |            | yes           | yes     | yes     |       |
  | Query.followUpsDue          | yes           |            | yes           | yes     | yes     |       |
  | Query.ticket                | yes           |            | yes           | yes     | yes     |       |
  | Query.tickets               | yes           |            | yes           | yes     | yes     |       |
  | Query.caller                | yes           |            | yes           | yes     |         |       |
  | Query.ticketDeadlineRule    | yes           |            | yes           | yes     | yes     |       |
  | Query.ticketDeadlineRules   | yes           |            | yes           | yes     | yes     |       |
  | Query.calendar              | yes           |            | yes           | yes     | yes     | yes   |
  | Query.calendarEntries       | yes           |            | yes           | yes     | yes     | yes   |
  | Query.networkDashboard      | yes           |            | yes           | yes     | yes     |       |
  | Station                     | yes           | yes        | yes           | yes     | yes     | yes   |
  | HrOffice                    | yes           | yes        | yes           | yes     | yes     | yes   |
  | CooperationAgreement        |               |            |               | yes     | yes     | yes   |
  | Enterprise                  | yes           | yes        | yes           | yes     | yes     | yes   |
  | EnterpriseMerge             | yes           | yes        | yes           | yes     | yes     | yes   |
  | EnterpriseContact           | yes           | yes        | yes           | yes     | yes     |       |
  | EnterpriseVisit             | yes           |            | yes           | yes     | yes     |       |
  | VisitRevision               | yes           |            | yes           | yes     | yes     |       |
  | FollowUp                    | yes           |            | yes           | yes     | yes     |       |
  | JobPosting                  | yes           | yes        | yes           | yes     | yes     | yes   |
  | Worker                      | yes           |            | yes           | yes     |         |       |
  | ServiceTicket               | yes           |            | yes           | yes     | yes     |       |
  | TicketEvent                 | yes           |            | yes           | yes     | yes     |       |
  | Mutation.openStation        |               |            |               | yes     |         | yes   |
  | Mutation.editStation        |               |            |               | yes     |         | yes   |
  | Mutation.moveStation        |               |            |               | yes     |         | yes   |
  | Mutation.closeStation       |               |            |               | yes     |         | yes   |
  | Mutation.reopenStation      |               |            |               | yes     |         | yes   |
  | Mutation.openHrOffice       |               |            |               | yes     |         | yes   |
  | Mutation.editHrOffice       |               |            |               | yes     |         | yes   |
  | Mutation.closeHrOffice      |               |            |               | yes     |         | yes   |
  | Mutation.signAgreement      |               |            |               | yes     |         | yes   |
  | Mutation.editAgreement      |               |            |               | yes     |         | yes   |
  | Mutation.renewAgreement     |               |            |               | yes     |         | yes   |
  | Mutation.terminateAgreement |               |            |               | yes     |         | yes   |
  | TicketDeadlineRule          | yes           |            | yes           | yes     | yes     |       |
  | CalendarEntry               | yes           |            | yes           | yes     | yes     | yes   |
  | Mutation.registerEnterprise | yes           | yes        |               |         |         |       |
  | Mutation.editEnterprise     |               | yes        |               | yes     |         |       |
  | Mutation.markKeyEnterprise  |               |            |               | yes     |         |       |
  | Mutation.unmarkKeyEnterprise|               |            |               | yes     |         |       |
  | Mutation.mergeEnterprises   |               | yes        |               | yes     |         |       |
  | Mutation.undoEnterpriseMerge|               | yes        |               | yes     |         |       |
  | Mutation.addContact         | yes           | yes        |               |         |         |       |
  | Mutation.editContact        | yes           | yes        |               | yes     |         |       |
  | Mutation.removeContact      | yes           | yes        |               | yes     |         |       |
  | Mutation.logVisit           | yes           |            |               |         |         |       |
  | Mutation.correctVisit       | yes           |            |               | yes     |         |       |
  | Mutation.voidVisit          | yes           |            |               | yes     |         |       |
  | Mutation.addFollowUp        | yes           |            |               |         |         |       |
  | Mutation.completeFollowUp   | yes           |            |               |         |         |       |
  | Mutation.postponeFollowUp   | yes           |            |               |         |         |       |
  | Mutation.postJob            | yes           | yes        |               | yes     |         |       |
  | Mutation.postJobs           | yes           | yes        |               | yes     |         |       |
  | Mutation.editJobPosting     | yes           | yes        |               |         |         |       |
  | Mutation.publishJobPosting  | yes           | yes        |               |         |         |       |
  | Mutation.recordHires        | yes           | yes        |               |         |         |       |
  | Mutation.renewJobPosting    | yes           | yes        |               |         |         |       |
  | Mutation.repostJob          | yes           | yes        |               |         |         |       |
  | Mutation.closeJobPosting    | yes           | yes        |               | yes     |         |       |
  | Mutation.openTicket         | yes           |            | yes           | yes     |         |       |
  | Mutation.addTicketNote      | yes           |            | yes           | yes     |         |       |
  | Mutation.assignTicket       |               |            | yes           | yes     |         |       |
  | Mutation.acceptTicket       | yes           |            | yes           | yes     |         |       |
  | Mutation.resolveTicket      | yes           |            | yes           | yes     |         |       |
  | Mutation.closeTicket        | yes           |            | yes           | yes     |         |       |
  | Mutation.reopenTicket       | yes           |            | yes           | yes     |         |       |
  | Query.account                  | yes           | yes        | yes           | yes     | yes     | yes   |
  | Query.accounts                 |               |            |               | yes     |         | yes   |
  | Query.sessions                 | yes           | yes        | yes           | yes     | yes     | yes   |
  | Account                        | yes           | yes        | yes           | yes     | yes     | yes   |
  | Session                        | yes           | yes        | yes           | yes     | yes     | yes   |
  | Mutation.createAccount         |               |            |               | yes     |         | yes   |
  | Mutation.editAccount           |               |            |               | yes     |         | yes   |
  | Mutation.changeAccountRole     |               |            |               | yes     |         | yes   |
  | Mutation.moveAccountToStation  |               |            |               | yes     |         | yes   |
  | Mutation.disableAccount        |               |            |               | yes     |         | yes   |
  | Mutation.enableAccount         |               |            |               | yes     |         | yes   |
  | Mutation.resetAccountPassword  |               |            |               | yes     |         | yes   |
  | Mutation.unlockAccount         |               |            |               | yes     |         | yes   |
  | Mutation.revokeSession         | yes           | yes        | yes           | yes     | yes     | yes   |
  | Mutation.signOut               | yes           | yes        | yes           | yes     | yes     | yes   |
  | Mutation.changePassword        | yes           | yes        | yes           | yes     | yes     | yes   |
  | Mutation.returnTicket       | yes           |            |               | yes     |         |       |
  | Mutation.transferTicket     |               |            | yes           | yes     |         |       |
  | Mutation.superviseTicket    |               |            |               | yes     |         |       |
  | Mutation.recordTicketCallback |             |            | yes           | yes     |         |       |
  | Mutation.markTicketConfidential | yes       |            | yes           | yes     |         |       |
  | Mutation.grantCallerAccess  | yes           |            | yes           | yes     |         |       |
  | Mutation.withdrawCallerAccess | yes         |            | yes           | yes     |         |       |
  | Mutation.correctTicketCaller | yes          |            | yes           | yes     |         |       |
  | Mutation.revealPersonalData | yes           |            | yes           | yes     |         |       |
  | Mutation.exportPersonalData |               |            |               | yes     |         |       |
  | Mutation.erasePersonalData  |               |            |               | yes     |         |       |
  | Query.personalDataRequests  |               |            |               | yes     | yes     |       |
  | PersonalDataRequest         |               |            |               | yes     | yes     |       |
  | Mutation.setTicketDeadlines |               |            |               | yes     |         |       |
  | Mutation.enterNationalCalendar |            |            |               |         |         | yes   |
  | Mutation.enterLocalHolidays |               |            |               | yes     |         |       |
  | Query.auditTrail            |               |            |               |         | yes     | yes   |
  | AuditEntry                  |               |            |               |         | yes     | yes   |
  | Query.provinces                |               |            |               |         |         | yes   |
  | Province                       |               |            |               |         |         | yes   |
  | Mutation.openProvince          |               |            |               |         |         | yes   |
`);

/** What nobody needs a role for; `node` is walked by the type of the record. */
const open = ['Query.viewer', 'Query.node', 'Mutation.signIn', 'Mutation.refreshSession'];

/** Whose a record is; what is `shared` is everybody's to read. */
type Owner =
  | 'county'
  | 'branch'
  | 'neighbour'
  | 'hunan'
  | 'office'
  | 'other office'
  | 'shared'
  | 'somebody else';

/** Whose records a home region holds: the county 522626 lies beneath the branch 522600, its neighbour beneath 522700. */
const within: Record<string, readonly Owner[]> = {
  '522626': ['county'],
  '522600': ['county', 'branch'],
  '520000': ['county', 'branch', 'neighbour'],
  '522625': [],
  '522701': ['neighbour'],
  '522700': ['neighbour'],
  '431225': ['hunan'],
  '430000': ['hunan'],
};

/** Whose records an office's host region holds: one in the very county of a station sees nothing of the station's. */
const withinHost: Record<string, readonly Owner[]> = {
  '440607': ['office'],
  '440600': ['office'],
  '440306': ['other office'],
  '522626': [],
};

/** Where the stations' own records are made. */
const homes = { county: '522626', branch: '522600', neighbour: '522701', hunan: '431225' } as const;
const stationed = Object.keys(homes) as (keyof typeof homes)[];
const phones = {
  county: '13800000001',
  branch: '13800000002',
  neighbour: '13800000003',
  hunan: '13800000004',
};

/** Of those who are met at the enterprise. */
const PHONE_MET = '13800000009';

/** The records that are walked, by type. */
const walked: Record<NodeType, readonly Owner[]> = {
  Station: ['shared'],
  CooperationAgreement: ['shared'],
  HrOffice: ['shared'],
  Enterprise: ['shared'],
  EnterpriseMerge: ['shared'],
  EnterpriseContact: [...stationed, 'office', 'other office'],
  EnterpriseVisit: stationed,
  VisitRevision: stationed,
  FollowUp: stationed,
  JobPosting: [...stationed, 'office', 'other office', 'shared'],
  Worker: stationed,
  ServiceTicket: stationed,
  TicketEvent: stationed,
  Account: [...stationed, 'office', 'other office'],
  Session: [...stationed, 'office', 'other office'],
  TicketDeadlineRule: ['shared'],
  CalendarEntry: ['shared'],
  Province: ['shared'],
  PersonalDataRequest: stationed,
  AuditEntry: stationed,
};

/** What the accounts that are walked are called. */
const COLLEAGUE = '受管账号';

const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

/** The changes, each with what is read of the record in its payload. */
const changes = {
  openStation: 'station { id version }',
  editStation: 'station { id version }',
  moveStation: 'station { id version }',
  closeStation: 'station { id version }',
  reopenStation: 'station { id version }',
  openHrOffice: 'hrOffice { id version }',
  editHrOffice: 'hrOffice { id version }',
  closeHrOffice: 'hrOffice { id version }',
  signAgreement: 'agreement { id version }',
  editAgreement: 'agreement { id version }',
  renewAgreement: 'agreement { id version }',
  terminateAgreement: 'agreement { id version }',
  registerEnterprise: 'enterprise { id }',
  editEnterprise: 'enterprise { id version }',
  markKeyEnterprise: 'enterprise { id version key }',
  unmarkKeyEnterprise: 'enterprise { id version key }',
  mergeEnterprises: 'merge { id version }',
  undoEnterpriseMerge: 'merge { id version }',
  addContact: 'contact { id version }',
  editContact: 'contact { id version }',
  removeContact: 'contact { id version }',
  logVisit: 'visit { id version contact { id } followUps { id version } }',
  correctVisit: 'visit { id version revisions(first: 1) { edges { node { id } } } }',
  voidVisit: 'visit { id version }',
  addFollowUp: 'followUp { id version }',
  completeFollowUp: 'followUp { id version }',
  postponeFollowUp: 'followUp { id version }',
  postJob: 'jobPosting { id version }',
  postJobs: 'jobPostings { id version }',
  editJobPosting: 'jobPosting { id version }',
  publishJobPosting: 'jobPosting { id version }',
  recordHires: 'jobPosting { id version }',
  renewJobPosting: 'jobPosting { id version }',
  repostJob: 'jobPosting { id version }',
  closeJobPosting: 'jobPosting { id version }',
  openTicket: 'ticket { id version number history(first: 1) { edges { node { id } } } }',
  addTicketNote: 'ticket { id version }',
  assignTicket: 'ticket { id version }',
  acceptTicket: 'ticket { id version }',
  resolveTicket: 'ticket { id version }',
  closeTicket: 'ticket { id version }',
  reopenTicket: 'ticket { id version }',
  createAccount: 'account { id version }',
  editAccount: 'account { id version }',
  changeAccountRole: 'account { id version }',
  moveAccountToStation: 'account { id version }',
  disableAccount: 'account { id version }',
  enableAccount: 'account { id version }',
  resetAccountPassword: 'account { id version }',
  unlockAccount: 'account { id version }',
  revokeSession: 'session { id }',
  returnTicket: 'ticket { id version }',
  transferTicket: 'ticket { id version }',
  superviseTicket: 'ticket { id version }',
  recordTicketCallback: 'ticket { id version }',
  markTicketConfidential: 'ticket { id version }',
  grantCallerAccess: 'ticket { id version }',
  withdrawCallerAccess: 'ticket { id version }',
  correctTicketCaller: 'ticket { id version }',
  revealPersonalData: 'personalData { __typename }',
  exportPersonalData: 'export { request { id } }',
  erasePersonalData: 'request { id }',
  setTicketDeadlines: 'ticketDeadlineRule { id version }',
  enterNationalCalendar: 'calendarEntry { id version }',
  enterLocalHolidays: 'calendarEntry { id version }',
  openProvince: 'province { id }',
};
type Change = keyof typeof changes;

interface Versioned {
  id: string;
  version: number;
}

interface Asker extends Client {
  /** null: nobody whom the service knows. */
  role: Role | null;
  region: string | null;
  name: string;
}

describe('within its role and its reach', () => {
  let service: TestService;
  let network: Network;
  let enterprise: Seeded;
  const askers: Asker[] = [];
  const stations: Record<string, Seeded> = {};
  const ids = new Map<string, string>();
  const owners = new Map<string, Owner>();
  const numbers = new Map<Owner, string>();
  const today = businessDate(new Date());

  beforeAll(async () => {
    service = await startTestService(undefined, undefined, undefined, null, false);
    network = new Network(service);
    await seedStations();
    await seedAskers();
    await seedRecords();
  }, 60_000);
  afterAll(() => service.stop());

  async function seedStations() {
    const directory = [
      ['520000', 'HEADQUARTERS', '440000'],
      ['522600', 'BRANCH', '440600'],
      ['522700', 'BRANCH', '440600'],
      ['522626', 'WORKSTATION', '440607'],
      ['522625', 'WORKSTATION', '440607'],
      ['522701', 'WORKSTATION', '440607'],
      ['430000', 'HEADQUARTERS', '440000'],
      ['431225', 'WORKSTATION', '440607'],
    ] as const;
    for (const [home, tier, host] of directory) stations[home] = await network.station(tier, home, host);
    own('shared', 'Station', stationOf('522626').id);
    own('shared', 'Province', (await network.province('520000')).id);
    own('shared', 'CooperationAgreement', (await network.agreement(['520000', '440000'])).id);
    own('shared', 'HrOffice', (await network.hrOffice('440607', '522626')).id);
  }

  async function seedAskers() {
    const cast = (client: Client, role: Role | null, region: string | null, name?: string) =>
      askers.push(
        Object.assign(client, { role, region, name: name ?? (region ? `${role} ${region}` : `${role}`) }),
      );
    for (const role of [Role.STATION_STAFF, Role.HOTLINE_AGENT, Role.MANAGER, Role.AUDITOR]) {
      for (const region of Object.keys(within)) {
        const station = role === 'STATION_STAFF' ? stationOf(region) : undefined;
        cast(await network.person(role, region, station), role, region);
      }
    }
    for (const region of Object.keys(withinHost)) {
      cast(await network.person('HR_OFFICER', region), 'HR_OFFICER', region);
    }
    cast(await network.person('ADMIN', null), 'ADMIN', null);
    cast(new Client(service.url), null, null, 'nobody');
    const { token } = await network.person('MANAGER', '520000');
    cast(new Client(service.url, `${token?.slice(0, -10)}AAAAAAAAAA`), null, null, 'a forged token');
  }

  /** What each station and office has, made by its own people. All met at one enterprise. */
  async function seedRecords() {
    const { id } = await does(who('STATION_STAFF', '522626'), 'registerEnterprise', {
      creditCode: '91350100M000100Y43',
      name: '佛山市共有电子厂',
      regionCode: '440607',
    });
    enterprise = { id, uuid: uuidOf(id) };
    own('shared', 'Enterprise', id);
    own('shared', 'EnterpriseMerge', (await mergedIntoIt()).id);
    for (const owner of stationed) {
      own(owner, 'Worker', (await network.worker(homes[owner], '王小五', phones[owner])).id);
      own(owner, 'AuditEntry', (await network.auditEntry(homes[owner])).id);
      own(owner, 'PersonalDataRequest', (await network.personalDataRequest(homes[owner])).id);
      const visit = await visitOf(owner);
      own(owner, 'EnterpriseVisit', visit.id);
      own(owner, 'EnterpriseContact', visit.contact.id);
      own(owner, 'FollowUp', visit.followUps[0].id);
      const { revisions } = await does(staff(owner), 'correctVisit', {
        ...step(visit),
        reason: '漏填',
        findings: '订单饱满',
      });
      own(owner, 'VisitRevision', revisions.edges[0].node.id);
      own(owner, 'JobPosting', (await draftOf(owner)).id);
      const ticket = await ticketOf(owner);
      own(owner, 'ServiceTicket', ticket.id);
      numbers.set(owner, ticket.number);
      own(owner, 'TicketEvent', ticket.history.edges[0].node.id);
      ownAccount(owner, await colleague('STATION_STAFF', homes[owner], stationOf(homes[owner])));
    }
    for (const [owner, host] of [
      ['office', '440607'],
      ['other office', '440306'],
    ] as const) {
      own(
        owner,
        'EnterpriseContact',
        (await network.officeContact(enterprise, host, '赵科长', PHONE_MET)).id,
      );
      own(owner, 'JobPosting', (await draftOfOffice(host)).id);
      ownAccount(owner, await colleague('HR_OFFICER', host));
    }
    own('shared', 'JobPosting', (await publishedOf('county')).id);
    const rule = await does(who('MANAGER', '520000'), 'setTicketDeadlines', deadlines(0));
    own('shared', 'TicketDeadlineRule', rule.id);
    const entry = await does(who('ADMIN', null), 'enterNationalCalendar', nationalYear(0));
    own('shared', 'CalendarEntry', entry.id);
  }

  function own(owner: Owner, type: NodeType, id: string) {
    ids.set(`${owner} ${type}`, id);
    owners.set(id, owner);
  }
  function ownAccount(owner: Owner, person: Person) {
    own(owner, 'Account', accountOf(person).id);
    own(owner, 'Session', person.session.id);
  }
  const accountOf = ({ actor }: Person) => ({ id: encodeNodeId('Account', null, actor.id), version: 1 });
  /** Somebody whose account is looked at; those who look have accounts, too. */
  async function colleague(role: Role, region: string, station?: Seeded): Promise<Person> {
    const person = await network.person(role, region, station);
    await service.sql('UPDATE account SET name = $1 WHERE id = $2', [COLLEAGUE, person.actor.id]);
    return person;
  }
  const idOf = (owner: Owner, type: NodeType): string => ids.get(`${owner} ${type}`) ?? '';
  const uuidOf = (id: string) => decodeNodeId(id)?.id ?? '';

  function stationOf(home: string): Seeded {
    const station = stations[home];
    if (!station) throw new Error(`Expected a station of ${home}`);
    return station;
  }

  function who(role: Role, region: string | null): Asker {
    const found = askers.find((one) => one.role === role && one.region === region);
    if (!found) throw new Error(`Expected a ${role} of ${region}`);
    return found;
  }

  // Changes that succeed, to make the records that are walked.

  function documentOf(change: Change) {
    const name = `${change[0]?.toUpperCase()}${change.slice(1)}Input`;
    const { idempotencyKey } = (schema.getType(name) as GraphQLInputObjectType).getFields();
    return {
      query: `mutation ($input: ${name}!) { ${change}(input: $input) { ${changes[change]} userErrors { code field } } }`,
      input: (input: object) => (idempotencyKey ? { idempotencyKey: randomUUID(), ...input } : input),
    };
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async function does(asker: Asker, change: Change, given: object): Promise<any> {
    const { query, input } = documentOf(change);
    const { userErrors, ...record } = (await asker.data(query, { input: input(given) }))[change];
    if (userErrors.length > 0) throw new Error(`${change}: ${JSON.stringify(userErrors)}`);
    return Object.values(record)[0];
  }

  const staff = (owner: keyof typeof homes) => who('STATION_STAFF', homes[owner]);
  const visit = (home: string) => ({
    stationId: stationOf(home).id,
    enterpriseId: enterprise.id,
    visitedOn: today,
    way: 'ON_SITE',
    participants: ['杨光'],
    contact: { name: '王小五', phone: PHONE_MET },
    followUps: [{ dueOn: today, note: '回访' }],
  });
  const job = (stationId?: string) => ({
    enterpriseId: enterprise.id,
    title: '普工',
    openings: 5,
    payUnit: 'MONTH',
    regionCode: '440607',
    validThrough: '2999-12-31',
    ...(stationId ? { stationId } : {}),
  });
  const matter = (home: string, callerPhone: string, incidentRegionCode = '440607') => ({
    channel: 'HOTLINE_12333',
    category: 'OTHER',
    summary: '咨询',
    callerName: '王小五',
    callerPhone,
    homeRegionCode: home,
    incidentRegionCode,
  });
  /** A merge of a duplicate into the enterprise that all visit. */
  const mergedIntoIt = async (): Promise<Versioned> =>
    does(who('MANAGER', '520000'), 'mergeEnterprises', {
      sourceId: (await network.enterprise('440607')).id,
      targetId: enterprise.id,
      expectedVersion: 1,
      reason: '同一企业',
    });
  const visitOf = (owner: keyof typeof homes) => does(staff(owner), 'logVisit', visit(homes[owner]));
  const draftOf = (owner: keyof typeof homes) => does(staff(owner), 'postJob', job());
  const draftOfOffice = (host: string) =>
    does(who('HR_OFFICER', host), 'postJob', { ...job(), regionCode: host });
  const publishedOf = async (owner: keyof typeof homes) =>
    does(staff(owner), 'publishJobPosting', step(await draftOf(owner)));
  const marketOf = async (owner: 'county' | 'office') =>
    owner === 'office'
      ? does(who('HR_OFFICER', '440607'), 'publishJobPosting', step(await draftOfOffice('440607')))
      : publishedOf(owner);
  const ticketOf = (owner: keyof typeof homes) =>
    does(staff(owner), 'openTicket', matter(homes[owner], phones[owner]));
  const step = ({ id, version }: Versioned) => ({ id, expectedVersion: version });
  const deadlines = (expectedVersion: number) => ({
    expectedVersion,
    validFrom: today,
    terms: [
      'RIGHTS_PROTECTION',
      'JOB_SEEKING',
      'POLICY_CONSULTATION',
      'RETURN_TO_WORK',
      'GOVERNMENT_SERVICE',
      'OTHER',
    ].map((category) => ({ category, workingDays: 2, urgentHours: 8 })),
  });
  const nextYear = Number(today.slice(0, 4)) + 1;
  const holiday = (name: string, day: string) => ({
    name,
    from: `${nextYear}-${day}`,
    through: `${nextYear}-${day}`,
  });
  const nationalYear = (expectedVersion: number) => ({
    year: nextYear,
    expectedVersion,
    holidays: [holiday('元旦', '01-01'), holiday('劳动节', '05-01'), holiday('国庆节', '10-01')],
    makeUpDays: [],
  });
  const localYear = (expectedVersion: number) => ({
    year: nextYear,
    expectedVersion,
    holidays: [holiday('州庆', '07-23')],
  });
  const accepted = async () => does(staff('county'), 'acceptTicket', step(await ticketOf('county')));
  const resolved = async () =>
    does(staff('county'), 'resolveTicket', { ...step(await accepted()), resolution: '已告知' });

  // What is expected, by the tables above.

  const scopeOf = ({ role, region }: Asker): readonly Owner[] =>
    (region && (role === 'HR_OFFICER' ? withinHost[region] : within[region])) || [];
  const reaches = (asker: Asker, owner: Owner, type?: NodeType) => {
    if (type !== 'Account' && type !== 'Session') return owner === 'shared' || scopeOf(asker).includes(owner);
    return asker.role === 'ADMIN' || (asker.role === 'MANAGER' && scopeOf(asker).includes(owner));
  };
  const isNamed = ({ role }: Asker, row: string) => role !== null && (whoMay[row] ?? []).includes(role);

  /** What somebody hears who may not do this anywhere; null for those who may. */
  function refusal(asker: Asker, row: string): string | null {
    if (asker.role === null) return 'UNAUTHENTICATED';
    return isNamed(asker, row) ? null : 'FORBIDDEN';
  }

  /** An id of another province is none, whoever asks; within one's own the role speaks first, then the scope. */
  function expectedById(asker: Asker, row: string, owner: Owner, id: string): string {
    const tenant = decodeNodeId(id)?.tenant;
    const refused = refusal(asker, row);
    if (refused === 'FORBIDDEN' && tenant && tenant !== asker.region?.slice(0, 2)) return 'NOT_FOUND';
    return refused ?? (reaches(asker, owner, decodeNodeId(id)?.type) ? owner : 'NOT_FOUND');
  }

  const codesOf = ({ errors }: Answer<unknown>) => errors.map((error) => error.extensions.code).join(', ');

  /** Asks on everybody's behalf. @returns what each was told, by name */
  async function everybody<Told>(
    tells: (asker: Asker) => Promise<Told> | Told,
  ): Promise<Record<string, Told>> {
    return Object.fromEntries(
      await Promise.all(askers.map(async (asker) => [asker.name, await tells(asker)] as const)),
    );
  }

  async function ask(asker: Asker, query: string, variables: Record<string, unknown> = {}) {
    const answer = await asker.ask(query, variables);
    // Personal data is masked for everybody.
    expect(JSON.stringify(answer)).not.toMatch(/王小五|赵科长|1380000000\d/);
    return answer;
  }

  /** Tries a change. @returns what it was answered with, or that it is done */
  async function changed(asker: Asker, change: Change, given: object) {
    const { query, input } = documentOf(change);
    const answer = await ask(asker, query, { input: input(given) });
    const problems: { code: string; field: string[] | null }[] = answer.data?.[change].userErrors ?? [];
    const told = problems.map(({ code, field }) => (field ? `${code} ${field.join('.')}` : code));
    return codesOf(answer) || told.join(', ') || 'done';
  }

  describe('the tables of this test', () => {
    const fields = (type: 'Query' | 'Mutation') =>
      Object.keys((schema.getType(type) as GraphQLObjectType).getFields()).map((field) => `${type}.${field}`);
    const node = schema.getType('Node');
    const nodeTypes = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];

    it('have a row for every query, every mutation and every type with an id', () => {
      const named = [...Object.keys(whoMay), ...open].sort();
      expect(named).toEqual([...fields('Query'), ...fields('Mutation'), ...nodeTypes].sort());
    });

    it('have a walk for every row', () => {
      const walks = [
        ...reads.map(([row]) => row),
        ...lists.map(([row]) => row),
        ...attempts.map(({ change }) => `Mutation.${change}`),
        'Query.regions',
        'Query.partnerProvinces',
        'Query.provinces',
        'Query.caller',
        'Query.networkDashboard',
        'Query.sessions',
        'Mutation.signOut',
        'Mutation.changePassword',
        'Query.ticketDeadlineRule',
        'Query.ticketDeadlineRules',
        'Query.calendar',
      ];
      expect([...new Set(walks)].sort()).toEqual(Object.keys(whoMay).sort());
    });
  });

  const reads: [row: string, type: NodeType, field: string][] = [
    ['Query.station', 'Station', 'station'],
    ['Query.hrOffice', 'HrOffice', 'hrOffice'],
    ['Query.agreement', 'CooperationAgreement', 'agreement'],
    ['Query.enterprise', 'Enterprise', 'enterprise'],
    ['Query.jobPosting', 'JobPosting', 'jobPosting'],
    ['Query.ticket', 'ServiceTicket', 'ticket'],
    ['Query.account', 'Account', 'account'],
    ...(Object.keys(walked) as NodeType[]).map((type) => [type, type, 'node'] as [string, NodeType, string]),
  ];

  const lists: [row: string, list: string, type: NodeType][] = [
    ['Query.stations', 'stations(first: 100, filter: { homeRegionCode: "522626" })', 'Station'],
    ['Query.hrOffices', 'hrOffices(first: 100)', 'HrOffice'],
    ['Query.agreements', 'agreements(first: 100)', 'CooperationAgreement'],
    ['Query.enterprises', 'enterprises(first: 100)', 'Enterprise'],
    ['Query.contacts', `contacts(first: 100, phone: "+86 ${PHONE_MET}")`, 'EnterpriseContact'],
    ['Query.jobPostings', 'jobPostings(first: 100)', 'JobPosting'],
    ['Query.visits', 'visits(first: 100)', 'EnterpriseVisit'],
    ['Query.followUps', 'followUps(first: 100)', 'FollowUp'],
    ['Query.followUpsDue', 'followUpsDue(first: 100)', 'FollowUp'],
    ['Query.tickets', 'tickets(first: 100)', 'ServiceTicket'],
    ['Query.accounts', `accounts(first: 100, filter: { search: "${COLLEAGUE}" })`, 'Account'],
    ['Query.personalDataRequests', 'personalDataRequests(first: 100)', 'PersonalDataRequest'],
    ['Query.auditTrail', 'auditTrail(first: 100, filter: { operation: "seeded" })', 'AuditEntry'],
    ['Query.calendarEntries', `calendarEntries(first: 100, year: ${nextYear})`, 'CalendarEntry'],
  ];

  interface Attempt {
    change: Change;
    /** What it is tried on. */
    on: string;
    owner: Owner;
    /** Makes a record that is ready for it. */
    ready?: () => Promise<Versioned>;
    input: (record: Versioned, asker: Asker) => object;
    /** What those hear whose role may do this, but not here. */
    elsewhere: string;
    /** What some hear for whom the table says more than yes. */
    but?: (asker: Asker, told: string) => string;
  }

  /** What hotline agents may do with a ticket only while the desk handles it. */
  const notTheDesks = ({ role }: Asker, told: string) =>
    role === 'HOTLINE_AGENT' && told === 'done' ? 'FORBIDDEN id' : told;
  /** What station staff may do with a ticket only while a station of theirs handles it. */
  const notTheStations = ({ role }: Asker, told: string) =>
    role === 'STATION_STAFF' && told === 'done' ? 'FORBIDDEN id' : told;
  const confidential = () =>
    does(staff('county'), 'openTicket', { ...matter('522626', phones.county), confidential: true });
  /** Who says who sees a hidden caller: whoever opened the ticket, and the whole province's managers. */
  const bySight = ({ role, region }: Asker, told: string) => {
    const says = role === 'STATION_STAFF' ? region === '522626' : role === 'MANAGER' && region === '520000';
    return told === 'done' && !says ? 'FORBIDDEN id' : told;
  };
  /** Who knows a hidden caller: whoever opened the ticket. */
  const whoKnows = ({ role, region }: Asker, told: string) =>
    told !== 'done' || (role === 'STATION_STAFF' && region === '522626') ? told : 'FORBIDDEN id';
  const atTheDesk = () =>
    does(who('HOTLINE_AGENT', '522626'), 'openTicket', matter('522626', phones.county, '330100'));
  const guizhou = ({ region }: Asker) => region?.startsWith('52');
  /** What managers do within their region, administrators do everywhere. */
  const notTheAdmins = ({ role }: Asker, told: string) => (role === 'ADMIN' ? 'done' : told);
  const colleagueOfCounty = () => colleague('STATION_STAFF', '522626', stationOf('522626'));
  async function countyAccount(disabled = false): Promise<Versioned> {
    const person = await colleagueOfCounty();
    await network.password(person);
    if (disabled)
      await service.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [person.actor.id]);
    return accountOf(person);
  }
  /** What only they may do whose scope is the whole of a province. */
  const wholeProvinceOnly = ({ region }: Asker, told: string) =>
    told === 'done' && !region?.endsWith('0000') ? 'FORBIDDEN' : told;
  /** The version that stands, to somebody of Guizhou; elsewhere nothing was entered. */
  const versionFor = ({ version }: Versioned, asker: Asker) => (guizhou(asker) ? version : 0);
  const calendarOfNextYear = async (asker: Asker) =>
    (await asker.data(`{ calendar(year: ${nextYear}) { version localVersion } }`)).calendar;

  /** What administrators may do in every province. */
  const everywhere = ({ role }: Asker, told: string) => (role === 'ADMIN' ? 'done' : told);
  const first = ({ id }: Seeded): Versioned => ({ id, version: 1 });
  const countys = () => network.station('WORKSTATION', '522626', '330282');
  const kept = { owner: 'county', elsewhere: 'NOT_FOUND id', but: everywhere } as const;

  /** Enterprise identity: an office’s within its region, any for managers. */
  const identity = {
    owner: 'office',
    but: ({ role }: Asker, told: string) => (role === 'MANAGER' ? 'done' : told),
  } as const;
  /** A merge is a whole province's say, or the office's whose region has both. */
  const merging = (field: string) =>
    ({
      owner: 'office',
      elsewhere: `NOT_FOUND ${field}`,
      but: ({ role, region }: Asker, told: string) =>
        role !== 'MANAGER' ? told : region?.endsWith('0000') ? 'done' : `FORBIDDEN ${field}`,
    }) as const;
  const keyList = {
    owner: 'shared',
    elsewhere: '',
    but: ({ region }: Asker, told: string) => (region?.endsWith('0000') ? told : 'FORBIDDEN id'),
  } as const;

  const attempts: Attempt[] = [
    {
      change: 'openStation',
      on: 'a station of the county',
      owner: 'county',
      input: () => ({
        tier: 'WORKSTATION',
        name: '岑巩县驻余姚市劳务协作工作站',
        homeRegionCode: '522626',
        hostRegionCode: '330281',
        openedOn: today,
      }),
      elsewhere: 'INVALID homeRegionCode',
      but: everywhere,
    },
    {
      change: 'editStation',
      on: 'a station of the county',
      ready: async () => first(await countys()),
      input: (station) => ({ ...step(station), phone: '0574-62700001' }),
      ...kept,
    },
    {
      change: 'moveStation',
      on: 'a station of the county',
      ready: async () => first(await countys()),
      input: (station) => ({ ...step(station), hostRegionCode: '330281' }),
      ...kept,
    },
    {
      change: 'closeStation',
      on: 'a station of the county',
      ready: async () => first(await countys()),
      input: (station) => ({ ...step(station), closedOn: today, reason: '撤并' }),
      ...kept,
    },
    {
      change: 'reopenStation',
      on: 'a closed station of the county',
      ready: async () => first(await network.station('WORKSTATION', '522626', '330282', { closedOn: today })),
      input: step,
      ...kept,
    },
    {
      change: 'openHrOffice',
      on: 'an office of another province',
      owner: 'shared',
      input: () => ({ name: `第${++registered}局`, hostRegionCode: '440607' }),
      elsewhere: '',
    },
    {
      change: 'editHrOffice',
      on: 'an office that the county keeps',
      ready: async () => first(await network.hrOffice('440607', '522626')),
      input: (office) => ({ ...step(office), address: '广海大道' }),
      ...kept,
    },
    {
      change: 'closeHrOffice',
      on: 'an office that the county keeps',
      ready: async () => first(await network.hrOffice('440607', '522626')),
      input: step,
      ...kept,
    },
    {
      change: 'signAgreement',
      on: 'an agreement of the county',
      owner: 'county',
      input: () => ({
        kind: 'ONE_TO_ONE',
        homeRegionCodes: ['522626'],
        hostRegionCodes: ['440607'],
        signedOn: today,
      }),
      elsewhere: 'INVALID homeRegionCodes.0',
      but: everywhere,
    },
    {
      change: 'editAgreement',
      on: 'an agreement of the county',
      ready: async () => first(await network.agreement(['522626', '440607'])),
      input: (agreement) => ({ ...step(agreement), kind: 'EAST_WEST_PAIRING' }),
      ...kept,
    },
    {
      change: 'renewAgreement',
      on: 'an agreement of the county',
      ready: async () => first(await network.agreement(['522626', '440607'], addDays(today, 9))),
      input: (agreement) => ({ ...step(agreement), expiresOn: '2999-12-31' }),
      ...kept,
    },
    {
      change: 'terminateAgreement',
      on: 'an agreement of the county',
      ready: async () => first(await network.agreement(['522626', '440607'])),
      input: (agreement) => ({ ...step(agreement), terminatedOn: today, reason: '合作结束' }),
      ...kept,
    },
    {
      change: 'registerEnterprise',
      on: 'an enterprise of the office’s region',
      owner: 'office',
      input: () => ({ creditCode: freshCreditCode(), name: '新厂', regionCode: '440607' }),
      elsewhere: 'INVALID regionCode',
      but: ({ role }, told) => (role === 'STATION_STAFF' ? 'done' : told),
    },
    {
      change: 'editEnterprise',
      on: 'an enterprise of the office’s region',
      ready: async () => first(await network.enterprise('440607')),
      input: (one) => ({ ...step(one), name: '佛山市改名厂' }),
      ...identity,
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'mergeEnterprises',
      on: 'a duplicate in the office’s region',
      ready: async () => first(await network.enterprise('440607')),
      input: ({ id, version }) => ({
        sourceId: id,
        targetId: enterprise.id,
        expectedVersion: version,
        reason: '同一企业',
      }),
      ...merging('sourceId'),
    },
    {
      change: 'undoEnterpriseMerge',
      on: 'a merge in the office’s region',
      ready: mergedIntoIt,
      input: (merge) => ({ ...step(merge), reason: '并非同一企业' }),
      ...merging('id'),
    },
    {
      change: 'markKeyEnterprise',
      on: 'an enterprise',
      ready: async () => first(await network.enterprise('440607')),
      input: ({ id }) => ({ id }),
      ...keyList,
    },
    {
      change: 'unmarkKeyEnterprise',
      on: 'an enterprise',
      ready: async () => first(await network.enterprise('440607')),
      input: ({ id }) => ({ id }),
      ...keyList,
    },
    {
      change: 'addContact',
      on: 'an enterprise',
      owner: 'shared',
      input: () => ({ enterpriseId: enterprise.id, name: '钱经理' }),
      elsewhere: '',
    },
    ...(['editContact', 'removeContact'] as const).flatMap((change): Attempt[] => [
      {
        change,
        on: 'a contact of the county',
        ready: () => does(staff('county'), 'addContact', { enterpriseId: enterprise.id, name: '钱经理' }),
        owner: 'county',
        input: step,
        elsewhere: 'NOT_FOUND id',
      },
      {
        change,
        on: 'a contact of the office',
        ready: () =>
          does(who('HR_OFFICER', '440607'), 'addContact', { enterpriseId: enterprise.id, name: '孙经理' }),
        owner: 'office',
        input: step,
        elsewhere: 'NOT_FOUND id',
      },
    ]),
    {
      change: 'logVisit',
      on: 'the county’s station',
      owner: 'county',
      input: () => visit('522626'),
      elsewhere: 'NOT_FOUND stationId',
    },
    {
      change: 'completeFollowUp',
      on: 'the county’s follow-up',
      owner: 'county',
      ready: async () => (await visitOf('county')).followUps[0],
      input: step,
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'correctVisit',
      on: 'the county’s visit',
      owner: 'county',
      ready: () => visitOf('county'),
      input: (visit) => ({ ...step(visit), reason: '漏填', findings: '订单饱满' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'voidVisit',
      on: 'the county’s visit',
      owner: 'county',
      ready: () => visitOf('county'),
      input: (visit) => ({ ...step(visit), reason: '重复登记' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'addFollowUp',
      on: 'the county’s visit',
      owner: 'county',
      ready: () => visitOf('county'),
      input: ({ id }) => ({ visitId: id, dueOn: today, note: '回访' }),
      elsewhere: 'NOT_FOUND visitId',
    },
    {
      change: 'postponeFollowUp',
      on: 'the county’s follow-up',
      owner: 'county',
      ready: async () => (await visitOf('county')).followUps[0],
      input: (followUp) => ({ ...step(followUp), dueOn: addDays(today, 7) }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'postJob',
      on: 'the county’s station',
      owner: 'county',
      input: () => job(stationOf('522626').id),
      elsewhere: 'NOT_FOUND stationId',
      but: ({ role }, told) => (role === 'HR_OFFICER' ? 'INVALID stationId' : told),
    },
    {
      change: 'postJob',
      on: 'an office',
      owner: 'office',
      input: () => job(),
      elsewhere: 'INVALID regionCode',
      // Others post for a station: staff for their own, managers for one they name.
      but: ({ role }, told) =>
        role === 'STATION_STAFF' ? 'done' : role === 'MANAGER' ? 'REQUIRED stationId' : told,
    },
    {
      change: 'postJobs',
      on: 'the county’s station',
      owner: 'county',
      input: () => ({ jobs: [job(stationOf('522626').id), job(stationOf('522626').id)] }),
      elsewhere: 'NOT_FOUND jobs.0.stationId, NOT_FOUND jobs.1.stationId',
      but: ({ role }, told) =>
        role === 'HR_OFFICER' ? 'INVALID jobs.0.stationId, INVALID jobs.1.stationId' : told,
    },
    {
      change: 'postJobs',
      on: 'an office, published at once',
      owner: 'office',
      input: () => ({ jobs: [job()], publish: true }),
      elsewhere: 'INVALID jobs.0.regionCode',
      but: ({ role }, told) =>
        role === 'STATION_STAFF' ? 'done' : role === 'MANAGER' ? 'FORBIDDEN publish' : told,
    },
    ...(['county', 'office'] as const).flatMap((owner): Attempt[] => [
      {
        change: 'editJobPosting',
        on: `the ${owner}’s draft`,
        owner,
        ready: () => (owner === 'office' ? draftOfOffice('440607') : draftOf(owner)),
        input: (draft) => ({ ...step(draft), title: '焊工' }),
        elsewhere: 'NOT_FOUND id',
      },
      {
        change: 'recordHires',
        on: `the ${owner}’s posting`,
        owner,
        ready: () => marketOf(owner),
        input: (posting) => ({ ...step(posting), hires: 1 }),
        elsewhere: 'NOT_FOUND id',
      },
      {
        change: 'renewJobPosting',
        on: `the ${owner}’s posting`,
        owner,
        ready: async () => {
          const posting = await marketOf(owner);
          await service.sql(`UPDATE job_posting SET valid_through = '2020-01-01' WHERE id = $1`, [
            uuidOf(posting.id),
          ]);
          return posting;
        },
        input: (posting) => ({ ...step(posting), validThrough: '2999-12-31' }),
        elsewhere: 'NOT_FOUND id',
      },
      {
        change: 'repostJob',
        on: `the ${owner}’s posting that has ended`,
        owner,
        ready: async () =>
          does(
            owner === 'office' ? who('HR_OFFICER', '440607') : staff(owner),
            'closeJobPosting',
            step(await marketOf(owner)),
          ),
        input: ({ id }) => ({ id, validThrough: '2999-12-31' }),
        elsewhere: 'NOT_FOUND id',
      },
      {
        change: 'publishJobPosting',
        on: `the ${owner}’s draft`,
        owner,
        ready: () => (owner === 'office' ? draftOfOffice('440607') : draftOf(owner)),
        input: step,
        elsewhere: 'NOT_FOUND id',
      },
      {
        change: 'closeJobPosting',
        on: `the ${owner}’s posting`,
        owner,
        ready: () => marketOf(owner),
        input: step,
        elsewhere: 'NOT_FOUND id',
      },
    ]),
    {
      change: 'openTicket',
      on: 'a worker of the county',
      owner: 'county',
      input: () => matter('522626', phones.county),
      elsewhere: 'INVALID homeRegionCode',
      // A worker may walk into any station of the home province, which then handles the matter.
      but: (asker, told) => (asker.role === 'STATION_STAFF' && guizhou(asker) ? 'done' : told),
    },
    {
      change: 'addTicketNote',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: ({ id }) => ({ id, note: '已联系' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'assignTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: (ticket) => ({ ...step(ticket), stationId: stationOf('522626').id }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'acceptTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: step,
      elsewhere: 'NOT_FOUND id',
      but: notTheDesks,
    },
    {
      change: 'acceptTicket',
      on: 'a ticket at the desk',
      owner: 'county',
      ready: atTheDesk,
      input: step,
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'resolveTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: accepted,
      input: (ticket) => ({ ...step(ticket), resolution: '已告知' }),
      elsewhere: 'NOT_FOUND id',
      but: notTheDesks,
    },
    {
      change: 'resolveTicket',
      on: 'a ticket at the desk',
      owner: 'county',
      ready: async () => does(who('HOTLINE_AGENT', '522626'), 'acceptTicket', step(await atTheDesk())),
      input: (ticket) => ({ ...step(ticket), resolution: '已告知' }),
      elsewhere: 'NOT_FOUND id',
      but: notTheStations,
    },
    {
      change: 'closeTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: resolved,
      input: step,
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'reopenTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: resolved,
      input: (ticket) => ({ ...step(ticket), reason: '又欠薪' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'openProvince',
      on: 'a province',
      owner: 'shared',
      input: () => ({
        provinceCode: '620000',
        manager: { username: `new.${randomUUID().slice(0, 8)}`, name: '甘肃省劳务协作' },
      }),
      elsewhere: 'FORBIDDEN',
    },
    {
      change: 'createAccount',
      on: 'an agent of the county',
      owner: 'county',
      input: () => ({
        username: `new.${randomUUID().slice(0, 8)}`,
        name: '新同事',
        role: 'HOTLINE_AGENT',
        regionCode: '522626',
      }),
      elsewhere: 'INVALID regionCode',
      but: notTheAdmins,
    },
    ...(
      [
        ['editAccount', { name: '新名' }],
        ['changeAccountRole', { role: 'AUDITOR', regionCode: '522626' }],
        ['disableAccount', {}],
        ['enableAccount', {}],
        ['resetAccountPassword', {}],
      ] as const
    ).map(
      ([change, more]): Attempt => ({
        change,
        on: 'an account of the county',
        owner: 'county',
        ready: () => countyAccount(change === 'enableAccount'),
        input: (account) => ({ ...step(account), ...more }),
        elsewhere: 'NOT_FOUND id',
        but: notTheAdmins,
      }),
    ),
    {
      change: 'moveAccountToStation',
      on: 'an account of the county',
      owner: 'county',
      ready: () => countyAccount(),
      input: (account) => ({ ...step(account), stationId: stationOf('522626').id }),
      elsewhere: 'NOT_FOUND id',
      but: notTheAdmins,
    },
    {
      change: 'unlockAccount',
      on: 'an account of the county',
      owner: 'county',
      ready: () => countyAccount(),
      input: ({ id }) => ({ id }),
      elsewhere: 'NOT_FOUND id',
      but: notTheAdmins,
    },
    {
      change: 'revokeSession',
      on: 'a session of the county',
      owner: 'county',
      ready: async () => ({ id: (await colleagueOfCounty()).session.id, version: 0 }),
      input: ({ id }) => ({ id }),
      elsewhere: 'NOT_FOUND id',
      // Others end their own alone.
      but: (asker, told) => notTheAdmins(asker, asker.role === 'MANAGER' ? told : 'NOT_FOUND id'),
    },
    {
      change: 'returnTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: (ticket) => ({ ...step(ticket), reason: '不在服务范围' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'transferTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: (ticket) => ({ ...step(ticket), homeRegionCode: '430000', reason: '湖南籍' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'superviseTicket',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: ({ id }) => ({ id, note: '请今日办结' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'recordTicketCallback',
      on: 'the county’s ticket',
      owner: 'county',
      ready: resolved,
      input: ({ id }) => ({ id, reached: true, satisfied: true }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'markTicketConfidential',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: (ticket) => ({ ...step(ticket), reason: '担心被报复' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'grantCallerAccess',
      on: 'the county’s confidential ticket',
      owner: 'county',
      ready: confidential,
      input: (ticket) => ({
        ...step(ticket),
        username: (who('MANAGER', '522600') as unknown as Person).actor.username,
        until: `${addDays(today, 7)}T00:00:00Z`,
        reason: '协查',
      }),
      elsewhere: 'NOT_FOUND id',
      but: bySight,
    },
    {
      change: 'withdrawCallerAccess',
      on: 'the county’s confidential ticket',
      owner: 'county',
      ready: confidential,
      input: (ticket) => ({ ...step(ticket), username: 'somebody', reason: '已办结' }),
      elsewhere: 'NOT_FOUND id',
      but: bySight,
    },
    {
      change: 'correctTicketCaller',
      on: 'the county’s ticket',
      owner: 'county',
      ready: () => ticketOf('county'),
      input: (ticket) => ({ ...step(ticket), callerPhone: phones.county, reason: '本人来电' }),
      elsewhere: 'NOT_FOUND id',
    },
    {
      change: 'correctTicketCaller',
      on: 'the caller of the county’s confidential ticket',
      owner: 'county',
      ready: confidential,
      input: (ticket) => ({ ...step(ticket), callerName: '王小五', reason: '本人来电' }),
      elsewhere: 'NOT_FOUND id',
      but: whoKnows,
    },
    ...(['ServiceTicket', 'Worker', 'EnterpriseContact'] as const).map(
      (type): Attempt => ({
        change: 'revealPersonalData',
        on: `the county’s ${type}`,
        owner: 'county',
        ready: async () => ({ id: idOf('county', type), version: 1 }),
        input: ({ id }) => ({ id, reason: '回访' }),
        elsewhere: 'NOT_FOUND id',
        // A branch sees the county's records, which are not its own.
        but: ({ role, region }, told) =>
          role === 'STATION_STAFF' && region !== '522626' && told === 'done' ? 'NOT_FOUND id' : told,
      }),
    ),
    {
      change: 'revealPersonalData',
      on: 'the caller of the county’s confidential ticket',
      owner: 'county',
      ready: confidential,
      input: ({ id }) => ({ id, reason: '回访' }),
      elsewhere: 'NOT_FOUND id',
      but: whoKnows,
    },
    ...(['exportPersonalData', 'erasePersonalData'] as const).map(
      (change): Attempt => ({
        change,
        on: 'a worker of the county',
        owner: 'county',
        ready: async () => ({ id: (await network.worker('522626', '王小五', '13800000077')).id, version: 1 }),
        input: ({ id }) => ({ workerId: id, reason: '本人持证申请' }),
        elsewhere: 'FORBIDDEN',
        // A whole province's managers of another province find no such worker.
        but: ({ region }, told) =>
          region === '430000' ? 'NOT_FOUND workerId' : region === '520000' ? told : 'FORBIDDEN',
      }),
    ),
    {
      change: 'setTicketDeadlines',
      on: 'the own province',
      owner: 'shared',
      ready: async () => {
        const { ticketDeadlineRules } = await who('MANAGER', '520000').data(
          '{ ticketDeadlineRules(first: 1) { edges { node { id version } } } }',
        );
        return ticketDeadlineRules.edges[0].node;
      },
      input: (rule, asker) => deadlines(versionFor(rule, asker)),
      elsewhere: 'FORBIDDEN',
      but: wholeProvinceOnly,
    },
    {
      change: 'enterNationalCalendar',
      on: 'next year',
      owner: 'shared',
      ready: async () => ({ id: '', version: (await calendarOfNextYear(who('ADMIN', null))).version }),
      input: ({ version }) => nationalYear(version),
      elsewhere: 'FORBIDDEN',
    },
    {
      change: 'enterLocalHolidays',
      on: 'the own province',
      owner: 'shared',
      ready: async () => ({
        id: '',
        version: (await calendarOfNextYear(who('MANAGER', '520000'))).localVersion,
      }),
      input: (entry, asker) => localYear(versionFor(entry, asker)),
      elsewhere: 'FORBIDDEN',
      but: wholeProvinceOnly,
    },
  ];

  const ownerOf = (id: string): Owner => owners.get(id) ?? 'somebody else';
  /** Whose the records of a page are, each named. */
  const ownersOf = (connection: { edges: { node: { id: string } }[] }) =>
    connection.edges.map(({ node }) => ownerOf(node.id)).sort();
  const inScope = (asker: Asker, type: NodeType) =>
    walked[type].filter((owner) => reaches(asker, owner, type)).sort();

  describe('who asks', () => {
    it.each(reads)(
      'for a record by its id is told of one within reach alone: %s',
      async (row, type, field) => {
        const query = `query ($id: ID!) { ${field}(id: $id) { id __typename } }`;
        const told = await everybody(async (asker) => {
          const outcomes: Record<string, string> = {};
          for (const owner of walked[type]) {
            const id = idOf(owner, type);
            const answer = await ask(asker, query, { id });
            const found = answer.data?.[field];
            outcomes[owner] = codesOf(answer) || ownerOf(found.id);
            if (found) {
              expect(found).toEqual({ id, __typename: type });
            } else {
              const neverIssued = encodeNodeId(type, decodeNodeId(id)?.tenant, randomUUID());
              expect(answer).toEqual(await ask(asker, query, { id: neverIssued }));
            }
          }
          return outcomes;
        });
        expect(told).toEqual(
          await everybody((asker) =>
            Object.fromEntries(
              walked[type].map((owner) => [owner, expectedById(asker, row, owner, idOf(owner, type))]),
            ),
          ),
        );
      },
    );

    it.each(lists)('for a list is told of what is within reach alone: %s', async (row, list, type) => {
      const told = await everybody(async (asker) => {
        const answer = await ask(asker, `{ ${list} { edges { node { id } } } }`);
        return codesOf(answer) || ownersOf(Object.values<never>(answer.data)[0] as never);
      });
      expect(told).toEqual(await everybody((asker) => refusal(asker, row) ?? inScope(asker, type)));
    });

    it('for the regions is told of all: Query.regions', async () => {
      const told = await everybody(async (asker) => {
        const answer = await ask(asker, '{ regions(parentCode: "5226") { code } }');
        return codesOf(answer) || answer.data.regions.some(({ code }: { code: string }) => code === '522626');
      });
      expect(told).toEqual(await everybody((asker) => refusal(asker, 'Query.regions') ?? true));
    });

    it('for the open provinces is told of all: Query.provinces', async () => {
      const told = await everybody(async (asker) => {
        const answer = await ask(asker, '{ provinces { id region { code } firstManager { id } } }');
        return codesOf(answer) || answer.data.provinces;
      });
      expect(told).toEqual(
        await everybody(
          (asker) =>
            refusal(asker, 'Query.provinces') ?? [
              { id: idOf('shared', 'Province'), region: { code: '520000' }, firstManager: null },
            ],
        ),
      );
    });

    it('for the partner provinces is told of its own province’s: Query.partnerProvinces', async () => {
      const mayReadAgreements = ['MANAGER', 'AUDITOR'];
      const told = await everybody(async (asker) => {
        const answer = await ask(asker, '{ partnerProvinces { region { code } stations agreement { id } } }');
        return codesOf(answer) || answer.data.partnerProvinces;
      });
      expect(told).toEqual(
        await everybody((asker) => {
          const guizhou = asker.region?.startsWith('52');
          const agreed = guizhou && mayReadAgreements.includes(asker.role ?? '');
          return (
            refusal(asker, 'Query.partnerProvinces') ?? [
              {
                region: { code: '440000' },
                stations: guizhou ? 6 : 2,
                agreement: agreed ? { id: idOf('shared', 'CooperationAgreement') } : null,
              },
            ]
          );
        }),
      );
    });

    it('for the deadlines is told of its own province’s: Query.ticketDeadlineRule, Query.ticketDeadlineRules', async () => {
      const told = await everybody(async (asker) => {
        const inForce = await ask(asker, '{ ticketDeadlineRule { province { code } version } }');
        const all = await ask(asker, '{ ticketDeadlineRules(first: 9) { edges { node { id } } } }');
        return {
          inForce: codesOf(inForce) || inForce.data.ticketDeadlineRule,
          all: codesOf(all) || ownersOf(all.data.ticketDeadlineRules),
        };
      });
      expect(told).toEqual(
        await everybody((asker) => ({
          inForce: refusal(asker, 'Query.ticketDeadlineRule') ?? {
            province: guizhou(asker) ? { code: '520000' } : null,
            version: 1,
          },
          all: refusal(asker, 'Query.ticketDeadlineRules') ?? (guizhou(asker) ? ['shared'] : []),
        })),
      );
    });

    it('for the calendar is told of the country’s: Query.calendar', async () => {
      const told = await everybody(async (asker) => {
        const answer = await ask(asker, `{ calendar(year: ${nextYear}) { published version localVersion } }`);
        return codesOf(answer) || answer.data.calendar;
      });
      expect(told).toEqual(
        await everybody(
          (asker) => refusal(asker, 'Query.calendar') ?? { published: true, version: 1, localVersion: 0 },
        ),
      );
    });

    it('for a caller is told of whoever is within reach: Query.caller', async () => {
      const query =
        'query ($phone: String!) { caller(phone: $phone) { worker { id } recentTickets(first: 9) { edges { node { id } } } } }';
      const told = await everybody(async (asker) => {
        const outcomes: Record<string, unknown> = {};
        for (const owner of stationed) {
          const answer = await ask(asker, query, { phone: `+86 ${phones[owner]}` });
          const caller = answer.data?.caller;
          outcomes[owner] =
            codesOf(answer) || (caller && [ownerOf(caller.worker.id), ...ownersOf(caller.recentTickets)]);
        }
        return outcomes;
      });
      expect(told).toEqual(
        await everybody((asker) =>
          Object.fromEntries(
            stationed.map((owner) => [
              owner,
              refusal(asker, 'Query.caller') ?? (reaches(asker, owner) ? [owner, owner] : null),
            ]),
          ),
        ),
      );
    });

    it.each(['520000', '522626'])(
      'for the dashboard of %s is told the figures of its own part of it: Query.networkDashboard',
      async (home) => {
        const query = `query ($home: String!, $period: PeriodInput!) {
          networkDashboard(homeProvinceCode: $home, period: $period) {
            scope { code }
            totals { visits tickets }
            topStations(first: 100, by: VISITS) { station { homeRegion { code } } }
            visits(first: 100) { count edges { node { id } } }
            tickets(first: 100) { count edges { node { id } } }
          }
        }`;
        const period = { from: today, to: addDays(today, 2) };
        const told = await everybody(async (asker) => {
          const answer = await ask(asker, query, { home, period });
          if (answer.errors.length > 0) return codesOf(answer);
          const { scope, totals, topStations, visits, tickets } = answer.data.networkDashboard;
          const at = topStations
            .map(({ station }: { station: { homeRegion: { code: string } } }) => station.homeRegion.code)
            .sort();
          expect([visits.count, tickets.count]).toEqual([totals.visits, totals.tickets]);
          return { scope: scope.code, ...totals, at, listed: [...ownersOf(visits), ...ownersOf(tickets)] };
        });
        const covering = home === '520000' ? Object.keys(within) : ['522626', '522600', '520000'];
        expect(told).toEqual(
          await everybody((asker) => {
            const { region } = asker;
            const refused = refusal(asker, 'Query.networkDashboard');
            if (refused || !region) return refused;
            if (!region.startsWith('52') || !covering.includes(region)) return 'NOT_FOUND';
            const whose = stationed.filter(
              (owner) => reaches(asker, owner) && (home === '520000' || owner === 'county'),
            );
            const at = whose.map((owner) => homes[owner]).sort();
            const scope = home === '520000' ? region : home;
            const listed = [...whose.sort(), ...whose];
            return { scope, visits: at.length, tickets: at.length, at, listed };
          }),
        );
      },
    );

    it('who it is is told, or that it is nobody: Query.viewer', async () => {
      const told = await everybody(async (asker) => {
        const answer = await ask(asker, '{ viewer { role scope { code } } }');
        return codesOf(answer) || answer.data.viewer;
      });
      expect(told).toEqual(
        await everybody(({ role, region }) => role && { role, scope: { code: region ?? '000000' } }).then(
          (expected) => ({ ...expected, 'a forged token': 'UNAUTHENTICATED' }),
        ),
      );
    });

    it('with the right password is let in, whoever it is: Mutation.signIn', async () => {
      const query = `mutation ($input: SignInInput!) {
        signIn(input: $input) { viewer { username } userErrors { code } }
      }`;
      const told = await everybody(async (asker) => {
        // An account each: many attempts at one account at once are what a guesser makes.
        const input = await network.password(await network.person('MANAGER', '520000'));
        const answer = await ask(asker, query, { input });
        if (codesOf(answer)) return codesOf(answer);
        const { viewer, userErrors } = answer.data.signIn;
        return { itself: viewer?.username === input.username, userErrors };
      });
      expect(told).toEqual(await everybody(() => ({ itself: true, userErrors: [] })));
    });
  });

  describe('who has an account', () => {
    it('is told of its own sessions, and of those of whom it manages: Query.sessions', async () => {
      const query =
        'query ($of: ID) { sessions(first: 9, accountId: $of) { edges { node { id isCurrent } } } }';
      const told = await everybody(async (asker) => {
        const own = await ask(asker, query);
        if (codesOf(own)) return codesOf(own);
        const outcomes: Record<string, unknown> = {
          own: own.data.sessions.edges.map((edge: { node: { isCurrent: boolean } }) => edge.node.isCurrent),
        };
        for (const owner of walked.Session) {
          outcomes[owner] = ownersOf((await ask(asker, query, { of: idOf(owner, 'Account') })).data.sessions);
        }
        return outcomes;
      });
      expect(told).toEqual(
        await everybody((asker) => {
          const seen = walked.Session.map((owner) => [
            owner,
            reaches(asker, owner, 'Session') ? [owner] : [],
          ]);
          return refusal(asker, 'Query.sessions') ?? { own: [true], ...Object.fromEntries(seen) };
        }),
      );
    });

    it.each(Object.values(Role))(
      'changes its password and signs out, whatever its role: %s; Mutation.changePassword, Mutation.signOut',
      async (role) => {
        const person = await network.person(
          role,
          role === 'ADMIN' ? null : role === 'HR_OFFICER' ? '440607' : '522626',
          role === 'STATION_STAFF' ? stationOf('522626') : undefined,
        );
        const { password } = await network.password(person);
        const changePassword =
          'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { account { id } userErrors { code } } }';
        const input = { oldPassword: password, newPassword: 'eleven blue herons at dusk' };
        const { account } = (await person.data(changePassword, { input })).changePassword;
        expect(account.id).toBe(accountOf(person).id);
        const { session } = (await person.data('mutation { signOut { session { id endedBy } } }')).signOut;
        expect(session).toEqual({ id: person.session.id, endedBy: 'SIGNED_OUT' });
        expect(await person.codes('{ viewer { username } }')).toEqual(['UNAUTHENTICATED']);
      },
    );

    it('is needed for both', async () => {
      const nobody = new Client(service.url);
      const input = { oldPassword: 'x', newPassword: 'eleven blue herons at dusk' };
      expect(
        await nobody.codes(
          'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }',
          { input },
        ),
      ).toEqual(['UNAUTHENTICATED']);
      expect(await nobody.codes('mutation { signOut { userErrors { code } } }')).toEqual(['UNAUTHENTICATED']);
    });
  });

  describe('who walks', () => {
    const visits = 'visits(first: 100) { edges { node { id contact { id } followUps { id } } } }';
    const contacts = 'contacts(first: 100) { edges { node { id } } }';
    const edges = 'edges { node { id } }';
    const walks: [from: string, query: string, type: NodeType, of?: Owner][] = [
      ['an enterprise to visits', `enterprise(id: $enterprise) { ${visits} }`, 'EnterpriseVisit'],
      ['an enterprise to contacts', `enterprise(id: $enterprise) { ${contacts} }`, 'EnterpriseContact'],
      ['enterprises to visits', `enterprises(first: 9) { edges { node { ${visits} } } }`, 'EnterpriseVisit'],
      [
        'enterprises to contacts',
        `enterprises(first: 9) { edges { node { ${contacts} } } }`,
        'EnterpriseContact',
      ],
      ['a node to visits', `node(id: $enterprise) { ... on Enterprise { ${visits} } }`, 'EnterpriseVisit'],
      [
        'a posting to visits of its employer',
        `jobPosting(id: $posting) { station { parent { id } } enterprise { ${visits} } }`,
        'EnterpriseVisit',
      ],
      [
        'its own visits to all of the same enterprise',
        `visits(first: 9) { edges { node { station { id } enterprise { ${visits} } } } }`,
        'EnterpriseVisit',
      ],
      [
        'its own tickets to workers and history',
        `tickets(first: 9) { edges { node { worker { id } history(first: 1) { ${edges} } } } }`,
        'TicketEvent',
      ],
      ['a station to the visits it made', `station(id: $station) { ${visits} }`, 'EnterpriseVisit', 'county'],
      [
        'a participant to visits',
        `visits(first: 9, filter: { participant: "杨光" }) { ${edges} }`,
        'EnterpriseVisit',
      ],
      [
        'its own visits to what they were before',
        `visits(first: 9) { edges { node { revisions(first: 9) { edges { node { id enterprise { id } contact { id } } } } } } }`,
        'VisitRevision',
      ],
      [
        'a station to what it has to do',
        `followUps(first: 9, filter: { stationId: $station }) { edges { node { id visit { id } } } }`,
        'FollowUp',
        'county',
      ],
      [
        'a station to visits',
        `visits(first: 9, filter: { stationId: $station }) { ${edges} }`,
        'EnterpriseVisit',
        'county',
      ],
      [
        'a station to tickets',
        `tickets(first: 9, filter: { stationId: $station }) { ${edges} }`,
        'ServiceTicket',
        'county',
      ],
      [
        'an enterprise to all visits',
        `visits(first: 9, filter: { enterpriseId: $enterprise }) { ${edges} }`,
        'EnterpriseVisit',
      ],
      ...stationed.map((owner): [string, string, NodeType, Owner] => [
        `the number of a ticket to the ticket (${owner})`,
        `tickets(first: 9, filter: { number: $${owner} }) { ${edges} }`,
        'ServiceTicket',
        owner,
      ]),
    ];

    /** Asks with the variables that the query names. */
    function asking(asker: Asker, query: string, given: Record<string, string> = {}) {
      const known: Record<string, string> = {
        ...given,
        enterprise: enterprise.id,
        posting: idOf('shared', 'JobPosting'),
        station: stationOf('522626').id,
        ...Object.fromEntries(numbers),
      };
      const used = Object.entries(known).filter(([name]) => query.includes(`$${name}`));
      const declared = used.map(
        ([name]) => `$${name}: ${name in given || numbers.has(name as Owner) ? 'String' : 'ID'}!`,
      );
      return ask(
        asker,
        `query ${used.length > 0 ? `(${declared})` : ''} { ${query} }`,
        Object.fromEntries(used),
      );
    }

    /** Whose are the records of an answer, however deep they lie; what no province owns aside. */
    function ownersIn(answer: unknown): Owner[] {
      const ofProvinces = (JSON.stringify(answer).match(/[\w-]{24}(?=")/g) ?? []).filter(
        (id) => decodeNodeId(id)?.tenant,
      );
      return [...new Set(ofProvinces.map(ownerOf))].sort();
    }

    it.each(walks)(
      'from %s sees what is within reach alone',
      async (_, query, type, of: Owner | null = null) => {
        const told = await everybody(async (asker) => {
          const answer = await asking(asker, query);
          return [...new Set(answer.errors.map(({ extensions }) => extensions.code)), ...ownersIn(answer)];
        });
        expect(told).toEqual(
          await everybody((asker) => {
            const refused = refusal(asker, type);
            return refused ? [refused] : inScope(asker, type).filter((owner) => !of || owner === of);
          }),
        );
      },
    );

    const paged: [list: string, query: string, type: NodeType][] = [
      ['visits', 'visits(first: 9, after: $after)', 'EnterpriseVisit'],
      ['follow-ups', 'followUpsDue(first: 9, after: $after)', 'FollowUp'],
      ['follow-ups of every kind', 'followUps(first: 9, after: $after)', 'FollowUp'],
      ['tickets', 'tickets(first: 9, after: $after)', 'ServiceTicket'],
      ['postings', 'jobPostings(first: 9, after: $after)', 'JobPosting'],
      ['postings by pay', 'jobPostings(first: 9, after: $after, orderBy: PAY_HIGHEST)', 'JobPosting'],
      [
        'an enterprise’s visits',
        'enterprise(id: $enterprise) { visits(first: 9, after: $after)',
        'EnterpriseVisit',
      ],
      [
        'an enterprise’s contacts',
        'enterprise(id: $enterprise) { contacts(first: 9, after: $after)',
        'EnterpriseContact',
      ],
    ];

    it.each(paged)(
      'with a cursor of another’s list sees none of the other’s records: %s',
      async (_, list, type) => {
        const query = `${list} { edges { cursor node { id } } }${list.includes('{') ? ' }' : ''}`;
        const cursors = new Set<string>();
        for (const asker of [
          who('MANAGER', '520000'),
          who('MANAGER', '430000'),
          who('HR_OFFICER', '440607'),
        ]) {
          const answer = await asking(asker, query.replace(', after: $after', ''));
          for (const [, cursor = ''] of JSON.stringify(answer).matchAll(/"cursor":"([^"]+)"/g))
            cursors.add(cursor);
        }
        expect(cursors.size).toBeGreaterThanOrEqual(walked[type].length - 2);

        const seen = new Set<Owner>();
        const beyond = await everybody(async (asker) => {
          const answers = await Promise.all([...cursors].map((after) => asking(asker, query, { after })));
          const ids = JSON.stringify(answers).match(/(?<="id":")[\w-]{24}/g) ?? [];
          const told = [...new Set(ids.map(ownerOf))];
          for (const owner of told) seen.add(owner);
          return told.filter((owner) => refusal(asker, type) || !reaches(asker, owner));
        });
        expect(beyond).toEqual(await everybody(() => []));
        expect(seen.size).toBeGreaterThan(1);
      },
    );

    it('from a number that two provinces know sees the worker and the tickets of its own', async () => {
      const phone = '13800000008';
      for (const owner of ['county', 'hunan'] as const) {
        own(owner, 'Worker', (await network.worker(homes[owner], '王小五', phone)).id);
        own(owner, 'ServiceTicket', (await does(staff(owner), 'openTicket', matter(homes[owner], phone))).id);
      }
      const query = `caller(phone: "${phone}") { worker { id } recentTickets(first: 9) { ${edges} } }`;
      const seenBy = async (region: string) => ownersIn(await asking(who('MANAGER', region), query));
      expect(await seenBy('520000')).toEqual(['county']);
      expect(await seenBy('430000')).toEqual(['hunan']);
      expect(await seenBy('522700')).toEqual([]);
    });

    it('from a ticket it handles for another county does not see that county’s worker', async () => {
      const opened = await does(
        who('HOTLINE_AGENT', '520000'),
        'openTicket',
        matter('522701', phones.neighbour),
      );
      await does(who('HOTLINE_AGENT', '520000'), 'assignTicket', {
        ...step(opened),
        stationId: stationOf('522626').id,
      });
      const query = `ticket(id: "${opened.id}") { callerName worker { id } homeRegion { code } }`;
      const ticket = async (asker: Asker) => (await asking(asker, query)).data?.ticket;
      const seen = { callerName: '王**', homeRegion: { code: '522701' } };
      const worker = { id: idOf('neighbour', 'Worker') };
      expect(await ticket(who('STATION_STAFF', '522626'))).toEqual({ ...seen, worker: null });
      expect(await ticket(who('MANAGER', '522600'))).toEqual({ ...seen, worker: null });
      expect(await ticket(who('STATION_STAFF', '522701'))).toEqual({ ...seen, worker });
      expect(await ticket(who('MANAGER', '520000'))).toEqual({ ...seen, worker });
      expect(await ticket(who('AUDITOR', '520000'))).toEqual({ ...seen, worker: null });
      expect(await ticket(who('STATION_STAFF', '522625'))).toBeNull();
    });

    it('on as the one it signs in as sees what that one may see', async () => {
      const credentials = await network.password(
        await network.person('STATION_STAFF', homes.hunan, stationOf(homes.hunan)),
      );
      const visited = `visit { id enterprise { ${visits} } }`;
      const answer = await ask(
        who('STATION_STAFF', homes.county),
        `mutation ($first: LogVisitInput!, $signIn: SignInInput!, $second: LogVisitInput!) {
          first: logVisit(input: $first) { ${visited} }
          signIn(input: $signIn) { viewer { username } }
          second: logVisit(input: $second) { ${visited} }
        }`,
        {
          first: { idempotencyKey: randomUUID(), ...visit(homes.county) },
          signIn: credentials,
          second: { idempotencyKey: randomUUID(), ...visit(homes.hunan) },
        },
      );
      const tenants = (made: { visit: { enterprise: { visits: { edges: { node: { id: string } }[] } } } }) =>
        new Set(made.visit.enterprise.visits.edges.map(({ node }) => decodeNodeId(node.id)?.tenant));
      expect(tenants(answer.data.first)).toEqual(new Set(['52']));
      expect(tenants(answer.data.second)).toEqual(new Set(['43']));
    });

    it('from an id with another tenant in it finds nothing: a record has one spelling', async () => {
      const county = who('STATION_STAFF', '522626');
      const ofVisit = uuidOf(idOf('county', 'EnterpriseVisit'));
      const ofTicket = uuidOf((await ticketOf('county')).id);
      const nodeOf = async (type: NodeType, tenant: string | null, uuid: string) =>
        codesOf(await asking(county, `node(id: "${encodeNodeId(type, tenant, uuid)}") { id }`));
      const accepts = (tenant: string | null) =>
        changed(county, 'acceptTicket', {
          id: encodeNodeId('ServiceTicket', tenant, ofTicket),
          expectedVersion: 1,
        });
      expect({
        'a visit of another province': await nodeOf('EnterpriseVisit', '43', ofVisit),
        'a visit of none': await nodeOf('EnterpriseVisit', null, ofVisit),
        'a station of a province': await nodeOf('Station', '52', stationOf('522626').uuid),
        'a ticket of another province': await accepts('43'),
        'a ticket of none': await accepts(null),
      }).toEqual({
        'a visit of another province': 'NOT_FOUND',
        'a visit of none': 'NOT_FOUND',
        'a station of a province': 'NOT_FOUND',
        'a ticket of another province': 'NOT_FOUND id',
        'a ticket of none': 'NOT_FOUND id',
      });
    });
  });

  describe('who makes a change', () => {
    function expectedOf({ change, owner, elsewhere, but }: Attempt, asker: Asker): string {
      const refused = refusal(asker, `Mutation.${change}`);
      if (refused) return refused;
      const told = reaches(asker, owner) ? 'done' : elsewhere;
      return but ? but(asker, told) : told;
    }

    it.each(attempts.map((attempt) => [attempt.change, attempt.on, attempt] as const))(
      'to %s changes what is within reach, and nothing else: %s',
      async (change, _, attempt) => {
        const told: Record<string, string> = {};
        const expected: Record<string, string> = {};
        let record: Versioned | undefined;
        let contents = {};
        for (const asker of askers) {
          expected[asker.name] = expectedOf(attempt, asker);
          if (!record) {
            record = (await attempt.ready?.()) ?? { id: '', version: 0 };
            contents = await network.contents();
          }
          const given = attempt.input(record, asker);
          const heard = await changed(asker, change, given);
          const wrote = !isDeepStrictEqual(await network.contents(), contents);
          told[asker.name] =
            wrote === (heard === 'done')
              ? heard
              : `${heard}, and ${wrote ? 'something' : 'nothing'} was written`;
          if (heard === 'NOT_FOUND id') {
            const id = encodeNodeId(...neverIssuedLike(record.id));
            expect(await changed(asker, change, { ...given, id })).toBe(heard);
          }
          if (wrote) record = undefined;
        }
        expect(told).toEqual(expected);
        expect(Object.values(told)).toContain('done');
      },
      60_000,
    );

    function neverIssuedLike(id: string): [NodeType, string | null, string] {
      const ref = decodeNodeId(id);
      if (!ref) throw new Error('Expected an id of this service');
      return [ref.type, ref.tenant, randomUUID()];
    }

    it('to a visit is of the station that made it, and not of another one of the same county', async () => {
      const station = await network.station('WORKSTATION', '522626', '440306');
      const beside = Object.assign(await network.person('STATION_STAFF', '522626', station), {
        role: Role.STATION_STAFF,
        region: '522626',
        name: 'the county’s other station',
      });
      const visit = await visitOf('county');
      const [followUp] = visit.followUps;
      expect({
        corrects: await changed(beside, 'correctVisit', { ...step(visit), reason: '漏填', findings: '好' }),
        voids: await changed(beside, 'voidVisit', { ...step(visit), reason: '重复登记' }),
        adds: await changed(beside, 'addFollowUp', { visitId: visit.id, dueOn: today, note: '回访' }),
        completes: await changed(beside, 'completeFollowUp', step(followUp)),
        postpones: await changed(beside, 'postponeFollowUp', {
          ...step(followUp),
          dueOn: addDays(today, 7),
        }),
      }).toEqual({
        corrects: 'FORBIDDEN id',
        voids: 'FORBIDDEN id',
        adds: 'FORBIDDEN visitId',
        completes: 'FORBIDDEN id',
        postpones: 'FORBIDDEN id',
      });
    });

    it('to a ticket is of the station that handles it, and not of another one of the same county', async () => {
      const station = await network.station('WORKSTATION', '522626', '440306');
      const beside = Object.assign(await network.person('STATION_STAFF', '522626', station), {
        role: Role.STATION_STAFF,
        region: '522626',
        name: 'the county’s other station',
      });
      expect({
        accepts: await changed(beside, 'acceptTicket', step(await ticketOf('county'))),
        resolves: await changed(beside, 'resolveTicket', { ...step(await accepted()), resolution: '已告知' }),
        closes: await changed(beside, 'closeTicket', step(await resolved())),
        reopens: await changed(beside, 'reopenTicket', { ...step(await resolved()), reason: '又欠薪' }),
        corrects: await changed(beside, 'correctTicketCaller', {
          ...step(await ticketOf('county')),
          callerName: '王小五',
          reason: '本人来访',
        }),
      }).toEqual({
        accepts: 'FORBIDDEN id',
        resolves: 'FORBIDDEN id',
        closes: 'FORBIDDEN id',
        reopens: 'FORBIDDEN id',
        corrects: 'FORBIDDEN id',
      });
    });
  });
});

let registered = 0;
const freshCreditCode = () => creditCodeWithCheck(`91440607MA${String(++registered).padStart(7, 'X')}`);

/** Reads a table in the form of the domain's document: a row names what may be done, its columns who may. */
function readTable(text: string): Record<string, Role[]> {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return Object.fromEntries(
    rows.map(([what = '', ...cells]) => [
      what,
      cells.flatMap((cell, i) => (cell === 'yes' ? [head[i + 1] as Role] : [])),
    ]),
  );
}
