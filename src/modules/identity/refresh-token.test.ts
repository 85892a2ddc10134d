import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRefreshTokens, hashOfSeed, newSeed } from './refresh-token.ts';

const tokens = createRefreshTokens(randomBytes(32));
const token = {
  sessionId: '0198c0de-0000-7000-8000-000000000001',
  accountId: '0198c0de-0000-7000-8000-000000000002',
  seed: newSeed(),
  generation: 7,
};

describe('a refresh token', () => {
  it('comes back as it was written', () => {
    expect(tokens.read(tokens.write(token))).toEqual(token);
    expect(tokens.write(token)).toMatch(/^[\w-]{134}$/);
  });

  it('is the same for the same generation, and another for the next', () => {
    expect(tokens.write(token)).toBe(tokens.write({ ...token }));
    expect(tokens.write({ ...token, generation: 8 })).not.toBe(tokens.write(token));
  });

  it('has one spelling: any other text is none', () => {
    const written = tokens.write(token);
    fc.assert(
      fc.property(fc.nat(written.length - 1), fc.constantFrom(...'AZaz09-_'), (i, letter) => {
        const altered = written.slice(0, i) + letter + written.slice(i + 1);
        return altered === written || tokens.read(altered) === null;
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => tokens.read(text) === null));
    expect(tokens.read(`${written}=`)).toBeNull();
  });

  it('of another secret is none', () => {
    expect(createRefreshTokens(randomBytes(32)).read(tokens.write(token))).toBeNull();
  });

  it('is found by the hash of its seed alone', () => {
    expect(hashOfSeed(token.seed)).toHaveLength(32);
    expect(hashOfSeed(token.seed).equals(token.seed)).toBe(false);
  });
});
