import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, businessDate, startOfBusinessDay } from '../../src/shared/business-day.ts';
import type { Client } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const told = `jobPosting {
  id version status title kind occupation openings filled payMin payMax payUnit region { code } validThrough
  duties conditions boardAndLodging insurance publishedAt closedAt closeReason repostOf { id } station { id } enterprise { id }
} userErrors { code field }`;
const mutation = (name: string, input: string) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { ${told} } }`;
const documents = {
  postJob: mutation('postJob', 'PostJobInput'),
  editJobPosting: mutation('editJobPosting', 'EditJobPostingInput'),
  publishJobPosting: mutation('publishJobPosting', 'PublishJobPostingInput'),
  recordHires: mutation('recordHires', 'RecordHiresInput'),
  renewJobPosting: mutation('renewJobPosting', 'RenewJobPostingInput'),
  repostJob: mutation('repostJob', 'RepostJobInput'),
  closeJobPosting: mutation('closeJobPosting', 'CloseJobPostingInput'),
};
const LIST = `query ($filter: JobPostingFilter, $order: JobPostingOrder) {
  jobPostings(first: 100, filter: $filter, orderBy: $order) { edges { node { id status } } } }`;

interface Posting {
  id: string;
  version: number;
  status: string;
  openings: number;
  filled: number;
  validThrough: string;
}

describe('a posting through its life', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let enterprise: Seeded;
  let staff: Person;
  let office: Person;
  const today = businessDate(new Date());

  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  const does = async (by: Client, name: keyof typeof documents, input: object): Promise<any> =>
    (await by.data(documents[name], { input }))[name];
  const step = ({ id, version }: Posting) => ({ id, expectedVersion: version });
  const key = () => ({ idempotencyKey: crypto.randomUUID() });
  const post = async (by: Client, more: object = {}): Promise<Posting> => {
    const { jobPosting, userErrors } = await does(by, 'postJob', {
      ...key(),
      enterpriseId: enterprise.id,
      title: '缝纫工',
      openings: 3,
      payUnit: 'MONTH',
      regionCode: '440607',
      validThrough: addDays(today, 30),
      ...more,
    });
    expect(userErrors).toEqual([]);
    return jobPosting;
  };
  const publish = async (by: Client, more: object = {}): Promise<Posting> =>
    (await does(by, 'publishJobPosting', step(await post(by, more)))).jobPosting;
  /** Lets so many days go by, for one posting: its validity moves back. */
  const wait = ({ id }: Posting, days: number) =>
    service.sql('UPDATE job_posting SET valid_through = valid_through - $2::int WHERE id = $1', [
      uuidOf(id),
      days,
    ]);
  const collections = ({ id }: Posting) =>
    service.sql<{ home: string; host: string }>(
      `SELECT home_region_code AS home, host_region_code AS host FROM job_collection
        WHERE posting_id = $1 ORDER BY 1`,
      [uuidOf(id)],
    );
  const listed = async (by: Client, filter: object, order = 'NEWEST') =>
    (
      await by.data(LIST, { filter: { enterpriseId: enterprise.id, ...filter }, order })
    ).jobPostings.edges.map(({ node }: { node: { id: string } }) => node.id) as string[];
  const read = async (by: Client, { id }: Posting) =>
    (
      await by.data(
        `query ($id: ID!) { jobPosting(id: $id) { ${told.split('} userErrors')[0]?.slice(12)} } }`,
        { id },
      )
    ).jobPosting;
  const problem = (code: string, field: string) => ({
    jobPosting: null,
    userErrors: [{ code, field: [field] }],
  });

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    office = await network.person('HR_OFFICER', '440600');
    await network.agreement(['520000', '440000']);
  });
  afterAll(() => service.stop());

  it('tells more of the job than must be told, and REGULAR when it does not', async () => {
    expect(await post(staff)).toMatchObject({
      kind: 'REGULAR',
      occupation: null,
      insurance: null,
      repostOf: null,
    });
    const more = {
      kind: 'SEASONAL',
      occupation: '缝纫工 6-05-02-01',
      boardAndLodging: '包吃住',
      insurance: '五险',
    };
    expect(await post(office, more)).toMatchObject(more);
  });

  describe('as a draft', () => {
    it('is edited freely', async () => {
      const other = await network.enterprise('440606');
      const draft = await post(office, { payMin: '4000', payMax: '5000', duties: '缝纫' });
      const edited = await does(office, 'editJobPosting', {
        ...step(draft),
        enterpriseId: other.id,
        title: '裁剪工',
        kind: 'ODD_JOB',
        occupation: '裁剪工',
        openings: 9,
        payMin: '120.5',
        payMax: null,
        payUnit: 'DAY',
        regionCode: '440606',
        validThrough: addDays(today, 3),
        duties: null,
        boardAndLodging: '包午餐',
      });
      expect(edited).toMatchObject({
        jobPosting: {
          version: 2,
          status: 'DRAFT',
          title: '裁剪工',
          kind: 'ODD_JOB',
          occupation: '裁剪工',
          openings: 9,
          payMin: '120.50',
          payMax: null,
          payUnit: 'DAY',
          region: { code: '440606' },
          validThrough: addDays(today, 3),
          duties: null,
          boardAndLodging: '包午餐',
          enterprise: { id: other.id },
        },
        userErrors: [],
      });
      expect(await read(office, edited.jobPosting)).toEqual(edited.jobPosting);
    });

    it('of a station counts where the work turns out to be', async () => {
      const draft = await post(staff);
      expect(await collections(draft)).toEqual([{ home: '522626', host: '440607' }]);
      await does(staff, 'editJobPosting', { ...step(draft), regionCode: '330282' });
      expect(await collections(draft)).toEqual([{ home: '522626', host: '330282' }]);
    });

    it.each([
      [{}, 'INVALID', 'id'],
      [{ title: '缝纫工' }, 'INVALID', 'id'],
      [{ title: ' ' }, 'REQUIRED', 'title'],
      [{ openings: 0 }, 'INVALID', 'openings'],
      [{ payMax: '3999.99' }, 'INVALID', 'payMax'],
      [{ payMin: '5000.01' }, 'INVALID', 'payMax'],
      [{ regionCode: '440306' }, 'INVALID', 'regionCode'],
      [{ regionCode: '999999' }, 'INVALID', 'regionCode'],
      [{ validThrough: '2020-01-01' }, 'INVALID', 'validThrough'],
      [{ title: null }, 'INVALID', 'title'],
    ])('is not edited by %j', async (more, code, field) => {
      const draft = await post(office, { payMin: '4000', payMax: '5000' });
      expect(await does(office, 'editJobPosting', { ...step(draft), ...more })).toEqual(problem(code, field));
    });

    it('knows neither hires nor renewal nor repost', async () => {
      const draft = await post(office);
      for (const [name, more] of [
        ['recordHires', { hires: 1 }],
        ['renewJobPosting', { validThrough: addDays(today, 60) }],
      ] as const) {
        expect(await does(office, name, { ...step(draft), ...more })).toEqual(
          problem('ILLEGAL_TRANSITION', 'id'),
        );
      }
      expect(
        await does(office, 'repostJob', { ...key(), id: draft.id, validThrough: addDays(today, 9) }),
      ).toEqual(problem('ILLEGAL_TRANSITION', 'id'));
    });
  });

  describe('once published', () => {
    it('is edited within limits, also when the whole form is sent back', async () => {
      const posting = await publish(office, { payMin: '4000', payMax: '5000' });
      const { jobPosting } = await does(office, 'editJobPosting', {
        ...step(posting),
        enterpriseId: enterprise.id,
        title: '缝纫工',
        regionCode: '440607',
        validThrough: posting.validThrough,
        openings: 5,
        payMax: '6000',
        conditions: '有经验者优先',
      });
      expect(jobPosting).toMatchObject({ status: 'PUBLISHED', openings: 5, payMax: '6000.00', version: 3 });
      expect(
        await does(office, 'editJobPosting', {
          ...step(jobPosting),
          title: '裁剪工',
          regionCode: '440606',
          validThrough: addDays(today, 60),
        }),
      ).toEqual({
        jobPosting: null,
        userErrors: ['title', 'regionCode', 'validThrough'].map((field) => ({
          code: 'INVALID',
          field: [field],
        })),
      });
    });

    it('is FILLED by itself when full, and back when openings grow or hires are taken back', async () => {
      let posting = await publish(staff);
      const hires = async (count: number) => {
        const answer = await does(staff, 'recordHires', { ...step(posting), hires: count });
        posting = answer.jobPosting ?? posting;
        return answer;
      };
      expect((await hires(2)).jobPosting).toMatchObject({ status: 'PUBLISHED', filled: 2 });
      expect(await hires(2)).toEqual(problem('INVALID', 'hires'));
      expect(await hires(-3)).toEqual(problem('INVALID', 'hires'));
      expect(await hires(0)).toEqual(problem('INVALID', 'hires'));
      expect((await hires(1)).jobPosting).toMatchObject({ status: 'FILLED', filled: 3 });
      expect(await listed(staff, { status: 'FILLED' })).toContain(posting.id);
      expect(await listed(staff, { status: 'PUBLISHED' })).not.toContain(posting.id);
      expect((await hires(-1)).jobPosting).toMatchObject({ status: 'PUBLISHED', filled: 2 });
      await hires(1);
      const edit = async (openings: number) => {
        const answer = await does(staff, 'editJobPosting', { ...step(posting), openings });
        posting = answer.jobPosting ?? posting;
        return answer;
      };
      expect((await edit(4)).jobPosting).toMatchObject({ status: 'PUBLISHED', filled: 3 });
      expect(await edit(2)).toEqual(problem('INVALID', 'openings'));
      expect((await edit(3)).jobPosting).toMatchObject({ status: 'FILLED', filled: 3 });
    });

    it('counts each hire once when two confirm at once', async () => {
      const posting = await publish(office);
      const answers = await Promise.all(
        [1, 1].map((hires) => does(office, 'recordHires', { ...step(posting), hires })),
      );
      expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
        { code: 'STALE_VERSION', field: ['expectedVersion'] },
      ]);
      expect(await read(office, posting)).toMatchObject({ filled: 1 });
    });

    it('expires by itself: everywhere, for everybody', async () => {
      const posting = await publish(office);
      await wait(posting, 31);
      for (const by of [office, staff]) {
        expect(await read(by, posting)).toMatchObject({ status: 'EXPIRED' });
        expect(await listed(by, { status: 'EXPIRED' })).toContain(posting.id);
        expect(await listed(by, { status: 'PUBLISHED' })).not.toContain(posting.id);
        expect(await listed(by, {}, 'EXPIRING')).not.toContain(posting.id);
        expect(await listed(by, { status: 'EXPIRED' }, 'EXPIRING')).toContain(posting.id);
      }
      expect(await does(office, 'closeJobPosting', step(posting))).toEqual(
        problem('ILLEGAL_TRANSITION', 'id'),
      );
      expect(await does(office, 'editJobPosting', { ...step(posting), openings: 9 })).toEqual(
        problem('ILLEGAL_TRANSITION', 'id'),
      );
      const { jobPosting } = await does(office, 'recordHires', { ...step(posting), hires: 3 });
      expect(jobPosting).toMatchObject({ status: 'EXPIRED', filled: 3 });
    });

    it('expires at midnight in Shanghai, to the millisecond', async () => {
      const posting = await publish(office, { validThrough: today });
      const midnight = startOfBusinessDay(addDays(today, 1));
      const at = async (instant: Date) => {
        service.setNow(instant);
        return {
          status: (await read(office, posting)).status,
          listed: (await listed(office, { status: 'PUBLISHED' })).includes(posting.id),
          expired: (await listed(office, { status: 'EXPIRED' })).includes(posting.id),
        };
      };
      try {
        expect(await at(new Date(midnight.getTime() - 1))).toEqual({
          status: 'PUBLISHED',
          listed: true,
          expired: false,
        });
        expect(await at(midnight)).toEqual({ status: 'EXPIRED', listed: false, expired: true });
      } finally {
        service.setNow(null);
      }
    });

    it('is renewed, expired or not, and counts no second time', async () => {
      const posting = await publish(office);
      const credited = await collections(posting);
      expect(credited).toEqual([{ home: '520000', host: '440607' }]);
      await network.agreement(['450000', '440000']);
      await wait(posting, 40);
      for (const day of [addDays(today, -10), addDays(today, -1)]) {
        expect(await does(office, 'renewJobPosting', { ...step(posting), validThrough: day })).toEqual(
          problem('INVALID', 'validThrough'),
        );
      }
      const { jobPosting } = await does(office, 'renewJobPosting', { ...step(posting), validThrough: today });
      expect(jobPosting).toMatchObject({ status: 'PUBLISHED', validThrough: today });
      expect(await collections(posting)).toEqual(credited);
      await service.sql(`DELETE FROM cooperation_agreement_party WHERE region_code = '450000'`);
    });
  });

  describe('reposted', () => {
    it('is a new posting that names its source and counts anew', async () => {
      const source = await publish(office, { payMin: '4000', insurance: '五险' });
      const closed = (await does(office, 'closeJobPosting', { ...step(source), reason: '招聘暂停' }))
        .jobPosting;
      expect(closed).toMatchObject({
        status: 'CLOSED',
        closeReason: '招聘暂停',
        closedAt: expect.any(String),
      });
      const input = { ...key(), id: closed.id, validThrough: addDays(today, 9) };
      const { jobPosting, userErrors } = await does(office, 'repostJob', input);
      expect(userErrors).toEqual([]);
      expect(jobPosting).toMatchObject({
        status: 'DRAFT',
        version: 1,
        filled: 0,
        title: '缝纫工',
        payMin: '4000.00',
        insurance: '五险',
        validThrough: addDays(today, 9),
        closedAt: null,
        repostOf: { id: source.id },
      });
      expect(await collections(jobPosting)).toEqual([]);
      expect((await does(office, 'repostJob', input)).jobPosting.id).toBe(jobPosting.id);
      await does(office, 'publishJobPosting', step(jobPosting));
      expect(await collections(jobPosting)).toEqual([{ home: '520000', host: '440607' }]);
      expect(await read(office, source)).toMatchObject({ status: 'CLOSED', repostOf: null });
    });

    it('is another station’s once its own has closed', async () => {
      const closing = await network.station('WORKSTATION', '522626', '440606');
      const person = await network.person('STATION_STAFF', '522626', closing);
      const source = await publish(person);
      await does(person, 'closeJobPosting', step(source));
      await service.sql('UPDATE station SET closed_on = $2 WHERE id = $1', [closing.uuid, today]);
      const input = { id: source.id, validThrough: addDays(today, 9) };
      expect(await does(staff, 'repostJob', { ...key(), ...input })).toEqual(problem('INVALID', 'stationId'));
      const { jobPosting } = await does(staff, 'repostJob', { ...key(), ...input, stationId: station.id });
      expect(jobPosting).toMatchObject({ station: { id: station.id }, repostOf: { id: source.id } });
      expect(await collections(jobPosting)).toEqual([{ home: '522626', host: '440607' }]);
    });

    it('is no second one while the first is on the market', async () => {
      const posting = await publish(office);
      expect(
        await does(office, 'repostJob', { ...key(), id: posting.id, validThrough: addDays(today, 9) }),
      ).toEqual(problem('ILLEGAL_TRANSITION', 'id'));
    });
  });

  it('is credited to the region whose agreement it is, and to the province where there are several', async () => {
    await network.agreement(['620100', '441900']);
    await network.agreement(['630200', '441900']);
    await network.agreement(['630203', '440000']);
    await network.agreement(['610100', '441900']);
    await network.agreement(['610300', '440000']);
    const dongguan = await network.person('HR_OFFICER', '441900');
    expect(await collections(await publish(dongguan, { regionCode: '441900' }))).toEqual(
      ['520000', '610000', '620100', '630200'].map((home) => ({ home, host: '441900' })),
    );
  });

  it('is by the API what its model says, whatever is tried in whatever order', async () => {
    const attempt = fc.oneof(
      fc.record({ name: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ name: fc.constant('editJobPosting' as const), openings: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ name: fc.constant('recordHires' as const), hires: fc.constantFrom(-2, -1, 1, 2, 3) }),
      fc.record({ name: fc.constant('renewJobPosting' as const), days: fc.integer({ min: 0, max: 15 }) }),
      fc.record({ name: fc.constant('publishJobPosting' as const) }),
      fc.record({ name: fc.constant('closeJobPosting' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 4, maxLength: 18 }), async (attempts) => {
        let posting = await post(office, { validThrough: addDays(today, 8) });
        let [published, closed, left] = [false, false, 8];
        for (const tried of attempts) {
          const isExpired = published && !closed && left < 0;
          const { openings, filled } = posting;
          let expected = false;
          if (tried.name === 'wait') {
            await wait(posting, tried.days);
            left -= tried.days;
          } else {
            const input = {
              ...step(posting),
              ...('openings' in tried && { openings: tried.openings }),
              ...('hires' in tried && { hires: tried.hires }),
              ...('days' in tried && { validThrough: addDays(today, tried.days) }),
            };
            const answer = await does(office, tried.name, input);
            switch (tried.name) {
              case 'publishJobPosting':
                expected = !published && !closed && left >= 0;
                published ||= expected;
                break;
              case 'closeJobPosting':
                expected = !closed && !isExpired;
                closed ||= expected;
                break;
              case 'editJobPosting':
                expected = !closed && !isExpired && tried.openings !== openings && tried.openings >= filled;
                break;
              case 'recordHires':
                expected =
                  published && !closed && filled + tried.hires >= 0 && filled + tried.hires <= openings;
                break;
              case 'renewJobPosting':
                expected = published && !closed && tried.days > left;
                if (expected) left = tried.days;
                break;
            }
            expect({ ...tried, done: answer.jobPosting !== null }).toEqual({ ...tried, done: expected });
            posting = answer.jobPosting ?? posting;
          }
          const status = closed
            ? 'CLOSED'
            : !published
              ? 'DRAFT'
              : left < 0
                ? 'EXPIRED'
                : posting.filled === posting.openings
                  ? 'FILLED'
                  : 'PUBLISHED';
          expect(await read(office, posting)).toMatchObject({
            status,
            version: posting.version,
            filled: posting.filled,
          });
          expect(await listed(office, { status })).toContain(posting.id);
        }
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

const uuidOf = (id: string) =>
  Buffer.from(id, 'base64url')
    .toString('hex', 2)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
