import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, raw, sql } from '../../infra/db/select.ts';
import { within } from '../../infra/db/visibility.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import { HrOffice } from './hr-office.entity.ts';

export interface HrOfficeCriteria {
  host?: RegionRange | null;
  search?: string | null;
  /** Those that closed among them. */
  closed?: boolean | null;
}

export interface HrOfficeQueries {
  byIds: Batch<HrOffice>;
  list(actor: Actor, page: Page, criteria: HrOfficeCriteria): Promise<Connection<HrOffice>>;
  /** The open ones of each of several provinces, by their codes. */
  ofProvinces: PageBatch<HrOffice>;
}

const byRegion = keyset('ASC', ['o.host_region_code', 'text'], ['o.id', 'uuid']);

export const hrOfficeById =
  (id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(HrOffice, 'o')} FROM hr_office o WHERE ${visible.shared()} AND o.id = ${id}`;

/** One the actor may change. */
export const keptHrOffice =
  (id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(HrOffice, 'o')} FROM hr_office o WHERE ${visible.kept('o')} AND o.id = ${id}`;

export const createHrOfficeQueries = (read: Reader): HrOfficeQueries => ({
  byIds: (actor, ids) =>
    read.byKey<HrOffice>(
      actor,
      'hrOffice',
      ids,
      (office) => office.id,
      (visible) => sql`
      SELECT ${columnsOf(HrOffice, 'o')} FROM hr_office o WHERE ${visible.shared()} AND o.id = ANY(${ids})`,
    ),

  list: (actor, page, { host, search, closed }) =>
    read.page<HrOffice>(
      actor,
      'hrOffices',
      page,
      (visible) => sql`
      SELECT ${columnsOf(HrOffice, 'o')}, ${byRegion.keys}
        FROM hr_office o
       WHERE ${all(
         visible.shared(),
         host && within(raw('o.host_region_code'), host),
         search && sql`strpos(o.name, ${search}) > 0`,
         !closed && sql`o.closed_on IS NULL`,
         byRegion.after(page),
       )}
      ${byRegion.order(page)}`,
    ),

  ofProvinces: (actor, provinceCodes, page) =>
    read.pages<HrOffice>(
      actor,
      'hrOffices',
      provinceCodes,
      page,
      (visible) => sql`
      SELECT ${columnsOf(HrOffice, 'o')}, ${byRegion.keys}
        FROM hr_office o
       WHERE ${visible.shared()} AND o.host_region_code >= parent.id AND o.host_region_code < left(parent.id, 2) || ':'
         AND o.closed_on IS NULL AND ${byRegion.after(page)}
      ${byRegion.order(page)}`,
      'text',
    ),
});
