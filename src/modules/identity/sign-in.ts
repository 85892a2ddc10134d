import { z } from 'zod';
import type { Database } from '../../infra/db/database.ts';
import { actorSettings, signInSettings } from '../../infra/db/scope-settings.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { AttemptCounter } from '../../infra/redis/attempts.ts';
import { writeAudit } from '../../operations/audit.ts';
import { check } from '../../operations/rules.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError, reject } from '../../shared/errors.ts';
import { regions } from '../regions/index.ts';
import { Account } from './account.entity.ts';
import { verifyPassword } from './password.ts';
import type { Tokens } from './tokens.ts';

const credentials = z.object({
  username: z.string().transform((name) => name.trim().toLowerCase()),
  // Argon2 takes any length; the bound keeps one attempt from costing more than another.
  password: z.string().min(1).max(256),
});

export interface SignedIn {
  accessToken: string;
  expiresAt: Date;
  viewer: Actor;
}

/** @throws Rejection when name and password do not fit; RATE_LIMITED after too many that did not */
export type SignIn = (raw: unknown, from: { address: string; requestId: string }) => Promise<SignedIn>;

export interface SignInDependencies {
  database: Database;
  tokens: Tokens;
  attempts: AttemptCounter;
  clock: Clock;
}

export function createSignIn({ database, tokens, attempts, clock }: SignInDependencies): SignIn {
  return async (raw, { address, requestId }) => {
    const { username, password } = check(credentials, raw);
    const attempt = `${username}\n${address}`;
    if (!(await attempts.take(attempt))) throw new DomainError('RATE_LIMITED');

    const account = await findAccount(database, username);
    if (!(await verifyPassword(account?.passwordHash, password)) || !account) {
      throw reject('INVALID', 'SIGN_IN_FAILED');
    }
    await attempts.giveBack(attempt);
    const viewer = actorOf(account);
    await database.transaction(actorSettings(viewer), (manager) =>
      writeAudit(manager, viewer, {
        operation: 'signIn',
        recordType: 'Account',
        recordId: viewer.id,
        at: clock(),
        requestId,
      }),
    );
    return { ...(await tokens.issue(viewer)), viewer };
  };
}

async function findAccount(database: Database, username: string): Promise<Account | undefined> {
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(username)) return undefined;
  const [account] = await database.read<Account>(
    signInSettings(username),
    'signIn',
    sql`
    SELECT ${columnsOf(Account, 'a')} FROM account a WHERE a.username = ${username}`,
  );
  return account;
}

function actorOf({ id, username, role, homeRegionCode, hostRegionCode, stationId }: Account): Actor {
  const scope = homeRegionCode
    ? regions.scope('home', homeRegionCode)
    : hostRegionCode
      ? regions.scope('host', hostRegionCode)
      : null;
  return { id, username, role, scope, stationId };
}
