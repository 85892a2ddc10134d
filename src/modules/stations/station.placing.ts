import type { Change } from '../../operations/change.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import { regions } from '../regions/index.ts';
import type { Station } from './station.entity.ts';
import { stationById } from './station.queries.ts';
import { mayAnswerTo, sameProvince, tierFits } from './station.rules.ts';

type Placed = Pick<Station, 'tier' | 'homeRegionCode' | 'hostRegionCode'>;

/** @throws Rejection unless it is a region of the actor's own that sends stations of this tier */
export function assertHome(change: Change, { tier, homeRegionCode }: Placed): void {
  const { scope } = change.actor;
  if (scope && !covers(scope, homeRegionCode)) throw reject('INVALID', 'REGION_NOT_YOURS', 'homeRegionCode');
  if (!tierFits(tier, regions.get(homeRegionCode))) throw reject('INVALID', 'TIER_MISFIT', 'homeRegionCode');
}

/** @throws Rejection unless the station stands in another province */
export function assertHost({ homeRegionCode, hostRegionCode }: Placed): void {
  if (sameProvince(homeRegionCode, hostRegionCode)) throw reject('INVALID', 'HOST_IS_HOME', 'hostRegionCode');
}

/**
 * Checks the parent of a station that was just written: it may lie outside the actor's reach and so cannot be locked
 * before, but the foreign key has waited for whoever was closing it.
 * @throws Rejection
 */
export async function assertParent(change: Change, station: Placed, parentId: string): Promise<void> {
  const parent = await change.find<Station>('station', 'parentId', stationById(parentId));
  if (!mayAnswerTo(station, parent)) throw reject('INVALID', 'PARENT_UNFIT', 'parentId');
  if (parent.closedOn) throw reject('INVALID', 'STATION_NOT_OPEN', 'parentId');
}

/** Runs a write that may meet another open headquarters of the same provinces. */
export const unlessTaken = <T>(change: Change, field: string, write: () => Promise<T>): Promise<T> =>
  change.unlessTaken('station_headquarters_key', reject('CONFLICT', 'HEADQUARTERS_TAKEN', field), write);
