import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { type Actor, Role } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { regions } from '../regions/index.ts';

/** Short: what a token says holds until it ends. */
const LIFETIME_SECONDS = 3_600;
const ISSUER = 'labor-cooperation';
const ALGORITHM = 'HS256';

const claims = z.object({
  sub: z.uuid(),
  username: z.string(),
  role: z.enum(Role),
  side: z.enum(['home', 'host']).nullable(),
  region: z.string().nullable(),
  station: z.uuid().nullable(),
});

export interface Tokens {
  issue(actor: Actor): Promise<{ accessToken: string; expiresAt: Date }>;
  /** The actor a token speaks for, or null when it is not one of ours or past its time. */
  verify(token: string): Promise<Actor | null>;
}

/** Access tokens: JWT (RFC 7519), signed by HMAC-SHA-256 with a secret of 32 bytes. */
export function createTokens(secret: Buffer, clock: Clock): Tokens {
  return {
    async issue({ id, username, role, scope, stationId }) {
      const issuedAt = Math.floor(clock().getTime() / 1_000);
      const expiresAt = issuedAt + LIFETIME_SECONDS;
      const accessToken = await new SignJWT({
        username,
        role,
        side: scope?.side ?? null,
        region: scope?.regionCode ?? null,
        station: stationId,
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
        .setSubject(id)
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
        const { sub, username, role, side, region, station } = claims.parse(payload);
        const scope = side && region ? regions.scope(side, region) : null;
        return { id: sub, username, role, scope, stationId: station };
      } catch {
        return null;
      }
    },
  };
}
