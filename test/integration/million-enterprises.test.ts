import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Database } from '../../src/infra/db/database.ts';
import { createEnterpriseQueries } from '../../src/modules/enterprises/index.ts';
import { createReader } from '../../src/operations/reader.ts';
import type { Actor } from '../../src/shared/actor.ts';
import { regionRange } from '../../src/shared/region-range.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { loadMillionEnterprises, MILLION } from '../support/million-enterprises.ts';

/** Texts of every kind: as frequent as they get, in the middle, and of one enterprise in thousands or of none. */
const searches = {
  'two characters': ['有限', '电子', '深圳', '华恒', '司电'],
  'three characters': ['制衣厂', '佛山市', '华恒电', '科技有', '圳市恒'],
  'a long name': ['深圳市宝安区恒华电子科技有限公司', '电子科技有限公司'],
  'one character': ['深', '龘'],
  'a part of a credit code': ['91', 'MA', '914406', '607MA', 'F1A', 'F1A2', '91440607MAA'],
  'what is nowhere': ['贵州黔东', '𠮷野家', 'ZZZZZ'],
};
const cases = Object.entries(searches).flatMap(([kind, texts]) =>
  texts.flatMap((text) => [null, '44', '440607', '522626'].map((region) => [kind, text, region] as const)),
);

const actor: Actor = {
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'cengong.station',
  role: 'STATION_STAFF',
  scope: regionScope('home', '522626'),
  stationId: null,
};

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** `TIMINGS=1 npm test -- million` prints how long each search took, the statement alone. */
describe('among a million enterprises, as the service’s role and under a scope', () => {
  let database: TestDatabase;
  let session: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    await loadMillionEnterprises(database.ownerUrl);
    session = new pg.Client({ connectionString: database.serviceUrl });
    await session.connect();
  }, 300_000);
  afterAll(async () => {
    await session?.end();
    await database.drop();
  });

  /** The reads of the service, with something else done to their statements than running them. */
  const reads = (prefix: string, heard: (rows: Record<string, unknown>[]) => void) => {
    const instead: Pick<Database, 'read'> = {
      async read(settings, _name, query) {
        await session.query(`BEGIN READ ONLY; ${settings}`);
        const { rows } = await session.query(prefix + query.text, query.values);
        await session.query('COMMIT');
        heard(rows);
        return prefix ? [] : rows;
      },
    };
    return createEnterpriseQueries(createReader(instead as Database));
  };

  async function planOf(search: string, region: string | null): Promise<Plan[]> {
    let top: Plan | undefined;
    const instead = reads('EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ', ([row]) => {
      const [explained] = row ? (row['QUERY PLAN'] as { Plan: Plan }[]) : [];
      top = explained?.Plan;
    });
    await instead.list(actor, { first: 20 }, { search, region: region ? regionRange(region) : null });
    const withParts = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(withParts)];
    return top ? withParts(top) : [];
  }

  it('there is one', async () => {
    const { rows } = await session.query('SELECT count(*)::int AS count FROM enterprise');
    expect(rows).toEqual([{ count: MILLION }]);
  });

  it.each(cases)('%s is looked for by an index: %s in %s', async (_, search, region) => {
    const plans = await planOf(search, region);
    const scans = plans.filter((plan) => plan['Relation Name'] === 'enterprise');
    expect(scans.length).toBeGreaterThan(1);
    expect(scans.filter((scan) => scan['Node Type'] === 'Seq Scan')).toEqual([]);
    expect(plans.map((plan) => plan['Index Name'])).toContain('enterprise_fragment');
    // Frequent or rare, with or without a region: few rows are looked at.
    const rows = scans.map((scan) => scan['Actual Rows'] * scan['Actual Loops']);
    expect(Math.max(...rows)).toBeLessThan(MILLION / 40);
  });

  it('a search finds what a comparison with every name and code finds, in pages', async () => {
    for (const search of ['华恒电', 'F1A']) {
      const { rows } = await session.query(
        'SELECT id FROM enterprise WHERE strpos(name, $1) > 0 OR strpos(credit_code, $1) > 0 ORDER BY id',
        [search],
      );
      const found: string[] = [];
      const enterprises = reads('', () => {});
      for (let after: string | null = null, more = true; more; ) {
        const page = await enterprises.list(actor, { first: 7, after }, { search });
        found.push(...page.edges.map(({ node }) => node.id));
        [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
      }
      expect(found.length).toBeGreaterThan(10);
      expect(found.sort()).toEqual(rows.map(({ id }) => id));
    }
  });

  if (process.env.TIMINGS) {
    it('takes so many milliseconds', async () => {
      const lines: string[] = [];
      for (const [, search, region] of cases) {
        const criteria = { search, region: region ? regionRange(region) : null };
        const times: number[] = [];
        let rows = 0;
        for (let i = 0; i < 5; i++) {
          const from = performance.now();
          const page = await reads('', () => {}).list(actor, { first: 20 }, criteria);
          times.push(performance.now() - from);
          rows = page.edges.length;
        }
        const [best = 0, , median = 0] = times.sort((a, b) => a - b);
        lines.push(
          `${best.toFixed(1).padStart(7)} ${median.toFixed(1).padStart(7)} ms ${rows} rows: ${search} ${region ?? ''}`,
        );
      }
      process.stdout.write(`\n   best  median\n${lines.join('\n')}\n`);
    }, 300_000);
  }
});
