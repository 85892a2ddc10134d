import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../../src/shared/actor.ts';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import { does, told } from '../support/account.ts';
import { trailOf } from '../support/audit.ts';
import { Client } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const PASSWORD = 'correct horse battery staple';
const OTHER = 'eleven blue herons at dusk';

describe('an account', () => {
  let service: TestService;
  let network: Network;
  let replica: string;
  let admin: Person;
  let guizhou: Person;
  let county: Seeded;
  let branch: Seeded;
  let serial = 0;

  const anybody = () => new Client(service.url);
  const idOf = ({ actor }: Person) => encodeNodeId('Account', null, actor.id);
  const step = (person: Person, expectedVersion = 1) => ({ id: idOf(person), expectedVersion });
  const newcomer = (more: object = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    username: `newcomer.${++serial}`,
    name: '新同事',
    role: 'HOTLINE_AGENT',
    regionCode: '520000',
    ...more,
  });
  const signIn = (username: string, password: string) => does(anybody(), 'signIn', { username, password });
  const viewerOn = async (url: string, { token }: Client) => {
    const { data, errors } = await new Client(url, token).ask(
      '{ viewer { role scope { code } station { id } } }',
    );
    return errors[0]?.extensions.code ?? data.viewer;
  };
  const staff = (region = '522626', station = county) => network.person('STATION_STAFF', region, station);

  beforeAll(async () => {
    service = await startTestService();
    replica = await service.replica();
    network = new Network(service);
    county = await network.station('WORKSTATION', '522626', '440607');
    branch = await network.station('BRANCH', '522600', '440600');
    admin = await network.person('ADMIN', null);
    guizhou = await network.person('MANAGER', '520000');
  });
  afterAll(() => service.stop());

  describe('is made', () => {
    it('with a temporary password, good for nothing but to choose another', async () => {
      const input = newcomer();
      const { account, temporaryPassword } = await does(guizhou, 'createAccount', input);
      expect(account).toMatchObject({
        username: input.username,
        role: 'HOTLINE_AGENT',
        version: 1,
        station: null,
      });

      const first = await signIn(input.username.toUpperCase(), temporaryPassword);
      expect(first.viewer).toMatchObject({ username: input.username, passwordDue: true });
      const person = new Client(service.url, first.accessToken);
      expect(await person.codes('{ tickets(first: 1) { edges { cursor } } }')).toEqual(['FORBIDDEN']);
      expect(await person.codes('{ sessions(first: 1) { edges { cursor } } }')).toEqual(['FORBIDDEN']);
      expect(await person.codes('{ regions { code } }')).toEqual(['FORBIDDEN']);
      expect(await person.codes('query ($id: ID!) { node(id: $id) { id } }', { id: account.id })).toEqual([
        'FORBIDDEN',
      ]);
      expect(
        (await does(person, 'refreshSession', { refreshToken: first.refreshToken })).viewer.passwordDue,
      ).toBe(true);

      expect(
        told(await does(person, 'changePassword', { oldPassword: temporaryPassword, newPassword: OTHER })),
      ).toBe('done');
      expect((await person.data('{ tickets(first: 1) { edges { cursor } } }')).tickets.edges).toEqual([]);
      expect(told(await signIn(input.username, temporaryPassword))).toBe('INVALID');
      expect((await signIn(input.username, OTHER)).viewer.passwordDue).toBe(false);
    });

    it('once for a key, and its password is told once', async () => {
      const input = newcomer();
      const [first, second] = await Promise.all([
        does(guizhou, 'createAccount', input),
        does(guizhou, 'createAccount', input),
      ]);
      expect(first.account.id).toBe(second.account.id);
      expect([first.temporaryPassword, second.temporaryPassword].filter(Boolean)).toHaveLength(1);
      expect(told(await does(guizhou, 'createAccount', { ...input, name: '别人' }))).toBe(
        'IDEMPOTENCY_KEY_REUSED idempotencyKey',
      );
    });

    it('under a name that nobody has, be there two who want it at once', async () => {
      const username = `wanted.${++serial}`;
      const outcomes = await Promise.all(
        [1, 2, 3].map(() => does(guizhou, 'createAccount', newcomer({ username }))),
      );
      expect(outcomes.map(told).sort()).toEqual(['CONFLICT username', 'CONFLICT username', 'done']);
      expect(
        told(await does(admin, 'createAccount', newcomer({ username: ` ${username.toUpperCase()} ` }))),
      ).toBe('CONFLICT username');
    });

    it.each(['a', '李主任', '-dash', 'with space', 'x'.repeat(65), 'semi;colon', ''])(
      'under no such name: %j',
      async (username) => {
        expect(told(await does(guizhou, 'createAccount', newcomer({ username })))).toBe('INVALID username');
      },
    );

    const places: [
      by: 'manager' | 'admin',
      role: Role,
      region: string | null,
      at: string | null,
      answer: string,
    ][] = [
      ['manager', 'MANAGER', '520000', null, '520000'],
      ['manager', 'AUDITOR', '522600', null, '522600'],
      ['manager', 'HOTLINE_AGENT', null, null, 'REQUIRED regionCode'],
      ['manager', 'HOTLINE_AGENT', '430000', null, 'INVALID regionCode'],
      ['manager', 'HOTLINE_AGENT', '529999', null, 'INVALID regionCode'],
      ['manager', 'HOTLINE_AGENT', '520000', 'county', 'INVALID stationId'],
      ['manager', 'HR_OFFICER', '440607', null, 'FORBIDDEN role'],
      ['manager', 'ADMIN', null, null, 'FORBIDDEN role'],
      ['manager', 'STATION_STAFF', null, 'county', '522626'],
      ['manager', 'STATION_STAFF', '522626', 'county', '522626'],
      ['manager', 'STATION_STAFF', '522600', 'county', 'INVALID regionCode'],
      ['manager', 'STATION_STAFF', '522626', null, 'REQUIRED stationId'],
      ['manager', 'STATION_STAFF', null, 'closed', 'NOT_FOUND stationId'],
      ['manager', 'STATION_STAFF', null, 'not yet open', 'NOT_FOUND stationId'],
      ['manager', 'STATION_STAFF', null, 'hunan', 'NOT_FOUND stationId'],
      ['admin', 'STATION_STAFF', null, 'hunan', '431225'],
      ['admin', 'HR_OFFICER', '440607', null, '440607'],
      ['admin', 'HR_OFFICER', null, null, 'REQUIRED regionCode'],
      ['admin', 'ADMIN', null, null, '000000'],
      ['admin', 'ADMIN', '520000', null, 'INVALID regionCode'],
    ];
    it.each(places)('by a %s for a %s of %s at %s: %s', async (by, role, regionCode, at, answer) => {
      const stations: Record<string, () => Promise<Seeded>> = {
        county: async () => county,
        closed: () => network.station('WORKSTATION', '522626', '440607', { closedOn: '2024-01-01' }),
        'not yet open': () => network.station('WORKSTATION', '522626', '440607', { openedOn: '2999-01-01' }),
        hunan: () => network.station('WORKSTATION', '431225', '440607'),
      };
      const stationId = at && (await stations[at]?.())?.id;
      const made = await does(
        by === 'admin' ? admin : guizhou,
        'createAccount',
        newcomer({ role, regionCode, stationId }),
      );
      expect(made.account?.scope.code ?? told(made)).toBe(answer);
    });
  });

  describe('is changed with effect from the next request, on every replica', () => {
    it('when it is disabled, and its sessions do not come back', async () => {
      const person = await staff();
      expect(await viewerOn(replica, person)).toMatchObject({ role: 'STATION_STAFF' });
      const { account } = await does(guizhou, 'disableAccount', step(person));
      expect(account.disabledAt).not.toBeNull();
      expect(await viewerOn(replica, person)).toBe('UNAUTHENTICATED');
      expect(told(await does(guizhou, 'disableAccount', step(person, 2)))).toBe('ILLEGAL_TRANSITION id');
      const credentials = await network.password(person);
      expect(told(await signIn(credentials.username, credentials.password))).toBe('FORBIDDEN');
      expect(told(await signIn(credentials.username, 'a wrong password'))).toBe('INVALID');

      expect(told(await does(guizhou, 'enableAccount', step(person, 2)))).toBe('done');
      expect(told(await does(guizhou, 'enableAccount', step(person, 3)))).toBe('ILLEGAL_TRANSITION id');
      expect(await viewerOn(replica, person)).toBe('UNAUTHENTICATED');
      expect(told(await signIn(credentials.username, credentials.password))).toBe('done');
    });

    it('when its role and region change', async () => {
      const person = await network.person('HOTLINE_AGENT', '520000');
      const input = { ...step(person), role: 'AUDITOR', regionCode: '522600' };
      expect(told(await does(guizhou, 'changeAccountRole', input))).toBe('done');
      expect(await viewerOn(replica, person)).toEqual({
        role: 'AUDITOR',
        scope: { code: '522600' },
        station: null,
      });
      const rows = await service.sql(`SELECT home_region_code AS home FROM session WHERE account_id = $1`, [
        person.actor.id,
      ]);
      expect(rows).toEqual([{ home: '522600' }]);
    });

    it('when an administrator takes it to another province and side', async () => {
      const person = await network.person('MANAGER', '520000');
      await network.password(person);
      const input = { ...step(person), role: 'HR_OFFICER', regionCode: '440607' };
      const { account } = await does(admin, 'changeAccountRole', input);
      expect(account).toMatchObject({ id: idOf(person), role: 'HR_OFFICER', scope: { code: '440607' } });
      expect(await viewerOn(replica, person)).toMatchObject({
        role: 'HR_OFFICER',
        scope: { code: '440607' },
      });
      expect(told(await does(guizhou, 'disableAccount', step(person, 2)))).toBe('NOT_FOUND id');
    });

    it('when it moves to another station, whose region becomes its own', async () => {
      const person = await staff();
      const input = { ...step(person), stationId: branch.id };
      expect(told(await does(guizhou, 'moveAccountToStation', input))).toBe('done');
      expect(await viewerOn(replica, person)).toEqual({
        role: 'STATION_STAFF',
        scope: { code: '522600' },
        station: { id: branch.id },
      });
      const agent = await network.person('HOTLINE_AGENT', '520000');
      expect(
        told(await does(guizhou, 'moveAccountToStation', { ...step(agent), stationId: branch.id })),
      ).toBe('INVALID stationId');
      const abroad = await network.station('WORKSTATION', '431225', '440607');
      expect(
        told(await does(guizhou, 'moveAccountToStation', { ...step(person, 2), stationId: abroad.id })),
      ).toBe('NOT_FOUND stationId');
    });
  });

  it('is changed by one of two who change it at once', async () => {
    const person = await staff();
    const names = ['一', '二', '三'].map((name) => does(guizhou, 'editAccount', { ...step(person), name }));
    expect((await Promise.all(names)).map(told).sort()).toEqual([
      'STALE_VERSION expectedVersion',
      'STALE_VERSION expectedVersion',
      'done',
    ]);
  });

  describe('is not', () => {
    it.each([
      ['changeAccountRole', { role: 'MANAGER', regionCode: '520000' }],
      ['disableAccount', {}],
      ['resetAccountPassword', {}],
    ])('one’s own to %s', async (mutation, more) => {
      for (const person of [await network.person('MANAGER', '520000'), await network.person('ADMIN', null)]) {
        expect(told(await does(person, mutation, { ...step(person), ...more }))).toBe('FORBIDDEN id');
      }
    });

    it('that of a manager above, of another branch or province, of an office or administrator', async () => {
      const manager = await network.person('MANAGER', '522600');
      for (const other of [
        guizhou,
        await network.person('MANAGER', '522700'),
        await network.person('MANAGER', '430000'),
        await network.person('HR_OFFICER', '440607'),
        admin,
      ]) {
        expect(told(await does(manager, 'resetAccountPassword', step(other)))).toBe('NOT_FOUND id');
        expect(
          await manager.codes('query ($id: ID!) { account(id: $id) { id } }', { id: idOf(other) }),
        ).toEqual(['NOT_FOUND']);
      }
      const peer = await network.person('MANAGER', '522600');
      expect(told(await does(manager, 'editAccount', { ...step(peer), name: '同级' }))).toBe('done');
      expect(
        told(
          await does(manager, 'changeAccountRole', {
            ...step(peer, 2),
            role: 'MANAGER',
            regionCode: '520000',
          }),
        ),
      ).toBe('INVALID regionCode');
    });

    it('the last administrator’s to take away, be there two who take each other’s at once', async () => {
      const rest = await service.sql<{ id: string }>(
        `UPDATE account SET disabled_at = now() WHERE role = 'ADMIN' RETURNING id`,
      );
      const [one, two] = [await network.person('ADMIN', null), await network.person('ADMIN', null)];
      try {
        const demotion = { role: 'AUDITOR', regionCode: '520000' };
        // The loser is told either that, or that it is nobody any more or no administrator: it depends on who came first.
        const outcomes = await Promise.allSettled([
          does(one, 'disableAccount', step(two)),
          does(two, 'changeAccountRole', { ...step(one), ...demotion }),
        ]);
        const done = outcomes.filter((one) => one.status === 'fulfilled' && told(one.value) === 'done');
        expect(done).toHaveLength(1);
        const left = await service.sql(`SELECT FROM account WHERE role = 'ADMIN' AND disabled_at IS NULL`);
        expect(left).toHaveLength(1);
      } finally {
        await service.sql('UPDATE account SET disabled_at = NULL WHERE id = ANY($1)', [
          rest.map(({ id }) => id),
        ]);
      }
    });
  });

  describe('has its password', () => {
    it('replaced by a manager: its sessions end, and the new one waits a week', async () => {
      const person = await staff();
      const { username } = await network.password(person, PASSWORD);
      const open = await signIn(username, PASSWORD);
      const { temporaryPassword, account } = await does(guizhou, 'resetAccountPassword', step(person));
      expect(account.version).toBe(2);
      expect(await viewerOn(replica, person)).toBe('UNAUTHENTICATED');
      expect(told(await does(anybody(), 'refreshSession', { refreshToken: open.refreshToken }))).toBe(
        'INVALID refreshToken',
      );
      expect(told(await signIn(username, PASSWORD))).toBe('INVALID');
      expect((await signIn(username, temporaryPassword)).viewer.passwordDue).toBe(true);
      service.setNow(new Date(Date.now() + 7 * 86_400_000 + 60_000));
      try {
        expect(told(await signIn(username, temporaryPassword))).toBe('INVALID');
      } finally {
        service.setNow(null);
      }
    });

    it('changed by its owner: other sessions end, this one goes on', async () => {
      const person = await staff();
      const { username } = await network.password(person, PASSWORD);
      const { accessToken } = await signIn(username, PASSWORD);
      const here = new Client(service.url, accessToken);
      expect(told(await does(here, 'changePassword', { oldPassword: PASSWORD, newPassword: OTHER }))).toBe(
        'done',
      );
      expect(await viewerOn(replica, person)).toBe('UNAUTHENTICATED');
      expect(await viewerOn(replica, here)).toMatchObject({ role: 'STATION_STAFF' });
      const ends = await service.sql(
        `SELECT ended_by AS by FROM session WHERE account_id = $1 ORDER BY created_at`,
        [person.actor.id],
      );
      expect(ends).toEqual([{ by: 'PASSWORD_CHANGED' }, { by: null }]);
    });

    it.each([
      ['fourteen chars', 'INVALID newPassword'],
      ['passwordpassword', 'INVALID newPassword'],
      ['123456789012345678', 'INVALID newPassword'],
      ['qwertyuiopasdfghjkl', 'INVALID newPassword'],
      ['aaaaaaaaaaaaaaaaaaaaaaaa', 'INVALID newPassword'],
      ['labor-cooperation', 'INVALID newPassword'],
      ['劳务协作劳务协作劳务协作劳务协作', 'INVALID newPassword'],
      [`USERNAME.USERNAME`, 'INVALID newPassword'],
      ['x'.repeat(257), 'INVALID newPassword'],
      [PASSWORD, 'INVALID newPassword'],
      ['all lower case and spaces', 'done'],
      ['山高水长流水不腐户枢不蠹也哉乎', 'done'],
      ['   leading and trailing   ', 'done'],
    ])('changed to %j: %s', async (newPassword, answer) => {
      const person = await staff();
      await network.password(person, PASSWORD);
      const wanted = newPassword.replaceAll('USERNAME', person.actor.username);
      expect(told(await does(person, 'changePassword', { oldPassword: PASSWORD, newPassword: wanted }))).toBe(
        answer,
      );
      expect(told(await signIn(person.actor.username, wanted))).toBe(
        answer === 'done' || wanted === PASSWORD
          ? 'done'
          : wanted.length > 256
            ? 'INVALID password'
            : 'INVALID',
      );
    });

    it('changed by whoever knows the old one, in ten attempts', async () => {
      const person = await staff();
      await network.password(person, PASSWORD);
      const attempts = Array.from({ length: 10 }, (_, i) =>
        does(person, 'changePassword', { oldPassword: `wrong ${i}`, newPassword: OTHER }),
      );
      expect(new Set((await Promise.all(attempts)).map(told))).toEqual(new Set(['INVALID oldPassword']));
      const last = await person.codes(
        'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }',
        { input: { oldPassword: PASSWORD, newPassword: OTHER } },
      );
      expect(last).toEqual(['RATE_LIMITED']);
    });
  });

  it('is listed by name, in pages, and found by role, region, station, name and whether it is disabled', async () => {
    const region = '522301';
    const station = await network.station('WORKSTATION', region, '440607');
    const made: Person[] = [];
    for (const role of ['STATION_STAFF', 'HOTLINE_AGENT', 'AUDITOR'] as const) {
      made.push(await network.person(role, region, role === 'STATION_STAFF' ? station : undefined));
    }
    await service.sql(`UPDATE account SET name = '兴义李工', disabled_at = now() WHERE id = $1`, [
      made[2]?.actor.id,
    ]);
    const manager = await network.person('MANAGER', region);
    const query = `query ($first: Int!, $after: String, $filter: AccountFilter) {
      accounts(first: $first, after: $after, filter: $filter) { edges { node { username } } pageInfo { hasNextPage endCursor } } }`;
    const found = async (filter: object, first = 2) =>
      (await manager.walk<{ username: string }>(query, first, { filter }, ({ accounts }) => accounts)).map(
        ({ username }) => username,
      );
    const names = (...people: (Person | undefined)[]) =>
      people.map((person) => person?.actor.username).sort();

    expect(await found({})).toEqual(names(...made, manager));
    expect(await found({ role: 'AUDITOR' })).toEqual(names(made[2]));
    expect(await found({ regionCode: '5223' })).toEqual(names(...made, manager));
    expect(await found({ regionCode: '520000' })).toEqual(names(...made, manager));
    expect(await found({ regionCode: '43' })).toEqual([]);
    expect(await found({ stationId: station.id })).toEqual(names(made[0]));
    expect(await found({ search: '李工' })).toEqual(names(made[2]));
    expect(await found({ search: made[1]?.actor.username.slice(-6).toUpperCase() })).toEqual(names(made[1]));
    expect(await found({ disabled: true })).toEqual(names(made[2]));
    expect(await found({ disabled: false })).toEqual(names(made[0], made[1], manager));
  });

  it('ends its sessions with it, and the audit tells of each which it was and why', async () => {
    const auditor = await network.person('AUDITOR', '520000');
    const person = await network.person('STATION_STAFF', '522626', county);
    const { actor, session } = person;
    const account = encodeNodeId('Account', null, actor.id);
    await does(guizhou, 'disableAccount', { id: account, expectedVersion: 1 });
    const [entry, ...others] = await trailOf(auditor, session.id);
    expect(others).toEqual([]);
    expect(entry).toEqual({
      operation: 'disableAccount',
      actorUsername: guizhou.actor.username,
      recordType: 'Session',
      reason: null,
      fields: { endedAt: [null, expect.any(String)], endedBy: [null, 'ACCOUNT_DISABLED'] },
    });
    expect((await trailOf(auditor, account))[0]).toMatchObject({ operation: 'disableAccount' });
  });

  it('leaves who changed it in the audit, and no password or hash anywhere but in its own table', async () => {
    const input = newcomer();
    const { account, temporaryPassword } = await does(guizhou, 'createAccount', input);
    const id = account.id;
    const again = await does(guizhou, 'resetAccountPassword', { id, expectedVersion: 1 });
    await does(guizhou, 'editAccount', { id, expectedVersion: 2, name: '改名' });
    await does(guizhou, 'unlockAccount', { id });
    const signedIn = await signIn(input.username, again.temporaryPassword);
    const person = new Client(service.url, signedIn.accessToken);
    await does(person, 'changePassword', { oldPassword: again.temporaryPassword, newPassword: OTHER });
    await person.data('mutation { signOut { userErrors { code } } }');

    const uuid = (
      await service.sql<{ id: string }>('SELECT id FROM account WHERE username = $1', [input.username])
    )[0]?.id;
    const entries = await service.sql<{ operation: string }>(
      `SELECT operation FROM audit_entry
        WHERE record_id = $1 OR record_id IN (SELECT id FROM session WHERE account_id = $1) ORDER BY id`,
      [uuid],
    );
    expect(entries.map(({ operation }) => operation)).toEqual([
      'createAccount',
      'resetAccountPassword',
      'editAccount',
      'unlockAccount',
      'signIn',
      'changePassword',
      'signOut',
    ]);
    const [{ everything } = { everything: '' }] = await service.sql<{ everything: string }>(
      `SELECT (SELECT string_agg(e::text, ' ') FROM audit_entry e) || (SELECT string_agg(s::text, ' ') FROM session s)
           || (SELECT string_agg(a::text, ' ') FROM account a) || (SELECT string_agg(k::text, ' ') FROM idempotency_key k)
           AS everything`,
    );
    const secrets = [
      temporaryPassword,
      again.temporaryPassword,
      OTHER,
      '$argon2',
      signedIn.accessToken,
      signedIn.refreshToken,
    ];
    for (const secret of secrets) {
      expect(secret).toBeTruthy();
      expect(everything).not.toContain(secret);
      expect(service.log()).not.toContain(secret);
    }
  });
});
