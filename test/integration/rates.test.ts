import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import type { Redis } from 'ioredis';
import { assertAffordable } from '../../src/graphql/complexity.ts';
import { RATES } from '../../src/graphql/rates.ts';
import { createRedis } from '../../src/infra/redis/client.ts';
import { createRate } from '../../src/infra/redis/rate.ts';
import { startRedis, type TestRedis } from '../setup/redis.ts';
import { Network } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, opens } from '../support/tickets.ts';

const CORRECT = `mutation ($input: CorrectTicketCallerInput!) {
  correctTicketCaller(input: $input) { ticket { worker { id } } userErrors { code } } }`;

describe('a rate', () => {
  const limit = { name: 'test', points: 10, seconds: 600 };
  let server: TestRedis;
  const clients: Redis[] = [];
  const connect = async () => {
    const client = createRedis(server.url, () => {});
    clients.push(client);
    await new Promise((resolve) => client.once('ready', resolve));
    return client;
  };
  beforeEach(async () => {
    server = await startRedis(await mkdtemp(join(tmpdir(), 'redis-')));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await server.stop();
  });

  it('is exact within a process, in points, and says how long to wait', async () => {
    const rate = createRate(null, limit, (key) => key);
    expect([await rate.take('a', 4), await rate.take('a', 6)]).toEqual([0, 0]);
    const wait = await rate.take('a', 1);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(600);
    expect(await rate.take('b', 10)).toBe(0);
  });

  it('is of all processes together, a round trip later', async () => {
    const [client, other] = [await connect(), await connect()];
    const [one, two] = [client, other].map((redis) => createRate(redis, limit, (key) => `hash of ${key}`));
    // The first time a script is sent twice, which is no round trip of a rate.
    await Promise.all([one?.take('first'), two?.take('first')]);
    while ((await client.get('rate test:hash of first')) !== '2');
    await client.flushall();
    // Each connection answers in order: behind this answer is that of what was counted.
    expect(await one?.take('a', 10)).toBe(0);
    await client.ping();
    expect(await two?.take('a', 1)).toBe(0);
    await other.ping();
    // The two answers may have come as one: what follows from the first is done by the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await two?.take('a', 1)).toBeGreaterThan(0);
    expect(await client.keys('*')).toEqual(['rate test:hash of a']);
  });

  it('waits for no Redis', async () => {
    const rate = createRate(await connect(), limit, (key) => key);
    server.freeze();
    let answered = 0;
    for (let i = 0; i < 10; i++) rate.take('a').then(() => answered++);
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(10);
    expect(await rate.take('a')).toBeGreaterThan(0);
  });
});

describe('whoever asks', () => {
  let service: TestService;
  let network: Network;
  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
  });
  afterAll(() => service.stop());

  it('too much within a minute is told to wait, in the answer and in its header; others are not', async () => {
    const [manager, other] = [
      await network.person('MANAGER', '520000'),
      await network.person('MANAGER', '520000'),
    ];
    const query = `{ visits(first: 60) { edges { node { enterprise { visits(first: 100) { edges { node { id visitedOn } } } } } } } }`;
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const points = Math.ceil(assertAffordable(schema, parse(query), undefined, {}) / 1_000);
    const most = Math.floor(RATES.actor.points / points);
    for (let i = 0; i < most; i++) expect((await manager.ask(query)).status).toBe(200);
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${manager.token}` },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(429);
    const { errors } = (await response.json()) as {
      errors: { extensions: { code: string; retryAfter: number } }[];
    };
    expect(errors[0]?.extensions.code).toBe('RATE_LIMITED');
    expect(Number(response.headers.get('retry-after'))).toBe(errors[0]?.extensions.retryAfter);
    expect((await other.ask(query)).status).toBe(200);
  });

  it('for callers is counted by each look-up, however many a request holds', async () => {
    const hotline = await network.person('HOTLINE_AGENT', '520000');
    const lookUps = (from: number, count: number) =>
      `{ ${Array.from({ length: count }, (_, i) => `a${i}: caller(phone: "139855${String(from + i).padStart(5, '0')}") { worker { id } }`).join(' ')} }`;
    for (let i = 0; i < 6; i++) expect(await hotline.codes(lookUps(i * 20, 20))).toEqual([]);
    const { status, errors } = await hotline.ask(lookUps(120, 2));
    expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([
      200,
      ['RATE_LIMITED', 'RATE_LIMITED'],
    ]);
    expect(await (await network.person('HOTLINE_AGENT', '520000')).codes(lookUps(0, 1))).toEqual([]);
    // A ticket’s caller put right by a number is linked to the worker with it: that is a look-up, too.
    const ticket = await opens(hotline);
    const correct = (more: object) =>
      hotline.codes(CORRECT, { input: { ...at(ticket), ...more, reason: '本人来电' } });
    expect(await correct({ callerPhone: '13985500000' })).toEqual(['RATE_LIMITED']);
    expect(await correct({ callerName: '王五' })).toEqual([]);
  });
});
