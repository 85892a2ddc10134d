import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const POST = `mutation ($input: PostJobsInput!) { postJobs(input: $input) {
  jobPostings { id title status version } userErrors { code field message } } }`;

describe('a spreadsheet of jobs', () => {
  let service: TestService;
  let network: Network;
  let enterprises: Seeded[];
  let office: Person;
  let station: Seeded;
  let staff: Person;
  const today = businessDate(new Date());

  const rows = (count: number, more: (index: number) => object = () => ({})) =>
    Array.from({ length: count }, (_, index) => ({
      enterpriseId: enterprises[index % enterprises.length]?.id,
      title: `缝纫工 ${index}`,
      openings: 5,
      payUnit: 'MONTH',
      regionCode: index % 2 ? '440607' : '440606',
      validThrough: addDays(today, 30),
      ...more(index),
    }));
  const post = async (by: Person, input: object) =>
    (await by.data(POST, { input: { idempotencyKey: crypto.randomUUID(), ...input } })).postJobs;
  const count = async (table: string) =>
    (await service.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    enterprises = [await network.enterprise('440607'), await network.enterprise('440606')];
    office = await network.person('HR_OFFICER', '440600');
    station = await network.station('WORKSTATION', '522626', '440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    await network.agreement(['520000', '440000']);
    await network.agreement(['630000', '440607']);
  });
  afterAll(() => service.stop());

  it('of five hundred is posted and published in as many statements as one of two', async () => {
    const cost = async (size: number) => {
      service.statements.length = 0;
      const { jobPostings, userErrors } = await post(office, { jobs: rows(size), publish: true });
      expect(userErrors).toEqual([]);
      expect(jobPostings).toHaveLength(size);
      return [...service.statements];
    };
    expect(await cost(500)).toEqual(await cost(2));
    const [credited] = await service.sql(
      `SELECT count(*) FILTER (WHERE tenant = '52')::int AS guizhou, count(*) FILTER (WHERE tenant = '63')::int AS qinghai,
              count(DISTINCT p.batch_id)::int AS batches
         FROM job_collection c JOIN job_posting p ON p.id = c.posting_id WHERE p.status = 'PUBLISHED'`,
    );
    expect(credited).toEqual({ guizhou: 502, qinghai: 251, batches: 2 });
  });

  it('gives its postings in their order, and each of them has its audit', async () => {
    const { jobPostings } = await post(office, { jobs: rows(30) });
    expect(
      jobPostings.map(({ title, status }: { title: string; status: string }) => [title, status]),
    ).toEqual(rows(30).map(({ title }) => [title, 'DRAFT']));
    const [audited] = await service.sql(
      `SELECT count(DISTINCT a.record_id)::int AS records, count(DISTINCT a.request_id)::int AS requests
         FROM audit_entry a JOIN job_posting p ON p.id = a.record_id
        WHERE a.operation = 'postJobs' AND p.batch_id = (SELECT batch_id FROM job_posting ORDER BY id DESC LIMIT 1)`,
    );
    expect(audited).toEqual({ records: 30, requests: 1 });
  });

  it('sent again gives the same postings in their present state, also when sent at once', async () => {
    const input = { idempotencyKey: crypto.randomUUID(), jobs: rows(5) };
    const [first, second] = await Promise.all([post(office, input), post(office, input)]);
    expect(second).toEqual(first);
    const [{ id, version }] = first.jobPostings;
    await office.data(
      'mutation ($input: PublishJobPostingInput!) { publishJobPosting(input: $input) { userErrors { code } } }',
      { input: { id, expectedVersion: version } },
    );
    expect((await post(office, input)).jobPostings.map(({ status }: { status: string }) => status)).toEqual([
      'PUBLISHED',
      'DRAFT',
      'DRAFT',
      'DRAFT',
      'DRAFT',
    ]);
    expect((await post(office, { ...input, jobs: rows(4) })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] },
    ]);
  });

  it('with something to mend is posted not at all, and every row at fault is named', async () => {
    const before = [await count('job_posting'), await count('job_collection')];
    const jobs = rows(20, (index) => ({
      ...(index === 3 && { title: ' ' }),
      ...(index === 7 && { openings: 0, regionCode: '999999' }),
    }));
    expect((await post(office, { jobs })).userErrors).toMatchObject([
      { code: 'REQUIRED', field: ['jobs', '3', 'title'] },
      { code: 'INVALID', field: ['jobs', '7', 'openings'] },
      { code: 'INVALID', field: ['jobs', '7', 'regionCode'] },
    ]);
    const wrong = rows(20, (index) => ({
      ...(index === 2 && { enterpriseId: encodeNodeId('Enterprise', null, station.uuid) }),
      ...(index === 4 && { regionCode: '440306', payMin: '9', payMax: '8' }),
      ...(index === 5 && { validThrough: '2020-01-01' }),
      ...(index === 19 && { stationId: station.id }),
    }));
    const { jobPostings, userErrors } = await post(office, { jobs: wrong });
    expect(jobPostings).toEqual([]);
    expect(
      userErrors.map(({ code, field }: { code: string; field: string[] }) => `${code} ${field.join('.')}`),
    ).toEqual([
      'NOT_FOUND jobs.2.enterpriseId',
      'INVALID jobs.4.payMax',
      'INVALID jobs.4.regionCode',
      'INVALID jobs.5.validThrough',
      'INVALID jobs.19.stationId',
    ]);
    expect([await count('job_posting'), await count('job_collection')]).toEqual(before);
  });

  it('of none, or of more than five hundred, is refused', async () => {
    expect((await post(office, { jobs: [] })).userErrors).toMatchObject([
      { code: 'REQUIRED', field: ['jobs'] },
    ]);
    expect((await post(office, { jobs: rows(501) })).userErrors).toMatchObject([
      { code: 'INVALID', field: ['jobs'] },
    ]);
  });

  it('of a station counts for its province on that day', async () => {
    const { jobPostings, userErrors } = await post(staff, { jobs: rows(3) });
    expect(userErrors).toEqual([]);
    expect(jobPostings).toHaveLength(3);
    const collected = await service.sql(
      `SELECT station_id AS station, home_region_code AS home, collected_on::text AS day, count(*)::int AS count
         FROM job_collection WHERE station_id IS NOT NULL GROUP BY 1, 2, 3`,
    );
    expect(collected).toEqual([{ station: station.uuid, home: '522626', day: today, count: 3 }]);
  });
});
