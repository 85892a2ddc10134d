import type { Writable } from 'node:stream';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Errand, ScopedRead } from './errands.ts';
import { asDomainError, isOutdatedPlan } from './faults.ts';
import { throughLostRaces } from './lost-races.ts';
import { hasRoom, prepared } from './prepared.ts';
import type { Sql } from './select.ts';
import { type Transaction, transact } from './transaction.ts';

/** Told of each statement that is not BEGIN, SET or COMMIT, by the name of the read or write it belongs to. */
export type StatementListener = (name: string) => void;

/** The scoped way to the database: no statement runs outside a transaction that carries somebody's scope. */
export interface Database {
  /**
   * One read-only statement in a transaction of its own, all sent at once, behind an errand where there is one.
   * `settings` is the scope's SET LOCAL list.
   */
  read<Row extends object>(settings: string, name: string, query: Sql, errand?: Errand): Promise<Row[]>;
  /**
   * A read-write transaction; it commits when `work` fulfils and rolls back when it rejects. When the database reports
   * a lost race, `work` is done again from its beginning: it keeps nothing of its own between two tries.
   */
  transaction<T>(settings: string, work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** Beside the settings of a read whose rows are found by their keys: one plan is right for all of these. */
export const PLANNED_ONCE = 'SET LOCAL plan_cache_mode = force_generic_plan';

export function createDatabase(dataSource: DataSource, onStatement: StatementListener = () => {}): Database {
  return {
    async read<Row extends object>(
      settings: string,
      name: string,
      query: Sql,
      errand?: Errand,
    ): Promise<Row[]> {
      const read = { settings, name, query };
      const all = errand ? [errand, read] : [read];
      for (const { name } of all) onStatement(name);
      const outcomes = scopedReads(poolOf(dataSource), all);
      errand?.done(outcomes.then(([first]) => rowsOf(first), failAsDomainError));
      return rowsOf((await outcomes.catch(failAsDomainError)).at(-1)) as Row[];
    },

    async transaction<T>(settings: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
      try {
        return await throughLostRaces(() => transact(poolOf(dataSource), settings, work));
      } catch (error) {
        throw asDomainError(error);
      }
    },
  };
}

/** What the pool is doing: its connections, those that nobody uses, and how many wait for one. */
export function connectionsOf(dataSource: DataSource): { total: number; idle: number; waiting: number } {
  const { totalCount, idleCount, waitingCount } = poolOf(dataSource);
  return { total: totalCount, idle: idleCount, waiting: waitingCount };
}

/** TypeORM's own pool: reads and writes share one bound on connections. */
const poolOf = (dataSource: DataSource) => (dataSource.driver as unknown as { master: pg.Pool }).master;

type Outcome = PromiseSettledResult<object[]>;

/** Several reads in one packet, for which the server wakes up once, each in a transaction of its own. */
async function scopedReads(pool: pg.Pool, reads: readonly ScopedRead[]): Promise<Outcome[]> {
  const client = await pool.connect();
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  const sent = reads.map((read) => sendRead(client, read));
  stream.uncork();
  // All are settled before the connection goes back: a failed statement leaves the ones behind it still under way.
  const outcomes = await Promise.allSettled(sent);
  const isOutdated = outcomes.some(
    (outcome) => outcome.status === 'rejected' && isOutdatedPlan(outcome.reason),
  );
  // 'I' is the server's word that no transaction is open; any other connection is not fit for the next borrower.
  const isFit = client.getTransactionStatus() === 'I' && hasRoom(client) && !isOutdated;
  client.release(!isFit);
  return outcomes;
}

async function sendRead(client: pg.PoolClient, { settings, name, query }: ScopedRead): Promise<object[]> {
  const sent = [
    client.query(`BEGIN READ ONLY; ${settings}`),
    client.query<object>(prepared(client, name, query)),
    client.query('COMMIT'),
  ] as const;
  const [begin, rows, commit] = await Promise.allSettled(sent);
  if (begin.status === 'rejected') throw begin.reason;
  if (rows.status === 'rejected') throw rows.reason;
  if (commit.status === 'rejected') throw commit.reason;
  if (commit.value.command !== 'COMMIT') throw new Error('The read was rolled back.');
  return rows.value.rows;
}

function rowsOf(outcome: Outcome | undefined): object[] {
  if (outcome?.status === 'fulfilled') return outcome.value;
  throw asDomainError(outcome?.reason);
}

function failAsDomainError(error: unknown): never {
  throw asDomainError(error);
}
