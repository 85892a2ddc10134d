import { targetSettings } from '../../infra/db/scope-settings.ts';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { Account } from './account.entity.ts';
import { AccountCredential } from './credential.entity.ts';
import { Session, type SessionEnd } from './session.entity.ts';

type Password = Pick<AccountCredential, 'passwordHash' | 'expiresAt'>;

/**
 * Gives an account a password, one's own or that of somebody within the actor's scope. The statement names no row and
 * reads no column: the floor confines it to the one account that the transaction named, whose present password it need
 * not show for that.
 */
export async function setPassword(
  change: Change,
  account: Account,
  { passwordHash, expiresAt }: Password,
): Promise<void> {
  change.transaction.set(targetSettings(account.id));
  if (await updateUnseen(change, { passwordHash, expiresAt, changedAt: change.now })) {
    change.trace.updated(AccountCredential, { accountId: account.id }, { passwordHash, expiresAt });
    return;
  }
  await change.insert(AccountCredential, {
    accountId: account.id,
    username: account.username,
    homeRegionCode: account.homeRegionCode,
    hostRegionCode: account.hostRegionCode,
    passwordHash,
    expiresAt,
    changedAt: change.now,
  });
}

/** Keeps the copies of an account's regions in step, at its password and at its sessions. */
export async function moveCredential(change: Change, account: Account): Promise<void> {
  const { id, homeRegionCode, hostRegionCode } = account;
  change.transaction.set(targetSettings(id));
  await updateUnseen(change, { homeRegionCode, hostRegionCode });
  const moved = await change.execute<Pick<Session, 'id'>>(
    'moveSessions',
    sql`
    UPDATE session SET home_region_code = ${homeRegionCode}, host_region_code = ${hostRegionCode}
     WHERE account_id = ${id} RETURNING id`,
  );
  change.trace.followed(Session, moved, { homeRegionCode, hostRegionCode });
}

/** @returns whether there is a password */
async function updateUnseen(change: Change, values: Partial<AccountCredential>): Promise<boolean> {
  const affected = await change.alter(AccountCredential, {}, values);
  // More than one, and the floor would have a gap: nothing of it is kept.
  if (affected > 1) throw new Error(`Expected to set the credential of one account, got ${affected}`);
  return affected === 1;
}

/** Ends the sessions of an account that are still open, but for the one in which this happens. */
export async function endSessions(
  change: Change,
  accountId: string,
  by: SessionEnd,
  except: string | null = null,
): Promise<void> {
  const ended = await change.execute<Pick<Session, 'id' | 'homeRegionCode' | 'hostRegionCode'>>(
    'endSessions',
    sql`
    UPDATE session SET ended_at = ${change.now}, ended_by = ${by}
     WHERE account_id = ${accountId} AND ended_at IS NULL AND id IS DISTINCT FROM ${except}
    RETURNING id, home_region_code AS "homeRegionCode", host_region_code AS "hostRegionCode"`,
  );
  change.trace.moved(Session, ended, { endedAt: change.now, endedBy: by });
}
