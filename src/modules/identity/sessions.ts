import { v7 as uuidv7 } from 'uuid';
import type { Identity } from '../../graphql/context.ts';
import { type Database, PLANNED_ONCE } from '../../infra/db/database.ts';
import { insertion } from '../../infra/db/rows.ts';
import { bearerSettings } from '../../infra/db/scope-settings.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Transaction } from '../../infra/db/transaction.ts';
import type { Clock } from '../../shared/clock.ts';
import { ACTOR, actorOf } from './account.actor.ts';
import { Account } from './account.entity.ts';
import type { LastKnown } from './last-known.ts';
import { type LookUp, presumptionOf } from './presumption.ts';
import { hashOfSeed, newSeed, type RefreshTokens } from './refresh-token.ts';
import { Session } from './session.entity.ts';
import type { Bearer, Tokens } from './tokens.ts';

const day = 86_400_000;
/** A session ends when it was not refreshed for so long, and in any case after so long (SP 800-63B-4, section 2.1.3). */
export const IDLE = 7 * day;
export const LONGEST_SESSION = 30 * day;

/** What a client gets to work with: an access token, and what to get the next one with. */
export interface Grant {
  accessToken: string;
  /** When the access token ends. */
  expiresAt: Date;
  refreshToken: string;
  /** When the session ends at the latest. */
  sessionExpiresAt: Date;
}

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions(
  database: Database,
  tokens: Tokens,
  refreshTokens: RefreshTokens,
  clock: Clock,
  lastKnown: LastKnown,
) {
  /** The tokens of a session at one of its generations: the same ones whenever they are asked for. */
  async function grant(bearer: Bearer, seed: Buffer, generation: number, expiresAt: Date): Promise<Grant> {
    return {
      ...(await tokens.issue(bearer, expiresAt)),
      refreshToken: refreshTokens.write({ ...bearer, seed, generation }),
      sessionExpiresAt: expiresAt,
    };
  }

  const lookUpOf = (bearer: Bearer): LookUp => ({
    settings: `${bearerSettings(bearer)}; ${PLANNED_ONCE}`,
    name: 'session',
    query: sql`
      SELECT ${columnsOf(Account, 'a', {}, new Set(ACTOR))}, s.password_due AS "passwordDue"
        FROM session s JOIN account a ON a.id = s.account_id
       WHERE s.id = ${bearer.sessionId} AND a.id = ${bearer.accountId} AND s.ended_at IS NULL AND a.disabled_at IS NULL`,
    found([row]) {
      const { sessionId } = bearer;
      const identity = row ? { actor: actorOf(row), sessionId, passwordDue: row.passwordDue } : null;
      lastKnown.looked(bearer, identity);
      return identity;
    },
  });

  async function look(bearer: Bearer): Promise<Identity | null> {
    const { settings, name, query, found } = lookUpOf(bearer);
    return found(await database.read(settings, name, query));
  }

  return {
    grant,

    /** Begins a session of this account, in the transaction that let its owner in. */
    async begin(transaction: Transaction, account: Account, client: string | null, passwordDue: boolean) {
      const now = clock();
      const seed = newSeed();
      const expiresAt = new Date(now.getTime() + LONGEST_SESSION);
      const sessionId = uuidv7();
      const session: Partial<Session> = {
        id: sessionId,
        accountId: account.id,
        homeRegionCode: account.homeRegionCode,
        hostRegionCode: account.hostRegionCode,
        client: printable(client),
        passwordDue,
        seedHash: hashOfSeed(seed),
        generation: 1,
        createdAt: now,
        refreshedAt: now,
        expiresAt,
      };
      transaction.send('beginSession', insertion(Session, [session]));
      const identity: Identity = { actor: actorOf(account), sessionId, passwordDue };
      return {
        sessionId,
        identity,
        grant: await grant({ accountId: account.id, sessionId }, seed, 1, expiresAt),
      };
    },

    /**
     * Who stands behind an access token, as the account is now: a session that was ended or an account that was disabled
     * a moment ago lets nobody in. One statement; a token that is not ours costs none.
     */
    async authenticate(token: string): Promise<Identity | null> {
      const bearer = await tokens.verify(token);
      return bearer && look(bearer);
    },

    /**
     * Like `authenticate`, but who was there the last time is presumed to be there still, and looked up beside the first
     * read of the request.
     */
    async presume(token: string): Promise<Identity | null> {
      const bearer = await tokens.verify(token);
      const known = bearer && lastKnown.of(bearer);
      if (!known) return bearer && look(bearer);
      // Of this request alone.
      const actor = { ...known.actor };
      return { ...known, actor, presumption: presumptionOf({ ...known, actor }, lookUpOf(bearer), database) };
    },

    /** Who stood behind it the last time that could be looked up here. */
    async lastKnown(token: string): Promise<Identity | null> {
      const bearer = await tokens.verify(token);
      return bearer && lastKnown.of(bearer);
    },
  };
}

/** What a client calls itself, fit to be shown: printable and of bounded length. */
const printable = (client: string | null) => client?.replace(/[^\x20-\x7e]/g, '').slice(0, 200) || null;
