import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { ServiceProcess } from '../support/process.ts';

/**
 * The checks of graphql-cop 1.15, by the names they have there, each asked as it asks and held to what it would not
 * report. The service runs as in production.
 */
describe('graphql-cop finds nothing:', () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  beforeAll(async () => {
    database = await createTestDatabase();
    service = await ServiceProcess.start({
      NODE_ENV: 'production',
      DATABASE_URL: database.serviceUrl,
      DATA_KEY: randomBytes(32).toString('base64'),
      TOKEN_SECRET: randomBytes(32).toString('base64'),
    });
  }, 60_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
  });

  async function ask(path: string, init: RequestInit = {}) {
    const response = await fetch(`${service.url}/graphql${path}`, init);
    const text = await response.text();
    return { text, json: JSON.parse(text) };
  }
  const post = (body: unknown) =>
    ask('', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const cop = (query: string) => post({ query, operationName: 'cop' });

  it('is answered at all', async () => {
    expect((await cop('query cop { __typename }')).json).toEqual({ data: { __typename: 'Query' } });
  });

  it('field_suggestions: a misspelt field is not set right', async () => {
    const { text } = await cop('query cop { __schema { directive } }');
    expect(text).not.toContain('Did you mean');
    expect((await cop('query cop { viewerr { rol } }')).text).not.toContain('Did you mean');
  });

  it('introspection: the schema is not told', async () => {
    const { json } = await cop('query cop { __schema { types { name fields { name } } } }');
    expect(json.data).toBeUndefined();
  });

  it('detect_graphiql: no explorer is served', async () => {
    const { text } = await ask('', { headers: { accept: 'text/html' } });
    expect(text).not.toMatch(/graphiql|playground|<html/i);
  });

  it('get_method_support: another site’s page gets no answer by GET', async () => {
    const { json } = await ask('?query=query+cop+%7B__typename%7D');
    expect(json.data).toBeUndefined();
  });

  it('alias_overloading: a field has no hundred names', async () => {
    const aliases = Array.from({ length: 101 }, (_, i) => `alias${i}:__typename`);
    const { json } = await cop(`query cop { ${aliases.join('\n')} }`);
    expect(json.data).toBeUndefined();
  });

  it('batch_query: ten operations at once are none', async () => {
    const { json } = await post(Array(10).fill({ query: 'query cop { __typename }' }));
    expect(json).toEqual({ errors: [expect.anything()] });
  });

  it('trace_mode: nothing is told of how long a field took', async () => {
    const { json } = await cop('query cop { __typename }');
    expect(json.extensions).toBeUndefined();
  });

  it('directive_overloading: directives nobody knows are not each complained of', async () => {
    const { json } = await cop(`query cop { __typename ${'@aa'.repeat(10)} }`);
    expect(json.data).toBeUndefined();
    expect(json.errors.length).toBeLessThan(10);
  });

  it('circular_query_introspection: the schema is not walked in circles', async () => {
    const types = 'fields { type { '.repeat(4);
    const { json } = await cop(`query cop { __schema { types { ${types} name ${'} } '.repeat(4)} } }`);
    expect(json.data).toBeUndefined();
  });

  it('get_based_mutation: nothing is changed by GET', async () => {
    for (const headers of [{}, { 'content-type': 'application/json' }]) {
      const { json } = await ask('?query=mutation+cop+%7B__typename%7D', { headers });
      expect(json.data).toBeUndefined();
    }
  });

  it('post_based_csrf: a form of another site is not taken', async () => {
    const body = new URLSearchParams({ query: 'query cop { __typename }' });
    const { json } = await ask('', { method: 'POST', body });
    expect(json.data).toBeUndefined();
  });

  it('unhandled_error_detection: no exception shows through', async () => {
    const { json, text } = await cop('qwerty cop { abc }');
    expect(json.errors[0].extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' });
    expect(text).not.toMatch(/exception|stack|node_modules/i);
  });

  it('field_duplication: a field is not asked for 500 times', async () => {
    const { json } = await cop(`query cop { ${'__typename \n'.repeat(500)} }`);
    expect(json.data).toBeUndefined();
  });
});
