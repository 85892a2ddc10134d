import type { JWTPayload } from 'jose';
import { Role } from '../../shared/actor.ts';
import { decodeNodeId } from '../../shared/node-id.ts';
import type { RegionScope } from '../../shared/region-scope.ts';
import { regions } from '../regions/index.ts';
import { isUsername } from './username.ts';

/** Where in a token an issuer says what, and which of its roles is which of ours. */
export interface ClaimMapping {
  /** Names of claims, or JSON pointers into them: `/realm_access/roles`. */
  readonly claims: Readonly<Record<'username' | 'name' | 'role' | 'region' | 'station', string>>;
  readonly roles: Readonly<Record<string, Role>>;
}

/** Somebody whom another issuer vouches for. */
export interface ExternalPerson {
  readonly subject: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: RegionScope | null;
  /** The UUID of the station of station staff. */
  readonly stationId: string | null;
  /** When the issuer said so. */
  readonly saidAt: Date;
}

/** The person that verified claims describe, or null when they leave open who it is, what for or where. */
export function personOf(payload: JWTPayload, { claims, roles }: ClaimMapping): ExternalPerson | null {
  const { sub, iat } = payload;
  const username = text(valueAt(payload, claims.username))?.toLowerCase();
  const role = roleOf(valueAt(payload, claims.role), roles);
  // OpenID Connect Core, section 2: a subject has at most 255 ASCII characters.
  if (!sub || !/^[\x21-\x7e]{1,255}$/.test(sub) || typeof iat !== 'number') return null;
  if (!username || !isUsername(username) || !role) return null;

  const region = regions.find(text(valueAt(payload, claims.region)) ?? '');
  if ((role === Role.ADMIN) !== (region === undefined)) return null;
  const station = decodeNodeId(text(valueAt(payload, claims.station)) ?? '');
  const stationId = role === Role.STATION_STAFF && station?.type === 'Station' ? station.id : null;
  if (role === Role.STATION_STAFF && !stationId) return null;
  return {
    subject: sub,
    username,
    name: nameOf(valueAt(payload, claims.name)) ?? username,
    role,
    scope: region ? regions.scope(role === Role.HR_OFFICER ? 'host' : 'home', region.code) : null,
    stationId,
    saidAt: new Date(iat * 1_000),
  };
}

/** One role of ours, among however many others of the issuer's; two would leave open which. */
function roleOf(value: unknown, roles: ClaimMapping['roles']): Role | null {
  const named = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  const ours = new Set(named.flatMap((one) => (Object.hasOwn(roles, one) ? [roles[one]] : [])));
  const [role, ...more] = ours;
  return role !== undefined && more.length === 0 ? role : null;
}

/** A claim by its name, or by a JSON pointer (RFC 6901). */
function valueAt(payload: JWTPayload, name: string): unknown {
  const path = name.startsWith('/')
    ? name
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : [name];
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    payload,
  );
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value.trim() : undefined);

/** A name fit to be shown: printable, and not longer than a name. */
function nameOf(value: unknown): string | undefined {
  const name = text(value)?.normalize('NFC');
  return name && [...name].length <= 60 && !/[\p{C}\u2028\u2029]/u.test(name) ? name : undefined;
}
