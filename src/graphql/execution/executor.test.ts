import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  NoUnusedFragmentsRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Context } from '../context.ts';
import { createExecutor } from './executor.ts';

const SDL = `
  interface Named { name: String }
  type Query {
    one: Thing must: Thing! many: [Thing!]! some: [Thing] grid: [[Int]!] named: Named anything: [Named]
    number: Int truth: Boolean text: String! kind: Kind! kinds: [Kind!]
    told(text: String = "default", number: Int, list: [Int!], input: In): String
  }
  type Thing implements Named {
    name: String key: ID! other: Thing sure: Thing! others: [Thing!] maybe: [Thing] flag: Boolean!
    told(text: String! = "default"): String!
  }
  type Other implements Named { name: String extra: Float! thing: Thing! }
  enum Kind { ONE TWO }
  input In { text: String = "given", number: Int! }
`;

/** Numbers below their limits, by a seed and a place: whoever asks, and in whatever order, gets the same. */
function choices(seed: number, place: string): (limit: number) => number {
  const bytes = createHash('sha512').update(`${seed} ${place}`).digest();
  let next = 0;
  return (limit) => bytes.readUInt8(next++ % bytes.length) % limit;
}

/** Whether all fields of a seed answer at once. */
const isPrompt = (seed: number) => seed % 3 === 0;

interface Row {
  __typename: string | undefined;
  place: string;
}

/** Every field answers by its place: at once or later, with what it should, with null or with an error. */
function schemaOf(seed: number): GraphQLSchema {
  const schema = buildSchema(SDL);
  const leaves: Record<string, unknown[]> = {
    Int: [1, 2, 1.5],
    Float: [0.5, 7],
    Boolean: [true, false],
    Kind: ['ONE', 'TWO', 'NONE'],
    String: ['text', '', '岑巩', 7, { not: 'a leaf' }],
    ID: ['id', 7, 1.5],
  };
  const made = (type: GraphQLOutputType, place: string): unknown => {
    const choose = choices(seed, `${place} is`);
    const chance = choose(32);
    if (chance === 0) throw new Error(`thrown at ${place}`);
    if (chance === 1) return new Error(`returned at ${place}`);
    const inner = isNonNullType(type) ? type.ofType : type;
    if (chance === 2 || (chance < 6 && inner === type)) return null;
    if (isListType(inner)) {
      const items = Array.from({ length: choose(4) }, (_, i) => soonOrLate(inner.ofType, `${place}/${i}`, 1));
      return chance === 7 ? 'no list' : chance === 8 ? new Set(items) : items;
    }
    if (isLeafType(inner)) {
      const of = leaves[inner.name] ?? [];
      return of[chance < 28 ? 0 : choose(of.length)];
    }
    const types = isObjectType(inner)
      ? [inner.name]
      : ['Thing', 'Other', 'Thing', 'Other', 'Query', undefined];
    return { __typename: types[choose(types.length)], place };
  };
  // Of a list of which one entry fails at once, graphql-js leaves the others to nobody, and the process would end.
  const soonOrLate = (type: GraphQLOutputType, place: string, least = 0): unknown => {
    let wait = Promise.resolve();
    const ticks = Math.max(least, choices(seed, `${place} when`)(5));
    if (isPrompt(seed) || ticks === 0) return made(type, place);
    for (let i = 1; i < ticks; i++) wait = wait.then(() => {});
    const late = wait.then(() => made(type, place));
    // Nobody waits for what stands in a list behind a failure.
    late.catch(() => {});
    return late;
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInterfaceType(type)) {
      type.resolveType = ({ __typename, place }: Row) => {
        const chance = choices(seed, `${place} type`)(8);
        if (chance === 0) throw new Error('no type');
        return chance < 4 && !isPrompt(seed) ? Promise.resolve(__typename) : __typename;
      };
    }
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve =
        field.name === 'told'
          ? (_, args) => JSON.stringify(args)
          : (row: Row | undefined) => soonOrLate(field.type, `${row?.place ?? ''}/${field.name}`);
    }
  }
  return schema;
}

const ARGUMENTS: Record<string, string[]> = {
  Query: [
    '',
    '(text: null)',
    '(text: $text)',
    '(number: 7, list: [1, $number])',
    '(input: { number: $number })',
  ],
  Thing: ['', '(text: $text)', '(text: "literal \\" \\u0000")'],
};

