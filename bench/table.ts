import { availableParallelism } from 'node:os';
import type { Row } from './rows/row.ts';

const heads = ['what', 'ours', 'peer', 'ratio', 'target', 'met'];

const cells = ({ what, ours, peer, ratio, target, met }: Row): string[] => [
  what,
  ours,
  peer,
  ratio === null ? '' : ratio.toFixed(2),
  target,
  met === null ? '' : met ? 'met' : 'not met',
];

/** The rows as a table of Markdown, which reads as well on a terminal. */
export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cells)];
  const widths = heads.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const write = (line: readonly string[]) =>
    `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = lines;
  return [write(head), write(widths.map((width) => '-'.repeat(width))), ...body.map(write)].join('\n');
}

/** What the figures depend on, without a date or the name of a machine. */
export const circumstances = (facts: {
  postgres: string;
  events: number;
  connections: number;
  rounds: number;
  seconds: number;
}) =>
  `${availableParallelism()} cores for servers, PostgreSQL and client together; Node ${process.versions.node}, PostgreSQL ${facts.postgres}, ` +
  `pools of 10; ${facts.events.toLocaleString('en')} visits, postings and tickets in the database; ${facts.connections} connections, ` +
  `${facts.rounds} rounds of ${facts.seconds} s in turns, ratios are medians over the rounds.`;
