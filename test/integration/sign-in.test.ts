import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import { createRedis } from '../../src/infra/redis/client.ts';
import { hashPassword } from '../../src/modules/identity/index.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';
import { Client } from '../support/client.ts';
import { startTestService, type TestService } from '../support/service.ts';

const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) {
    accessToken expiresAt viewer { username role scope { code name } station { name } }
    userErrors { code field message }
  }
}`;
const CHANGE_PASSWORD =
  'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }';
const PASSWORD = 'correct horse battery staple';

describe('signing in', () => {
  let service: TestService;
  let anybody: Client;
  const stationId = uuidv7();

  const account = async (
    username: string,
    role: string,
    home: string | null,
    host: string | null,
    at: string | null = null,
  ) => insertAccount(service, username, role, home, host, at);
  const signIn = async (username: string, password: string) =>
    (await anybody.data(SIGN_IN, { input: { username, password } })).signIn;

  beforeAll(async () => {
    service = await startTestService();
    anybody = new Client(service.url);
    await service.sql(
      `INSERT INTO station (id, name, tier, home_region_code, host_region_code, opened_on)
       VALUES ($1, '岑巩县驻三水工作站', 'WORKSTATION', '522626', '440607', '2020-01-01')`,
      [stationId],
    );
    await account('cengong.station', 'STATION_STAFF', '522626', null, stationId);
    await account('sanshui.hr', 'HR_OFFICER', null, '440607');
    await account('guizhou.manager', 'MANAGER', '520000', null);
    await account('guizhou.hotline', 'HOTLINE_AGENT', '520000', null);
    await account('auditor', 'AUDITOR', '522600', null);
    await account('admin', 'ADMIN', null, null);
  });
  afterAll(() => service.stop());

  it.each([
    ['cengong.station', 'STATION_STAFF', '522626', '岑巩县驻三水工作站'],
    ['sanshui.hr', 'HR_OFFICER', '440607', null],
    ['guizhou.manager', 'MANAGER', '520000', null],
    ['guizhou.hotline', 'HOTLINE_AGENT', '520000', null],
    ['auditor', 'AUDITOR', '522600', null],
    ['admin', 'ADMIN', '000000', null],
  ])('gives %s a token that says who it is', async (username, role, code, station) => {
    const { accessToken, expiresAt, viewer, userErrors } = await signIn(
      ` ${username.toUpperCase()} `,
      PASSWORD,
    );
    expect(userErrors).toEqual([]);
    expect(viewer).toMatchObject({ username, role, scope: { code }, station: station && { name: station } });
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(900_000);
    const again = await new Client(service.url, accessToken).data(
      '{ viewer { username role scope { code name } station { name } } }',
    );
    expect(again.viewer).toEqual(viewer);
  });

  it('is audited in the region of the account, once, and as refused when it failed', async () => {
    const entries = (refused: boolean) =>
      service.sql(
        `SELECT * FROM audit_entry
          WHERE actor_username = 'guizhou.manager' AND (changes @> '[{"type": "Refusal"}]') IS ${refused ? '' : 'NOT'} TRUE
          ORDER BY id DESC`,
      );
    const before = (await entries(false)).length;
    const refused = (await entries(true)).length;
    await signIn('guizhou.manager', 'wrong');
    // Noted beside the answer.
    while ((await entries(true)).length === refused);
    expect(await entries(true)).toHaveLength(refused + 1);
    expect(await entries(false)).toHaveLength(before);
    await signIn('guizhou.manager', PASSWORD);
    const [entry, ...others] = await entries(false);
    expect(others).toHaveLength(before);
    expect(entry).toMatchObject({ tenant: '52', operation: 'signIn', home_region_code: '520000' });
  });

  it('tells a wrong password and an unknown name by the same words', async () => {
    const refused = [
      await signIn('guizhou.manager', 'wrong'),
      await signIn('nobody.at.all', PASSWORD),
      await signIn("x' OR '1'='1", PASSWORD),
    ];
    for (const answer of refused) {
      expect(answer).toEqual({
        accessToken: null,
        expiresAt: null,
        viewer: null,
        userErrors: [{ code: 'INVALID', field: null, message: 'The username or the password is not right.' }],
      });
    }
  });

  it('is over for a while after ten wrong passwords, even with the right one, for this name alone', async () => {
    for (let i = 0; i < 10; i++) await signIn('sanshui.hr', 'wrong');
    expect(await anybody.codes(SIGN_IN, { input: { username: 'sanshui.hr', password: PASSWORD } })).toEqual([
      'RATE_LIMITED',
    ]);
    expect((await signIn('admin', PASSWORD)).userErrors).toEqual([]);
  });

  it('lets no more than ten wrong passwords through when dozens are tried at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        anybody.ask(SIGN_IN, { input: { username: 'qiandongnan', password: 'wrong' } }),
      ),
    );
    const told = answers.map(
      ({ data, errors }) => errors[0]?.extensions.code ?? data.signIn.userErrors[0].code,
    );
    expect(told.filter((code) => code === 'INVALID')).toHaveLength(10);
    expect(told.filter((code) => code === 'RATE_LIMITED')).toHaveLength(50);
  });

  it('makes the rest of the request the one’s who signed in, and nobody’s before', async () => {
    const document = `mutation ($input: SignInInput!, $note: AddTicketNoteInput!) {
      before: addTicketNote(input: $note) { userErrors { code } }
      signIn(input: $input) { viewer { username } }
    }`;
    const variables = {
      input: { username: 'guizhou.manager', password: PASSWORD },
      note: { id: 'x', idempotencyKey: 'note-000001', note: 'x' },
    };
    expect(await anybody.codes(document, variables)).toEqual(['UNAUTHENTICATED']);
  });

  it('is needed for everything but asking who one is', async () => {
    expect((await anybody.data('{ viewer { username } }')).viewer).toBeNull();
    expect(await anybody.codes('{ regions { code } }')).toEqual(['UNAUTHENTICATED']);
    expect(await new Client(service.url, 'not.a.token').codes('{ viewer { username } }')).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('leaves no password and no token in the log', async () => {
    const { accessToken } = await signIn('admin', PASSWORD);
    await new Client(service.url, accessToken).data('{ viewer { username } }');
    expect(service.log()).toContain('signIn');
    expect(service.log()).not.toContain(PASSWORD);
    expect(service.log()).not.toContain(accessToken);
  });
});

describe('signing in while Redis answers nothing', () => {
  let redis: TestRedis;
  let service: TestService;
  let freezer: Redis;

  beforeAll(async () => {
    redis = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
    service = await startTestService(async () => {}, redis.url);
    await insertAccount(service, 'admin', 'ADMIN', null, null);
    freezer = createRedis(redis.url, () => {});
    await new Promise((resolve) => freezer.once('ready', resolve));
    await freezer.call('CLIENT', 'PAUSE', '600000', 'ALL');
  });
  afterAll(async () => {
    freezer.disconnect();
    await service.stop();
    await redis.stop();
  });

  it('works, and ten wrong passwords are still enough', async () => {
    const anybody = new Client(service.url);
    const attempt = async (password: string) => {
      const { data, errors } = await anybody.ask(SIGN_IN, { input: { username: 'admin', password } });
      return errors[0]?.extensions.code ?? data.signIn.viewer?.username ?? data.signIn.userErrors[0].code;
    };
    expect(await attempt(PASSWORD)).toBe('admin');
    const told = [];
    for (let i = 0; i < 11; i++) told.push(await attempt('wrong'));
    expect(told).toEqual([...Array(10).fill('INVALID'), 'RATE_LIMITED']);
  });

  it('changes a password, and ten wrong ones are enough there, too', async () => {
    await insertAccount(service, 'manager', 'MANAGER', '520000', null);
    const { data } = await new Client(service.url).ask(SIGN_IN, {
      input: { username: 'manager', password: PASSWORD },
    });
    const person = new Client(service.url, data.signIn.accessToken);
    const change = async (oldPassword: string, newPassword: string) => {
      const { data, errors } = await person.ask(CHANGE_PASSWORD, { input: { oldPassword, newPassword } });
      return errors[0]?.extensions.code ?? data.changePassword.userErrors[0]?.code ?? 'done';
    };
    const chosen = 'another horse, another staple';
    expect(await change(PASSWORD, chosen)).toBe('done');
    const told = [];
    for (let i = 0; i < 11; i++) told.push(await change('wrong', PASSWORD));
    expect(told).toEqual([...Array(10).fill('INVALID'), 'RATE_LIMITED']);
  });
});

async function insertAccount(
  service: TestService,
  username: string,
  role: string,
  home: string | null,
  host: string | null,
  at: string | null = null,
) {
  const id = uuidv7();
  await service.sql(
    `INSERT INTO account (id, tenant, username, name, role, home_region_code, host_region_code, station_id, created_at)
     VALUES ($1, left(coalesce($4, $5, '00'), 2), $2, $2, $3, $4, $5, $6, now())`,
    [id, username, role, home, host, at],
  );
  await service.sql(
    `INSERT INTO account_credential (account_id, username, home_region_code, host_region_code, password_hash, changed_at)
     VALUES ($1, $2, $3, $4, $5, now())`,
    [id, username, home, host, await hashPassword(PASSWORD)],
  );
}
