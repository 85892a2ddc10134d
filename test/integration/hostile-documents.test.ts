import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { Client } from '../support/client.ts';
import { Dice, HostileRequests, type Request } from '../support/hostile.ts';
import { Network, Person, type Seeded } from '../support/network.ts';
import { liveInProvince, now } from '../support/province-life.ts';
import { startTestService, type TestService } from '../support/service.ts';

const SEED = Number(process.env.HOSTILE_SEED ?? 20_261_125);
const REQUESTS = 10_000;
const AT_ONCE = 16;
/** After so many requests everybody signs in anew: a random one may have ended a session or disabled an account. */
const SHIFT = 1_000;
/** In whatever Hunan's own people wrote. */
const OF_HUNAN = '湘内部';
const MARKER = 'fade5eed';

const CODES = [
  ...['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'QUERY_TOO_COMPLEX', 'RATE_LIMITED'],
  ...['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
];
const STATUSES = [200, 400, 405, 413, 429, 431];

const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

describe(`10,000 hostile requests of seed ${SEED}`, () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  const ids: string[] = [];
  beforeAll(async () => {
    service = await startTestService(undefined, undefined, undefined, null, false);
    service.setNow(now);
    network = new Network(service);
    const shared = await network.enterprise('440607', '共有电子厂');
    station = await network.station('BRANCH', '522600', '440600');
    for (const [province, county] of [
      ['52', '522626'],
      ['43', '431225'],
    ] as const) {
      const { own } = await liveInProvince(network, province, county, shared);
      ids.push(...own);
    }
    ids.push(shared.id, station.id);
    await service.sql(`UPDATE service_ticket SET summary = $1 || summary WHERE tenant = '43'`, [OF_HUNAN]);
    await service.sql(`UPDATE enterprise_visit SET findings = $1 WHERE tenant = '43'`, [OF_HUNAN]);
    await service.sql(`UPDATE visit_follow_up SET note = $1 WHERE tenant = '43'`, [OF_HUNAN]);
    await service.sql(`UPDATE ticket_event SET note = $1 WHERE tenant = '43'`, [OF_HUNAN]);
  }, 60_000);
  afterAll(() => service.stop());

  /** One of every role, of whom only the last is of Hunan, and nobody. */
  const shift = async (): Promise<Client[]> => [
    await network.person('STATION_STAFF', '522600', station),
    await network.person('HOTLINE_AGENT', '520000'),
    await network.person('MANAGER', '520000'),
    await network.person('AUDITOR', '520000'),
    await network.person('HR_OFFICER', '440607'),
    await network.person('ADMIN', null),
    new Client(service.url),
    await network.person('MANAGER', '430000'),
  ];

  async function send({ token }: Client, { query, variables }: Request, byGet: boolean) {
    const headers = {
      'content-type': 'application/json',
      'accept-language': 'en',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    const search = `query=${encodeURIComponent(query.toWellFormed())}&variables=${encodeURIComponent(JSON.stringify(variables))}`;
    const response =
      byGet && search.length < 15_000
        ? await fetch(`${service.url}/graphql?${search}`, { headers })
        : await fetch(`${service.url}/graphql`, {
            method: 'POST',
            headers,
            body: JSON.stringify({ query, variables }),
          });
    return { status: response.status, text: await response.text() };
  }

  /** What is wrong with an answer; nothing, as a rule. */
  function amiss(asker: Client, status: number, text: string): string[] {
    const { data, errors = [] } = JSON.parse(text);
    const wrong: string[] = [];
    if (!STATUSES.includes(status)) wrong.push(`status ${status}`);
    if (status === 200 && data === undefined) wrong.push('200 without data');
    for (const { extensions, message } of errors) {
      if (!CODES.includes(extensions?.code)) wrong.push(`code ${extensions?.code}`);
      if (typeof message !== 'string' || message === '') wrong.push('no message');
    }
    if (JSON.stringify(errors).includes(MARKER)) wrong.push('echo in an error');
    const problems = Object.values(data ?? {}).flatMap(
      (payload) => (payload as { userErrors?: [] })?.userErrors ?? [],
    );
    if (JSON.stringify(problems).includes(MARKER)) wrong.push('echo in a user error');
    const tenant = asker instanceof Person ? asker.actor.scope?.tenant : undefined;
    if (tenant !== '43') {
      if (text.includes(OF_HUNAN)) wrong.push('text of Hunan');
      const foreign = [...text.matchAll(/"([\w-]{24})"/g)].filter(([, id = '']) => {
        const ref = decodeNodeId(id);
        return ref?.tenant != null && ref.tenant !== tenant && ids.includes(id);
      });
      if (foreign.length > 0) wrong.push('an id of another tenant');
    }
    return wrong;
  }

  it('are each answered in form, without a fault, an echo or a word of another province', async () => {
    const dice = new Dice(SEED);
    const hostile = new HostileRequests(schema, dice, { marker: MARKER, ids });
    const found: unknown[] = [];
    const statuses: Record<number, number> = {};
    for (let sent = 0; sent < REQUESTS; sent += SHIFT) {
      const people = await shift();
      const batch = Array.from({ length: SHIFT }, () => {
        const request = hostile.next(dice.chance(0.5) ? 'query' : 'mutation');
        const asker = dice.pick(people);
        return {
          asker,
          byGet: dice.chance(0.2),
          request: dice.chance(0.3) ? hostile.mutated(request) : request,
        };
      });
      const work = batch.values();
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (const { asker, byGet, request } of work) {
            const { status, text } = await send(asker, request, byGet);
            statuses[status] = (statuses[status] ?? 0) + 1;
            const wrong = amiss(asker, status, text);
            if (wrong.length > 0) found.push({ wrong, ...request, text: text.slice(0, 500) });
          }
        }),
      );
    }
    const log = service.log();
    const faults = log.split('\n').filter((line) => line.includes('"msg":"fault"'));
    expect({
      found: found.slice(0, 5),
      count: found.length,
      faults: faults.slice(0, 5),
      echoed: log.includes(MARKER),
    }).toEqual({
      found: [],
      count: 0,
      faults: [],
      echoed: false,
    });
    // Not all of them may have been turned away at the door.
    expect(statuses[200]).toBeGreaterThan(REQUESTS / 10);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  }, 300_000);
});
