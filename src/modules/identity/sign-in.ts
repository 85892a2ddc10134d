import { z } from 'zod';
import type { Identity } from '../../graphql/context.ts';
import type { Database, StatementListener } from '../../infra/db/database.ts';
import { actorSettings, signInSettings } from '../../infra/db/scope-settings.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Transaction } from '../../infra/db/transaction.ts';
import type { AttemptCounter } from '../../infra/redis/attempts.ts';
import { announce, own } from '../../operations/announcement.ts';
import { writeAudit } from '../../operations/audit.ts';
import type { Refusals } from '../../operations/refusals.ts';
import { check } from '../../operations/rules.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError, type Rejection, reject } from '../../shared/errors.ts';
import { actorOf } from './account.actor.ts';
import { Account } from './account.entity.ts';
import type { AccountCredential } from './credential.entity.ts';
import type { Attempt, Lockout } from './lockout.ts';
import { LONGEST } from './password.rules.ts';
import { verifyPassword } from './password.ts';
import type { Grant, Sessions } from './sessions.ts';
import { isUsername } from './username.ts';

const credentials = z.object({
  username: z.string().transform((name) => name.trim().toLowerCase()),
  // Argon2 takes any length; the bound keeps one attempt from costing more than another.
  password: z.string().min(1).max(LONGEST),
});

/**
 * @throws Rejection when name and password do not fit, or LOCKED after too many that did not; RATE_LIMITED after too
 * many for this name from one address
 */
export type SignIn = (
  raw: unknown,
  from: { address: string; client: string | null; requestId: string },
) => Promise<Grant & { identity: Identity }>;

export interface SignInDependencies {
  database: Database;
  sessions: Sessions;
  attempts: AttemptCounter;
  lockout: Lockout;
  refusals: Refusals;
  /** How often it is noted that one name is locked. */
  lockedNotes: AttemptCounter;
  /** Keyed hash, for what is counted by name and by address. */
  hash: (purpose: string, text: string) => Buffer;
  clock: Clock;
  onStatement?: StatementListener | undefined;
}

type Found = Account & Pick<AccountCredential, 'passwordHash' | 'expiresAt'>;

export function createSignIn(deps: SignInDependencies): SignIn {
  const { database, sessions, attempts, lockout, refusals, lockedNotes, hash, clock } = deps;
  const { onStatement = () => {} } = deps;

  async function find(transaction: Transaction, username: string): Promise<Found | undefined> {
    onStatement('signIn');
    const { rows } = await transaction.run<Found>(
      'signIn',
      sql`
      SELECT ${columnsOf(Account, 'a')}, c.password_hash AS "passwordHash", c.expires_at AS "expiresAt"
        FROM account a JOIN account_credential c ON c.account_id = a.id
       WHERE a.username = ${username} AND c.username = ${username}`,
    );
    return rows[0];
  }

  /** The account of a name, if there is one with a password; counts the attempt first. */
  async function lookUp(username: string, attempt: Attempt): Promise<Found | 'locked' | undefined> {
    // What is no name is nobody's, and cannot be locked.
    if (!isUsername(username)) return undefined;
    return database.transaction(signInSettings(username), async (transaction) => {
      onStatement('takeAttempt');
      return (await lockout.take(transaction, attempt, clock())) ? find(transaction, username) : 'locked';
    });
  }

  /** Whose name is locked, to be noted once while it is: a flood of attempts grows no audit. */
  async function whoIsLocked(username: string): Promise<Actor | null> {
    if (!(await lockedNotes.take(`locked\n${username}`))) return null;
    const found = await database.transaction(signInSettings(username), (transaction) =>
      find(transaction, username),
    );
    return found ? actorOf(found) : null;
  }

  return async (raw, { address, client, requestId }) => {
    const { username, password } = check(credentials, raw);
    const key = `${username}\n${address}`;
    if (!(await attempts.take(key))) {
      throw new DomainError('RATE_LIMITED', 'RATE_LIMITED', { retryAfter: await attempts.wait(key) });
    }
    const attempt = { name: hash('sign-in name', username), address: hash('sign-in address', address) };

    const refuse = (rejection: Rejection, who: () => Promise<Actor | null>): Rejection => {
      const [{ messageKey: refusal } = { messageKey: 'SIGN_IN_FAILED' as const }] = rejection.problems;
      refusals.aside({ operation: 'signIn', requestId, address, refusal }, who);
      return rejection;
    };
    const account = await lookUp(username, attempt);
    if (account === 'locked') {
      throw refuse(reject('LOCKED', 'ACCOUNT_LOCKED'), () => whoIsLocked(username));
    }
    const owner = async () => (account ? actorOf(account) : null);
    const isRight = await verifyPassword(account?.passwordHash, password);
    const isPast = account?.expiresAt && account.expiresAt <= clock();
    if (!isRight || !account || isPast) throw refuse(reject('INVALID', 'SIGN_IN_FAILED'), owner);
    // Told to nobody but who has the password.
    if (account.disabledAt) throw refuse(reject('FORBIDDEN', 'ACCOUNT_DISABLED'), owner);
    await attempts.giveBack(key);

    const viewer = actorOf(account);
    const begun = await database.transaction(actorSettings(viewer), async (transaction) => {
      if (!(await stillStands(transaction, account))) {
        throw refuse(reject('INVALID', 'SIGN_IN_FAILED'), owner);
      }
      lockout.succeed(transaction, attempt, clock());
      const session = await sessions.begin(transaction, account, client, account.expiresAt !== null);
      const what = { operation: 'signIn', at: clock(), requestId };
      writeAudit(transaction, viewer, { ...what, address, recordType: 'Account', recordId: viewer.id });
      announce(transaction, viewer, what, [own(viewer, 'Session', session.sessionId)]);
      return session;
    });
    return { identity: begun.identity, ...begun.grant };
  };
}

/**
 * Whether the password that let somebody in is still the account's. Locked until the session is there: a reset or a
 * disabling meanwhile waits, and then ends this session as well.
 */
async function stillStands(transaction: Transaction, { id, passwordHash }: Found): Promise<boolean> {
  const { count } = await transaction.run(
    'stillStands',
    sql`
    SELECT FROM account a JOIN account_credential c ON c.account_id = a.id
     WHERE a.id = ${id} AND c.account_id = ${id} AND c.password_hash = ${passwordHash} AND a.disabled_at IS NULL
       FOR SHARE`,
  );
  return count === 1;
}