/** A document that asks the schema for whatever comes up. */
function documentOf(seed: number, schema: GraphQLSchema): string {
  const fragments: string[] = [];
  const selection = (
    type: GraphQLObjectType | undefined,
    abstract: boolean,
    place: string,
    depth: number,
  ): string => {
    const choose = choices(seed, place);
    if (!type) return '{ __typename }';
    const parts = Object.values(type.getFields()).flatMap((field, i) => {
      const here = `${place}.${field.name}`;
      const inner = getNamedType(field.type);
      if (choose(5) < 2 || (!isLeafType(inner) && depth === 0) || (abstract && field.name !== 'name'))
        return [];
      const alias = ['', '', `a${i}: `, i === 0 ? '__proto__: ' : i === 1 ? 'constructor: ' : ''][choose(4)];
      const given =
        field.name === 'told' ? ARGUMENTS[type.name]?.[choose(ARGUMENTS[type.name]?.length ?? 1)] : '';
      const one = `${alias}${field.name}${given}${isLeafType(inner) ? '' : of(inner.name, here, depth - 1)}`;
      return choose(8) === 0 ? [one, one] : [one];
    });
    return `{ ${[...parts, choose(3) === 0 || parts.length === 0 ? '__typename' : ''].join(' ')} }`;
  };
  const of = (name: string, place: string, depth: number): string => {
    const choose = choices(seed, `${place} of`);
    const type = schema.getType(name);
    if (isObjectType(type)) {
      const fields = selection(type, false, place, depth);
      if (choose(6) === 0)
        return `{ ... ${choose(2) ? '' : `on ${name} `}${fields}${name === 'Query' ? '' : ' ...on Named { name }'} }`;
      if (choose(6) > 0) return fields;
      fragments.push(`fragment F${fragments.length} on ${name} ${fields}`);
      return `{ ...F${fragments.length - 1} ...F${fragments.length - 1} }`;
    }
    const ofEach = ['Thing', 'Other'].map((one) => `... on ${one} ${of(one, `${place}.${one}`, depth)}`);
    return `{ __typename name ${ofEach.slice(choose(3)).join(' ')} }`;
  };
  const text = `${of('Query', '', 3)} ${fragments.join(' ')}`;
  const variables = ['$text: String!', '$number: Int!'].filter((variable) =>
    text.includes(variable.split(':')[0] ?? ''),
  );
  return `query ${variables.length > 0 ? `(${variables.join(', ')})` : ''} ${text}`;
}

const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

async function both(schema: GraphQLSchema, query: string, variables: Record<string, unknown>) {
  const document = parse(query);
  const operation = getOperationAST(document) ?? undefined;
  const asked = { document, operation, operationName: undefined, variables };
  const planned = await createExecutor(schema)(asked, {} as Context);
  const expected = await execute({ schema, document, variableValues: variables });
  return { planned, expected };
}

/** What an answer holds at a path, or at the place above it where null was put instead. */
function heldAt(data: ExecutionResult['data'], path: readonly (string | number)[]): unknown {
  let held: unknown = data;
  for (const key of path) {
    if (held === null || typeof held !== 'object') return held;
    held = (held as Record<string | number, unknown>)[key];
  }
  return held;
}

/** What a client is told; of a fault of ours that is no more than where. */
const told = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ path, locations, message }) => {
    const isTold = /^(thrown|returned|Cannot return null)/.test(message);
    return { path, locations, message: isTold ? message : 'a fault' };
  });

describe('a plan', () => {
  it('answers any document as graphql-js does, whatever its fields answer and when', async () => {
    let [asked, failed] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (rows, text) => {
        const schema = schemaOf(rows);
        const query = documentOf(text, schema);
        // Fields of one name that cannot be one are refused before.
        if (validate(schema, parse(query), rules).length > 0) return;
        asked++;
        const { planned, expected } = await both(schema, query, { text: 'variable', number: 3 });
        expect(JSON.stringify(planned.data)).toBe(JSON.stringify(expected.data));
        // Of what fails at once, which one is told of is a matter of time; never is there null without an error.
        const errors = planned.errors ?? [];
        if (errors.length > 0) failed++;
        for (const { path = [] } of errors) expect(heldAt(expected.data, path)).toBe(null);
        expect(errors.length > 0).toBe((expected.errors ?? []).length > 0);
        if (isPrompt(rows)) expect(told(planned)).toEqual(told(expected));
      }),
      { numRuns: 300 },
    );
    expect(asked).toBeGreaterThan(200);
    expect(failed).toBeGreaterThan(50);
  }, 120_000);

  it('answers what is asked of the schema', async () => {
    const { planned, expected } = await both(schemaOf(1), getIntrospectionQuery(), {});
    expect(JSON.stringify(planned)).toBe(JSON.stringify(expected));
    expect(planned.errors).toBeUndefined();
  });

  it.each([
    ['a variable that is missing', { text: 'text' }],
    ['a variable of another type', { text: 'text', number: 'three' }],
  ])('tells of %s', async (_, variables) => {
    const query = 'query ($text: String!, $number: Int!) { told(text: $text, number: $number) }';
    const { planned, expected } = await both(schemaOf(1), query, variables);
    expect(JSON.stringify(planned)).toBe(JSON.stringify(expected));
    expect(planned.errors).toHaveLength(1);
  });
});
