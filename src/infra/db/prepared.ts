import type pg from 'pg';
import type { Sql } from './select.ts';

/**
 * So many statements a connection has prepared when it is closed, and another one opened in its place. What the service
 * asks all day is fewer; every combination of filters, which some client may try, is thousands, and PostgreSQL keeps
 * each as long as the connection lives.
 */
const MOST_PREPARED = 250;

/** The names of the statements that each connection has prepared, by their texts. */
const preparedOn = new WeakMap<pg.PoolClient, Map<string, string>>();

/** A statement as a connection has prepared it, or is about to, under a name that says what it is for. */
export function prepared(client: pg.PoolClient, purpose: string, { text, values }: Sql): pg.QueryConfig {
  const named = `/* ${purpose} */ ${text}`;
  const names = preparedOn.get(client) ?? new Map<string, string>();
  preparedOn.set(client, names);
  const name = names.get(named) ?? `${purpose} ${names.size + 1}`;
  names.set(named, name);
  return { name, text: named, values };
}

export const hasRoom = (client: pg.PoolClient): boolean =>
  (preparedOn.get(client)?.size ?? 0) < MOST_PREPARED;
