/** What COPY ends its rows with, where they are written into a file. */
export const END_OF_ROWS = '\\.\n';

/** More than any row has; what has no line break for so long is no archive of ours. */
const LONGEST_LINE = 64 * 1_024 * 1_024;

/** Reads a stream of bytes as lines and as blocks of rows, holding no more than a chunk and a line of it. */
export class Lines {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next line, without its end. */
  async next(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end >= 0) {
        const line = this.#rest.toString('utf8', 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      await this.#more();
    }
  }

  /** Rows in the text format of COPY, several whole ones at once, up to the line that ends them. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      // In a row every backslash is doubled, so that this is found nowhere but at its end.
      const none = this.#rest.subarray(0, END_OF_ROWS.length).toString() === END_OF_ROWS;
      const found = none ? 0 : this.#rest.indexOf(`\n${END_OF_ROWS}`) + 1;
      const ended = none || found > 0;
      const whole = ended ? found : this.#rest.lastIndexOf('\n') + 1;
      if (whole > 0) yield this.#rest.subarray(0, whole);
      this.#rest = this.#rest.subarray(whole + (ended ? END_OF_ROWS.length : 0));
      if (ended) return;
      await this.#more();
    }
  }

  /** Ends the reading before the end. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done || this.#rest.length > LONGEST_LINE) throw damaged();
    this.#rest = Buffer.concat([this.#rest, value]);
  }
}

export const damaged = () =>
  new Error(
    '备份文件不完整、已被改动，或不是本系统的备份 / The file is not whole, was altered, or is no backup of this service.',
  );
