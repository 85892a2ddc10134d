import type { Writable } from 'node:stream';
import type pg from 'pg';
import { isOutdatedPlan } from './faults.ts';
import { hasRoom, prepared } from './prepared.ts';
import type { Sql } from './select.ts';

/**
 * A transaction under way, on a connection of its own. Whatever is sent before an answer is waited for leaves in one
 * packet, and PostgreSQL does it in that order: what waits for nothing costs no way there and back.
 */
export interface Transaction {
  /** Runs a statement, and waits for its answer. */
  run<Row extends object>(name: string, query: Sql): Promise<Answer<Row>>;
  /**
   * Sends a statement for whose answer nobody waits. Should it fail, nothing behind it is done, and whoever waits next,
   * or the transaction at its end, fails with what it failed with.
   */
  send(name: string, query: Sql): void;
  /** Sends a list of SET LOCAL. */
  set(settings: string): void;
  /** Fulfils when all that was sent is done. */
  settled(): Promise<void>;
  /** What the work gives; when it fails, nothing of it is left and the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
}

export interface Answer<Row> {
  rows: Row[];
  /** How many rows the statement changed, or gave. */
  count: number;
}

/** A change writes rows and finds others by their keys: whether one plan is right for all of them PostgreSQL may say. */
const PLANNED_AS_IT_LIKES = 'SET LOCAL plan_cache_mode = auto';

/** Commits what the work did, or rolls all of it back and throws why: what failed first. */
export async function transact<T>(
  pool: pg.Pool,
  settings: string,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const pipeline = new Pipeline(client);
  try {
    pipeline.set(`BEGIN; ${PLANNED_AS_IT_LIKES}; ${settings}`);
    const result = await pipeline.do(work);
    await pipeline.commit();
    return result;
  } finally {
    client.release(!pipeline.isFit);
  }
}

class Pipeline implements Transaction {
  readonly #client: pg.PoolClient;
  /** What the first statement to fail failed with: those behind it say only that they were not done. */
  #failure: unknown;
  /** Whether somebody who waited was told of it. */
  #isTold = false;
  #last: Promise<unknown> = Promise.resolve();
  #isGathering = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async run<Row extends object>(name: string, query: Sql): Promise<Answer<Row>> {
    const { rows, rowCount } = await this.#told(this.#ask<Row>(prepared(this.#client, name, query)));
    return { rows, count: rowCount ?? 0 };
  }

  send(name: string, query: Sql): void {
    this.#ask(prepared(this.#client, name, query));
  }

  set(settings: string): void {
    this.#ask({ text: settings });
  }

  async settled(): Promise<void> {
    await this.#told(this.#last);
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    this.set('SAVEPOINT attempt');
    try {
      const result = await work();
      await this.#told(this.#ask({ text: 'RELEASE SAVEPOINT attempt' }));
      return result;
    } catch (error) {
      await this.#told(this.#ask({ text: 'ROLLBACK TO SAVEPOINT attempt' }));
      const reason = this.#reason(error);
      this.#failure = undefined;
      this.#isTold = false;
      throw reason;
    }
  }

  async do<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    try {
      return await work(this);
    } catch (error) {
      // A lost connection cannot roll back, and need not; its own error would only hide the first one.
      await this.#client.query('ROLLBACK').catch(() => {});
      throw this.#reason(error);
    }
  }

  async commit(): Promise<void> {
    const { command } = await this.#ask({ text: 'COMMIT' });
    // Where something failed, PostgreSQL has answered that it rolled back.
    if (this.#failure) throw this.#failure;
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back.');
  }

  /** 'I' is the server's word that no transaction is open; any other connection is not fit for the next borrower. */
  get isFit(): boolean {
    const client = this.#client;
    return client.getTransactionStatus() === 'I' && hasRoom(client) && !isOutdatedPlan(this.#failure);
  }

  #ask<Row extends object>(query: pg.QueryConfig): Promise<pg.QueryResult<Row>> {
    this.#gather();
    const answer = this.#client.query<Row>(query).catch((error: unknown) => {
      this.#failure ??= error;
      throw this.#failure;
    });
    // Whether or not somebody waits for it.
    answer.catch(() => {});
    this.#last = answer;
    return answer;
  }

  /** Why the work failed, now that all is answered: something it was not told of may have failed before. */
  #reason(error: unknown): unknown {
    return this.#failure && !this.#isTold ? this.#failure : error;
  }

  async #told<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.#isTold = true;
      throw error;
    }
  }

  /** One packet for all that is sent until somebody waits, for which the server wakes up once. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    const { stream } = (this.#client as unknown as { connection: { stream: Writable } }).connection;
    stream.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }
}
