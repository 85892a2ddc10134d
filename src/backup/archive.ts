import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { fingerprintOf } from '../infra/crypto/data-key.ts';
import { DataKeyMissing, type KeptKey } from '../infra/crypto/key-ring.ts';
import type { PersonalData } from '../infra/crypto/personal-data.ts';
import { damaged, END_OF_ROWS, Lines } from './lines.ts';

/**
 * A backup as a file, to be read with `zcat` by anybody who may open it:
 *
 *     {"format":"labor-cooperation/province/1", ...}       the head
 *     {"table":"station","columns":["closed_on", ...]}     then, for each table, its rows in the text format of COPY
 *     ...
 *     \.
 *     {"tables":{"station":{"rows":136,"sha256":"..."}, ...}}
 *     seal 5f0c...
 *
 * The seal is a keyed hash of every byte before it, a gzip member of its own and of a fixed length. So whoever has the
 * data key can tell a whole file from a truncated or altered one before reading a row of it.
 */
const FORMAT = 'labor-cooperation/province/1';

/** So many bytes are read at once. */
const CHUNK = 256 * 1_024;

const head = z.object({
  format: z.literal(FORMAT),
  /** Two digits. */
  province: z.string().regex(/^[1-8]\d$/),
  takenAt: z.string(),
  /** The migrations that had run. */
  schema: z.array(z.string()),
  /** The fingerprint of the installation, in hexadecimal. */
  dataKey: z.string(),
  /** The data keys its values are sealed with, as the database keeps them; in hexadecimal. */
  keys: z
    .array(z.object({ number: z.int().min(1).max(255), fingerprint: z.hex(), lookupKey: z.hex().nullable() }))
    .min(1),
  /** How far each sequence had counted. */
  sequences: z.record(z.string(), z.string().regex(/^\d+$/)),
});
export type Head = Omit<z.infer<typeof head>, 'format' | 'dataKey'>;

/** How many rows a table has, and the SHA-256 of them in the text format of COPY. */
const tally = z.object({ rows: z.number(), sha256: z.string() });
export type Tally = z.infer<typeof tally>;
export type Tallies = Record<string, Tally>;

const section = z.object({ table: z.string(), columns: z.array(z.string()) });
const foot = z.object({ tables: z.record(z.string(), tally) });

/** The rows of one table, which must be taken before those of the next. */
export interface Section {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<Buffer>;
}

/** Writes an archive into an empty file, taking rows as fast as it can put them away and no faster. */
export async function writeArchive(
  file: FileHandle,
  personalData: PersonalData,
  about: Head,
  sections: AsyncIterable<Section>,
): Promise<Tallies> {
  const tables: Tallies = {};
  const written = createHash('sha256');

  async function* text() {
    const dataKey = fingerprintOf(personalData).toString('hex');
    yield line({ format: FORMAT, ...about, dataKey });
    for await (const { table, columns, rows } of sections) {
      yield line({ table, columns });
      const count = new Count();
      for await (const chunk of rows) {
        count.take(chunk);
        yield chunk;
      }
      tables[table] = count.tally();
      yield END_OF_ROWS;
    }
    yield line({ tables });
  }

  await pipeline(Readable.from(text()), createGzip(), async (compressed: AsyncIterable<Buffer>) => {
    for await (const chunk of compressed) {
      written.update(chunk);
      await file.writeFile(chunk);
    }
  });
  await file.writeFile(sealOf(personalData, written));
  return tables;
}

/** Opens an archive whose every byte is as it was written. @throws Error that says why it is refused */
export async function openArchive(path: string, personalData: PersonalData): Promise<Archive> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const archive = new Archive(file, size - sealOf(personalData, createHash('sha256')).length);
    await archive.verify(personalData);
    return archive;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The keys as the database of the backup kept them. */
export const keysOf = (keys: Head['keys']): KeptKey[] =>
  keys.map(({ number, fingerprint, lookupKey }) => ({
    number,
    fingerprint: Buffer.from(fingerprint, 'hex'),
    lookupKey: lookupKey === null ? null : Buffer.from(lookupKey, 'hex'),
    retiredAt: null,
  }));

