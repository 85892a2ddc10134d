import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { breach, expectedVersion, idempotencyKey, idOf, optional, text } from '../../operations/rules.ts';
import { Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import { regionCode } from '../regions/index.ts';
import { Account } from './account.entity.ts';
import { type FindStation, type Placement, place } from './account.placement.ts';
import { assertOther, assertOwnIssue } from './account.policy.ts';
import { accountById } from './account.queries.ts';
import { endSessions, moveCredential, setPassword } from './credential.ts';
import type { Lockout } from './lockout.ts';
import { hashPassword, randomPassword } from './password.ts';
import { isUsername } from './username.ts';

const username = z
  .string()
  .transform((name) => name.trim().toLowerCase())
  .transform((name, context) => (isUsername(name) ? name : breach(context, 'INVALID', 'USERNAME_INVALID')));

const placement = {
  role: z.enum(Role),
  regionCode: optional(regionCode),
  stationId: optional(idOf('Station')),
};
const creation = z.object({ idempotencyKey, username, name: text(60), ...placement });
const step = z.object({ id: idOf('Account'), expectedVersion });
const only = z.object({ id: idOf('Account') });

/** How long a temporary password waits to be replaced. */
const TEMPORARY = 7 * 86_400_000;

/** An account, with the temporary password it was just given: told once, and kept nowhere. */
export type WithPassword = Account & { temporaryPassword?: string };

export type AccountCommands = ReturnType<typeof createAccountCommands>;

const account = { returns: 'account', type: 'Account' } as const;

/** What those who manage accounts do with them: managers within their own region, administrators everywhere. */
export const createAccountCommands = (
  command: CommandRunner,
  findStation: FindStation,
  lockout: Lockout,
  hashOfName: (username: string) => Buffer,
) => ({
  create: command({
    operation: 'createAccount',
    ...account,
    rules: creation,

    async run(change, { idempotencyKey: _, username, name, ...where }): Promise<WithPassword> {
      const placed = await place(change, findStation, where);
      const made = await insert(change, username, name, placed);
      return { ...made, temporaryPassword: await giveTemporaryPassword(change, made) };
    },

    // The password was told once.
    again: (change, made): Promise<WithPassword> =>
      change.find<Account>('account', 'idempotencyKey', accountById(change.actor, made.id)),
  }),

  edit: command({
    operation: 'editAccount',
    ...account,
    rules: step.extend({ name: text(60) }),

    async run(change, { name, ...which }): Promise<Account> {
      const locked = await lock(change, which);
      assertOwnIssue(locked);
      return change.update(Account, locked, { name });
    },
  }),

  /** Role and scope go together: neither is right without the other. */
  changeRole: command({
    operation: 'changeAccountRole',
    ...account,
    rules: step.extend(placement),

    async run(change, { id, expectedVersion, ...where }): Promise<Account> {
      const admins = await lockAdmins(change);
      const locked = await lock(change, { id, expectedVersion });
      assertOther(change.actor, locked);
      assertOwnIssue(locked);
      const placed = await place(change, findStation, where);
      if (placed.role !== Role.ADMIN) assertNotLast(admins, locked);
      return relocate(change, locked, placed);
    },
  }),

  /** Their region becomes the station's. */
  moveToStation: command({
    operation: 'moveAccountToStation',
    ...account,
    rules: step.extend({ stationId: idOf('Station') }),

    async run(change, { stationId, ...which }): Promise<Account> {
      const locked = await lock(change, which);
      assertOther(change.actor, locked);
      assertOwnIssue(locked);
      if (locked.role !== Role.STATION_STAFF) throw reject('INVALID', 'STATION_OF_STAFF', 'stationId');
      const { role } = locked;
      return relocate(
        change,
        locked,
        await place(change, findStation, { role, regionCode: null, stationId }),
      );
    },
  }),

  /** Takes effect with the next request, whatever tokens are about. */
  disable: command({
    operation: 'disableAccount',
    ...account,
    rules: step,

    async run(change, which): Promise<Account> {
      const admins = await lockAdmins(change);
      const locked = await lock(change, which);
      assertOther(change.actor, locked);
      if (locked.disabledAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      assertNotLast(admins, locked);
      const disabled = await change.update(Account, locked, { disabledAt: change.now });
      await endSessions(change, locked.id, 'ACCOUNT_DISABLED');
      return disabled;
    },
  }),

  enable: command({
    operation: 'enableAccount',
    ...account,
    rules: step,

    async run(change, which): Promise<Account> {
      const locked = await lock(change, which);
      if (!locked.disabledAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      return change.update(Account, locked, { disabledAt: null });
    },
  }),

  resetPassword: command({
    operation: 'resetAccountPassword',
    ...account,
    rules: step,

    async run(change, which): Promise<WithPassword> {
      const locked = await lock(change, which);
      assertOther(change.actor, locked);
      assertOwnIssue(locked);
      const temporaryPassword = await giveTemporaryPassword(change, locked);
      await endSessions(change, locked.id, 'PASSWORD_RESET');
      lockout.unlock(change.transaction, hashOfName(locked.username));
      return { ...(await change.update<Account, Account>(Account, locked, {})), temporaryPassword };
    },
  }),

  unlock: command({
    operation: 'unlockAccount',
    ...account,
    rules: only,

    async run(change, { id }): Promise<Account> {
      const found = await change.find<Account>('account', 'id', accountById(change.actor, id.id));
      lockout.unlock(change.transaction, hashOfName(found.username));
      return found;
    },
  }),
});

/** Locks an account the actor manages; everybody else's, the actor's own not among them, is answered like none. */
const lock = (change: Change, { id, expectedVersion }: z.output<typeof step>): Promise<Account> =>
  change.lock<Account>('account', expectedVersion, accountById(change.actor, id.id));

async function insert(change: Change, username: string, name: string, placed: Placement): Promise<Account> {
  const { tenant, role, homeRegionCode, hostRegionCode, stationId } = placed;
  // Two who take one name at once must not fail: the later one is told of the earlier.
  const [made] = await change.execute(
    'createAccount',
    sql`
    INSERT INTO account (id, tenant, username, name, role, home_region_code, host_region_code, station_id, created_at)
    VALUES (${change.id}, ${tenant}, ${username}, ${name}, ${role}, ${homeRegionCode}, ${hostRegionCode},
            ${stationId}, ${change.now})
    ON CONFLICT (username) DO NOTHING
    RETURNING id`,
  );
  if (!made) throw reject('CONFLICT', 'USERNAME_TAKEN', 'username');
  const account = {
    id: change.id,
    username,
    name,
    ...placed,
    disabledAt: null,
    issuer: null,
    subject: null,
    claimsAt: null,
    createdAt: change.now,
    version: 1,
  };
  change.trace.inserted(Account, account);
  return account;
}

async function giveTemporaryPassword(change: Change, account: Account): Promise<string> {
  const password = randomPassword();
  const expiresAt = new Date(change.now.getTime() + TEMPORARY);
  await setPassword(change, account, { passwordHash: await hashPassword(password), expiresAt });
  return password;
}

/** Gives an account its new place, and its sessions and password the copies of it that their policies compare. */
async function relocate(change: Change, locked: Account, placed: Placement): Promise<Account> {
  const moved = await change.update(Account, locked, placed);
  await moveCredential(change, moved);
  return moved;
}

/**
 * The administrators who can sign in. Locked in order and before anything else: two who take each other's access away at
 * once go one by one. Nobody but an administrator may change them.
 */
async function lockAdmins(change: Change): Promise<readonly { id: string }[]> {
  if (change.actor.role !== Role.ADMIN) return [];
  return change.read(
    'enabledAdmins',
    (visible) => sql`
    SELECT a.id FROM account a
     WHERE ${visible.shared()} AND a.role = 'ADMIN' AND a.disabled_at IS NULL ORDER BY a.id FOR UPDATE`,
  );
}

/** The platform must not lose its last administrator. */
function assertNotLast(admins: readonly { id: string }[], { id, role, disabledAt }: Account): void {
  const isLast = role === Role.ADMIN && !disabledAt && admins.every((admin) => admin.id === id);
  if (isLast) throw reject('FORBIDDEN', 'LAST_ADMIN', 'id');
}
