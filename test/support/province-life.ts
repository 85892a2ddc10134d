import { type Client, signIn } from './client.ts';
import type { Network, Person, Seeded } from './network.ts';

/** The instant a life is lived at. */
export const now = new Date('2024-09-30T02:00:00Z');
const today = '2024-09-30';
const PASSWORD = 'a password of long ago';

/** Somebody who can sign in by name, on any service that knows the account. */
export interface Persona {
  readonly username: string;
  readonly person: Person;
}

export interface Life {
  readonly personas: readonly Persona[];
  /** Ids of records that nobody else may see. */
  readonly own: readonly string[];
  readonly phone: string;
}

const DO = {
  visit: `mutation ($input: LogVisitInput!) { logVisit(input: $input) {
    visit { id version followUps { id version } } userErrors { code field } } }`,
  done: `mutation ($input: CompleteFollowUpInput!) { completeFollowUp(input: $input) {
    followUp { id } userErrors { code field } } }`,
  post: `mutation ($input: PostJobInput!) { postJob(input: $input) {
    jobPosting { id version } userErrors { code field } } }`,
  publish: `mutation ($input: PublishJobPostingInput!) { publishJobPosting(input: $input) {
    jobPosting { id version } userErrors { code field } } }`,
  close: `mutation ($input: CloseJobPostingInput!) { closeJobPosting(input: $input) {
    jobPosting { id version } userErrors { code field } } }`,
  correct: `mutation ($input: CorrectVisitInput!) { correctVisit(input: $input) { visit { id } userErrors { code field } } }`,
  deadlines: `mutation ($input: SetTicketDeadlinesInput!) { setTicketDeadlines(input: $input) {
    ticketDeadlineRule { id } userErrors { code field } } }`,
  holidays: `mutation ($input: EnterLocalHolidaysInput!) { enterLocalHolidays(input: $input) {
    calendarEntry { id } userErrors { code field } } }`,
  register: `mutation ($input: RegisterEnterpriseInput!) { registerEnterprise(input: $input) {
    enterprise { id } userErrors { code field } } }`,
};
const ticket = (step: string) =>
  `mutation ($input: ${step.charAt(0).toUpperCase()}${step.slice(1)}Input!) { ${step}(input: $input) {
    ticket { id version status } userErrors { code field } } }`;

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
async function does(person: Client, mutation: string, input: Record<string, unknown>): Promise<any> {
  const [payload] = Object.values(await person.data(mutation, { input }));
  const { userErrors, ...record } = payload as { userErrors: unknown[] };
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return Object.values(record)[0];
}

const key = () => crypto.randomUUID();

/** Gives an account the password that `readsOf` signs in with. */
async function named(network: Network, person: Person): Promise<Persona> {
  await network.password(person, PASSWORD);
  return { username: person.actor.username, person };
}

/** An HR office that posts a job everybody hears of and keeps another one as a draft. */
export async function liveInOffice(network: Network, host: string): Promise<Life> {
  const office = await network.person('HR_OFFICER', host);
  const enterprise = await network.enterprise(host, '三水制衣');
  const job = {
    enterpriseId: enterprise.id,
    openings: 30,
    payUnit: 'MONTH',
    payMin: '4800',
    regionCode: host,
  };
  const posts = (title: string) =>
    does(office, DO.post, { ...job, idempotencyKey: key(), title, validThrough: '2999-12-31' });
  const { id, version } = await posts('缝纫工\t熟手');
  await does(office, DO.publish, { id, expectedVersion: version });
  const draft = await posts('裁床工');
  await network.officeContact(enterprise, host, '陈六', '13900000006');
  return { personas: [await named(network, office)], own: [draft.id], phone: '13900000000' };
}

