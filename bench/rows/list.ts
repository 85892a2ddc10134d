import { deepStrictEqual } from 'node:assert';
import { asOwner } from '../../src/infra/db/owner.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import type { Bench } from '../bench.ts';
import { ask, type Load, same } from '../drive.ts';
import { signIn } from '../servers/ours.ts';
import { LIST } from '../servers/sql.ts';
import { statementsOf } from '../statements.ts';
import { inTurns, ratio, typical } from '../turns.ts';
import { milliseconds, perSecond, type Row } from './row.ts';

/** A posting with what belongs to it, ids as UUIDs. */
interface Posting extends Record<string, unknown> {
  id: string;
  enterprise: { id: string };
  station: { id: string };
}

const posting = 'title openings filled payMin payMax payUnit validThrough status';

/** The same list in each server's own words, and how its answer reads. */
const lists = {
  ours: {
    query: `{ jobPostings(first: 50) { edges { node { id ${posting}
      enterprise { id name creditCode region { code name } }
      station { id name tier region: hostRegion { code name } } } } } }`,
    rows: (data: { jobPostings: { edges: { node: Posting }[] } }) =>
      data.jobPostings.edges.map(({ node }) => node),
    id: (id: string) => decodeNodeId(id)?.id ?? '',
  },
  postgraphile: {
    query: `{ allJobPostings(first: 50, orderBy: ROW_ID_DESC) { edges { node { id: rowId ${posting}
      enterprise: enterpriseByEnterpriseId { id: rowId name creditCode region { code name } }
      station: stationByStationId { id: rowId name tier region { code name } } } } } }`,
    rows: (data: { allJobPostings: { edges: { node: Posting }[] } }) =>
      data.allJobPostings.edges.map(({ node }) => node),
    id: (id: string) => id,
  },
  mercurius: {
    query: `{ jobPostings(first: 50) { id ${posting}
      enterprise { id name creditCode region { code name } } station { id name tier region { code name } } } }`,
    rows: (data: { jobPostings: Posting[] }) => data.jobPostings,
    id: (id: string) => id,
  },
  limit: { query: '', rows: (data: { jobPostings: Posting[] }) => data.jobPostings, id: (id: string) => id },
};

/** Postings, enterprises, stations; regions are no rows. */
const LEVELS = 3;

/** Fifty postings, each with its enterprise, the enterprise's region, its station and the station's region. */
export async function listRows(bench: Bench): Promise<Row[]> {
  const { ours, limit, postgraphile, mercurius, log } = bench;
  const expected = await postings(bench);
  const asManager = async (url: string) =>
    listOf('ours', url, expected, await signIn(url, 'guizhou.manager'));
  const { processorTime } = ours;
  const loads = {
    ours: { ...(await asManager(ours.url)), processorTime },
    limit: { ...(await listOf('limit', limit.url, expected)), processorTime: limit.processorTime },
    postgraphile: {
      ...(await listOf('postgraphile', postgraphile.url, expected)),
      processorTime: postgraphile.processorTime,
    },
    mercurius: {
      ...(await listOf('mercurius', mercurius.url, expected)),
      processorTime: mercurius.processorTime,
    },
  };
  const paces = await inTurns(loads, bench.connections, bench.rhythm);
  const row = (what: string, peer: keyof typeof loads, least: number | null): Row => {
    const times = ratio(paces.ours, paces[peer]);
    return {
      what,
      ours: perSecond(typical(paces.ours, 'perSecond')),
      peer: perSecond(typical(paces[peer], 'perSecond')),
      ratio: times,
      target: least === null ? '' : `at least ${least}`,
      met: least === null ? null : times >= least,
      profile: { load: asManager, connections: bench.connections },
    };
  };
  const work = (name: keyof typeof loads) => milliseconds(typical(paces[name], 'work'));
  const counted = async (name: keyof typeof loads) =>
    (await statementsOf(log, (times) => ask(loads[name], times))).length;
  const ofOurs = await counted('ours');
  return [
    row('list of 50, against PostGraphile 5', 'postgraphile', 1.5),
    row('list of 50, against the limit', 'limit', 0.6),
    row('list of 50, against Mercurius 16 with JIT', 'mercurius', null),
    {
      what: 'processor time of the server alone for a list, against PostGraphile 5, Mercurius 16 and the limit',
      ours: work('ours'),
      peer: [work('postgraphile'), work('mercurius'), work('limit')].join(', '),
      ratio: null,
      target: '',
      met: null,
    },
    {
      what: 'SQL statements of the list, against PostGraphile 5 and Mercurius 16',
      ours: `${ofOurs - 1}, and 1 for the session`,
      peer: `${await counted('postgraphile')} and ${await counted('mercurius')}`,
      ratio: null,
      target: `at most ${LEVELS}, one a level`,
      met: ofOurs - 1 <= LEVELS,
    },
  ];
}

/** The list as it is in the database. */
export const postings = ({ data }: Bench): Promise<Posting[]> =>
  asOwner(data.database.peerUrl, async (client) => {
    const { rows } = await client.query<{ body: string }>(LIST);
    return JSON.parse(rows[0]?.body ?? '').data.jobPostings;
  });

/**
 * The list asked of a server. Its first answer is held against the rows as they are in the database; every answer after
 * that has to be the same bytes.
 */
export async function listOf(
  server: keyof typeof lists,
  url: string,
  expected: readonly Posting[],
  headers: Record<string, string> = {},
): Promise<Load> {
  const { query, rows, id } = lists[server];
  const body = JSON.stringify({ query });
  const first = await ask({ url, next: () => ({ headers, body, check() {} }) });
  const found = rows(JSON.parse(first.toString()).data).map((row) => ({
    ...row,
    id: id(row.id),
    enterprise: { ...row.enterprise, id: id(row.enterprise.id) },
    station: { ...row.station, id: id(row.station.id) },
  }));
  deepStrictEqual(found, expected, `${server} answers something else than what is in the database`);
  const check = same(first);
  return { url, next: () => ({ headers, body, check }) };
}
