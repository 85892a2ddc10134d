import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { DomainError } from '../shared/errors.ts';
import { describeError, isFault } from './errors.ts';
import { assertVariables } from './variables.ts';

const schema = buildSchema(`
  enum Way { ON_SITE PHONE }
  input ContactInput { name: String! phone: String age: Int met: Boolean way: Way others: [ContactInput!] }
  type Query {
    caller(phone: String, day: Int, rate: Float, met: Boolean, id: ID, way: Way, contact: ContactInput): String
  }
`);

/** Somebody's data: no four digits and no name of it may come back. */
const secret = '13812341234';
const traceOfSecret = /\d{4}|王五/;

/** The errors of a request and what the client is told of them, each with the code Apollo gives it. */
const toldOf = (code: string, errors: readonly GraphQLError[]) =>
  errors.map((error) => told({ ...error.toJSON(), extensions: { code } }, error));
const told = (formatted: GraphQLFormattedError, error: unknown, locale: 'en' | 'zh-CN' = 'en') =>
  describeError(formatted, error, locale, 'request-1');

const syntaxErrors = (document: string) => {
  try {
    parse(document);
    return [];
  } catch (error) {
    return toldOf('GRAPHQL_PARSE_FAILED', [error as GraphQLError]);
  }
};
const validationErrors = (document: string) =>
  toldOf('GRAPHQL_VALIDATION_FAILED', validate(schema, parse(document)));
const variableErrors = (contact: unknown) => {
  const document = parse('query ($contact: ContactInput!) { caller(contact: $contact) }');
  const operation = getOperationAST(document) as OperationDefinitionNode;
  try {
    assertVariables(schema, operation, { contact });
    return [];
  } catch (error) {
    return [told((error as GraphQLError).toJSON(), error)];
  }
};

