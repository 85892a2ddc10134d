import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, raw, type Sql, sql } from '../../infra/db/select.ts';
import { within } from '../../infra/db/visibility.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { Enterprise } from './enterprise.entity.ts';
import { type EnterpriseCriteria, enterprisesOf, searchEnterprises } from './enterprise.search.ts';

export interface EnterpriseQueries {
  /** The enterprises that ids stand for: a merged one's is answered by the one it was merged into. */
  byIds: Batch<Enterprise>;
  /** The records of ids as they are, merged or not. */
  recordsByIds: Batch<Enterprise>;
  /** Those of them on the list of the actor's home province. */
  keyMarks: Batch<{ id: string }>;
  list(
    actor: Actor,
    page: Page,
    criteria: EnterpriseCriteria & { search?: string | null },
  ): Promise<Connection<Enterprise>>;
}

const byId = keyset('ASC', ['e.id', 'uuid']);
const byRegion = keyset('ASC', ['e.region_code', 'text'], ['e.id', 'uuid']);

/** The enterprise that an id stands for, for a change that refers to it. */
export const enterpriseById =
  ({ id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Enterprise, 'e')}
      FROM enterprise r JOIN enterprise e ON e.id = coalesce(r.merged_into, r.id)
     WHERE ${visible.shared()} AND r.id = ${id}`;

/** The records of these ids that the actor may change, in the order in which they are locked. */
export const identities =
  (...ids: string[]): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Enterprise, 'e')}
      FROM enterprise e
     WHERE ${visible.identities('e')} AND e.id = ANY(${ids}) ORDER BY e.id`;

/**
 * The condition that a column names an enterprise, by whichever of its records: what was recorded of a duplicate stays
 * as it is, and belongs to the enterprise it was merged into.
 */
export const ofEnterprise = (column: string, id: Sql | string): Sql => sql`
  ${raw(column)} = ANY (ARRAY(
    SELECT record.id
      FROM enterprise named
      JOIN enterprise record ON record.id = coalesce(named.merged_into, named.id)
                             OR record.merged_into = coalesce(named.merged_into, named.id)
     WHERE named.id = ${id}))`;

/** Several enterprises, for a change that refers to them. */
export const enterprisesByIds =
  (ids: readonly string[]): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Enterprise, 'e')} FROM enterprise e WHERE ${visible.shared()} AND e.id = ANY(${ids})`;

export const createEnterpriseQueries = (read: Reader): EnterpriseQueries => ({
  byIds: async (actor, ids) => {
    const rows = await read.rows<Enterprise & { named: string }>(
      actor,
      'enterprise',
      (visible) => sql`
      SELECT ${columnsOf(Enterprise, 'e')}, r.id AS named
        FROM enterprise r JOIN enterprise e ON e.id = coalesce(r.merged_into, r.id)
       WHERE ${visible.shared()} AND r.id = ANY(${ids})`,
    );
    const byNamed = new Map(rows.map((row) => [row.named, row]));
    return ids.map((id) => byNamed.get(id) ?? null);
  },

  recordsByIds: (actor, ids) =>
    read.byKey<Enterprise>(
      actor,
      'enterprise',
      ids,
      (enterprise) => enterprise.id,
      (visible) => sql`
      SELECT ${columnsOf(Enterprise, 'e')} FROM enterprise e WHERE ${visible.shared()} AND e.id = ANY(${ids})`,
    ),

  keyMarks: (actor, ids) =>
    read.byKey<{ id: string }>(
      actor,
      'enterprise',
      ids,
      ({ id }) => id,
      (visible) => sql`
      SELECT named.id
        FROM enterprise named
        JOIN enterprise record ON record.id = coalesce(named.merged_into, named.id)
                               OR record.merged_into = coalesce(named.merged_into, named.id)
        JOIN key_enterprise k ON k.enterprise_id = record.id
       WHERE ${visible.ownProvince('k')} AND k.marked AND named.id = ANY(${ids})`,
    ),

  /** Enterprises a text is found in, best first; without a text by region, else oldest record first. */
  list: (actor, page, { search, ...criteria }) => {
    if (search?.trim()) {
      return read.page<Enterprise>(actor, 'enterprises', page, searchEnterprises(search, criteria, page));
    }
    const { region } = criteria;
    const order = region ? byRegion : byId;
    return read.page<Enterprise>(
      actor,
      'enterprises',
      page,
      (visible) => sql`
      SELECT ${columnsOf(Enterprise, 'e')}, ${order.keys}
        FROM enterprise e
       WHERE ${all(
         enterprisesOf(visible, criteria),
         region && within(raw('e.region_code'), region),
         order.after(page),
       )}
      ${order.order(page)}`,
    );
  },
});
