import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import { Station, type StationTier } from './station.entity.ts';

export interface StationCriteria {
  tier?: StationTier | null;
  home?: RegionRange | null;
  host?: RegionRange | null;
  search?: string | null;
}

export interface StationQueries {
  byIds: Batch<Station>;
  children: PageBatch<Station>;
  list(actor: Actor, page: Page, criteria: StationCriteria): Promise<Connection<Station>>;
}

const byRegion = keyset('ASC', ['s.home_region_code', 'text'], ['s.id', 'uuid']);

/** A station of the actor's own part of the network, for a change in its name. */
export const ownStation =
  (id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Station, 's')} FROM station s WHERE ${visible.ownStations('s')} AND s.id = ${id}`;

export const createStationQueries = (read: Reader): StationQueries => ({
  byIds: (actor, ids) =>
    read.byKey<Station>(
      actor,
      'station',
      ids,
      (station) => station.id,
      (visible) => sql`
      SELECT ${columnsOf(Station, 's')}
        FROM station s
       WHERE ${visible.shared()} AND s.id = ANY(${ids})`,
    ),

  /** The directory, by home region: a county's station stands behind its city's. */
  list: (actor, page, { tier, home, host, search }) =>
    read.page<Station>(
      actor,
      'stations',
      page,
      (visible) => sql`
      SELECT ${columnsOf(Station, 's')}, ${byRegion.keys}
        FROM station s
       WHERE ${all(
         visible.shared(),
         tier && sql`s.tier = ${tier}`,
         home && sql`s.home_region_code >= ${home.from} AND s.home_region_code < ${home.to}`,
         host && sql`s.host_region_code >= ${host.from} AND s.host_region_code < ${host.to}`,
         search && sql`strpos(s.name, ${search}) > 0`,
         byRegion.after(page),
       )}
      ${byRegion.order(page)}`,
    ),

  children: (actor, parentIds, page) =>
    read.pages<Station>(
      actor,
      'stations',
      parentIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(Station, 's')}, ${byRegion.keys}
        FROM station s
       WHERE ${visible.shared()} AND s.parent_id = parent.id AND ${byRegion.after(page)}
      ${byRegion.order(page)}`,
    ),
});
