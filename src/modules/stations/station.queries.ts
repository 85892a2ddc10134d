import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, raw, type Sql, sql } from '../../infra/db/select.ts';
import { within } from '../../infra/db/visibility.ts';
import { authorize } from '../../operations/permissions.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import { type News, StationDirectory } from './station.directory.ts';
import { Station, type StationTier } from './station.entity.ts';

export interface StationCriteria {
  tier?: StationTier | null;
  home?: RegionRange | null;
  host?: RegionRange | null;
  search?: string | null;
  parentId?: string | null;
  openOn?: BusinessDate | null;
}

export interface StationQueries {
  byIds: Batch<Station>;
  children: PageBatch<Station>;
  list(actor: Actor, page: Page, criteria: StationCriteria): Promise<Connection<Station>>;
}

/** The order of the directory: a county's station stands behind its city's. */
export const stationsByRegion = keyset('ASC', ['s.home_region_code', 'text'], ['s.id', 'uuid']);

/** A station (alias `s`) serves from the day it opens to the day before it closes. */
export const serving = (on: BusinessDate): Sql =>
  sql`s.opened_on <= ${on} AND (s.closed_on IS NULL OR s.closed_on > ${on})`;

/**
 * A station of the actor's own part of the network, for a change in its name. It cannot close before the change is made:
 * whoever closes it waits, and then finds what the change left there; a change that comes later finds it closed.
 */
export const ownStation =
  (id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Station, 's')} FROM station s WHERE ${visible.ownStations('s')} AND s.id = ${id}
       FOR KEY SHARE`;

/** A station the actor may change, not locked. */
export const keptStation =
  (id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Station, 's')} FROM station s WHERE ${visible.kept('s')} AND s.id = ${id}`;

/** Any station of the directory. */
export const stationById =
  (id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Station, 's')} FROM station s WHERE ${visible.shared()} AND s.id = ${id}`;

/**
 * Who is in charge of a station's business: itself while it is open, else the next open one among its successors or,
 * where it named none, its parents; no row when there is none left.
 */
export const stationInCharge =
  (id: string, on: BusinessDate): Statement =>
  (visible) =>
    sql`
    WITH RECURSIVE heirs (id, closed_on, heir_id, path) AS (
      SELECT s.id, s.closed_on, coalesce(s.successor_id, s.parent_id), ARRAY[s.id] FROM station s WHERE s.id = ${id}
       UNION ALL
      SELECT s.id, s.closed_on, coalesce(s.successor_id, s.parent_id), h.path || s.id
        FROM heirs h JOIN station s ON s.id = h.heir_id
       WHERE h.closed_on <= ${on} AND s.id <> ALL(h.path))
    SELECT ${columnsOf(Station, 's')}
      FROM heirs h JOIN station s ON s.id = h.id
     WHERE ${visible.shared()} AND ${serving(on)}`;

/** Several such stations. */
export const ownStations =
  (ids: readonly string[]): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Station, 's')} FROM station s WHERE ${visible.ownStations('s')} AND s.id = ANY(${ids})
     ORDER BY s.id FOR KEY SHARE`;

const readStations =
  (read: Reader): Batch<Station> =>
  (actor, ids) =>
    read.byKey<Station>(
      actor,
      'station',
      ids,
      (station) => station.id,
      (visible) => sql`
      SELECT ${columnsOf(Station, 's')}
        FROM station s
       WHERE ${visible.shared()} AND s.id = ANY(${ids})`,
    );

/** @param news of changes of stations */
export const createStationDirectory = (read: Reader, news: News): StationDirectory =>
  new StationDirectory(
    (actor) =>
      read.rows<Station>(
        actor,
        'station',
        (visible) => sql`
        SELECT ${columnsOf(Station, 's')} FROM station s WHERE ${visible.shared()}`,
      ),
    news,
  );

/** @param directory the stations at hand in memory */
export const createStationQueries = (read: Reader, directory: StationDirectory): StationQueries => ({
  byIds: Object.assign(readStations(read), {
    known(actor: Actor, id: string) {
      authorize(actor, 'station');
      return directory.find(actor, id);
    },
  }),

  list: (actor, page, { tier, home, host, search, parentId, openOn }) =>
    read.page<Station>(
      actor,
      'stations',
      page,
      (visible) => sql`
      SELECT ${columnsOf(Station, 's')}, ${stationsByRegion.keys}
        FROM station s
       WHERE ${all(
         visible.shared(),
         tier && sql`s.tier = ${tier}`,
         home && within(raw('s.home_region_code'), home),
         host && within(raw('s.host_region_code'), host),
         search && sql`strpos(s.name, ${search}) > 0`,
         parentId && sql`s.parent_id = ${parentId}`,
         openOn && serving(openOn),
         stationsByRegion.after(page),
       )}
      ${stationsByRegion.order(page)}`,
    ),

  children: (actor, parentIds, page) =>
    read.pages<Station>(
      actor,
      'stations',
      parentIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(Station, 's')}, ${stationsByRegion.keys}
        FROM station s
       WHERE ${visible.shared()} AND s.parent_id = parent.id AND ${stationsByRegion.after(page)}
      ${stationsByRegion.order(page)}`,
    ),
});
