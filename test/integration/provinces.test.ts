import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signIn } from '../support/client.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const OPEN = `mutation ($input: OpenProvinceInput!) {
  openProvince(input: $input) {
    province { id region { code name } openedAt firstManager { username role scope { code } } }
    temporaryPassword
    userErrors { code field message }
  }
}`;
const PROVINCES = '{ provinces { region { code } firstManager { username } } }';

describe('an administrator opens a province', () => {
  let service: TestService;
  let admin: Person;
  let serial = 0;
  let username: string;

  const opening = (provinceCode: string, more: Record<string, unknown> = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    provinceCode,
    manager: { username, name: '劳务协作中心' },
    ...more,
  });
  const opens = async (input: Record<string, unknown>) => (await admin.data(OPEN, { input })).openProvince;
  const problems = ({ userErrors }: { userErrors: { code: string; field: string[] }[] }) =>
    userErrors.map(({ code, field }) => `${code} ${field.join('.')}`);
  const count = async (table: string) => (await service.sql(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n;

  beforeAll(async () => {
    service = await startTestService();
    admin = await new Network(service).person('ADMIN', null);
  });
  beforeEach(() => {
    username = `manager.${++serial}`;
  });
  afterAll(() => service.stop());

  it('with a first manager, who signs in with the password that is told once', async () => {
    const input = opening('620000');
    const opened = await opens(input);
    expect(opened).toMatchObject({
      province: {
        region: { code: '620000', name: '甘肃省' },
        firstManager: { username, role: 'MANAGER', scope: { code: '620000' } },
      },
      temporaryPassword: expect.stringMatching(/^\S{12,}$/),
      userErrors: [],
    });
    const manager = await signIn(service.url, username, opened.temporaryPassword);
    expect((await manager.data('{ viewer { role scope { code } } }')).viewer).toEqual({
      role: 'MANAGER',
      scope: { code: '620000' },
    });
    expect(await opens(input)).toEqual({ ...opened, temporaryPassword: null });
    expect((await admin.data(PROVINCES)).provinces).toEqual([
      { region: { code: '620000' }, firstManager: { username } },
    ]);
  });

  it('and leaves a trace of the province and of the account, under one request', async () => {
    await opens(opening('650000'));
    const entries = await service.sql<{ operation: string; requestId: string; tenant: string }>(
      `SELECT a.operation, a.tenant, a.request_id AS "requestId" FROM audit_entry a
         JOIN province p ON p.region_code = '650000' AND a.record_id IN (p.id, p.first_manager_id)
        ORDER BY a.id`,
    );
    expect(entries.map(({ operation, tenant }) => [operation, tenant])).toEqual([
      ['createAccount', '00'],
      ['openProvince', '00'],
    ]);
    expect(new Set(entries.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('once: a province that is open stays as it is', async () => {
    await opens(opening('540000'));
    const before = await count('account');
    username = 'second.manager';
    const again = await opens(opening('540000'));
    expect([problems(again), again.province, again.temporaryPassword]).toEqual([
      ['CONFLICT provinceCode'],
      null,
      null,
    ]);
    expect(await count('account')).toBe(before);
  });

  it('once, when ten try at the same time', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `at.once.${i}`);
    const outcomes = await Promise.all(
      names.map((name) => opens(opening('460000', { manager: { username: name, name: '海南' } }))),
    );
    expect(outcomes.filter(({ province }) => province)).toHaveLength(1);
    expect(outcomes.flatMap(problems)).toEqual(Array(9).fill('CONFLICT provinceCode'));
    const made = await service.sql('SELECT username FROM account WHERE username = ANY($1)', [names]);
    expect(made).toHaveLength(1);
  });

  it.each([
    ['a city', '522600', {}, 'INVALID provinceCode'],
    ['a code that is none', '990000', {}, 'INVALID provinceCode'],
    ['a prefix', '52', {}, 'INVALID provinceCode'],
    ['a name that nobody can sign in with', '530000', { username: '管理员' }, 'INVALID manager.username'],
    ['a manager without a name', '530000', { name: ' ' }, 'REQUIRED manager.name'],
  ])('but not for %s', async (_, code, more, problem) => {
    const input = opening(code, { manager: { username, name: '云南', ...more } });
    expect(problems(await opens(input))).toEqual([problem]);
  });

  it('nor with a name that is taken, and then nothing of the province is there', async () => {
    await opens(opening('150000'));
    const before = await count('province');
    expect(problems(await opens(opening('640000')))).toEqual(['CONFLICT manager.username']);
    expect(await count('province')).toBe(before);
  });
});