/** A home province at work: every persona, and a row of everything that a province owns. */
export async function liveInProvince(
  network: Network,
  province: string,
  county: string,
  shared: Seeded,
): Promise<Life> {
  const headquarters = await network.station('HEADQUARTERS', `${province}0000`, '440000');
  const station = await network.station('WORKSTATION', county, '440607', { parent: headquarters });
  const manager = await network.person('MANAGER', `${province}0000`);
  const staff = await network.person('STATION_STAFF', county, station);
  const hotline = await network.person('HOTLINE_AGENT', `${province}0000`);
  const auditor = await network.person('AUDITOR', `${province}0000`);
  const phone = `138${province}000001`;
  await network.worker(county, '王五', phone);
  const enterprise = await network.enterprise('440607', `${province} 的“企业”\\n`);

  await does(manager, DO.deadlines, {
    expectedVersion: 0,
    validFrom: today,
    terms: [
      'RIGHTS_PROTECTION',
      'JOB_SEEKING',
      'POLICY_CONSULTATION',
      'RETURN_TO_WORK',
      'GOVERNMENT_SERVICE',
      'OTHER',
    ].map((category) => ({ category, workingDays: 5, urgentHours: 8 })),
  });
  const festival = { name: '省内节日', from: '2025-07-23', through: '2025-07-23' };
  await does(manager, DO.holidays, { expectedVersion: 0, year: 2025, holidays: [festival] });

  const own: string[] = [];
  for (const { id: enterpriseId } of [enterprise, shared]) {
    const visit = await does(staff, DO.visit, {
      idempotencyKey: key(),
      stationId: station.id,
      enterpriseId,
      visitedOn: today,
      way: 'ON_SITE',
      participants: ['杨光', 'O\'Neil "Q", \\ {x}'],
      contact: { name: '陈六', title: '人事', phone: '13900002222' },
      findings: '用工紧张\n\n需 30 人\\.',
      openingsPromised: 30,
      followUps: [
        { dueOn: '2024-10-08', note: '回访' },
        { dueOn: '2024-10-09', note: '再访' },
      ],
    });
    const [followUp] = visit.followUps;
    await does(staff, DO.done, { id: followUp.id, expectedVersion: followUp.version, note: '\\N' });
    await does(staff, DO.correct, {
      id: visit.id,
      expectedVersion: visit.version,
      reason: '漏填',
      findings: '用工紧张，需 35 人',
    });
    const job = await does(staff, DO.post, {
      idempotencyKey: key(),
      enterpriseId,
      stationId: station.id,
      title: '包装工',
      openings: 12,
      payMin: '5200.5',
      payMax: '6800',
      payUnit: 'MONTH',
      regionCode: '440607',
      validThrough: '2999-12-31',
    });
    const published = await does(staff, DO.publish, { id: job.id, expectedVersion: job.version });
    if (enterpriseId === shared.id) {
      await does(staff, DO.close, { id: job.id, expectedVersion: published.version, reason: '已招满' });
    }
    own.push(visit.id, followUp.id);
  }
  for (const [i, category] of ['RIGHTS_PROTECTION', 'JOB_SEEKING', 'OTHER'].entries()) {
    const opened = await does(hotline, ticket('openTicket'), {
      idempotencyKey: key(),
      channel: 'HOTLINE_12333',
      category,
      summary: '三个月工资未发',
      callerName: '王五',
      callerPhone: phone,
      homeRegionCode: county,
      incidentRegionCode: '440607',
      enterpriseId: shared.id,
      peopleInvolved: 3,
      amountOwed: '45000.00',
    });
    own.push(opened.id);
    await does(hotline, ticket('addTicketNote'), {
      id: opened.id,
      idempotencyKey: key(),
      note: '已联系企业',
    });
    if (i === 0) {
      // Qinghai hands one over: a ticket of Guizhou's then, linked to its own.
      if (province !== '52') {
        await does(hotline, ticket('transferTicket'), {
          id: opened.id,
          expectedVersion: opened.version,
          idempotencyKey: key(),
          homeRegionCode: '520000',
          reason: '贵州籍',
        });
      }
      continue;
    }
    const accepted = await does(staff, ticket('acceptTicket'), {
      id: opened.id,
      expectedVersion: opened.version,
    });
    const resolved = await does(staff, ticket('resolveTicket'), {
      id: opened.id,
      expectedVersion: accepted.version,
      resolution: '已付清',
    });
    if (i === 1) continue;
    const closed = await does(manager, ticket('closeTicket'), {
      id: opened.id,
      expectedVersion: resolved.version,
    });
    await does(hotline, ticket('correctTicketCaller'), {
      id: opened.id,
      expectedVersion: closed.version,
      callerName: '王小五',
      reason: '本人来电更正',
    });
  }
  const personas = await Promise.all([manager, staff, hotline, auditor].map((one) => named(network, one)));
  return { personas, own, phone };
}

