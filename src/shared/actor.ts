import type { RegionScope } from './region-scope.ts';

export const Role = {
  STATION_STAFF: 'STATION_STAFF',
  HR_OFFICER: 'HR_OFFICER',
  HOTLINE_AGENT: 'HOTLINE_AGENT',
  MANAGER: 'MANAGER',
  AUDITOR: 'AUDITOR',
  ADMIN: 'ADMIN',
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** Who asks: an account as its token states it. */
export interface Actor {
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  /** The region this person works in, or null for the platform's administrators, who own no record of a province. */
  readonly scope: RegionScope | null;
  /** The station of station staff. */
  readonly stationId: string | null;
}
