import { deepStrictEqual } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { asOwner } from '../../src/infra/db/owner.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import type { Bench } from '../bench.ts';
import type { Data } from '../data/data.ts';
import { MATTER, settle } from '../data/settle.ts';
import { ask, type Load } from '../drive.ts';
import { written } from '../servers/limit-ticket.ts';
import { signIn } from '../servers/ours.ts';
import { type Statement, statementsOf } from '../statements.ts';
import { inTurns, ratio, typical } from '../turns.ts';
import { milliseconds, perSecond, type Row } from './row.ts';

const query = `mutation ($input: OpenTicketInput!) {
  openTicket(input: $input) { ticket { id number status } userErrors { message } } }`;

const matter = {
  channel: 'HOTLINE_12333',
  category: 'RIGHTS_PROTECTION',
  summary: MATTER,
  peopleInvolved: 12,
  amountOwed: '96000.00',
};

const LEAST = 0.5;

/** Opening a ticket, against one bare transaction with the same inserts. */
export async function writeRows({ data, ours, limit, log, connections, rhythm }: Bench): Promise<Row[]> {
  const places = await stationPlaces(data);
  const opening = async (url: string) => openingOf(url, await signIn(url, 'guizhou.hotline'), places);
  const load = await opening(ours.url);
  const statements = await statementsOf(log, (times) => ask(load, times));
  const opened: (string | undefined)[] = [];
  for (const _ of places) {
    opened.push(decodeNodeId(JSON.parse((await ask(load)).toString()).data.openTicket.ticket.id)?.id);
  }
  const like = inTurn(opened);
  const bare = {
    url: limit.url,
    next: () => ({ path: '/tickets', body: JSON.stringify({ like: like() }), check: isOpened }),
  };
  // It looks at each of these tickets once.
  await ask(bare, opened.length);
  const bareStatements = await statementsOf(log, (times) => ask(bare, times));
  deepStrictEqual(
    insertedBy(bareStatements),
    insertedBy(statements),
    `The bare transaction writes ${Object.keys(written)} and not all that the service writes`,
  );
  const paces = await inTurns(
    {
      ours: { ...load, processorTime: ours.processorTime },
      bare: { ...bare, processorTime: limit.processorTime },
    },
    connections,
    rhythm,
  );
  await asOwner(data.database.ownerUrl, settle);
  const share = ratio(paces.ours, paces.bare);
  return [
    {
      what: 'opening a ticket, against a bare transaction with the same inserts',
      ours: perSecond(typical(paces.ours, 'perSecond')),
      peer: perSecond(typical(paces.bare, 'perSecond')),
      ratio: share,
      target: `at least ${LEAST}`,
      met: share >= LEAST,
      profile: { load: opening, connections },
    },
    {
      what: 'processor time of the server alone for opening a ticket, against the bare transaction',
      ours: milliseconds(typical(paces.ours, 'work')),
      peer: milliseconds(typical(paces.bare, 'work')),
      ratio: null,
      target: '',
      met: null,
    },
    {
      what: 'SQL statements of opening a ticket, against the bare transaction',
      ours: String(statements.length),
      peer: String(bareStatements.length),
      ratio: null,
      target: '',
      met: null,
    },
  ];
}

interface Place {
  homeRegionCode: string;
  incidentRegionCode: string;
}

/** Whence workers come and where they work, for each of some stations: tickets go to all of them. */
export const stationPlaces = ({ database }: Data): Promise<Place[]> =>
  asOwner(database.peerUrl, async (client) => {
    const { rows } = await client.query<Place>(`
      SELECT home_region_code AS "homeRegionCode", host_region_code AS "incidentRegionCode" FROM station
       WHERE tier = 'WORKSTATION' AND home_region_code LIKE '52%' AND closed_on IS NULL ORDER BY id LIMIT 20`);
    return rows;
  });

/** A new ticket each time, of another station than the one before. */
export function openingOf(url: string, headers: Record<string, string>, places: readonly Place[]): Load {
  const place = inTurn(places);
  return {
    url,
    next() {
      const input = { ...matter, ...place(), idempotencyKey: randomUUID() };
      return { headers, body: JSON.stringify({ query, variables: { input } }), check: isOpened };
    },
  };
}

function inTurn<T>(list: readonly T[]): () => T {
  let turn = 0;
  return () => list[turn++ % list.length] as T;
}

function isOpened(answer: Buffer): void {
  const { ticket, userErrors } = JSON.parse(answer.toString()).data?.openTicket ?? {};
  if (ticket?.status !== 'ASSIGNED' || !/^52\d{14,}$/.test(ticket.number) || userErrors.length > 0) {
    throw new Error(`The ticket was not opened: ${answer}`);
  }
}

/** The tables, in the order of their names, each as often as it is written to. */
const insertedBy = (statements: readonly Statement[]) =>
  statements.flatMap(({ text }) => /INSERT INTO "?(\w+)/.exec(text)?.[1] ?? []).sort();
