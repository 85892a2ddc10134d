import { join, raw, type Sql, sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { Role } from '../../shared/actor.ts';
import { regions } from '../regions/index.ts';
import { type Station, serving } from '../stations/index.ts';

type Handler = Pick<Station, 'id' | 'homeRegionCode'>;

/**
 * Named one by one, codes count as cheap to compare as they are: few stations are left for the policies to look at. The
 * places that they leave empty make one statement of all.
 */
const among = (column: string, codes: readonly string[]): Sql =>
  sql`${raw(column)} IN (${join([...codes, ...Array<string>(Math.max(0, PLACES - codes.length)).fill('')])})`;
/** A region, those above it, and the codes they had: no region has more of them. */
const PLACES = 6;

/**
 * The station a ticket goes to: one whose home region holds the worker and whose host region holds the incident, the
 * nearest tier first; else a headquarters of the home province. Only stations open today and within the actor's scope
 * come into question; station staff keep what no station beneath theirs fits better.
 * @returns null when there is none: the ticket stays at the desk
 */
export async function route(
  change: Change,
  homeRegionCode: string,
  incidentRegionCode: string | null,
): Promise<Handler | null> {
  const { role, stationId } = change.actor;
  const own = role === Role.STATION_STAFF ? stationId : null;
  const incident = incidentRegionCode ? regions.selfAndAbove(incidentRegionCode) : [];
  const [station] = await change.read<Handler>(
    'routeTicket',
    (visible) => sql`
      SELECT s.id, s.home_region_code AS "homeRegionCode"
        FROM station s
       CROSS JOIN LATERAL (
         SELECT ${among('s.home_region_code', regions.selfAndAbove(homeRegionCode))}
                AND ${among('s.host_region_code', incident)} AS fits,
                s.id IS NOT DISTINCT FROM ${own}::uuid AS own) f
       WHERE ${visible.ownStations('s')}
         AND ${serving(change.today)}
         AND (f.fits OR f.own OR s.tier = 'HEADQUARTERS')
       ORDER BY f.fits DESC, f.own AND NOT f.fits DESC,
                array_position(ARRAY['WORKSTATION', 'BRANCH', 'HEADQUARTERS'], s.tier),
                s.host_region_code DESC, s.opened_on, s.id
       LIMIT 1
         FOR KEY SHARE OF s`,
  );
  return station ?? null;
}
