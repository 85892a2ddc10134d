import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { stringify as formatUuid, parse as parseUuid } from 'uuid';
import type { Bearer } from './tokens.ts';

/**
 * What a refresh token holds: its session, the session's seed, and which token of the session it is. The next token has
 * the next generation, so that of two who refresh at once both get the same one, and an older one is known as such.
 */
export interface RefreshToken extends Bearer {
  /** 32 random bytes, in every token of the session; the database has their hash alone. */
  readonly seed: Buffer;
  readonly generation: number;
}

/** 16 bytes each for session and account, the seed, the generation and the tag, in base64url: 134 characters. */
const SEED = 32;
const BODY = 16 + 16 + SEED + 4;
const LENGTH = BODY + 32;

export const newSeed = () => randomBytes(SEED);

/** How a seed stands in the database: it is random, so a plain hash cannot be guessed at. */
export const hashOfSeed = (seed: Buffer) => createHash('sha256').update(seed).digest();

/** Opaque to clients, and tagged by HMAC-SHA-256: what somebody made up is refused without asking the database. */
export function createRefreshTokens(secret: Buffer) {
  // A key of its own, for the other one signs what clients may read.
  const key = createHmac('sha256', secret).update('labor-cooperation/refresh').digest();
  const tagOf = (body: Buffer) => createHmac('sha256', key).update(body).digest();

  return {
    write({ sessionId, accountId, seed, generation }: RefreshToken): string {
      const body = Buffer.concat([parseUuid(sessionId), parseUuid(accountId), seed, Buffer.alloc(4)]);
      body.writeUInt32BE(generation, BODY - 4);
      return Buffer.concat([body, tagOf(body)]).toString('base64url');
    },

    /** The token as this service wrote it, or null for anything else. */
    read(token: string): RefreshToken | null {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== LENGTH || bytes.toString('base64url') !== token) return null;
      const body = bytes.subarray(0, BODY);
      if (!timingSafeEqual(tagOf(body), bytes.subarray(BODY))) return null;
      return {
        sessionId: formatUuid(body.subarray(0, 16)),
        accountId: formatUuid(body.subarray(16, 32)),
        seed: body.subarray(32, 32 + SEED),
        generation: body.readUInt32BE(BODY - 4),
      };
    },
  };
}

export type RefreshTokens = ReturnType<typeof createRefreshTokens>;