/** Goes by what the backup says of the data keys if they are ours; the seal shows then whether they are. */
function goBy({ keys }: PersonalData, kept: Head['keys']): void {
  try {
    keys.adopt(keysOf(kept));
  } catch (error) {
    if (!(error instanceof DataKeyMissing)) throw damaged();
  }
}

export class Archive implements AsyncDisposable {
  constructor(
    private readonly file: FileHandle,
    /** Where the seal begins. */
    private readonly end: number,
  ) {}

  async verify(personalData: PersonalData): Promise<void> {
    if (this.end <= 0) throw damaged();
    const read = createHash('sha256');
    for await (const chunk of this.#bytes()) read.update(chunk);
    const head = await this.#head().catch(() => null);
    if (head) goBy(personalData, head.about.keys);
    const expected = sealOf(personalData, read);
    const seal = Buffer.alloc(expected.length);
    await this.file.read(seal, 0, seal.length, this.end);
    if (timingSafeEqual(seal, expected)) return;
    const isOurs = head?.dataKey === fingerprintOf(personalData).toString('hex');
    // What a broken file says of its key is not to be believed.
    if (!head || isOurs || !(await this.#decompresses())) throw damaged();
    throw new Error(
      '此备份属于另一个数据密钥：请设置备份时所用的 DATA_KEY / This backup belongs to another data key: set DATA_KEY to ' +
        'the one it was made with.',
    );
  }

  async head(): Promise<Head> {
    return (await this.#head()).about;
  }

  /** Hands out table after table, and returns what the archive says it has of each. */
  async read(each: (section: Section) => Promise<void>): Promise<Tallies> {
    const lines = this.#lines();
    await lines.next();
    const counted: Tallies = {};
    for (;;) {
      const next = await lines.next();
      const begun = section.safeParse(json(next));
      if (!begun.success) {
        const { tables } = parse(foot, next);
        if (JSON.stringify(tables) !== JSON.stringify(counted)) throw damaged();
        return tables;
      }
      const count = new Count();
      await each({ ...begun.data, rows: counting(lines.rows(), count) });
      counted[begun.data.table] = count.tally();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.file.close();
  }

  async #head() {
    const lines = this.#lines();
    try {
      const { format, dataKey, ...about } = parse(head, await lines.next());
      return { about, dataKey };
    } finally {
      await lines.close();
    }
  }

  /** Whether the file is as it was compressed, whoever has sealed it: gzip keeps a checksum. */
  async #decompresses(): Promise<boolean> {
    try {
      for await (const _ of decompressed(this.#bytes()));
      return true;
    } catch {
      return false;
    }
  }

  /** What is sealed. Read by position, so that it can be read again. */
  async *#bytes(): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.end; ) {
      const chunk = Buffer.alloc(Math.min(CHUNK, this.end - at));
      const { bytesRead } = await this.file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw damaged();
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  #lines(): Lines {
    return new Lines(decompressed(this.#bytes()));
  }
}

/** Counts rows and takes their digest while they pass. */
export class Count {
  #rows = 0;
  readonly #hash = createHash('sha256');

  take(chunk: Buffer): void {
    this.#hash.update(chunk);
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) this.#rows++;
  }

  tally(): Tally {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }
}

async function* counting(rows: AsyncIterable<Buffer>, count: Count) {
  for await (const chunk of rows) {
    count.take(chunk);
    yield chunk;
  }
}

async function* decompressed(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const flowing = pipeline(Readable.from(bytes), gunzip);
  // Whoever takes the chunks is told, below; whoever takes no more of them need not be.
  flowing.catch(() => {});
  for await (const chunk of gunzip) yield chunk;
  await flowing;
}

function sealOf(personalData: PersonalData, content: Hash): Buffer {
  const seal = personalData.lookupHash('backup', content.digest('hex'));
  // Not compressed, so that its length is known before it is; and of no operating system (RFC 1952, 2.3.1).
  const member = gzipSync(`seal ${seal.toString('hex')}\n`, { level: 0 });
  member[9] = 255;
  return member;
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}

function parse<T>(shape: z.ZodType<T>, text: string): T {
  const result = shape.safeParse(json(text));
  if (!result.success) throw damaged();
  return result.data;
}
