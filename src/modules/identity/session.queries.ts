import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { viewOf } from './account.policy.ts';
import { Session } from './session.entity.ts';

export interface SessionQueries {
  byIds: Batch<Session>;
  /** Those of one account, latest first. */
  list(actor: Actor, page: Page, accountId: string): Promise<Connection<Session>>;
}

const latest = keyset('DESC', ['s.id', 'uuid']);

/** A session of one's own, or of an account one manages, for a change. */
export const sessionById =
  (actor: Actor, id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Session, 's')}
      FROM session s WHERE ${visible.accounts('s', 'account_id', viewOf(actor))} AND s.id = ${id}`;

export const createSessionQueries = (read: Reader): SessionQueries => ({
  byIds: (actor, ids) =>
    read.byKey<Session>(
      actor,
      'session',
      ids,
      (session) => session.id,
      (visible) => sql`
      SELECT ${columnsOf(Session, 's')}
        FROM session s WHERE ${visible.accounts('s', 'account_id', viewOf(actor))} AND s.id = ANY(${ids})`,
    ),

  list: (actor, page, accountId) =>
    read.page<Session>(
      actor,
      'sessions',
      page,
      (visible) => sql`
      SELECT ${columnsOf(Session, 's')}, ${latest.keys}
        FROM session s
       WHERE ${all(
         visible.accounts('s', 'account_id', viewOf(actor)),
         sql`s.account_id = ${accountId}`,
         latest.after(page),
       )}
      ${latest.order(page)}`,
    ),
});
