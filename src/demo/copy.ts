import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Row, type Table, tableNames, tables, type Value } from './tables.ts';

/** So many rows go out at once: enough to make a COPY worth its while, few enough to stay small. */
const rowsInBatch = 8_000;

/** After so many rows the making of them stops for a moment, in which the socket takes up what is to be sent. */
const rowsAtATime = 250;

/** What is to be sent, as bytes: a garbage collector would carry as many strings about. */
type Batch = Map<Table, Buffer[]>;

/**
 * Loads rows by COPY, in the transaction of the client. Rows of several tables may come mixed; a row that others refer
 * to comes before them. While PostgreSQL takes in one batch, the next is being made.
 */
export async function copyRows(client: pg.Client, rows: Iterable<Row>): Promise<void> {
  for await (const batch of Readable.from(batches(rows), { highWaterMark: 1 }) as AsyncIterable<Batch>) {
    for (const table of tableNames) {
      const chunks = batch.get(table);
      if (!chunks) continue;
      const target = client.query(copyFrom(`COPY ${table} (${tables[table].join(', ')}) FROM STDIN`));
      await pipeline(Readable.from(chunks), target);
    }
  }
}

async function* batches(rows: Iterable<Row>): AsyncGenerator<Batch> {
  let batch: Batch = new Map();
  let held = 0;
  for (const { count, texts } of slices(rows)) {
    for (const [table, text] of texts) {
      const chunks = batch.get(table) ?? [];
      if (chunks.push(Buffer.from(text)) === 1) batch.set(table, chunks);
    }
    await setImmediate();
    held += count;
    if (held < rowsInBatch) continue;
    yield batch;
    batch = new Map();
    held = 0;
  }
  if (held > 0) yield batch;
}

/** A few rows at a time, as the text of each table. */
function* slices(rows: Iterable<Row>): Generator<{ count: number; texts: Map<Table, string> }> {
  let texts = new Map<Table, string>();
  let count = 0;
  for (const [table, values] of rows) {
    texts.set(table, (texts.get(table) ?? '') + encodeLine(table, values));
    if (++count < rowsAtATime) continue;
    yield { count, texts };
    texts = new Map();
    count = 0;
  }
  if (count > 0) yield { count, texts };
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
