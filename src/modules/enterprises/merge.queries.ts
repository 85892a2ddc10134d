import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { EnterpriseMerge } from './merge.entity.ts';

export interface MergeQueries {
  byIds: Batch<EnterpriseMerge>;
  intoEnterprises: PageBatch<EnterpriseMerge>;
}

const newest = keyset('DESC', ['m.id', 'uuid']);

/** One merge, for a change of it. */
export const mergeById =
  ({ id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(EnterpriseMerge, 'm')} FROM enterprise_merge m WHERE ${visible.shared()} AND m.id = ${id}`;

export const createMergeQueries = (read: Reader): MergeQueries => ({
  byIds: (actor, ids) =>
    read.byKey<EnterpriseMerge>(
      actor,
      'enterpriseMerge',
      ids,
      (merge) => merge.id,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseMerge, 'm')}
        FROM enterprise_merge m
       WHERE ${visible.shared()} AND m.id = ANY(${ids})`,
    ),

  intoEnterprises: (actor, enterpriseIds, page) =>
    read.pages<EnterpriseMerge>(
      actor,
      'enterpriseMerge',
      enterpriseIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseMerge, 'm')}, ${newest.keys}
        FROM enterprise_merge m
       WHERE ${visible.shared()} AND m.target_id = parent.id AND ${newest.after(page)}
      ${newest.order(page)}`,
    ),
});
