import { z } from 'zod';
import type { Identity } from '../../graphql/context.ts';
import { sql } from '../../infra/db/select.ts';
import type { AttemptCounter } from '../../infra/redis/attempts.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { DomainError, reject } from '../../shared/errors.ts';
import type { Origin } from '../../shared/origin.ts';
import type { Account } from './account.entity.ts';
import { accountById } from './account.queries.ts';
import { endSessions, setPassword } from './credential.ts';
import { assertUnguessable, LONGEST, newPassword } from './password.rules.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { Session } from './session.entity.ts';
import { sessionById } from './session.queries.ts';

const passwords = z.object({
  sessionId: z.uuid().nullable(),
  oldPassword: z.string().min(1).max(LONGEST),
  newPassword,
});

export type OwnAccountCommands = ReturnType<typeof createOwnAccountCommands>;

/** What everybody does with one's own account. */
export function createOwnAccountCommands(command: CommandRunner, attempts: AttemptCounter) {
  const changePassword = command({
    operation: 'changePassword',
    returns: 'account',
    type: 'Account',
    rules: passwords,

    async run(change, { sessionId, oldPassword, newPassword }): Promise<Account> {
      const account = await change.find<Account>('account', 'id', accountById(change.actor, change.actor.id));
      await assertPassword(change, oldPassword);
      if (newPassword === oldPassword) throw reject('INVALID', 'PASSWORD_UNCHANGED', 'newPassword');
      assertUnguessable(newPassword, [account.username, account.name], 'newPassword');
      await setPassword(change, account, { passwordHash: await hashPassword(newPassword), expiresAt: null });
      await endSessions(change, account.id, 'PASSWORD_CHANGED', sessionId);
      await change.execute(
        'passwordSet',
        sql`UPDATE session SET password_due = FALSE WHERE id = ${sessionId}`,
      );
      return account;
    },
  });

  const signOut = command({
    operation: 'signOut',
    returns: 'session',
    type: 'Session',
    rules: z.object({ sessionId: z.uuid().nullable() }),

    async run(change, { sessionId }): Promise<Session> {
      if (sessionId === null) throw reject('FORBIDDEN', 'EXTERNAL_ACCOUNT');
      const session = await change.find<Session>('session', 'id', sessionById(change.actor, sessionId));
      await change.execute(
        'signOut',
        sql`UPDATE session SET ended_at = ${change.now}, ended_by = 'SIGNED_OUT' WHERE id = ${sessionId} AND ended_at IS NULL`,
      );
      const ended = { endedAt: change.now, endedBy: 'SIGNED_OUT' } as const;
      change.trace.updated(Session, session, ended);
      return { ...session, ...ended };
    },
  });

  return {
    /** Ends every other session. Wrong old passwords are counted like attempts to sign in. */
    async changePassword({ actor, sessionId }: Identity, origin: Origin, input: object) {
      const key = `password of\n${actor.id}`;
      if (!(await attempts.take(key))) {
        throw new DomainError('RATE_LIMITED', 'RATE_LIMITED', { retryAfter: await attempts.wait(key) });
      }
      const outcome = await changePassword({ ...origin, actor }, { ...input, sessionId });
      const wasWrong = outcome.userErrors.some(({ messageKey }) => messageKey === 'PASSWORD_WRONG');
      if (!wasWrong) await attempts.giveBack(key);
      return outcome;
    },

    signOut: ({ actor, sessionId }: Identity, origin: Origin) => signOut({ ...origin, actor }, { sessionId }),
  };
}

async function assertPassword(change: Change, password: string): Promise<void> {
  const [credential] = await change.execute<{ passwordHash: string }>(
    'ownPassword',
    sql`
    SELECT c.password_hash AS "passwordHash"
      FROM account_credential c WHERE c.account_id = ${change.actor.id} FOR UPDATE`,
  );
  if (!credential) throw reject('FORBIDDEN', 'EXTERNAL_ACCOUNT');
  if (!(await verifyPassword(credential.passwordHash, password))) {
    throw reject('INVALID', 'PASSWORD_WRONG', 'oldPassword');
  }
}
