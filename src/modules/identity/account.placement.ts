import type { Change } from '../../operations/change.ts';
import { type Actor, Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { covers } from '../../shared/region-range.ts';
import { PLATFORM_TENANT, regionScope } from '../../shared/region-scope.ts';
import type { Account } from './account.entity.ts';
import { assertMayGive } from './account.policy.ts';

/** A station that people may be placed at: its id and its home region; null when there is none within reach, or it is closed. */
export type FindStation = (change: Change, id: string) => Promise<{ homeRegionCode: string } | null>;

export interface PlacementInput {
  role: Role;
  regionCode: string | null;
  stationId: RecordRef | null;
}

export type Placement = Pick<Account, 'tenant' | 'role' | 'homeRegionCode' | 'hostRegionCode' | 'stationId'>;

/**
 * Where somebody of this role works: station staff in the home region of their station, HR officers in a host region,
 * administrators in none, everybody else in a home region; for managers always within their own region.
 * Rejections name the field of role, regionCode or stationId.
 */
export async function place(
  change: Change,
  findStation: FindStation,
  { role, regionCode, stationId }: PlacementInput,
): Promise<Placement> {
  assertMayGive(change.actor, role);
  if (role === Role.STATION_STAFF) {
    if (!stationId) throw reject('REQUIRED', 'REQUIRED', 'stationId');
    const station = await findStation(change, stationId.id);
    if (!station) throw reject('NOT_FOUND', 'STATION_NOT_OPEN_TO_STAFF', 'stationId');
    if (regionCode !== null && regionCode !== station.homeRegionCode) {
      throw reject('INVALID', 'REGION_OF_STATION', 'regionCode');
    }
    return { ...homeOf(change.actor, role, station.homeRegionCode, 'stationId'), stationId: stationId.id };
  }
  if (stationId) throw reject('INVALID', 'STATION_OF_STAFF', 'stationId');
  if (role === Role.ADMIN) {
    if (regionCode !== null) throw reject('INVALID', 'REGION_OF_ADMIN', 'regionCode');
    return { role, tenant: PLATFORM_TENANT, homeRegionCode: null, hostRegionCode: null, stationId: null };
  }
  if (regionCode === null) throw reject('REQUIRED', 'REQUIRED', 'regionCode');
  if (role !== Role.HR_OFFICER) return homeOf(change.actor, role, regionCode, 'regionCode');
  const { tenant } = regionScope('host', regionCode);
  return { role, tenant, homeRegionCode: null, hostRegionCode: regionCode, stationId: null };
}

function homeOf({ scope }: Actor, role: Role, homeRegionCode: string, field: string): Placement {
  if (scope && !covers(scope, homeRegionCode)) throw reject('INVALID', 'REGION_NOT_YOURS', field);
  const { tenant } = regionScope('home', homeRegionCode);
  return { role, tenant, homeRegionCode, hostRegionCode: null, stationId: null };
}
