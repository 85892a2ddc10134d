import { deepStrictEqual } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import type { Bench } from '../bench.ts';
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
  summary: '反映三水区某厂拖欠 12 名务工人员两个月工资，请协助讨要。',
  homeRegionCode: '522626',
  incidentRegionCode: '440607',
  peopleInvolved: 12,
  amountOwed: '96000.00',
};

const LEAST = 0.5;

/** Opening a ticket, against one bare transaction with the same inserts. */
export async function writeRows({ ours, limit, log, connections, rhythm }: Bench): Promise<Row[]> {
  const opening = async (url: string) => openingOf(url, await signIn(url, 'guizhou.hotline'));
  const load = await opening(ours.url);
  const statements = await statementsOf(log, (times) => ask(load, times));
  const like = decodeNodeId(JSON.parse((await ask(load)).toString()).data.openTicket.ticket.id)?.id;
  const bare = {
    url: limit.url,
    next: () => ({ path: '/tickets', body: JSON.stringify({ like }), check: isOpened }),
  };
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

/** A new ticket each time. */
export const openingOf = (url: string, headers: Record<string, string>): Load => ({
  url,
  next() {
    const input = { ...matter, idempotencyKey: randomUUID() };
    return { headers, body: JSON.stringify({ query, variables: { input } }), check: isOpened };
  },
});

function isOpened(answer: Buffer): void {
  const { ticket, userErrors } = JSON.parse(answer.toString()).data?.openTicket ?? {};
  if (ticket?.status !== 'ASSIGNED' || !/^52\d{14,}$/.test(ticket.number) || userErrors.length > 0) {
    throw new Error(`The ticket was not opened: ${answer}`);
  }
}

/** The tables, in the order of their names, each as often as it is written to. */
const insertedBy = (statements: readonly Statement[]) =>
  statements.flatMap(({ text }) => /INSERT INTO "?(\w+)/.exec(text)?.[1] ?? []).sort();