const READS = [
  '{ viewer { username role scope { code name } station { id name parent { id name } } } }',
  `{ stations(first: 100) { edges { cursor node { id name tier homeRegion { code } hostRegion { code } parent { id }
      phone openedOn closedOn version } } } }`,
  '{ partnerProvinces { region { code } stations agreement { id parties { code } signedOn expiresOn version } } }',
  `{ enterprises(first: 50) { edges { node { id name creditCode industryCode region { code } version
      contacts(first: 20) { edges { node { id name title phone } } }
      visits(first: 20) { edges { node { id visitedOn } } } } } } }`,
  `{ visits(first: 50) { edges { cursor node { id station { id } enterprise { id } visitedOn way participants
      contact { id name phone } findings openingsPromised version
      followUps { id dueOn note doneAt version } } } } }`,
  '{ followUpsDue(first: 50, before: "2999-12-31") { edges { node { id dueOn note doneAt visit { id } version } } } }',
  `{ jobPostings(first: 50) { edges { node { id enterprise { id } title openings filled payMin payMax payUnit
      region { code } validThrough status station { id } version } } } }`,
  `{ tickets(first: 50) { edges { cursor node { id number channel category status priority summary homeRegion { code }
      incidentRegion { code } station { id } worker { id name phone } enterprise { id } callerName callerPhone
      peopleInvolved amountOwed openedAt dueAt dueAtProvisional resolvedAt version
      history(first: 20) { edges { node { id at type note actor { username station { id } } } } } } } } }`,
  `query ($phone: String!) { caller(phone: $phone) { worker { id name }
      recentTickets(first: 10) { edges { node { id number } } } } }`,
  `query ($province: String!) { networkDashboard(homeProvinceCode: $province,
      period: { from: "2024-01-01", to: "2025-01-01" }) {
    scope { code }
    totals { stations enterprisesContacted visits jobPostings openings tickets hotlineMatters governmentServices overdueTickets }
    byHostProvince { region { code } stations enterprisesContacted visits jobPostings openings tickets }
    byHomeCity { region { code } stations visits jobPostings tickets overdueTickets }
    ticketsByCategory { category count resolvedInTime }
    trend(by: MONTH) { from to visits jobPostings openings tickets }
    topStations(first: 5, by: TICKETS) { station { id } value }
    yearOnYear { visits jobPostings openings tickets } } }`,
];

/** Everything a persona reads on a service, signed in there with the password of long ago: whole answers. */
export async function readsOf({ username }: Persona, { phone }: Life, url: string): Promise<unknown[]> {
  const client = await signIn(url, username, PASSWORD);
  const province = phone.slice(3, 5);
  const answers: unknown[] = [];
  for (const query of READS) answers.push(await client.ask(query, variablesOf(query, { phone, province })));
  return answers;
}

const variablesOf = (query: string, all: Record<string, string>) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => query.includes(`$${name}`)));

/** The codes a persona is answered with for each of these ids. */
export async function nodesSeenBy({ username }: Persona, ids: readonly string[], url: string) {
  const client = await signIn(url, username, PASSWORD);
  return Promise.all(ids.map((id) => client.codes('query ($id: ID!) { node(id: $id) { id } }', { id })));
}
