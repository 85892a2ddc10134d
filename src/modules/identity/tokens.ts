import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';

/** Short: whoever steals one has it no longer than this. */
const LIFETIME_SECONDS = 900;
const ISSUER = 'labor-cooperation';
const ALGORITHM = 'HS256';

/** What a token speaks for: a session of an account. Everything else about them is asked of the database. */
export interface Bearer {
  readonly accountId: string;
  readonly sessionId: string;
}

const claims = z.object({ sub: z.uuid(), sid: z.uuid() });

export interface Tokens {
  /** @param notAfter the end of the session, which no token of it outlasts */
  issue(bearer: Bearer, notAfter?: Date): Promise<{ accessToken: string; expiresAt: Date }>;
  /** The session a token speaks for, or null when it is not one of ours or past its time. */
  verify(token: string): Promise<Bearer | null>;
}

/** Access tokens: JWT (RFC 7519), signed by HMAC-SHA-256 with a secret of 32 bytes. */
export function createTokens(secret: Buffer, clock: Clock): Tokens {
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
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          typ: 'at+jwt',
          issuer: ISSUER,
          audience: ISSUER,
          requiredClaims: ['exp'],
          currentDate: clock(),
        });
        const { sub, sid } = claims.parse(payload);
        return { accountId: sub, sessionId: sid };
      } catch {
        return null;
      }
    },
  };
}

const seconds = (instant: Date) => Math.floor(instant.getTime() / 1_000);
