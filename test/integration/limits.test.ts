import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, getIntrospectionQuery, Kind, parse, print, separateOperations, visit } from 'graphql';
import { assertAffordable } from '../../src/graphql/complexity.ts';
import { DOCUMENT_LIMITS } from '../../src/graphql/document-limits.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const repeat = (text: string, times: number) => Array<string>(times).fill(text).join(' ');
const each = (times: number, text: (i: number) => string) =>
  Array.from({ length: times }, (_, i) => text(i)).join(' ');
const nested = (field: string, times: number, inside: string) =>
  `${`${field} { `.repeat(times)}${inside}${' }'.repeat(times)}`;

/** What is asked so that a limit is just met, or just passed by one, and how much it allows. */
const limits: [limit: string, max: number, (n: number) => string][] = [
  ['definitions', 50, (n) => `${each(n, (i) => `query q${i} { viewer { role } }`)}`],
  ['depth', 20, (n) => `{ viewer { scope { ${nested('parent', n - 3, 'code')} } } }`],
  ['rootFields', 20, (n) => `{ ${each(n, (i) => `a${i}: __typename`)} }`],
  ['aliases', 30, (n) => `{ viewer { ${each(n, (i) => `a${i}: role`)} } }`],
  ['repeatedFields', 5, (n) => `{ ${repeat('__typename', n + 1)} }`],
  [
    'directives',
    2,
    (n) => `{ __typename ${['@include(if: true)', '@skip(if: false)', '@x'].slice(0, n).join(' ')} }`,
  ],
  [
    'introspectionDepth',
    2,
    (n) => `{ __schema { types { ${'fields { type { '.repeat(n)} name ${'} } '.repeat(n)} } } }`,
  ],
];

describe('a document', () => {
  let service: TestService;
  let manager: Person;
  beforeAll(async () => {
    service = await startTestService();
    manager = await new Network(service).person('MANAGER', '520000');
  });
  afterAll(() => service.stop());

  /** The limit that it passes, or null. */
  const passes = async (query: string, variables: Record<string, unknown> = {}) => {
    const { status, errors } = await manager.ask(query, variables);
    const { code, limit, max } = (errors[0]?.extensions ?? {}) as Record<string, unknown>;
    return code === 'QUERY_TOO_COMPLEX' ? { status, limit, max } : null;
  };

  it.each(limits)('may hold as much as %s allows (%i), and not one more', async (limit, max, document) => {
    expect(await passes(document(max))).toBeNull();
    expect(await passes(document(max + 1))).toEqual({ status: 400, limit, max });
  });

  it('may hold 500 fields, those of fragments as often as they are spread, and not one more', async () => {
    // The viewer, and three for each spread.
    const document = (more: string) =>
      `{ viewer { ${repeat('...F', 166)} ${more} } } fragment F on Viewer { role username }`;
    expect(await passes(document('role'))).toBeNull();
    expect(await passes(document('role username'))).toEqual({ status: 400, limit: 'fields', max: 500 });
    expect(
      await passes(`{ viewer { ...A } } fragment A on Viewer { ${each(10, () => '...B')} }
      fragment B on Viewer { ${each(49, () => '...C')} } fragment C on Viewer { role }`),
    ).toEqual({
      status: 400,
      limit: 'fields',
      max: 500,
    });
  });

  it('may hold 2,000 tokens', async () => {
    const { status, errors } = await manager.ask(`{ ${repeat('__typename', 1_999)} }`);
    expect([status, errors[0]?.extensions]).toEqual([
      400,
      { code: 'QUERY_TOO_COMPLEX', limit: 'tokens', max: 2_000 },
    ]);
    expect(await passes(`{ ${repeat('__typename', 1_998)} }`)).toMatchObject({ limit: 'repeatedFields' });
  });

  it('says which limit in both languages, and nothing of what was sent', async () => {
    const document = '{ secret: viewer { scope { '.concat(nested('parent', 30, 'code'), '} } }');
    const { errors } = await manager.ask(document);
    expect(errors[0]?.message).toBe('The query is too complex. Split it and try again. (depth ≤ 20)');
    const inChinese = await manager.post(JSON.stringify({ query: document }), { 'accept-language': 'zh-CN' });
    expect(inChinese.errors[0]?.message).toBe('查询过于复杂，请拆分后再试。 (depth ≤ 20)');
  });

  it.each([
    ['twice at each of forty levels', 40, 'on Query { ...f$ ...f$ }', '__typename'],
    ['in fields at each level', 15, 'on Query { a: viewer { role } ...f$ ...f$ }', '__typename'],
  ])('whose fragments spread each other %s is refused unlooked at', async (_how, levels, body, end) => {
    const fragments = each(levels, (i) => `fragment f${i} ${body.replaceAll('$', String(i + 1))}`);
    expect(await passes(`{ ...f0 } ${fragments} fragment f${levels} on Query { ${end} }`)).toMatchObject({
      status: 400,
    });
  });

  it('whose fragments spread each other in circles by the dozen is refused, and nothing breaks', async () => {
    const circles = each(
      40,
      (i) => `fragment f${i} on Region { parent { ${each(8, (j) => `...f${(i + 1 + j) % 40}`)} } }`,
    );
    const { status, errors } = await manager.ask(`{ viewer { scope { ...f0 } } } ${circles}`);
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(errors).toHaveLength(1);
  });

  it('costs more the more it asks for, through variables, defaults and fragments', async () => {
    const document = `query ($first: Int! = 100) { visits(first: $first) { edges { node { ...V } } } }
      fragment V on EnterpriseVisit { enterprise { visits(first: 100) { edges { node { id visitedOn } } } } }`;
    expect(await passes(document)).toEqual({ status: 400, limit: 'cost', max: 30_000 });
    expect(await passes(document, { first: 100 })).toMatchObject({ limit: 'cost' });
    expect(await passes(document, { first: 1 })).toBeNull();
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const cost = (first: number) => assertAffordable(schema, parse(document), undefined, { first });
    const page = fc.integer({ min: 1, max: 20 });
    fc.assert(fc.property(page, page, (one, more) => expect(cost(one)).toBeLessThan(cost(one + more))));
  });

  it.each([
    ['variableValues', 25_000, { x: Array.from({ length: 26 }, () => Array(1_000).fill(1)) }],
    ['variableList', 1_000, { x: Array(1_001).fill(1) }],
    ['variableDepth', 12, { x: JSON.parse(`${'['.repeat(13)}${']'.repeat(13)}`) }],
  ])('comes with variables of no more than %s', async (limit, max, variables) => {
    expect(await passes('{ __typename }', variables)).toEqual({ status: 400, limit, max });
    expect(await passes('{ __typename }', { x: Array(1_000).fill(1) })).toBeNull();
  });

  it('comes alone', async () => {
    const { status, errors } = await manager.post(
      JSON.stringify(Array(10).fill({ query: '{ __typename }' })),
    );
    expect([status, errors]).toEqual([
      400,
      [
        expect.objectContaining({
          extensions: { code: 'BAD_USER_INPUT' },
          message: expect.stringContaining('one operation'),
        }),
      ],
    ]);
  });

  it('of an example client or of the explorer is well within the limits', async () => {
    const texts = ['test/acceptance', 'clients'].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.graphql'))
        .flatMap((name) =>
          Object.values(separateOperations(parse(readFileSync(`${folder}/${name}`, 'utf8')))),
        )
        .map(print),
    );
    texts.push(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, schemaDescription: true }));
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts) {
      expect(await passes(text)).toBeNull();
      let [depth, deepest, fields] = [0, 0, 0];
      visit(parse(text, { maxTokens: 1_000 }), {
        enter({ kind }) {
          if (kind !== Kind.FIELD) return;
          fields++;
          deepest = Math.max(deepest, ++depth);
        },
        leave({ kind }) {
          if (kind === Kind.FIELD) depth--;
        },
      });
      expect(deepest).toBeLessThanOrEqual(DOCUMENT_LIMITS.depth / 2);
      expect(fields).toBeLessThanOrEqual(DOCUMENT_LIMITS.fields / 4);
    }
  });
});
