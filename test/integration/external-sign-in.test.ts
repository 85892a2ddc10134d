import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { Client } from '../support/client.ts';
import { failWrites } from '../support/failing-writes.ts';
import { AUDIENCE, TestIssuer } from '../support/issuer.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const VIEWER =
  '{ viewer { username role scope { code } station { name } account { id name issuer version } } }';

describe('people of another sign-in service', () => {
  let issuer: TestIssuer;
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let admin: Person;
  /** A new person for each test. */
  let li: Record<string, unknown>;
  let serial = 0;

  const bearing = (token: string) => new Client(service.url, token);
  const withClaims = async (claims: Record<string, unknown>) =>
    bearing(await issuer.token({ ...li, ...claims }));
  const outcome = async (client: Client, query = VIEWER) => {
    const { data, errors } = await client.ask(query);
    return errors.map(({ extensions }) => extensions.code).join() || data?.viewer;
  };
  const accounts = async () =>
    (await service.sql<{ count: number }>('SELECT count(*)::int AS count FROM account'))[0]?.count;
  const later = (seconds: number) => ({ iat: Math.floor(Date.now() / 1_000) + seconds });

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    service = await startTestService(undefined, undefined, randomBytes(32), {
      issuer: issuer.name,
      audience: AUDIENCE,
      jwksUrl: issuer.jwksUrl,
      algorithms: ['RS256', 'ES256'],
      cooldown: 0,
      roles: {
        'labor-manager': 'MANAGER',
        'labor-staff': 'STATION_STAFF',
        'labor-office': 'HR_OFFICER',
        'labor-audit': 'AUDITOR',
        'labor-root': 'ADMIN',
      },
      claims: {
        username: 'preferred_username',
        name: 'name',
        role: '/realm_access/roles',
        region: 'region',
        station: 'station',
      },
    });
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    admin = await network.person('ADMIN', null);
  });
  beforeEach(() => {
    serial++;
    li = {
      sub: `subject-${serial}`,
      preferred_username: `li.${serial}`,
      name: '李主任',
      realm_access: { roles: ['offline_access', 'labor-manager'] },
      region: '520000',
    };
  });
  afterAll(async () => {
    await service.stop();
    await issuer.stop();
  });

  describe('are let in as', () => {
    it.each([
      ['a manager', {}, 'MANAGER', '520000', null],
      ['a manager by a prefix', { region: '5226' }, 'MANAGER', '522600', null],
      [
        'an HR officer',
        { realm_access: { roles: ['labor-office'] }, region: '440607' },
        'HR_OFFICER',
        '440607',
        null,
      ],
      ['an auditor', { realm_access: { roles: 'labor-audit' } }, 'AUDITOR', '520000', null],
      [
        'an administrator',
        { realm_access: { roles: ['labor-root'] }, region: undefined },
        'ADMIN',
        '000000',
        null,
      ],
    ])('%s', async (_, claims, role, code, at) => {
      expect(await outcome(await withClaims(claims))).toMatchObject({
        username: `li.${serial}`,
        role,
        scope: { code },
        station: at,
        account: { name: '李主任', issuer: issuer.name, version: 1 },
      });
    });

    it('station staff, at the station they name', async () => {
      const claims = { realm_access: { roles: ['labor-staff'] }, region: '522626', station: station.id };
      expect(await outcome(await withClaims(claims))).toMatchObject({
        role: 'STATION_STAFF',
        scope: { code: '522626' },
        station: { name: '522626 in 440607' },
      });
    });

    it('one account, made once, audited, and read by one statement ever after', async () => {
      const before = (await accounts()) ?? 0;
      const client = await withClaims({});
      await Promise.all([client, client, client].map((one) => one.data('{ viewer { role } }')));
      expect(await accounts()).toBe(before + 1);
      service.statements.length = 0;
      await client.data('{ viewer { role } }');
      expect(service.statements).toEqual(['session']);
      const entries = await service.sql(
        `SELECT operation, tenant, home_region_code AS home FROM audit_entry WHERE actor_username = 'li.${serial}'`,
      );
      expect(entries).toEqual([{ operation: 'provisionAccount', tenant: '52', home: '520000' }]);
    });
  });

  it('are let in through a lost race', async () => {
    const tried = await failWrites(service, 'INSERT ON account', '40001', 2);
    expect(await outcome(await withClaims({}))).toMatchObject({ username: `li.${serial}` });
    expect(await tried()).toBe(3);
  });

  describe('are not let in', () => {
    const other = () => ({ ...issuer.signer, kid: crypto.randomUUID() });
    const now = () => Math.floor(Date.now() / 1_000);
    it.each<[string, () => Promise<string>]>([
      ['by another issuer', () => issuer.token({ ...li, iss: 'http://127.0.0.1:1/realms/labor' })],
      ['by an issuer that is nearly this one', () => issuer.token({ ...li, iss: `${issuer.name}/` })],
      ['by no issuer', () => issuer.token({ ...li, iss: undefined })],
      ['for another audience', () => issuer.token({ ...li, aud: 'payroll' })],
      ['for no audience', () => issuer.token({ ...li, aud: undefined })],
      ['after their time', () => issuer.token({ ...li, exp: now() - 60 })],
      ['before their time', () => issuer.token({ ...li, nbf: now() + 600 })],
      ['without an end', () => issuer.token({ ...li, exp: undefined })],
      ['without a beginning', () => issuer.token({ ...li, iat: undefined })],
      ['without a subject', () => issuer.token({ ...li, sub: undefined })],
      ['with an unknown key', () => issuer.token(li, other())],
      [
        'with a key of an algorithm that is not asked for',
        async () => issuer.token(li, await issuer.show('PS256')),
      ],
      ['unsigned', async () => new UnsecuredJWT(issuer.claims(li)).encode()],
      [
        'signed with the public key for a secret',
        async () =>
          new SignJWT(issuer.claims(li))
            .setProtectedHeader({ alg: 'HS256', kid: issuer.signer.kid })
            .sign(Buffer.from(await issuer.publicKeyPem())),
      ],
      [
        'signed with the secret of this service’s own tokens',
        async () =>
          new SignJWT(issuer.claims(li)).setProtectedHeader({ alg: 'HS256' }).sign(service.tokenSecret),
      ],
      [
        'with another’s signature',
        async () =>
          `${(await issuer.token(li)).split('.').slice(0, 2).join('.')}.${(await issuer.token()).split('.')[2]}`,
      ],
    ])('%s', async (_, token) => {
      const before = await network.contents();
      service.statements.length = 0;
      expect(await outcome(bearing(await token()))).toBe('UNAUTHENTICATED');
      expect(service.statements).toEqual([]);
      expect(await network.contents()).toEqual(before);
    });

    it.each<[string, Record<string, unknown>]>([
      ['no role', { realm_access: undefined }],
      ['a role that means nothing here', { realm_access: { roles: ['boss'] } }],
      ['a role every object has', { realm_access: { roles: ['constructor', '__proto__', 'toString'] } }],
      ['two roles of ours', { realm_access: { roles: ['labor-audit', 'labor-manager'] } }],
      ['our own name of a role', { realm_access: { roles: ['ADMIN'] } }],
      ['roles for a role', { realm_access: ['labor-manager'] }],
      ['an object for a role', { realm_access: { roles: { 0: 'labor-manager' } } }],
      ['no region', { region: undefined }],
      ['a region that is none', { region: '999999' }],
      ['the whole country for a region', { region: '000000' }],
      ['SQL for a region', { region: "52'; DROP TABLE account; --" }],
      ['a list of regions', { region: ['520000', '430000'] }],
      ['a number for a region', { region: 520_000 }],
      ['a region of an administrator', { realm_access: { roles: ['labor-root'] } }],
      ['no name to sign in with', { preferred_username: undefined }],
      ['a name with a NUL', { preferred_username: 'li\u0000' }],
      ['a name of a thousand letters', { preferred_username: 'l'.repeat(1_000) }],
      ['an object for a name', { preferred_username: { toString: 'li' } }],
      ['a subject of a thousand letters', { sub: 's'.repeat(1_000) }],
      ['a subject with a line break', { sub: 'a\nb' }],
      ['no station of station staff', { realm_access: { roles: ['labor-staff'] }, region: '522626' }],
      [
        'the id of something else for a station',
        { realm_access: { roles: ['labor-staff'] }, region: '522626', station: 'C_8BohClABdwuJawRbujEPzl' },
      ],
    ])('with %s', async (_, claims) => {
      const before = await network.contents();
      expect(await outcome(await withClaims(claims))).toBe('UNAUTHENTICATED');
      expect(await network.contents()).toEqual(before);
    });

    it('under the name of somebody else, who keeps the account', async () => {
      const manager = await network.person('MANAGER', '520000');
      const before = await network.contents();
      const client = await withClaims({ preferred_username: manager.actor.username });
      expect(await outcome(client)).toBe('UNAUTHENTICATED');
      expect(await network.contents()).toEqual(before);
      expect(service.log()).toContain('"reason":"username taken"');
    });

    it('at a station that is closed, elsewhere, or not there', async () => {
      const closed = await network.station('WORKSTATION', '522626', '440306', { closedOn: '2024-01-01' });
      const elsewhere = await network.station('WORKSTATION', '522601', '440607');
      for (const at of [closed, elsewhere]) {
        const claims = { realm_access: { roles: ['labor-staff'] }, region: '522626', station: at.id };
        expect(await outcome(await withClaims(claims))).toBe('UNAUTHENTICATED');
      }
      expect(service.log()).toContain('"reason":"station not open"');
    });

    it('with a password: they have none', async () => {
      await outcome(await withClaims({}));
      const { signIn } = await new Client(service.url).data(
        'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }',
        { input: { username: `li.${serial}`, password: 'correct horse battery staple' } },
      );
      expect(signIn).toEqual({ accessToken: null, userErrors: [{ code: 'INVALID' }] });
    });
  });

  it('follow what the issuer says of them, and an older token brings nothing back', async () => {
    const manager = await withClaims(later(-60));
    expect(await outcome(manager)).toMatchObject({ role: 'MANAGER', account: { version: 1 } });
    const auditor = await withClaims({
      ...later(0),
      realm_access: { roles: ['labor-audit'] },
      region: '522600',
    });
    const followed = { role: 'AUDITOR', scope: { code: '522600' }, account: { version: 2 } };
    expect(await outcome(auditor)).toMatchObject(followed);
    expect(await outcome(manager)).toMatchObject(followed);
  });

  it('are shut out here at once, and let in again, whatever tokens they have', async () => {
    const client = await withClaims({});
    const { viewer } = await client.data(VIEWER);
    const change = async (mutation: string, version: number) => {
      const payload = await admin.data(
        `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) {
           ${mutation}(input: $input) { account { version } userErrors { code field } } }`,
        { input: { id: viewer.account.id, expectedVersion: version } },
      );
      return payload[mutation];
    };
    expect((await change('disableAccount', 1)).userErrors).toEqual([]);
    expect(await outcome(client)).toBe('UNAUTHENTICATED');
    const promoted = await withClaims({
      ...later(1),
      realm_access: { roles: ['labor-root'] },
      region: undefined,
    });
    expect(await outcome(promoted)).toBe('UNAUTHENTICATED');
    expect((await change('enableAccount', 2)).userErrors).toEqual([]);
    expect(await outcome(client)).toMatchObject({ role: 'MANAGER' });
  });

  it('are changed at their issuer alone, and have neither password nor session here', async () => {
    const client = await withClaims({});
    const { viewer } = await client.data(VIEWER);
    const id = { id: viewer.account.id, expectedVersion: 1 };
    const attempts: [Client, string, object][] = [
      [admin, 'editAccount', { ...id, name: '别名' }],
      [admin, 'changeAccountRole', { ...id, role: 'AUDITOR', regionCode: '520000' }],
      [admin, 'resetAccountPassword', id],
      [client, 'changePassword', { oldPassword: 'x', newPassword: 'eleven blue herons at dusk' }],
    ];
    for (const [who, mutation, input] of attempts) {
      const data = await who.data(
        `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) {
           ${mutation}(input: $input) { userErrors { code message } } }`,
        { input },
      );
      expect([mutation, data[mutation].userErrors]).toEqual([
        mutation,
        [{ code: 'FORBIDDEN', message: 'The account is kept by another sign-in service. Do this there.' }],
      ]);
    }
    const { signOut } = await client.data('mutation { signOut { userErrors { code } } }');
    expect(signOut.userErrors).toEqual([{ code: 'FORBIDDEN' }]);
    expect((await client.data('{ sessions(first: 1) { edges { node { id } } } }')).sessions.edges).toEqual(
      [],
    );
  });

  it('come in with the issuer’s next key at once, and with the one before no more', async () => {
    const before = await withClaims({});
    expect(await outcome(before)).toMatchObject({ role: 'MANAGER' });
    const old = await issuer.rotate('ES256');
    expect(await outcome(await withClaims({}))).toMatchObject({ role: 'MANAGER' });
    expect(await outcome(bearing(await issuer.token(li, old)))).toBe('UNAUTHENTICATED');
  });

  it('make the service ask for the keys of their own issuer alone', async () => {
    const asked = issuer.asked;
    await outcome(
      bearing(
        await issuer.token({ ...li, iss: 'https://elsewhere.example' }, { ...issuer.signer, kid: 'x' }),
      ),
    );
    await outcome(bearing('a.b.c'));
    expect(issuer.asked).toBe(asked);
  });

  it('are told that it cannot be had just now, and not that they are nobody, while the keys are not to be had', async () => {
    const client = bearing(await issuer.token(li, { ...issuer.signer, kid: crypto.randomUUID() }));
    for (const broken of [
      { status: 503, body: 'secret of the issuer' },
      { status: 200, body: '<html>' },
      { status: 200, body: '{"keys": 7}' },
    ]) {
      issuer.broken = broken;
      expect(await outcome(client)).toBe('UNAVAILABLE');
    }
    issuer.broken = null;
    expect(await outcome(client)).toBe('UNAUTHENTICATED');
    // Who was signed in here does not depend on it.
    expect((await admin.data('{ viewer { role } }')).viewer.role).toBe('ADMIN');
    expect(service.log()).not.toContain('secret of the issuer');
  });

  it('leave no token in the log', async () => {
    const token = await issuer.token(li);
    await outcome(bearing(token));
    expect(service.log()).toContain(`li.${serial}`);
    expect(service.log()).not.toContain(token.split('.')[2]);
    expect(service.log()).not.toContain('eyJ');
  });
});
