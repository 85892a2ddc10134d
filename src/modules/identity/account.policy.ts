import { isPermitted } from '../../operations/permissions.ts';
import { type Actor, Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import type { Account } from './account.entity.ts';

/** The roles a manager gives; offices of other provinces and the platform's own people are the administrators'. */
const ofTheNetwork: readonly Role[] = [Role.STATION_STAFF, Role.HOTLINE_AGENT, Role.MANAGER, Role.AUDITOR];

const mayGive: Partial<Record<Role, readonly Role[]>> = {
  ADMIN: Object.values(Role),
  MANAGER: ofTheNetwork,
};

/** Whose accounts these are to see: one's own, and those one manages. */
export const viewOf = (actor: Actor) => ({ id: actor.id, manages: isPermitted(actor, 'accounts') });

/** Rejection FORBIDDEN unless the actor may give people this role. */
export function assertMayGive(actor: Actor, role: Role): void {
  if (!mayGive[actor.role]?.includes(role)) throw reject('FORBIDDEN', 'ROLE_NOT_YOURS', 'role');
}

/** Nobody takes away one's own access, or gives oneself more. */
export function assertOther(actor: Actor, account: Pick<Account, 'id'>): void {
  if (account.id === actor.id) throw reject('FORBIDDEN', 'OWN_ACCOUNT', 'id');
}

/** What another issuer says of its people is not changed here: the next token would say it again. */
export function assertOwnIssue(account: Pick<Account, 'issuer'>, field = 'id'): void {
  if (account.issuer !== null) throw reject('FORBIDDEN', 'EXTERNAL_ACCOUNT', field);
}
