import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Row, type Table, tableNames, tables, type Value } from './tables.ts';

/** So many rows go out at once: enough to make a COPY worth its while, few enough to stay small. */
const rowsInBatch = 8_000;

/** After so many rows the making of them stops for a moment, in which the socket takes up what is to be sent. */
const rowsAtATime = 200;

type Batch = Map<Table, string[]>;

/**
 * Loads rows by COPY, in the transaction of the client. Rows of several tables may come mixed; a row that others refer
 * to comes before them. While PostgreSQL takes in one batch, the next is being made.
 */
export async function copyRows(client: pg.Client, rows: Iterable<Row>): Promise<void> {
  for await (const batch of Readable.from(batches(rows), { highWaterMark: 1 }) as AsyncIterable<Batch>) {
    for (const table of tableNames) await copyLines(client, table, batch.get(table) ?? []);
  }
}

async function* batches(rows: Iterable<Row>): AsyncGenerator<Batch> {
  let batch: Batch = new Map();
  let held = 0;
  for (const [table, values] of rows) {
    const lines = batch.get(table) ?? [];
    if (lines.push(encodeLine(table, values)) === 1) batch.set(table, lines);
    if (++held % rowsAtATime === 0) await setImmediate();
    if (held === rowsInBatch) {
      yield batch;
      batch = new Map();
      held = 0;
    }
  }
  yield batch;
}

async function copyLines(client: pg.Client, table: Table, lines: string[]): Promise<void> {
  if (lines.length === 0) return;
  const target = client.query(copyFrom(`COPY ${table} (${tables[table].join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(chunks(lines)), target);
}

function* chunks(lines: string[]): Generator<string> {
  for (let i = 0; i < lines.length; i += 500) yield lines.slice(i, i + 500).join('');
}

function encodeLine(table: Table, values: Readonly<Record<string, Value>>): string {
  let line = '';
  for (const column of tables[table]) {
    if (line !== '') line += '\t';
    line += encodeValue(values[column] ?? null);
  }
  return `${line}\n`;
}

/** One value in the text format of COPY (PostgreSQL documentation, COPY, File Formats). */
export function encodeValue(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (typeof value === 'object') return escapeText(arrayLiteral(value));
  return String(value);
}

const arrayLiteral = (items: readonly string[]) =>
  `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escapeText = (text: string) =>
  /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? '') : text;
