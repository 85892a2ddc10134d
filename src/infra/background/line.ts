import pg from 'pg';

/** Nothing that is asked here takes long: a server that does not answer by then has gone. */
const ANSWER = 5_000;

/**
 * A process's own connection for its background work, which waits for no request and holds none up. It is opened when it
 * is needed, listens, and is given up with the first thing that fails on it; the next question opens another.
 */
export class Line {
  #client: Promise<pg.Client> | undefined;
  #ended = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly heard: (payload: string) => void,
  ) {}

  async ask<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    if (this.#ended) throw new Error('The line has ended.');
    this.#client ??= this.#open();
    const opened = this.#client;
    try {
      return (await (await opened).query<Row>(text, values)).rows;
    } catch (error) {
      await this.#giveUp(opened);
      throw error;
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    if (this.#client) await this.#giveUp(this.#client);
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'labor-cooperation background',
      connectionTimeoutMillis: ANSWER,
      statement_timeout: ANSWER,
      query_timeout: ANSWER,
      keepAlive: true,
      options: '-c TimeZone=UTC',
    });
    // Whoever asks next is told.
    client.on('error', () => {});
    client.on('notification', ({ payload }) => this.heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.channel}`);
      return client;
    } catch (error) {
      hangUp(client);
      throw error;
    }
  }

  async #giveUp(opened: Promise<pg.Client>): Promise<void> {
    if (this.#client !== opened) return;
    this.#client = undefined;
    await opened.then(hangUp, () => {});
  }
}

/** Not by the protocol's farewell: the other side may not be there to hear it. */
function hangUp(client: pg.Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
