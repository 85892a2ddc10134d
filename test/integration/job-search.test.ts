import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { maintenance } from '../../src/infra/db/owner.ts';
import { createJobQueries, type JobPostingCriteria } from '../../src/modules/jobs/index.ts';
import type { Actor } from '../../src/shared/actor.ts';
import { businessDate } from '../../src/shared/business-day.ts';
import { prefixOf, regionRange } from '../../src/shared/region-range.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { looked, planOf, readerOn, withEnterprise } from '../support/plans.ts';

const POSTINGS = 120_000;
const now = new Date();
const today = businessDate(now);

/** Years of postings, the last weeks of them on the market: one in a hundred by an office, one in two hundred a draft. */
const LOAD = `
  INSERT INTO enterprise (id, credit_code, name, region_code, created_at)
  SELECT uuidv7(), '91440607MA' || lpad(n::text, 8, '0'), '企业' || n, '440607', now() FROM generate_series(1, 300) n;
  INSERT INTO station (id, name, tier, home_region_code, host_region_code, opened_on)
  VALUES ('0198c0de-0000-7000-8000-00000000000a', '岑巩站', 'WORKSTATION', '522626', '440607', '2020-01-01');
  INSERT INTO job_posting (id, enterprise_id, station_id, author_home_region_code, author_host_region_code, title, kind,
                           openings, filled, pay_min, pay_max, pay_unit, region_code, valid_through, status,
                           published_at, closed_at, created_at)
  SELECT uuidv7((n - ${POSTINGS}) * interval '15 minutes'),
         (SELECT id FROM enterprise WHERE credit_code = '91440607MA' || lpad((n % 300 + 1)::text, 8, '0')),
         CASE WHEN n % 100 <> 7 THEN '0198c0de-0000-7000-8000-00000000000a'::uuid END,
         CASE WHEN n % 100 <> 7 THEN '522626' END, CASE WHEN n % 100 = 7 THEN '440607' END,
         (ARRAY['普工', '缝纫工', '焊工', '包装工（小时工）', 'CNC 操作工', '数控车工', '质检员', '仓库管理员'])[n % 8 + 1]
           || CASE WHEN n % 1009 = 0 THEN '（夜班）' ELSE '' END,
         CASE WHEN n % 50 = 0 THEN 'SEASONAL' ELSE 'REGULAR' END,
         5, CASE WHEN n % 10 = 0 THEN 5 ELSE 0 END, 3000 + n % 4000, 5000 + n % 4000, 'MONTH',
         (ARRAY['440607', '440606', '440306', '330282', '320583'])[n % 5 + 1],
         current_date + (n - ${POSTINGS}) / 96 + 30,
         CASE WHEN n % 200 = 3 THEN 'DRAFT' WHEN n % 20 = 4 THEN 'CLOSED' WHEN n % 10 = 0 THEN 'FILLED' ELSE 'PUBLISHED' END,
         CASE WHEN n % 200 <> 3 THEN now() + (n - ${POSTINGS}) * interval '15 minutes' END,
         CASE WHEN n % 20 = 4 THEN now() END,
         now() + (n - ${POSTINGS}) * interval '15 minutes'
    FROM generate_series(1, ${POSTINGS}) n;
  INSERT INTO job_title (posting_id, title, region_code)
  SELECT id, title, region_code FROM job_posting WHERE published_at IS NOT NULL;`;

const staff: Actor = {
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'cengong.station',
  role: 'STATION_STAFF',
  scope: regionScope('home', '522626'),
  stationId: null,
};
const office: Actor = { ...staff, role: 'HR_OFFICER', scope: regionScope('host', '440607') };

const orders = ['NEWEST', 'PAY_HIGHEST', 'EXPIRING'] as const;
const filters: [string, JobPostingCriteria][] = [
  ['everything', {}],
  ['what is on the market', { status: 'PUBLISHED' }],
  ['what is full', { status: 'FILLED' }],
  ['what has expired', { status: 'EXPIRED' }],
  ['what was closed', { status: 'CLOSED' }],
  ['drafts', { status: 'DRAFT' }],
  ['a county', { region: regionRange('440607') }],
  ['a province, on the market', { region: regionRange('33'), status: 'PUBLISHED' }],
  ['a kind', { kind: 'SEASONAL' }],
  ['a kind that nobody posts', { kind: 'PUBLIC_WELFARE' }],
  ['a frequent fragment', { search: '工' }],
  ['a frequent fragment, on the market', { search: '小时', status: 'PUBLISHED' }],
  ['two characters', { search: '夜班' }],
  ['two characters, on the market', { search: '夜班', status: 'PUBLISHED' }],
  ['four characters in a county', { search: '车工（夜', region: regionRange('440607') }],
  ['Latin letters, written otherwise', { search: 'ｃｎｃ操作' }],
  ['what is nowhere', { search: '龘' }],
];
const cases = filters.flatMap(([what, criteria]) => orders.map((order) => [what, order, criteria] as const));

