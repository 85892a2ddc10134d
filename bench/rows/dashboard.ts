import { deepStrictEqual } from 'node:assert';
import { asOwner } from '../../src/infra/db/owner.ts';
import { addDays } from '../../src/shared/business-day.ts';
import type { Bench } from '../bench.ts';
import { ask, type Load, same } from '../drive.ts';
import { signIn } from '../servers/ours.ts';
import { statementsOf } from '../statements.ts';
import { inTurns, ratio, typical } from '../turns.ts';
import { milliseconds, perSecond, type Row } from './row.ts';

/** All that the manager's page shows. */
const query = `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
  scope { code name }
  totals { stations enterprisesContacted visits jobPostings openings tickets hotlineMatters governmentServices overdueTickets }
  byHostProvince { region { code name } stations enterprisesContacted visits jobPostings openings tickets }
  byHomeCity { region { code name } stations visits jobPostings tickets overdueTickets }
  ticketsByCategory { category count resolvedInTime }
  trend(by: MONTH) { from to visits jobPostings openings tickets }
  topStations(first: 10, by: VISITS) { station { id name } value }
  yearOnYear { visits jobPostings openings tickets } } }`;

const MONTHS = { from: '2024-01-01', to: '2024-10-01' };

/** In so many days before and behind the nine months nothing happened. */
const QUIET_DAYS = 92;

/** There are not so many questions. */
const SHORT = { seconds: 1, warmUp: 2 };

/** A person waits for the answer; nobody else asks. */
const ONE = 1;

const asManager = async (url: string) => [url, await signIn(url, 'guizhou.manager')] as const;

/** The dashboard of a province, no cache serving, and what history costs it. */
export async function coldRows(bench: Bench): Promise<Row[]> {
  const expected = await recount(bench);
  const cold = async (url: string) => coldOf(...(await asManager(url)), expected);
  const ours = await cold(bench.ours.url);
  const one = bench.oneYear && (await cold(bench.oneYear.url));
  const paces = await inTurns({ ours, one }, ONE, { ...bench.rhythm, ...SHORT });
  const p50 = typical(paces.ours, 'p50');
  const growth = one ? ratio(paces.ours, paces.one, 'p50') : null;
  const statements = (await statementsOf(bench.log, (times) => ask(ours, times))).length;
  return [
    {
      what: 'province dashboard, cold: median on one connection',
      ours: milliseconds(p50),
      peer: '',
      ratio: null,
      target: 'at most 10 ms',
      met: p50 <= 10,
      profile: { load: cold, connections: ONE },
    },
    {
      what: 'province dashboard, cold: ten years of history against one',
      ours: milliseconds(p50),
      peer: one ? milliseconds(typical(paces.one, 'p50')) : '',
      ratio: growth,
      target: 'at most 1.2',
      met: growth === null ? null : growth <= 1.2,
    },
    {
      what: 'SQL statements of the dashboard, the session among them',
      ours: String(statements),
      peer: '',
      ratio: null,
      target: 'at most 6',
      met: statements <= 6,
    },
  ];
}

/** The same dashboard again and again, against the least the server can be asked for. */
export async function warmRows(bench: Bench): Promise<Row[]> {
  const expected = await recount(bench);
  const warm = async (url: string) => warmOf(...(await asManager(url)), expected);
  const [url, headers] = await asManager(bench.ours.url);
  const loads = { warm: await warm(url), samePerson: typename(url, headers), nobody: typename(url) };
  const paces = await inTurns(loads, bench.connections, bench.rhythm);
  return (['samePerson', 'nobody'] as const).map((peer) => {
    const share = ratio(paces.warm, paces[peer]);
    return {
      what: `province dashboard, warm, against { __typename } of ${peer === 'nobody' ? peer : 'the same person'}`,
      ours: perSecond(typical(paces.warm, 'perSecond')),
      peer: perSecond(typical(paces[peer], 'perSecond')),
      ratio: share,
      target: 'at least 0.7',
      met: share >= 0.7,
      profile: { load: warm, connections: bench.connections },
    };
  });
}

type Totals = Record<'visits' | 'jobPostings' | 'openings' | 'tickets', number>;

/** What the nine months hold, counted past the service. */
export const recount = ({ data }: Bench): Promise<Totals> =>
  asOwner(data.database.peerUrl, async (client) => {
    const { rows } = await client.query<Totals>(
      `
      SELECT (SELECT count(*) FROM enterprise_visit v JOIN station s ON s.id = v.station_id
               WHERE v.tenant = '52' AND v.visited_on >= $1 AND v.visited_on < $2 AND v.voided_at IS NULL
                 AND left(s.host_region_code, 2) <> '52')::int AS visits,
             count(*)::int AS "jobPostings", sum(j.openings)::int AS openings,
             (SELECT count(*) FROM service_ticket t WHERE t.tenant = '52'
                 AND (t.opened_at AT TIME ZONE 'Asia/Shanghai')::date >= $1
                 AND (t.opened_at AT TIME ZONE 'Asia/Shanghai')::date < $2)::int AS tickets
        FROM job_collection c JOIN job_posting j ON j.id = c.posting_id
       WHERE c.tenant = '52' AND c.collected_on >= $1 AND c.collected_on < $2`,
      [MONTHS.from, MONTHS.to],
    );
    return rows[0] as Totals;
  });

/**
 * Never twice the same question: the nine months with some of the quiet days before and behind them.
 * @param changing tickets are opened meanwhile, so that what was asked before is read anew: then questions come again
 */
export function coldOf(
  url: string,
  headers: Record<string, string>,
  expected: Totals,
  changing = false,
): Load {
  let asked = 0;
  return {
    url,
    next() {
      if (asked === QUIET_DAYS ** 2) {
        if (!changing) throw new Error('Every question was asked: what follows could come from a cache.');
        asked = 0;
      }
      const from = addDays(MONTHS.from, -(asked % QUIET_DAYS));
      const to = addDays(MONTHS.to, Math.floor(asked / QUIET_DAYS));
      asked += 1;
      const body = JSON.stringify({ query, variables: { period: { from, to } } });
      return { headers, body, check: (answer) => holds(answer, expected) };
    },
  };
}

/** Always the same question. */
export async function warmOf(url: string, headers: Record<string, string>, expected: Totals): Promise<Load> {
  const body = JSON.stringify({ query, variables: { period: MONTHS } });
  const first = await ask({
    url,
    next: () => ({ headers, body, check: (answer) => holds(answer, expected) }),
  });
  const check = same(first);
  return { url, next: () => ({ headers, body, check }) };
}

function typename(url: string, headers: Record<string, string> = {}): Load {
  const check = same(Buffer.from('{"data":{"__typename":"Query"}}'));
  return { url, next: () => ({ headers, body: '{"query":"{ __typename }"}', check }) };
}

function holds(answer: Buffer, expected: Totals): void {
  const { data, errors } = JSON.parse(answer.toString());
  const { visits, jobPostings, openings, tickets } = data?.networkDashboard?.totals ?? {};
  deepStrictEqual({ visits, jobPostings, openings, tickets }, expected, JSON.stringify(errors));
}
