import { hash } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';

/** Short: whoever steals one has it no longer than this. */
const LIFETIME_SECONDS = 900;
const ISSUER = 'labor-cooperation';
const ALGORITHM = 'HS256';

/** So many people may be at work before a signature is looked at twice. */
const MOST_REMEMBERED = 10_000;

/** What a token speaks for: a session of an account. Everything else about them is asked of the database. */
export interface Bearer {
  readonly accountId: string;
  readonly sessionId: string;
}

const claims = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.int() });

export interface Tokens {
  /** @param notAfter the end of the session, which no token of it outlasts */
  issue(bearer: Bearer, notAfter?: Date): Promise<{ accessToken: string; expiresAt: Date }>;
  /** The session a token speaks for, or null when it is not one of ours or past its time. */
  verify(token: string): Promise<Bearer | null>;
}

/** Access tokens: JWT (RFC 7519), signed by HMAC-SHA-256 with a secret of 32 bytes. */
export function createTokens(secret: Buffer, clock: Clock): Tokens {
  /** Tokens whose signature was right, by their digests, until they end. */
  const verified = new Map<string, { bearer: Bearer; exp: number }>();

  function remember(digest: string, bearer: Bearer, exp: number): void {
    const [oldest] = verified.keys();
    if (oldest !== undefined && verified.size >= MOST_REMEMBERED) verified.delete(oldest);
    verified.set(digest, { bearer, exp });
  }

  return {
    async issue({ accountId, sessionId }, notAfter) {
      const issuedAt = seconds(clock());
      const expiresAt = Math.min(issuedAt + LIFETIME_SECONDS, notAfter ? seconds(notAfter) : Infinity);
      const accessToken = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
        .setSubject(accountId)
        .setIssuer(ISSUER)
        .setAudience(ISSUER)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(secret);
      return { accessToken, expiresAt: new Date(expiresAt * 1_000) };
    },

    async verify(token) {
      const digest = hash('sha256', token, 'base64');
      const known = verified.get(digest);
      if (known && seconds(clock()) < known.exp) return known.bearer;
      verified.delete(digest);
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          typ: 'at+jwt',
          issuer: ISSUER,
          audience: ISSUER,
          requiredClaims: ['exp'],
          currentDate: clock(),
        });
        const { sub, sid, exp } = claims.parse(payload);
        const bearer = { accountId: sub, sessionId: sid };
        remember(digest, bearer, exp);
        return bearer;
      } catch {
        return null;
      }
    },
  };
}

const seconds = (instant: Date) => Math.floor(instant.getTime() / 1_000);
