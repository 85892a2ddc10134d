import type { Writable } from 'node:stream';
import type pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { asDomainError, isOutdatedPlan } from './faults.ts';
import { throughLostRaces } from './lost-races.ts';
import type { Sql } from './select.ts';

/** Told of each statement that is not BEGIN, SET or COMMIT, by the name of the read or write it belongs to. */
export type StatementListener = (name: string) => void;

/** The scoped way to the database: no statement runs outside a transaction that carries somebody's scope. */
export interface Database {
  /** One read-only statement in a transaction of its own, all sent at once. `settings` is the scope's SET LOCAL list. */
  read<Row extends object>(settings: string, name: string, query: Sql): Promise<Row[]>;
  /**
   * A read-write transaction; it commits when `work` fulfils and rolls back when it rejects. When the database reports
   * a lost race, `work` is done again from its beginning: it keeps nothing of its own between two tries.
   */
  transaction<T>(settings: string, work: (manager: EntityManager) => Promise<T>): Promise<T>;
}

/** Beside the settings of a read whose rows are found by their keys: one plan is right for all of these. */
export const PLANNED_ONCE = 'SET LOCAL plan_cache_mode = force_generic_plan';

/**
 * So many statements a connection has prepared when it is closed, and another one opened in its place. What the service
 * asks all day is fewer; every combination of filters, which some client may try, is thousands, and PostgreSQL keeps
 * each as long as the connection lives.
 */
const MOST_PREPARED = 250;

export function createDatabase(dataSource: DataSource, onStatement: StatementListener = () => {}): Database {
  return {
    async read<Row extends object>(settings: string, name: string, query: Sql): Promise<Row[]> {
      onStatement(name);
      try {
        return await scopedRead<Row>(
          poolOf(dataSource),
          settings,
          `/* ${name} */ ${query.text}`,
          query.values,
        );
      } catch (error) {
        throw asDomainError(error);
      }
    },

    async transaction<T>(settings: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
      try {
        return await throughLostRaces(() =>
          dataSource.transaction(async (manager) => {
            await manager.query(settings);
            return work(manager);
          }),
        );
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

/** The names of the statements that each connection has prepared, by their texts. */
const preparedOn = new WeakMap<pg.PoolClient, Map<string, string>>();

function preparedAs(client: pg.PoolClient, text: string): { name: string; count: number } {
  const names = preparedOn.get(client) ?? new Map<string, string>();
  preparedOn.set(client, names);
  const name = names.get(text) ?? `read ${names.size + 1}`;
  names.set(text, name);
  return { name, count: names.size };
}

async function scopedRead<Row extends object>(
  pool: pg.Pool,
  settings: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client = await pool.connect();
  const { name, count } = preparedAs(client, text);
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  // One packet, for which the server wakes up once.
  stream.cork();
  const sent = [
    client.query(`BEGIN READ ONLY; ${settings}`),
    client.query<Row>({ name, text, values }),
    client.query('COMMIT'),
  ] as const;
  stream.uncork();
  // All are settled before the connection goes back: a failed statement leaves the ones behind it still under way.
  const [begin, rows, commit] = await Promise.allSettled(sent);
  // 'I' is the server's word that no transaction is open; any other connection is not fit for the next borrower.
  const isFit =
    client.getTransactionStatus() === 'I' &&
    count < MOST_PREPARED &&
    !(rows.status === 'rejected' && isOutdatedPlan(rows.reason));
  client.release(!isFit);
  if (begin.status === 'rejected') throw begin.reason;
  if (rows.status === 'rejected') throw rows.reason;
  if (commit.status === 'rejected') throw commit.reason;
  if (commit.value.command !== 'COMMIT') throw new Error('The read was rolled back.');
  return rows.value.rows;
}
