import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, isInputType, Kind, OperationTypeNode, parse, typeFromAST } from 'graphql';
import { executeByBoth } from '../support/both-executors.ts';
import { Client } from '../support/client.ts';
import { Dice, HostileRequests, type Request } from '../support/hostile.ts';
import { Network, type Seeded } from '../support/network.ts';
import { liveInProvince, now } from '../support/province-life.ts';
import { startTestService, type TestService } from '../support/service.ts';

const SEED = Number(process.env.EXECUTORS_SEED ?? 20_261_125);
const RANDOM = 1_500;
const ROUNDS = 4;

const path = (name: string) => new URL(`../../${name}`, import.meta.url);
const read = (name: string) => readFileSync(path(name), 'utf8');
const schema = buildSchema(read('schema/schema.graphql'));

/** The documents of the example clients and of the personas. */
const documents = ['clients', 'test/acceptance'].flatMap((folder) =>
  readdirSync(path(folder))
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => read(`${folder}/${name}`)),
);

describe(`queries of seed ${SEED}, planned and executed by graphql-js`, () => {
  const comparison = executeByBoth();
  const dice = new Dice(SEED);
  let service: TestService;
  let hostile: HostileRequests;
  let people: Client[];

  beforeAll(async () => {
    service = await startTestService(undefined, undefined, undefined, null, false);
    service.setNow(now);
    const network = new Network(service);
    const shared = await network.enterprise('440607', '共有电子厂');
    const station: Seeded = await network.station('BRANCH', '522600', '440600');
    const { own } = await liveInProvince(network, '52', '522626', shared);
    hostile = new HostileRequests(schema, dice, { marker: 'fade5eed', ids: [...own, shared.id, station.id] });
    people = [
      await network.person('STATION_STAFF', '522626', station),
      await network.person('HOTLINE_AGENT', '520000'),
      await network.person('MANAGER', '520000'),
      await network.person('AUDITOR', '520000'),
      await network.person('HR_OFFICER', '440607'),
      await network.person('ADMIN', null),
      new Client(service.url),
    ];
  }, 60_000);
  afterAll(() => service.stop());

  const ask = (client: Client, { query, variables, operationName }: Request & { operationName?: string }) =>
    client.post(JSON.stringify({ query, variables, operationName }));

  /** Each query of a document, with variables that fit or nearly do. */
  function queriesOf(text: string): (Request & { operationName: string })[] {
    return parse(text).definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) return [];
      if (definition.operation !== OperationTypeNode.QUERY) return [];
      const variables = Object.fromEntries(
        (definition.variableDefinitions ?? []).map(({ variable, type }) => {
          const input = typeFromAST(schema, type);
          if (!isInputType(input)) throw new Error(`Expected an input for ${variable.name.value}`);
          return [variable.name.value, hostile.value(input, variable.name.value)];
        }),
      );
      return [{ query: text, variables, operationName: definition.name.value }];
    });
  }

  it('of the example clients and the personas get the same answers', async () => {
    for (const document of documents) {
      for (let round = 0; round < ROUNDS; round++) {
        for (const query of queriesOf(document)) {
          for (const client of people) await ask(client, query);
        }
      }
    }
    expect(comparison.different.slice(0, 3)).toEqual([]);
    expect(comparison.asked).toBeGreaterThan(400);
  }, 120_000);

  it('made up by the schema get the same answers', async () => {
    for (let i = 0; i < RANDOM; i++) {
      const request = hostile.next('query');
      await ask(dice.pick(people), dice.chance(0.2) ? hostile.mutated(request) : request);
    }
    expect(comparison.different.slice(0, 3)).toEqual([]);
    expect(comparison.asked).toBeGreaterThan(1_000);
    expect(comparison.failed).toBeGreaterThan(150);
  }, 180_000);
});
