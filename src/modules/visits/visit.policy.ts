import { type Actor, Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import { regions } from '../regions/index.ts';

/**
 * Whether the actor may change a visit or a follow-up it sees: station staff those of their own station and of the
 * regions beneath it. Another station of one's own region is a neighbour.
 * @throws Rejection FORBIDDEN
 */
export function assertMayChange(
  { role, scope, stationId }: Actor,
  recorded: { stationId: string; homeRegionCode: string },
  field = 'id',
): void {
  if (role !== Role.STATION_STAFF || recorded.stationId === stationId) return;
  if (!regions.isBeneath(scope, recorded.homeRegionCode)) throw reject('FORBIDDEN', 'VISIT_NOT_YOURS', field);
}
