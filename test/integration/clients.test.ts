import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api, ApiError, newKey, Refused } from '../../clients/api.ts';
import { OpenTicket, RecogniseCaller, RegisterEnterprise } from '../../clients/generated.ts';
import { signInAs } from '../../clients/sign-in.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const run = promisify(execFile);
const PASSWORD = 'a password of the test';

let service: TestService;
let staff: Person;
let office: Person;
let hotline: Person;
let manager: Person;
let auditor: Person;
let admin: Person;
beforeAll(async () => {
  service = await startTestService();
  const network = new Network(service);
  const station = await network.station('WORKSTATION', '522626', '440607');
  await network.worker('522626', '张秀英', '13985500001');
  await network.agreement(['520000', '440000']);
  staff = await network.person('STATION_STAFF', '522626', station);
  office = await network.person('HR_OFFICER', '440607');
  hotline = await network.person('HOTLINE_AGENT', '520000');
  manager = await network.person('MANAGER', '520000');
  auditor = await network.person('AUDITOR', '520000');
  admin = await network.person('ADMIN', null);
  for (const person of [staff, office, hotline, manager, auditor, admin]) {
    await network.password(person, PASSWORD);
  }
}, 60_000);
afterAll(() => service.stop());

/** What an example prints, run as its reader would run it. */
async function example(name: string, person: Person): Promise<string> {
  const { stdout } = await run(process.execPath, [`clients/${name}.ts`], {
    env: {
      LABOR_URL: `${service.url}/graphql`,
      LABOR_USERNAME: person.actor.username,
      LABOR_PASSWORD: PASSWORD,
    },
  });
  return stdout;
}

describe('the example client', () => {
  it('of station staff logs a visit once and does what is due', async () => {
    const said = await example('station-staff', staff);
    expect(said).toContain('走访 佛山市三水区晨光制衣有限公司');
    expect(said).toContain('见到 陈* 138****8000');
    expect(said).toContain('重发后仍是同一条记录：是');
    expect(said).toContain('已完成：送技能培训班名单');
    const { visits } = await staff.data(
      '{ visits(first: 10) { edges { node { openingsPromised followUps { doneAt } } } } }',
    );
    expect(visits.edges).toEqual([
      { node: { openingsPromised: 20, followUps: [{ doneAt: expect.any(String) }] } },
    ]);
  });

  it('of an HR office mends a posting and publishes it', async () => {
    const said = await example('hr-officer', office);
    expect(said).toMatch(/^请改正 validThrough：\S+/m);
    expect(said).toContain('已发布 装配工');
    expect(said).toContain('在招岗位 1 个');
  });

  it('of a hotline agent knows the caller and opens a ticket for the station', async () => {
    const said = await example('hotline-agent', hotline);
    expect(said).toContain('来电 张**，岑巩县');
    expect(said).toMatch(/^工单 \S+，承办 522626 in 440607$/m);
    expect(said).toContain('来电人 张** 139****0001');
    expect(said).toContain('NOTED 工友已到劳动监察大队反映。');
    expect(await example('hotline-agent', hotline)).toMatch(/^ {2}\S+ RIGHTS_PROTECTION ASSIGNED$/m);
  });

  it('of a manager reads the figures, and all that is late, page by page', async () => {
    await service.sql('UPDATE service_ticket SET due_at = opened_at');
    const said = await example('manager', manager);
    expect(said).toMatch(/^ {2}站点 1，走访 1，对接企业 1$/m);
    expect(said).toMatch(/^ {2}归集岗位 1，工单 2，其中超期 2$/m);
    expect(said).toMatch(/^ {2}522626 in 440607 走访 1$/m);
    expect(said.split('超期工单：')[1]?.trim().split('\n')).toHaveLength(2);
  });

  it('of an auditor sees who did what, masked, and changes nothing', async () => {
    const said = await example('auditor', auditor);
    expect(said).toMatch(/ 张\*\* 139\*{4}0001$/m);
    expect(said).toContain(`${hotline.actor.username} OPENED`);
    expect(said).toMatch(/^不得改动：/m);
  });

  it('of the administrator makes an account, which is shut at once', async () => {
    const said = await example('admin', admin);
    expect(said).toMatch(/^已开通 trial\.\w{8}，贵州省$/m);
    expect(said).toMatch(/^停用后立即失效：/m);
  });

  it('says what is wrong with name or password', async () => {
    const wrong = example('manager', Object.create(manager, { actor: { value: { username: 'nobody' } } }));
    await expect(wrong).rejects.toThrow(/用户名或密码不正确/);
  });
});

describe('the client of the examples', () => {
  const ticket = () => ({
    idempotencyKey: newKey(),
    channel: 'HOTLINE_12333' as const,
    category: 'OTHER' as const,
    summary: '咨询',
    homeRegionCode: '522626',
  });

  it('makes one record although the first answer was lost, and the service was away meanwhile', async () => {
    let asked = 0;
    // Stands between the client and the service: lets the first question through and drops its answer, then is away.
    const proxy = createServer(async (request, response) => {
      asked += 1;
      if (asked === 2)
        return response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      const { authorization = '' } = request.headers;
      const answer = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: Buffer.concat(await request.toArray()),
      });
      if (asked === 1) return request.socket.destroy();
      return response.writeHead(200, { 'content-type': 'application/json' }).end(await answer.text());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const api = new Api(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    api.use(hotline.token ?? '');
    const count = async () => (await service.sql('SELECT FROM service_ticket')).length;
    const before = await count();
    const { openTicket } = await api.ask(OpenTicket, { input: ticket() });
    proxy.close();
    expect(openTicket.ticket?.number).toEqual(expect.any(String));
    expect([asked, await count()]).toEqual([3, before + 1]);
  });

  it('goes on with the session when the access token has ended, once for all that wait', async () => {
    process.env.LABOR_URL = `${service.url}/graphql`;
    const { api } = await signInAs(hotline.actor.username, PASSWORD);
    service.statements.length = 0;
    service.setNow(new Date(Date.now() + 24 * 60 * 60_000));
    const callers = await Promise.all(
      ['13985500001', '13985500002'].map((phone) => api.ask(RecogniseCaller, { phone })),
    );
    service.setNow(null);
    expect(callers.map(({ caller }) => caller?.worker?.name)).toEqual(['张**', undefined]);
    expect(service.statements.filter((name) => name === 'refreshSession')).toHaveLength(1);
  });

  it('tells what a person can mend from what nobody can', async () => {
    const api = new Api(`${service.url}/graphql`, 'en');
    await expect(api.ask(RecogniseCaller, { phone: '13985500001' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    api.use(office.token ?? '');
    await expect(api.ask(RecogniseCaller, { phone: '13985500001' })).rejects.toThrow(ApiError);
    const input = {
      idempotencyKey: newKey(),
      creditCode: '91440607MA4UKXC27X',
      name: 'x',
      regionCode: '440607',
    };
    const { registerEnterprise } = await api.ask(RegisterEnterprise, { input });
    const refused = new Refused(registerEnterprise.userErrors);
    expect(refused.for('INVALID')).toBe(true);
    expect(refused.message).toMatch(/^creditCode \S+/);
  });

  it('has the types of the schema as it is (npm run clients writes them)', async () => {
    const output = join(await mkdtemp(join(tmpdir(), 'clients-')), 'generated.ts');
    await run(process.execPath, ['scripts/clients.mjs', output]);
    expect(await readFile('clients/generated.ts', 'utf8')).toBe(await readFile(output, 'utf8'));
  });
});
