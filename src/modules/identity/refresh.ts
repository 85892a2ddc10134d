import type { Identity } from '../../graphql/context.ts';
import type { Database, StatementListener } from '../../infra/db/database.ts';
import { actorSettings, bearerSettings } from '../../infra/db/scope-settings.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Transaction } from '../../infra/db/transaction.ts';
import { announce, own } from '../../operations/announcement.ts';
import { writeAudit } from '../../operations/audit.ts';
import type { Clock } from '../../shared/clock.ts';
import { reject } from '../../shared/errors.ts';
import type { Origin } from '../../shared/origin.ts';
import { actorOf } from './account.actor.ts';
import { Account } from './account.entity.ts';
import { hashOfSeed, type RefreshToken, type RefreshTokens } from './refresh-token.ts';
import type { Session } from './session.entity.ts';
import { type Grant, IDLE, type Sessions } from './sessions.ts';

/** So long the token before the last is taken once more, for an answer that was lost on the way. */
const LENIENCY = 30_000;

export interface RefreshDependencies {
  database: Database;
  sessions: Sessions;
  refreshTokens: RefreshTokens;
  clock: Clock;
  onStatement?: StatementListener | undefined;
}

type Standing = Account &
  Pick<Session, 'seedHash' | 'generation' | 'refreshedAt' | 'expiresAt' | 'passwordDue'>;

/** @throws Rejection when the session is over, or when the token was used before: that ends the session */
export type Refresh = (token: string, origin: Origin) => Promise<Grant & { identity: Identity }>;

/**
 * Gives the next tokens of a session. Each refresh token is good for one refresh: of two at once both get the same
 * next one, and so does whoever repeats it within half a minute. Later it can only be a copy, and whether the thief or
 * the owner holds it nobody knows, so the session ends for both.
 */
export function createRefresh(deps: RefreshDependencies): Refresh {
  const { database, sessions, refreshTokens, clock, onStatement = () => {} } = deps;

  /** The session and its account, locked: whoever refreshes at the same time waits and sees the next generation. */
  async function standing(transaction: Transaction, { sessionId, accountId }: RefreshToken) {
    onStatement('refreshSession');
    const { rows } = await transaction.run<Standing>(
      'refreshSession',
      sql`
      SELECT ${columnsOf(Account, 'a')}, s.seed_hash AS "seedHash", s.generation, s.refreshed_at AS "refreshedAt",
             s.expires_at AS "expiresAt", s.password_due AS "passwordDue"
        FROM session s JOIN account a ON a.id = s.account_id
       WHERE s.id = ${sessionId} AND a.id = ${accountId} AND s.ended_at IS NULL AND a.disabled_at IS NULL
         FOR UPDATE OF s`,
    );
    return rows[0];
  }

  function endReused(transaction: Transaction, row: Standing, { sessionId }: RefreshToken, origin: Origin) {
    const actor = actorOf(row);
    transaction.set(actorSettings(actor));
    const at = clock();
    transaction.send(
      'endReused',
      sql`UPDATE session SET ended_at = ${at}, ended_by = 'TOKEN_REUSED' WHERE id = ${sessionId}`,
    );
    const what = { ...origin, operation: 'refreshSession', at };
    writeAudit(transaction, actor, { ...what, recordType: 'Session', recordId: sessionId });
    announce(transaction, actor, what, [own(actor, 'Session', sessionId)]);
  }

  return async (token, origin) => {
    const presented = refreshTokens.read(token);
    if (!presented) throw reject('INVALID', 'SESSION_OVER', 'refreshToken');
    const refreshed = await database.transaction(bearerSettings(presented), async (transaction) => {
      const row = await standing(transaction, presented);
      const now = clock();
      const alive =
        row?.seedHash.equals(hashOfSeed(presented.seed)) &&
        now < row.expiresAt &&
        now.getTime() < row.refreshedAt.getTime() + IDLE;
      if (!row || !alive) return null;
      const { generation, refreshedAt } = row;
      if (presented.generation === generation) {
        transaction.send(
          'nextGeneration',
          sql`
          UPDATE session SET generation = ${generation + 1}, refreshed_at = ${now} WHERE id = ${presented.sessionId}`,
        );
        return { row, generation: generation + 1 };
      }
      const isRepeat =
        presented.generation === generation - 1 && now.getTime() <= refreshedAt.getTime() + LENIENCY;
      if (isRepeat) return { row, generation };
      // Kept, not thrown: a rejection would roll the end of the session back.
      endReused(transaction, row, presented, origin);
      return null;
    });
    if (!refreshed) throw reject('INVALID', 'SESSION_OVER', 'refreshToken');
    const { row, generation } = refreshed;
    const { sessionId } = presented;
    const identity = { actor: actorOf(row), sessionId, passwordDue: row.passwordDue };
    return { identity, ...(await sessions.grant(presented, presented.seed, generation, row.expiresAt)) };
  };
}
