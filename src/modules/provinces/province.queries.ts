import type { Batch } from '../../graphql/loaders.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { Province } from './province.entity.ts';

export interface ProvinceQueries {
  byIds: Batch<Province>;
  list(actor: Actor): Promise<Province[]>;
}

export const provinceById =
  (id: string): Statement =>
  (visible) =>
    sql`SELECT ${columnsOf(Province, 'p')} FROM province p WHERE ${visible.shared()} AND p.id = ${id}`;

export const createProvinceQueries = (read: Reader): ProvinceQueries => ({
  byIds: (actor, ids) =>
    read.byKey<Province>(
      actor,
      'provinces',
      ids,
      (province) => province.id,
      (visible) => sql`
      SELECT ${columnsOf(Province, 'p')} FROM province p WHERE ${visible.shared()} AND p.id = ANY(${ids})`,
    ),

  /** There are 31 at most. */
  list: (actor) =>
    read.rows<Province>(
      actor,
      'provinces',
      (visible) => sql`
      SELECT ${columnsOf(Province, 'p')} FROM province p WHERE ${visible.shared()} ORDER BY p.region_code`,
    ),
});
