import type { Actor } from '../../shared/actor.ts';
import type { RegionScope } from '../../shared/region-scope.ts';
import { regions } from '../regions/index.ts';
import type { Account } from './account.entity.ts';

/** Where the person of an account works; null for administrators. */
export function scopeOf({
  homeRegionCode,
  hostRegionCode,
}: Pick<Account, 'homeRegionCode' | 'hostRegionCode'>): RegionScope | null {
  if (homeRegionCode) return regions.scope('home', homeRegionCode);
  return hostRegionCode ? regions.scope('host', hostRegionCode) : null;
}

/** What of an account says who its person is. */
export const ACTOR = ['id', 'username', 'role', 'homeRegionCode', 'hostRegionCode', 'stationId'] as const;

/** The person of an account, as it now stands. */
export const actorOf = (account: Pick<Account, (typeof ACTOR)[number]>): Actor => ({
  id: account.id,
  username: account.username,
  role: account.role,
  scope: scopeOf(account),
  stationId: account.stationId,
});