/** `TIMINGS=1 npm test -- job-search` prints how long each list took, the statement alone. */
describe(`among ${POSTINGS} postings, as the service’s role and under a scope`, () => {
  let database: TestDatabase;
  let session: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await maintenance(owner, async () => {
      await owner.query(LOAD);
    });
    await owner.query('VACUUM (ANALYZE) enterprise, station, job_posting, job_title');
    await owner.end();
    session = new pg.Client({ connectionString: database.serviceUrl });
    await session.connect();
  }, 300_000);
  afterAll(async () => {
    await session?.end();
    await database.drop();
  });

  const postings = () => createJobQueries(readerOn(session), () => now);

  it.each(cases)('%s by %s is read by an index, and few rows are looked at', async (_, order, criteria) => {
    const plans = await planOf(session, (reader) =>
      createJobQueries(reader, () => now).list(staff, { first: 20 }, criteria, order, withEnterprise),
    );
    const scans = plans.filter((plan) => plan['Relation Name']?.startsWith('job_'));
    expect(scans.length).toBeGreaterThan(0);
    expect(scans.filter((scan) => scan['Node Type'] === 'Seq Scan' && scan['Actual Loops'] > 0)).toEqual([]);
    if (criteria.search) {
      expect(plans.map((plan) => plan['Index Name'])).toContain('job_title_fragment');
    }
    expect(Math.max(...scans.map(looked))).toBeLessThan(POSTINGS / 20);
  });

  it.each(orders)(
    'a search finds what a comparison with every title finds, in pages, by %s',
    async (order) => {
      for (const [actor, mine] of [
        [staff, "p.author_home_region_code = '522626'"],
        [office, "p.author_host_region_code = '440607'"],
      ] as const) {
        for (const criteria of [
          { search: '夜班', status: 'PUBLISHED' },
          { search: '车工（夜', region: regionRange('44') },
          { search: 'c n c', status: 'DRAFT' },
          // Frequent, and few of them within the other conditions.
          { search: '工', status: 'DRAFT', region: regionRange('440607') },
        ] as JobPostingCriteria[]) {
          const { search = '', status, region } = criteria;
          const { rows } = await everything(
            `SELECT p.id FROM job_posting p
                WHERE (p.published_at IS NOT NULL OR ${mine})
                  AND strpos(upper(replace(p.title, ' ', '')), upper(replace($1, ' ', ''))) > 0
                  AND ($2::text IS NULL OR p.status = $2 AND ($2 <> 'PUBLISHED' OR p.valid_through >= $3))
                  AND ($4::text IS NULL OR starts_with(p.region_code, $4))
                  AND ($5 <> 'EXPIRING' OR $2 IS NOT NULL OR p.valid_through >= $3)`,
            [search, status ?? null, today, region ? prefixOf(region) : null, order],
          );
          const found: string[] = [];
          for (let after: string | null = null, more = true; more; ) {
            const page = await postings().list(actor, { first: 97, after }, criteria, order, withEnterprise);
            found.push(...page.edges.map(({ node }) => node.id));
            [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
          }
          expect([...found].sort()).toEqual(rows.map(({ id }) => id).sort());
        }
      }
    },
    60_000,
  );

  /** Runs SQL past row-level security. */
  async function everything(text: string, values: unknown[]): Promise<{ rows: { id: string }[] }> {
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    try {
      return await admin.query(text, values);
    } finally {
      await admin.end();
    }
  }

  if (process.env.TIMINGS) {
    it('takes so many milliseconds', async () => {
      const lines: string[] = [];
      for (const [what, order, criteria] of cases) {
        const times: number[] = [];
        for (let i = 0; i < 5; i++) {
          const from = performance.now();
          await postings().list(staff, { first: 20 }, criteria, order, withEnterprise);
          times.push(performance.now() - from);
        }
        const [best = 0, , median = 0] = times.sort((a, b) => a - b);
        lines.push(`${what}, ${order}: best ${best.toFixed(1)}, median ${median.toFixed(1)}`);
      }
      process.stdout.write(`${lines.join('\n')}\n`);
    }, 120_000);
  }
});
