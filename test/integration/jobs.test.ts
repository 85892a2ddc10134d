import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const posting = 'jobPosting { id title status version payMin payMax filled station { id } }';
const mutation = (name: string, input: string) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { ${posting} userErrors { code field } } }`;
const POST = mutation('postJob', 'PostJobInput');
const PUBLISH = mutation('publishJobPosting', 'PublishJobPostingInput');
const CLOSE = mutation('closeJobPosting', 'CloseJobPostingInput');

describe('job postings', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let enterprise: Seeded;
  let staff: Person;
  let office: Person;
  let manager: Person;
  const today = businessDate(new Date());

  const job = (more: Record<string, unknown> = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    enterpriseId: enterprise.id,
    title: '缝纫工',
    openings: 20,
    payUnit: 'MONTH',
    regionCode: '440607',
    validThrough: addDays(today, 30),
    ...more,
  });
  const post = async (person: Person, more: Record<string, unknown> = {}) =>
    (await person.data(POST, { input: job(more) })).postJob;
  const publish = async (person: Person, { id, version }: { id: string; version: number }) =>
    (await person.data(PUBLISH, { input: { id, expectedVersion: version } })).publishJobPosting;
  const close = async (person: Person, { id, version }: { id: string; version: number }) =>
    (await person.data(CLOSE, { input: { id, expectedVersion: version, reason: '已招满' } })).closeJobPosting;
  const credited = async () =>
    (
      await service.sql<{ tenant: string; home: string; station: string | null; day: string }>(
        `SELECT tenant, home_region_code AS home, station_id AS station, collected_on::text AS day
           FROM job_collection ORDER BY tenant`,
      )
    ).map(({ tenant, home, station, day }) => ({ tenant, home, station, day }));

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    office = await network.person('HR_OFFICER', '440607');
    manager = await network.person('MANAGER', '520000');
    await network.agreement(['520000', '440000']);
    await network.agreement(['630000', '440600']);
    await network.agreement(['430000', '330000']);
    await network.agreement(['620000', '440000'], addDays(today, -1));
    await network.agreement(['450000', '440600', '440000']);
    await network.agreement(['450000', '440607']);
    await network.agreement(['530000', '440606']);
  });
  afterAll(() => service.stop());

  it('that a station collects count for its province on that day, once', async () => {
    await service.sql('DELETE FROM job_collection');
    const { jobPosting, userErrors } = await post(staff);
    expect(userErrors).toEqual([]);
    expect(jobPosting).toMatchObject({ status: 'DRAFT', version: 1, station: { id: station.id } });
    const once = [{ tenant: '52', home: '522626', station: station.uuid, day: today }];
    expect(await credited()).toEqual(once);
    expect((await publish(staff, jobPosting)).jobPosting).toMatchObject({ status: 'PUBLISHED', version: 2 });
    expect(await credited()).toEqual(once);
  });

  it('of an office count when published, for every province with an agreement in force and no other', async () => {
    await service.sql('DELETE FROM job_collection');
    const { jobPosting } = await post(office);
    expect(jobPosting.station).toBeNull();
    expect(await credited()).toEqual([]);
    expect((await publish(office, jobPosting)).userErrors).toEqual([]);
    expect(await credited()).toEqual(
      ['45', '52', '63'].map((tenant) => ({ tenant, home: `${tenant}0000`, station: null, day: today })),
    );
  });

  it('are an office’s within its region alone', async () => {
    expect((await post(office, { regionCode: '440606' })).userErrors).toEqual([
      { code: 'INVALID', field: ['regionCode'] },
    ]);
    expect((await post(office, { stationId: station.id })).userErrors).toEqual([
      { code: 'INVALID', field: ['stationId'] },
    ]);
  });

  it('are collected in the name of a station within reach', async () => {
    const elsewhere = await network.station('WORKSTATION', '520302', '440607');
    expect((await post(staff, { stationId: elsewhere.id })).userErrors).toEqual([
      { code: 'NOT_FOUND', field: ['stationId'] },
    ]);
    expect((await post(manager)).userErrors).toEqual([{ code: 'REQUIRED', field: ['stationId'] }]);
    expect((await post(manager, { stationId: elsewhere.id })).userErrors).toEqual([]);
  });

  it.each([
    [{ payMin: '5000', payMax: '4999.99' }, ['payMax']],
    [{ openings: 0 }, ['openings']],
    [{ title: '   ' }, ['title']],
    [{ regionCode: '440699' }, ['regionCode']],
    [{ validThrough: '2024-01-01' }, ['validThrough']],
    [{ idempotencyKey: 'short' }, ['idempotencyKey']],
  ])('with %j are mended first', async (more, field) => {
    const { jobPosting, userErrors } = await post(staff, more);
    expect(jobPosting).toBeNull();
    expect(userErrors.map((error: { field: string[] }) => error.field)).toEqual([field]);
  });

  it('as drafts are seen by their author’s side alone, and published by everybody', async () => {
    const { jobPosting } = await post(office);
    const seen = (person: Person) =>
      person.codes('query ($id: ID!) { jobPosting(id: $id) { id } }', { id: jobPosting.id });
    const neighbour = await network.person('HR_OFFICER', '440606');
    const city = await network.person('HR_OFFICER', '440600');
    expect(await seen(city)).toEqual([]);
    for (const person of [staff, manager, neighbour]) expect(await seen(person)).toEqual(['NOT_FOUND']);
    await publish(office, jobPosting);
    for (const person of [staff, manager, neighbour]) expect(await seen(person)).toEqual([]);
    for (const person of [staff, neighbour]) {
      expect((await close(person, { id: jobPosting.id, version: 2 })).userErrors).toEqual([
        { code: 'NOT_FOUND', field: ['id'] },
      ]);
    }
  });

  it('go from draft to published to closed, and nowhere else', async () => {
    const { jobPosting } = await post(office);
    const published = (await publish(office, jobPosting)).jobPosting;
    expect((await publish(office, published)).userErrors).toEqual([
      { code: 'ILLEGAL_TRANSITION', field: ['id'] },
    ]);
    expect((await close(office, jobPosting)).userErrors).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
    const closed = (await close(office, published)).jobPosting;
    expect(closed).toMatchObject({ status: 'CLOSED', version: 3 });
    expect((await close(office, closed)).userErrors).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['id'] }]);
    expect((await publish(office, closed)).userErrors).toEqual([
      { code: 'ILLEGAL_TRANSITION', field: ['id'] },
    ]);
  });

  it('are published once by two at once', async () => {
    const { jobPosting } = await post(office);
    const colleague = await network.person('HR_OFFICER', '440607');
    const answers = await Promise.all([publish(office, jobPosting), publish(colleague, jobPosting)]);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
  });

  it('with one key sent twice are one, in its present state', async () => {
    const input = job();
    const first = (await office.data(POST, { input })).postJob.jobPosting;
    await publish(office, first);
    const again = (await office.data(POST, { input })).postJob;
    expect(again).toMatchObject({
      jobPosting: { id: first.id, status: 'PUBLISHED', version: 2 },
      userErrors: [],
    });
  });

  describe('in pages', () => {
    const LIST = `query ($first: Int!, $after: String, $order: JobPostingOrder, $enterprise: ID) {
      jobPostings(first: $first, after: $after, orderBy: $order, filter: { enterpriseId: $enterprise }) {
        edges { cursor node { id payMin payMax validThrough } } pageInfo { hasNextPage endCursor } } }`;
    let employer: Seeded;

    beforeAll(async () => {
      employer = await network.enterprise('440607');
      for (let i = 0; i < 9; i++) {
        await post(staff, {
          enterpriseId: employer.id,
          // Ties in every order, and some without pay.
          ...(i % 3 === 0 ? {} : { payMin: '4000', payMax: i % 3 === 1 ? '6000.50' : '10000' }),
          validThrough: addDays(today, 1 + (i % 2)),
        });
      }
    });

    it.each([
      ['NEWEST', 1],
      ['NEWEST', 2],
      ['PAY_HIGHEST', 2],
      ['PAY_HIGHEST', 7],
      ['EXPIRING', 1],
      ['EXPIRING', 7],
    ])('by %s, %d a page, are each there exactly once and in order', async (order, first) => {
      type Node = { id: string; payMax: string | null; validThrough: string };
      type Page = { edges: { node: Node }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
      const nodes: Node[] = [];
      let after: string | null = null;
      do {
        const { jobPostings }: { jobPostings: Page } = await staff.data(LIST, {
          first,
          after,
          order,
          enterprise: employer.id,
        });
        expect(jobPostings.edges.length).toBeLessThanOrEqual(first);
        for (const { node } of jobPostings.edges) nodes.push(node);
        after = jobPostings.pageInfo.hasNextPage ? jobPostings.pageInfo.endCursor : null;
      } while (after !== null);
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(9);
      expect(nodes).toHaveLength(9);
      if (order === 'PAY_HIGHEST') {
        expect(nodes.map(({ payMax }) => payMax)).toEqual([
          ...Array(3).fill('10000.00'),
          ...Array(3).fill('6000.50'),
          ...Array(3).fill(null),
        ]);
      }
      if (order === 'EXPIRING') {
        expect(nodes.map(({ validThrough }) => validThrough)).toEqual(
          nodes.map(({ validThrough }) => validThrough).sort(),
        );
      }
      if (order === 'NEWEST') {
        const oldest = nodes.at(-1);
        const [row] = await service.sql<{ id: string }>(
          'SELECT id FROM job_posting WHERE enterprise_id = $1 ORDER BY created_at, id LIMIT 1',
          [employer.uuid],
        );
        expect(Buffer.from(oldest?.id ?? '', 'base64url').toString('hex')).toContain(
          row?.id.replaceAll('-', ''),
        );
      }
    });

    it('are found by a fragment of the title, region and status', async () => {
      await post(staff, { title: '注塑机操作工', regionCode: '330282' });
      const titles = async (filter: object) =>
        (
          await staff.data(
            'query ($filter: JobPostingFilter) { jobPostings(first: 100, filter: $filter) { edges { node { title status } } } }',
            { filter },
          )
        ).jobPostings.edges.map(({ node }: { node: { title: string } }) => node.title);
      expect(await titles({ search: '塑机' })).toEqual(['注塑机操作工']);
      expect(await titles({ regionCode: '33' })).toEqual(['注塑机操作工']);
      expect(await titles({ search: '%' })).toEqual([]);
      expect(await titles({ regionCode: '33', status: 'PUBLISHED' })).toEqual([]);
    });
  });
});