describe('no value comes back', () => {
  it.each([
    `{ caller(phone: "${secret}" "${secret}") }`,
    `{ caller(phone: """${secret}""" """${secret}""") }`,
    `{ caller(phone: "${secret}`,
    `{ caller(phone: '${secret}') }`,
    `{ caller(phone: ${secret}x) }`,
    `{ caller(phone: 0${secret}) }`,
    `{ caller(contact: { ${secret}: 1 }) }`,
    `{ caller(contact: { name "王五" }) }`,
    '{ caller(phone: 王五) }',
    `query ${secret} { caller }`,
    `{ caller(phone: "\\q${secret}") }`,
    `{ caller(phone: "\\u{${secret}}") }`,
    `{ caller } "${secret}"`,
  ])('of a document that cannot be read: %s', (document) => {
    const errors = syntaxErrors(document);
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(errors.map(({ message }) => message).join()).not.toMatch(traceOfSecret);
  });

  it.each([
    `{ caller(phone: ${secret}) }`,
    `{ caller(day: ${secret}) }`,
    `{ caller(day: "${secret}") }`,
    `{ caller(rate: "${secret}") }`,
    `{ caller(met: "${secret}") }`,
    `{ caller(id: { a: "${secret}" }) }`,
    `{ caller(way: "${secret}") }`,
    `{ caller(way: W${secret}) }`,
    `{ caller(contact: "${secret}") }`,
    `{ caller(contact: { name: ${secret} }) }`,
    `{ caller(contact: { name: null, phone: "${secret}" }) }`,
    `{ caller(contact: { phone: "${secret}" }) }`,
    `{ caller(contact: { name: "x", others: [{ name: "x" }, { name: "x", age: "${secret}" }] }) }`,
    `{ caller(contact: { name: "x", way: ["${secret}"] }) }`,
    `{ caller(contact: { name: "x", f${secret}: "王五" }) }`,
    `query ($day: Int = "${secret}") { caller(day: $day) }`,
    `query ($way: Way = W${secret}) { caller(way: $way) }`,
    `query ($phone: String = "${secret}") { caller(phone: $phone, day: $phone) }`,
    `{ caller(phone: "x") @include(if: "${secret}") }`,
    `{ caller(phone: "${secret}") caller(phone: "x${secret}") }`,
  ])('of a document that does not fit the schema: %s', (document) => {
    const errors = validationErrors(document);
    expect(errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(traceOfSecret);
  });

  it.each([
    secret,
    Number(secret),
    [secret],
    { name: { first: secret } },
    { name: secret, age: secret },
    { name: secret, age: Number(secret) },
    { name: secret, met: secret },
    { name: secret, way: secret },
    { name: secret, way: { is: secret } },
    { phone: secret },
    { name: null, phone: secret },
    { name: secret, others: [{ name: secret }, { name: '王五', age: `${secret}岁` }] },
    { name: secret, [secret]: secret },
    { name: ` at "contact.${secret}"; `, age: `; Field "${secret}" of required type ` },
    { name: 'x', [` at "${secret}"; `]: 1 },
    { name: 'x', [`; Field "${secret}" of required type `]: 1 },
  ])('of a variable: %j', (contact) => {
    const errors = variableErrors(contact);
    expect(errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(traceOfSecret);
  });

  it('of any variable whatever', () => {
    const texts = fc.constantFrom(secret, `王五 ${secret}`, `"${secret}"`, ` at "${secret}"; `);
    const leaf = fc.oneof(texts, fc.constant(Number(secret)), fc.constant(null), fc.boolean());
    const { contact } = fc.letrec<{ contact: unknown }>((tie) => ({
      contact: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('contact'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('name', 'phone', 'age', 'way', 'met', 'others'), tie('contact')),
      ),
    }));
    fc.assert(
      fc.property(contact, (value) => {
        expect(JSON.stringify(variableErrors(value))).not.toMatch(traceOfSecret);
      }),
    );
  });
});

describe('an error of the request says', () => {
  it('where a document cannot be read', () => {
    expect(syntaxErrors(`{ caller(phone "${secret}") }`)).toEqual([
      {
        message: 'The document has a syntax error.',
        locations: [{ line: 1, column: 16 }],
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      },
    ]);
  });

  it.each([
    ['{ calls }', 'Cannot query field "calls" on type "Query".'],
    ['{ caller(name: "x") }', 'Unknown argument "name" on field "Query.caller".'],
    ['query ($a: Nothing) { caller(phone: $a) }', 'Unknown type "Nothing".'],
    ['{ caller(phone: $phone) }', 'Variable "$phone" is not defined.'],
    ['{ caller { name } }', 'Field "caller" must not have a selection since type "String" has no subfields.'],
    ['{ ...nothing }', 'Unknown fragment "nothing".'],
    ['{ caller @nothing }', 'Unknown directive "@nothing".'],
  ])('what in %s the schema does not have', (document, detail) => {
    const told = validationErrors(document).map(({ message }) => message);
    expect(
      told.find((message) => message.startsWith(`The document does not fit the schema. ${detail}`)),
    ).toBeDefined();
  });

  it.each([
    [{ name: 7 }, ['contact', 'name']],
    [{ name: 'x', others: [{ name: 'x' }, { name: 'x', age: 'old' }] }, ['contact', 'others', '1', 'age']],
    [{ phone: secret }, ['contact', 'name']],
    [{ name: 'x', others: [{ phone: secret }] }, ['contact', 'others', '0', 'name']],
    [{ name: 'x', nickname: 'y' }, ['contact']],
    [null, ['contact']],
  ])('which field of %j is at fault', (contact, field) => {
    expect(variableErrors(contact)[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field,
    });
  });

  it.each(['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_SUPPORTED'])(
    'no more than that it is none, when Apollo says %s',
    (code) => {
      expect(told({ message: secret, extensions: { code, secret } }, new GraphQLError(secret))).toEqual({
        message: 'The request body is not a valid GraphQL request.',
        extensions: { code: 'BAD_USER_INPUT' },
      });
    },
  );
});

describe('an error of the domain', () => {
  const error = new GraphQLError('NOT_FOUND', {
    path: ['ticket'],
    originalError: new DomainError('NOT_FOUND', 'NOT_FOUND', { cause: new Error(secret) }),
  });

  it.each([
    ['en', 'There is no such record within your reach.'],
    ['zh-CN', '没有找到该记录，或您无权查看。'],
  ] as const)('is told in the reader’s language: %s', (locale, message) => {
    expect(told({ message: 'x', path: ['ticket'] }, error, locale)).toEqual({
      message,
      path: ['ticket'],
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it('is no fault of the service, unless the service is unavailable', () => {
    expect(isFault(error)).toBe(false);
    expect(isFault(new DomainError('FORBIDDEN'))).toBe(false);
    expect(isFault(new DomainError('UNAVAILABLE'))).toBe(true);
  });
});

describe('any other error', () => {
  const cause = Object.assign(new Error(`duplicate key (phone)=(${secret})`), {
    detail: secret,
    code: '23505',
  });
  const error = new GraphQLError(cause.message, { path: ['openTicket'], originalError: cause });

  it('is told as the id of the request and nothing else', () => {
    const formatted = {
      message: cause.message,
      path: ['openTicket'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [secret], secret },
    };
    expect(told(formatted, error)).toEqual({
      message: 'Something went wrong here. Give your administrator the request id.',
      path: ['openTicket'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' },
    });
    expect(told({ ...formatted, extensions: { code: 'SOMETHING_NEW', secret } }, error).extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      requestId: 'request-1',
    });
  });

  it('is a fault, which belongs into the log', () => {
    expect(isFault(error)).toBe(true);
    expect(isFault(cause)).toBe(true);
    expect(isFault(new GraphQLError('x', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }))).toBe(false);
  });
});
