import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { Enterprise } from './enterprise.entity.ts';
import { type EnterpriseCriteria, enterprisesOf, searchEnterprises } from './enterprise.search.ts';

export interface EnterpriseQueries {
  byIds: Batch<Enterprise>;
  list(
    actor: Actor,
    page: Page,
    criteria: EnterpriseCriteria & { search?: string | null },
  ): Promise<Connection<Enterprise>>;
}

const byId = keyset('ASC', ['e.id', 'uuid']);
const byRegion = keyset('ASC', ['e.region_code', 'text'], ['e.id', 'uuid']);

/** One enterprise, for a change that refers to it. */
export const enterpriseById =
  ({ id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Enterprise, 'e')} FROM enterprise e WHERE ${visible.shared()} AND e.id = ${id}`;

/** Several enterprises, for a change that refers to them. */
export const enterprisesByIds =
  (ids: readonly string[]): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Enterprise, 'e')} FROM enterprise e WHERE ${visible.shared()} AND e.id = ANY(${ids})`;

export const createEnterpriseQueries = (read: Reader): EnterpriseQueries => ({
  byIds: (actor, ids) =>
    read.byKey<Enterprise>(
      actor,
      'enterprise',
      ids,
      (enterprise) => enterprise.id,
      (visible) => sql`
      SELECT ${columnsOf(Enterprise, 'e')}
        FROM enterprise e
       WHERE ${visible.shared()} AND e.id = ANY(${ids})`,
    ),

  /** Enterprises a text is found in, best first; without a text by region, else oldest record first. */
  list: (actor, page, { search, ...criteria }) => {
    if (search?.trim())
      return read.page<Enterprise>(actor, 'enterprises', page, searchEnterprises(search, criteria, page));
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
         region && sql`e.region_code >= ${region.from} AND e.region_code < ${region.to}`,
         order.after(page),
       )}
      ${order.order(page)}`,
    );
  },
});
