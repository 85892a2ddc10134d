import pg from 'pg';
import { reachable } from './reachable.ts';

/** A connection of one's own, closed when the work is done or has failed. Throws why it was lost, if it was. */
export async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  });
  // Lost between two statements, a connection tells nobody but its listener, and the next statement only that it is lost.
  let lost: Error | undefined;
  client.on('error', (error) => {
    lost ??= error;
  });
  await reachable(ownerUrl, client.connect());
  try {
    return await work(client);
  } catch (error) {
    throw lost ?? error;
  } finally {
    await client.end();
  }
}

/** One instant of the database, to be read and not changed. */
export const SNAPSHOT = 'ISOLATION LEVEL REPEATABLE READ, READ ONLY';

/** Commits what the work did, or rolls all of it back and throws what the work threw. */
export async function inTransaction<T>(
  client: pg.Client,
  work: () => Promise<T>,
  mode: '' | typeof SNAPSHOT = '',
): Promise<T> {
  await client.query(`BEGIN ${mode}`);
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A lost connection cannot roll back, and need not; its own error would only hide the first one.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/**
 * A transaction that sees and writes every row: for commands of the platform's operators, which no request reaches.
 * The policies for it hold for the owner of the tables alone (see `maintained` in migrations/policy.ts).
 */
export async function maintenance<T>(
  client: pg.Client,
  work: () => Promise<T>,
  mode: '' | typeof SNAPSHOT = '',
): Promise<T> {
  const pastTheFloor = async () => {
    await client.query("SET LOCAL app.maintenance = 'on'");
    return work();
  };
  return inTransaction(client, pastTheFloor, mode);
}

/**
 * Whether row-level security binds the owner of the tables, too. Setting it locks them until the transaction ends:
 * nobody ever sees them without their floor, and if the transaction does not commit, they never were.
 */
export async function setFloor(
  client: pg.Client,
  tables: readonly string[],
  floor: 'FORCE' | 'NO FORCE',
): Promise<void> {
  for (const table of tables) await client.query(`ALTER TABLE ${table} ${floor} ROW LEVEL SECURITY`);
}

/** Whether the table has a row that the connection may see, of those that meet the condition. */
export async function rowsExist(client: pg.Client, table: string, condition = 'TRUE'): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM ${table} WHERE ${condition} LIMIT 1`);
  return rowCount !== 0;
}
