import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../src/infra/db/owner.ts';
import { recodeRegions, regions } from '../../src/modules/regions/index.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { operate } from '../support/cli.ts';
import { type Client, signIn } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LOG_VISIT =
  'mutation ($input: LogVisitInput!) { logVisit(input: $input) { visit { id } userErrors { code field } } }';
const POST_JOB =
  'mutation ($input: PostJobInput!) { postJob(input: $input) { jobPosting { id } userErrors { code field } } }';
const OPEN_TICKET = `mutation ($input: OpenTicketInput!) {
  openTicket(input: $input) { ticket { id version homeRegion { code } station { id } } userErrors { code field } } }`;
const REGISTER = `mutation ($input: RegisterEnterpriseInput!) {
  registerEnterprise(input: $input) { enterprise { id region { code } } userErrors { code field } } }`;

/** 互助 county of Qinghai was 632126 until the end of 2013 and is 630223 since; its neighbour 循化 went from 632128 to 630225. */
describe('the recoding of regions', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let enterprise: Seeded;
  let staff: Person;
  let city: Person;
  let neighbour: Person;
  let province: Person;
  let elsewhere: Person;
  const today = businessDate(new Date());
  const period = { from: today, to: addDays(today, 1) };

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    // All of this was written before the codes changed: it is what a database of then holds.
    station = await network.station('WORKSTATION', '632126', '320583');
    enterprise = await network.enterprise('320583');
    staff = await network.person('STATION_STAFF', '632126', station);
    city = await network.person('MANAGER', '632100');
    neighbour = await network.person(
      'STATION_STAFF',
      '632128',
      await network.station('WORKSTATION', '632128', '320583'),
    );
    province = await network.person('MANAGER', '630000');
    elsewhere = await network.person('MANAGER', '520000');
    await network.worker('632126', '王小五', '13800000001');
    await work(staff);
  });
  afterAll(() => service.stop());

  const recode = () => asOwner(service.database.ownerUrl, (client) => recodeRegions(client, regions.retired));

  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async function does(person: Client, query: string, input: object): Promise<any> {
    const [payload] = Object.values(
      await person.data(query, { input: { idempotencyKey: crypto.randomUUID(), ...input } }),
    ) as { userErrors: unknown[] }[];
    expect(payload?.userErrors).toEqual([]);
    return payload;
  }
  const matter = (homeRegionCode: string) => ({
    channel: 'WALK_IN',
    category: 'OTHER',
    summary: '咨询',
    homeRegionCode,
    callerName: '王小五',
    callerPhone: '13800000001',
  });

  /** What a day at the station leaves: a visit with a contact and a follow-up, a posting, a ticket with its caller. */
  async function work(person: Person) {
    await does(person, LOG_VISIT, {
      stationId: station.id,
      enterpriseId: enterprise.id,
      visitedOn: today,
      way: 'PHONE',
      participants: ['杨光'],
      contact: { name: '陈六', phone: '13900002222' },
      followUps: [{ dueOn: today, note: '回访' }],
    });
    await does(person, POST_JOB, {
      stationId: station.id,
      enterpriseId: enterprise.id,
      title: '普工',
      openings: 5,
      payUnit: 'MONTH',
      regionCode: '320583',
      validThrough: '2999-12-31',
    });
    await does(person, OPEN_TICKET, matter('630000'));
  }

  const everything = `{
    viewer { scope { code name formerCodes { code name validTo } } station { homeRegion { code } } }
    visits(first: 50) { edges { node { id station { homeRegion { code } } contact { id } } } }
    followUpsDue(first: 50) { edges { node { id } } }
    jobPostings(first: 50) { edges { node { id } } }
    tickets(first: 50) { edges { node { id callerName worker { id } homeRegion { code } history(first: 9) { edges { node { id } } } } } }
  }`;
  const sees = (person: Client) => person.data(everything);
  const countsOf = (data: Record<string, { edges: unknown[] }>) =>
    ['visits', 'followUpsDue', 'jobPostings', 'tickets'].map((list) => data[list]?.edges.length);
  const figuresOf = async (person: Person, home: string) =>
    (
      await person.data(
        `query ($home: String!, $period: PeriodInput!) { networkDashboard(homeProvinceCode: $home, period: $period) {
           scope { code } totals { stations visits enterprisesContacted jobPostings openings tickets }
           byHomeCity { region { code } stations visits jobPostings tickets } } }`,
        { home, period },
      )
    ).networkDashboard;

  describe('before the operators move the records', () => {
    it('shows staff of the retired code what they did and do, in the county’s present name', async () => {
      const seen = await sees(staff);
      expect(seen.viewer).toEqual({
        scope: {
          code: '630223',
          name: '互助土族自治县',
          formerCodes: [{ code: '632126', name: '互助土族自治县', validTo: '2013-12-31' }],
        },
        station: { homeRegion: { code: '630223' } },
      });
      expect(countsOf(seen)).toEqual([1, 1, 1, 1]);
      expect(seen.tickets.edges[0].node).toMatchObject({
        callerName: '王**',
        worker: { id: expect.any(String) },
      });
    });

    it('shows the city above what it always saw, and the neighbour and other provinces nothing', async () => {
      expect(countsOf(await sees(city))).toEqual([1, 1, 1, 1]);
      expect(countsOf(await sees(neighbour))).toEqual([0, 0, 0, 0]);
      expect(countsOf(await sees(elsewhere))).toEqual([0, 0, 0, 0]);
    });

    it('takes the retired code of an input for its successor and keeps in the audit what was entered', async () => {
      const { ticket } = await does(staff, OPEN_TICKET, matter('632126'));
      expect(ticket.homeRegion.code).toBe('630223');
      const { enterprise: registered } = await does(staff, REGISTER, {
        creditCode: '91350100M000100Y43',
        name: '吴江纺织厂',
        regionCode: '320584',
      });
      expect(registered.region.code).toBe('320509');
      expect(
        await service.sql(
          'SELECT operation, former_region_codes AS former FROM audit_entry WHERE former_region_codes IS NOT NULL ORDER BY id',
        ),
      ).toEqual([
        { operation: 'openTicket', former: { homeRegionCode: '632126' } },
        { operation: 'registerEnterprise', former: { regionCode: '320584' } },
      ]);
    });

    it('sends a ticket to the county’s station, whichever code each of them has', async () => {
      const { ticket } = await does(await network.person('HOTLINE_AGENT', '630000'), OPEN_TICKET, {
        ...matter('630223'),
        incidentRegionCode: '320583',
      });
      expect(ticket.station).toEqual({ id: station.id });
    });

    it('takes it in filters, whole or as a prefix', async () => {
      for (const code of ['320509', '320584']) {
        const { enterprises } = await staff.data(
          'query ($code: String!) { enterprises(first: 9, filter: { regionCode: $code }) { edges { node { name } } } }',
          { code },
        );
        expect(enterprises.edges).toHaveLength(1);
      }
      const { regions: counties } = await staff.data('{ regions(parentCode: "6321") { code } }');
      expect(counties).toContainEqual({ code: '630223' });
    });

    it('counts in the dashboard what stands under either code, once', async () => {
      const counted = {
        stations: 1,
        visits: 1,
        enterprisesContacted: 1,
        jobPostings: 1,
        openings: 5,
        tickets: 3,
      };
      for (const [person, home] of [
        [staff, '632126'],
        [staff, '630223'],
        [province, '630223'],
      ] as const) {
        expect((await figuresOf(person, home)).totals).toEqual(counted);
      }
      expect((await figuresOf(province, '63')).byHomeCity).toEqual([
        // The one whose county nobody knew.
        { region: { code: '630000' }, stations: 0, visits: 0, jobPostings: 0, tickets: 1 },
        { region: { code: '630200' }, stations: 2, visits: 1, jobPostings: 1, tickets: 2 },
      ]);
    });

    it('lets staff go on: a follow-up done, a ticket resolved', async () => {
      await work(staff);
      const { followUpsDue, tickets } = await staff.data(
        '{ followUpsDue(first: 1) { edges { node { id version } } } tickets(first: 1) { edges { node { id version } } } }',
      );
      const changes = [
        ['completeFollowUp', 'CompleteFollowUpInput', followUpsDue],
        ['acceptTicket', 'AcceptTicketInput', tickets],
      ] as const;
      for (const [mutation, type, list] of changes) {
        const { id, version } = list.edges[0].node;
        const answer = await staff.data(
          `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code field } } }`,
          { input: { id, expectedVersion: version } },
        );
        expect(answer[mutation].userErrors).toEqual([]);
      }
    });
  });

  it('is foreseen by every policy that compares with the range of a scope', async () => {
    const rows = await service.sql<{ name: string }>(
      `WITH policy AS (
         SELECT tablename, concat(qual, with_check) AS condition FROM pg_policies WHERE schemaname = 'public')
       SELECT tablename AS name FROM policy WHERE condition ~ '>= NULLIF'
       EXCEPT SELECT tablename FROM policy WHERE condition ~ '_former' ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      // By province, and provinces keep their codes.
      'calendar_entry',
      // By every region whose people see what is counted, the successors of retired ones among them: `figure` below, too.
      'contact_set',
      // Written with the codes in use, and read by everybody.
      'cooperation_agreement_party',
      'enterprise',
      'figure',
      // By province, too.
      'personal_data_request',
      'ticket_deadline_rule',
    ]);
  });

  describe('when the operators move the records', () => {
    const askers = () => [staff, city, neighbour, province, elsewhere];

    it('moves all of them, shows everybody exactly what was shown before and logs each', async () => {
      const seen = await Promise.all(askers().map(sees));
      const figures = await figuresOf(province, '63');
      const [audits] = await service.sql<{ n: number }>('SELECT count(*)::int AS n FROM audit_entry');

      const recoded = await recode();
      expect(
        Object.fromEntries(recoded.map(({ table, column, records }) => [`${table}.${column}`, records])),
      ).toMatchObject({
        'enterprise_contact.home_region_code': 1,
        'enterprise_visit.home_region_code': 2,
        'job_collection.home_region_code': 2,
        'job_posting.author_home_region_code': 2,
        'ticket_event.handler_region_code': expect.any(Number),
        'visit_follow_up.home_region_code': 2,
        'worker.home_region_code': 1,
      });

      expect(await Promise.all(askers().map(sees))).toEqual(seen);
      expect(await figuresOf(province, '63')).toEqual(figures);
      const moved = recoded.reduce((sum, one) => sum + one.records, 0);
      expect(await service.sql('SELECT count(*)::int AS n FROM audit_entry')).toEqual([
        { n: (audits?.n ?? 0) + moved },
      ]);
    });

    it('leaves no record under a retired code, and tells of each which it had', async () => {
      for (const table of [
        'station',
        'account',
        'enterprise_visit',
        'service_ticket',
        'ticket_event',
        'ticket_caller',
      ]) {
        expect(
          await service.sql(`SELECT home_region_code FROM ${table} WHERE home_region_code LIKE '6321%'`),
        ).toEqual([]);
      }
      expect(
        await service.sql(
          `SELECT tenant, actor_username AS "by", former_region_codes AS former, home_region_code AS home
             FROM audit_entry WHERE operation = 'recodeRegions' AND record_type = 'Station' AND record_id = $1`,
          [station.uuid],
        ),
      ).toEqual([
        { tenant: '63', by: 'regions:recode', former: { homeRegionCode: '632126' }, home: '630223' },
      ]);
    });

    it('shows who signs in anew the same as who still has the token of before', async () => {
      const { username, password } = await network.password(staff);
      const again = await signIn(service.url, username, password);
      expect(await sees(again)).toEqual(await sees(staff));
    });

    it('finds nothing to do the second time', async () => {
      const before = await network.contents();
      expect(await recode()).toEqual([]);
      expect(await network.contents()).toEqual(before);
    });
  });

  it('moves each record once when two operators start at once', async () => {
    await network.station('WORKSTATION', '632123', '320583');
    const both = await Promise.all([recode(), recode()]);
    expect(both.flat()).toEqual([
      { code: '632123', successor: '630202', table: 'station', column: 'home_region_code', records: 1 },
    ]);
  });

  it('waits for changes under way, which then bring no code along that was read before', async () => {
    await network.station('WORKSTATION', '632127', '320583');
    const open = await service.dataSource.createQueryRunner();
    await open.startTransaction();
    await open.query(
      `SET LOCAL app.actor = '${staff.actor.id}'; SET LOCAL app.home_from = '630000'; SET LOCAL app.home_to = '640000'`,
    );
    await open.query('SELECT id FROM service_ticket LIMIT 1 FOR UPDATE');
    const recoding = recode();
    await until(async () => {
      const waiting = await service.sql(`SELECT FROM pg_locks WHERE NOT granted AND mode = 'ExclusiveLock'`);
      return waiting.length > 0;
    });
    expect(
      await service.sql(`SELECT count(*)::int AS n FROM station WHERE home_region_code = '632127'`),
    ).toEqual([{ n: 1 }]);
    await open.commitTransaction();
    await open.release();
    expect(await recoding).toHaveLength(1);
  });

  it('is told of by npm run regions:recode, in Chinese and English, whatever it finds', async () => {
    await network.station('WORKSTATION', '632122', '320583');
    const { ownerUrl, serviceUrl } = service.database;
    const command = () =>
      operate('recode-regions', [], { DATABASE_URL: serviceUrl, MIGRATIONS_DATABASE_URL: ownerUrl });
    expect(await command()).toMatchObject({
      code: 0,
      said: expect.stringMatching(
        /^632122 民和回族土族自治县 → 630222 民和回族土族自治县: station.home_region_code 1\n.* \/ Recoded 1 region codes\.\n$/,
      ),
    });
    expect(await command()).toMatchObject({
      code: 0,
      said: expect.stringContaining('No record stands under a retired region code.'),
    });
  });

  it('makes one of two parties of an agreement that became one region', async () => {
    const { uuid } = await network.agreement(['630000', '320502', '320503', '320508']);
    await recode();
    expect(
      await service.sql(
        'SELECT region_code AS code FROM cooperation_agreement_party WHERE agreement_id = $1 ORDER BY 1',
        [uuid],
      ),
    ).toEqual([{ code: '320508' }, { code: '630000' }]);
  });

  it('refuses to move records to another province, and moves nothing', async () => {
    const before = await network.contents();
    await expect(
      asOwner(service.database.ownerUrl, (client) =>
        recodeRegions(client, [
          { code: '630223', successor: '630225' },
          { code: '522626', successor: '440607' },
        ]),
      ),
    ).rejects.toThrow('lies in another province');
    expect(await network.contents()).toEqual(before);
  });
});

/** Asks again until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}
