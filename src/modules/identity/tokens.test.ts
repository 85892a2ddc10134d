import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type Bearer, createTokens } from './tokens.ts';

const secret = randomBytes(32);
let now = new Date('2024-09-30T01:30:00.900Z');
const tokens = createTokens(secret, () => now);

const bearer: Bearer = {
  accountId: '0198c0de-0000-7000-8000-000000000001',
  sessionId: '0198c0de-0000-7000-8000-000000000002',
};

const seconds = (instant: Date) => Math.floor(instant.getTime() / 1_000);

type Claims = { [Name in keyof JWTPayload]?: JWTPayload[Name] | undefined };

/** A token as the service would write it, but for what is said otherwise. */
const forged = (
  claims: Claims = {},
  { header = {}, key = secret as Uint8Array }: { header?: Record<string, unknown>; key?: Uint8Array } = {},
) =>
  // Claims that are undefined are left out of the token.
  new SignJWT({
    sub: bearer.accountId,
    sid: bearer.sessionId,
    iss: 'labor-cooperation',
    aud: 'labor-cooperation',
    iat: seconds(now),
    exp: seconds(now) + 900,
    ...claims,
  } as JWTPayload)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
    .sign(key);

describe('a token speaks for', () => {
  it('a session of an account, a quarter of an hour and not a second longer', async () => {
    const issued = now;
    const { accessToken, expiresAt } = await tokens.issue(bearer);
    expect(expiresAt).toEqual(new Date('2024-09-30T01:45:00Z'));
    try {
      now = new Date(expiresAt.getTime() - 1);
      expect(await tokens.verify(accessToken)).toEqual(bearer);
      now = expiresAt;
      expect(await tokens.verify(accessToken)).toBeNull();
    } finally {
      now = issued;
    }
  });

  it('it whenever it comes again, and not for another token with its signature', async () => {
    const { accessToken } = await tokens.issue(bearer);
    const other = await forged({ sid: '0198c0de-0000-7000-8000-000000000003' }, { key: randomBytes(32) });
    for (let i = 0; i < 3; i++) {
      expect(await tokens.verify(accessToken)).toEqual(bearer);
      expect(await tokens.verify(`${other.replace(/\.[^.]*$/, '')}.${accessToken.split('.')[2]}`)).toBeNull();
      expect(await tokens.verify(`${accessToken}A`)).toBeNull();
    }
  });

  it('it no longer than the session lasts', async () => {
    const end = new Date('2024-09-30T01:31:00Z');
    expect((await tokens.issue(bearer, end)).expiresAt).toEqual(end);
  });

  it('nobody’s secrets, and nobody’s rights: those are the database’s to say', async () => {
    const { accessToken } = await tokens.issue(bearer);
    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'HS256', typ: 'at+jwt' });
    expect(decodeJwt(accessToken)).toEqual({
      sub: bearer.accountId,
      sid: bearer.sessionId,
      iss: 'labor-cooperation',
      aud: 'labor-cooperation',
      iat: seconds(now),
      exp: seconds(now) + 900,
    });
  });
});

describe('a token says nothing', () => {
  it('unless it is forged well: the forger of these tests could', async () => {
    expect(await tokens.verify(await forged())).toEqual(bearer);
  });

  it.each<[string, Claims]>([
    ['past its time', { exp: seconds(now) - 1 }],
    ['without an end', { exp: undefined }],
    ['before its time', { nbf: seconds(now) + 60 }],
    ['for another audience', { aud: 'another-service' }],
    ['for no audience', { aud: undefined }],
    ['of another issuer', { iss: 'another-service' }],
    ['of no issuer', { iss: undefined }],
    ['without a subject', { sub: undefined }],
    ['with a subject that is no account', { sub: 'guizhou.manager' }],
    ['without a session', { sid: undefined }],
    ['with a session that is none', { sid: "x'; --" }],
  ])('%s', async (_, claims) => {
    expect(await tokens.verify(await forged(claims))).toBeNull();
  });

  it('signed with another secret', async () => {
    expect(await tokens.verify(await forged({}, { key: randomBytes(32) }))).toBeNull();
  });

  it('signed by another algorithm', async () => {
    expect(
      await tokens.verify(await forged({}, { header: { alg: 'HS512' }, key: randomBytes(64) })),
    ).toBeNull();
    const longSecret = createTokens(Buffer.concat([secret, secret]), () => now);
    const token = await forged({}, { header: { alg: 'HS512' }, key: Buffer.concat([secret, secret]) });
    expect(await longSecret.verify(token)).toBeNull();
  });

  it('of another type, such as an identity token of the same secret', async () => {
    expect(await tokens.verify(await forged({}, { header: { typ: 'JWT' } }))).toBeNull();
    expect(await tokens.verify(await forged({}, { header: { typ: undefined } }))).toBeNull();
  });

  it('that is not signed at all', async () => {
    const claims = decodeJwt(await forged());
    const unsecured = new UnsecuredJWT(claims).encode();
    expect(await tokens.verify(unsecured)).toBeNull();
    const [, body] = unsecured.split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'at+jwt' })).toString('base64url');
      expect(await tokens.verify(`${header}.${body}.`)).toBeNull();
    }
  });

  it('that was tampered with, in its header, body or signature', async () => {
    const { accessToken } = await tokens.issue(bearer);
    const [header = '', body = '', signature = ''] = accessToken.split('.');
    const promoted = Buffer.from(
      JSON.stringify({ ...decodeJwt(accessToken), sub: bearer.sessionId }),
    ).toString('base64url');
    const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    for (const token of [
      `${header}.${promoted}.${signature}`,
      `${header}.${body}.${flipped}`,
      `${header}.${body}.`,
      `${header}.${body}`,
      `${header}.${body}.${signature}.${signature}`,
    ]) {
      expect(await tokens.verify(token)).toBeNull();
    }
  });

  it.each(['', '.', '..', 'token', 'Bearer token', '岑巩'])('that is no token: %j', async (token) => {
    expect(await tokens.verify(token)).toBeNull();
  });
});
