import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRedis } from '../../src/infra/redis/client.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';
import { Client } from '../support/client.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { matter } from '../support/tickets.ts';

const SIGN_IN =
  'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }';
const OPEN = `mutation ($input: OpenTicketInput!) {
  openTicket(input: $input) { ticket { id } userErrors { code field } } }`;
const TICKETS = '{ tickets(first: 20) { edges { node { id callerName } } } }';

/** Eight people at work, each through everything that counts in Redis, while it fails in every way it can. */
describe('a Redis that fails under load', () => {
  let redis: TestRedis;
  let service: TestService;
  const people: { person: Person; username: string; password: string }[] = [];
  let slowest = 0;

  /** Each does each thing this often, all at once. Every answer must be a good one. */
  async function work(times: number): Promise<void> {
    slowest = 0;
    const timed = async <Data>(request: Promise<Data>) => {
      const began = performance.now();
      const data = await request;
      slowest = Math.max(slowest, performance.now() - began);
      return data;
    };
    await Promise.all(
      people.map(async ({ person, username, password }) => {
        for (let i = 0; i < times; i++) {
          const { openTicket } = await timed(
            person.data(OPEN, { input: matter({ homeRegionCode: '522626' }) }),
          );
          expect(openTicket.userErrors).toEqual([]);
          expect((await timed(person.data(TICKETS))).tickets.edges.length).toBeGreaterThan(0);
        }
        const { signIn } = await new Client(service.url).data(SIGN_IN, { input: { username, password } });
        expect(signIn).toEqual({ accessToken: expect.any(String), userErrors: [] });
      }),
    );
  }
  const tell = (state: string) =>
    process.stdout.write(`redis ${state}: slowest of 160 requests ${slowest.toFixed(0)} ms\n`);

  beforeAll(async () => {
    redis = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
    service = await startTestService(undefined, redis.url);
    const network = new Network(service);
    for (let i = 0; i < 8; i++) {
      const person = await network.person('HOTLINE_AGENT', '520000');
      people.push({ person, ...(await network.password(person)) });
    }
    await work(10);
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await redis.stop();
  });

  it('costs no request while it answers', async () => {
    await work(10);
    tell('answers');
  });

  it('costs no request when it freezes, in the middle of them', async () => {
    const working = work(10);
    redis.freeze();
    await working;
    tell('frozen');
    await work(10);
    tell('still frozen');
  });

  it('is used again when it goes on', async () => {
    redis.thaw();
    await isCountedIn();
  });

  it('costs no request when it freezes and goes on again and again', async () => {
    const working = work(10);
    for (let i = 0; i < 5; i++) {
      redis.freeze();
      await people[0]?.person.data(TICKETS);
      redis.thaw();
      await people[1]?.person.data(TICKETS);
    }
    await working;
    tell('flapping');
  });

  it('costs no request when it is killed, and is used again when there is another in its place', async () => {
    const working = work(10);
    await redis.kill();
    await working;
    tell('killed');
    redis = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')), Number(new URL(redis.url).port));
    await isCountedIn();
  });

  /** Works until Redis holds a count again: without a restart of the service. */
  async function isCountedIn(): Promise<void> {
    const looker = createRedis(redis.url, () => {});
    if (looker.status !== 'ready') await new Promise((resolve) => looker.once('ready', resolve));
    await looker.flushall();
    do await people[0]?.person.data(TICKETS);
    while ((await looker.dbsize()) === 0);
    looker.disconnect();
  }
});
