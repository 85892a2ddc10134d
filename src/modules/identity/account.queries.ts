import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, raw, sql } from '../../infra/db/select.ts';
import { within } from '../../infra/db/visibility.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor, Role } from '../../shared/actor.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import { Account } from './account.entity.ts';
import { viewOf } from './account.policy.ts';
import { lockedUntil } from './lockout.ts';

export interface AccountCriteria {
  role?: Role | null;
  region?: RegionRange | null;
  stationId?: string | null;
  search?: string | null;
  disabled?: boolean | null;
}

export interface AccountQueries {
  byIds: Batch<Account>;
  list(actor: Actor, page: Page, criteria: AccountCriteria): Promise<Connection<Account>>;
  /** Until when an account is locked, by its name. */
  lockedUntil: Batch<{ until: Date }>;
}

const byName = keyset('ASC', ['a.username', 'text']);

/** An account that this actor manages, or the actor's own, for a change. */
export const accountById =
  (actor: Actor, id: string): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Account, 'a')}
      FROM account a WHERE ${visible.accounts('a', 'id', viewOf(actor))} AND a.id = ${id}`;

/** Those of these names that the actor manages, or has. */
export const accountsNamed =
  (actor: Actor, usernames: readonly string[]): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(Account, 'a')}
      FROM account a WHERE ${visible.accounts('a', 'id', viewOf(actor))} AND a.username = ANY(${usernames})`;

/** @param hashOfName the keyed hash of a name that attempts are counted by */
export const createAccountQueries = (
  read: Reader,
  hashOfName: (username: string) => Buffer,
  now: () => Date,
): AccountQueries => ({
  byIds: (actor, ids) =>
    read.byKey<Account>(
      actor,
      'account',
      ids,
      (account) => account.id,
      (visible) => sql`
      SELECT ${columnsOf(Account, 'a')}
        FROM account a WHERE ${visible.accounts('a', 'id', viewOf(actor))} AND a.id = ANY(${ids})`,
    ),

  list: (actor, page, { role, region, stationId, search, disabled }) =>
    read.page<Account>(
      actor,
      'accounts',
      page,
      (visible) => sql`
      SELECT ${columnsOf(Account, 'a')}, ${byName.keys}
        FROM account a
       WHERE ${all(
         visible.accounts('a', 'id', viewOf(actor)),
         role && sql`a.role = ${role}`,
         region && within(raw('coalesce(a.home_region_code, a.host_region_code)'), region),
         stationId && sql`a.station_id = ${stationId}`,
         search && sql`(strpos(a.username, lower(${search})) > 0 OR strpos(a.name, ${search}) > 0)`,
         disabled != null && sql`(a.disabled_at IS NOT NULL) = ${disabled}`,
         byName.after(page),
       )}
      ${byName.order(page)}`,
    ),

  lockedUntil: async (actor, usernames) => {
    const hashes = usernames.map(hashOfName);
    const rows = await read.rows<{ nameHash: Buffer; until: Date }>(
      actor,
      'account',
      (visible) => sql`${lockedUntil(hashes, now())} AND ${visible.shared()}`,
    );
    return hashes.map((hash) => rows.find(({ nameHash }) => nameHash.equals(hash)) ?? null);
  },
});
