import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import { Enterprise } from './enterprise.entity.ts';

export interface EnterpriseQueries {
  byIds: Batch<Enterprise>;
  list(
    actor: Actor,
    page: Page,
    criteria: { search?: string | null; region?: RegionRange | null },
  ): Promise<Connection<Enterprise>>;
}

const byId = keyset('ASC', ['e.id', 'uuid']);

/** One enterprise, for a change that refers to it. */
export const enterpriseById =
  ({ id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Enterprise, 'e')} FROM enterprise e WHERE ${visible.shared()} AND e.id = ${id}`;

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

  /** Enterprises by a fragment of the name or the beginning of the credit code, oldest record first. */
  list: (actor, page, { search, region }) =>
    read.page<Enterprise>(
      actor,
      'enterprises',
      page,
      (visible) => sql`
      SELECT ${columnsOf(Enterprise, 'e')}, ${byId.keys}
        FROM enterprise e
       WHERE ${all(
         visible.shared(),
         search &&
           sql`(strpos(e.name, ${search}) > 0 OR starts_with(e.credit_code, ${search.toUpperCase()}))`,
         region && sql`e.region_code >= ${region.from} AND e.region_code < ${region.to}`,
         byId.after(page),
       )}
      ${byId.order(page)}`,
    ),
});
