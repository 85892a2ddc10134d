import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type Actor, Role } from '../../shared/actor.ts';
import { regionScope } from '../../shared/region-scope.ts';
import { createTokens } from './tokens.ts';

const secret = randomBytes(32);
let now = new Date('2024-09-30T01:30:00.900Z');
const tokens = createTokens(secret, () => now);

const station = '0198c0de-0000-7000-8000-000000000002';
const actor = (role: Role, scope: Actor['scope'], stationId: string | null = null): Actor => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'somebody',
  role,
  scope,
  stationId,
});
const staff = actor('STATION_STAFF', regionScope('home', '522626'), station);

const seconds = (instant: Date) => Math.floor(instant.getTime() / 1_000);

type Claims = { [Name in keyof JWTPayload]?: JWTPayload[Name] | undefined };

/** A token as the service would write it, but for what is said otherwise. */
const forged = (
  claims: Claims = {},
  { header = {}, key = secret as Uint8Array }: { header?: Record<string, unknown>; key?: Uint8Array } = {},
) =>
  // Claims that are undefined are left out of the token.
  new SignJWT({
    sub: staff.id,
    username: 'somebody',
    role: 'STATION_STAFF',
    side: 'home',
    region: '522626',
    station,
    iss: 'labor-cooperation',
    aud: 'labor-cooperation',
    iat: seconds(now),
    exp: seconds(now) + 3_600,
    ...claims,
  } as JWTPayload)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
    .sign(key);

describe('a token speaks for', () => {
  it.each([
    ['station staff', staff],
    ['an HR officer', actor('HR_OFFICER', regionScope('host', '440607'))],
    ['a hotline agent', actor('HOTLINE_AGENT', regionScope('home', '520000'))],
    ['a manager', actor('MANAGER', regionScope('home', '522600'))],
    ['an auditor', actor('AUDITOR', regionScope('home', '520000'))],
    ['an administrator, who has no region', actor('ADMIN', null)],
  ])('%s', async (_, who) => {
    const { accessToken } = await tokens.issue(who);
    expect(await tokens.verify(accessToken)).toEqual(who);
  });

  it('an hour and not a second longer', async () => {
    const issued = now;
    const { accessToken, expiresAt } = await tokens.issue(staff);
    expect(expiresAt).toEqual(new Date('2024-09-30T02:30:00Z'));
    try {
      now = new Date(expiresAt.getTime() - 1);
      expect(await tokens.verify(accessToken)).toEqual(staff);
      now = expiresAt;
      expect(await tokens.verify(accessToken)).toBeNull();
    } finally {
      now = issued;
    }
  });

  it('nobody’s secrets: it names the account, its role and its region', async () => {
    const { accessToken } = await tokens.issue(staff);
    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'HS256', typ: 'at+jwt' });
    expect(decodeJwt(accessToken)).toEqual({
      sub: staff.id,
      username: 'somebody',
      role: 'STATION_STAFF',
      side: 'home',
      region: '522626',
      station,
      iss: 'labor-cooperation',
      aud: 'labor-cooperation',
      iat: seconds(now),
      exp: seconds(now) + 3_600,
    });
  });
});

describe('a token says nothing', () => {
  it('unless it is forged well: the forger of these tests could', async () => {
    expect(await tokens.verify(await forged())).toEqual(staff);
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
    ['with a role that does not exist', { role: 'SUPERUSER' }],
    ['without a role', { role: undefined }],
    ['with a side that does not exist', { side: 'both' }],
    ['with a region that is none', { region: "52'; --" }],
    ['with the whole country for a region', { region: '000000' }],
    ['with a station that is none', { station: 'mine' }],
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
    const { accessToken } = await tokens.issue(staff);
    const [header = '', body = '', signature = ''] = accessToken.split('.');
    const promoted = Buffer.from(
      JSON.stringify({ ...decodeJwt(accessToken), role: 'MANAGER', region: '520000' }),
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

describe('every role', () => {
  it('survives the way there and back', async () => {
    for (const role of Object.values(Role)) {
      const { accessToken } = await tokens.issue(actor(role, null));
      expect((await tokens.verify(accessToken))?.role).toBe(role);
    }
  });
});
