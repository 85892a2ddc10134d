import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { keepSocket } from '../support/evidence.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const NO_PREFLIGHT =
  'another site’s page could send such a request without asking: one by GET must name a type of content or an Apollo header';
const STATUS_SAYS_IT =
  'gateways, monitors and plain clients go by the status, so a request that is wrong is 400 in either media type';

/** What the audits recommend and this service does not do, by audit, and why. An audit that fails a MUST has no place here. */
const declined: Record<string, string> = {
  '5A70': NO_PREFLIGHT,
  D6D5: NO_PREFLIGHT,
  '6A70': NO_PREFLIGHT,
  '572B': STATUS_SAYS_IT,
  FDE2: STATUS_SAYS_IT,
  '7B9B': STATUS_SAYS_IT,
};

const TYPED = 'content-type: application/json';
const VIEWER = JSON.stringify({ query: '{ viewer { role } }' });

/** A request as it goes over the wire, its answer's status, code and Allow header. */
type Form = [what: string, request: string | Buffer, status: number, told?: string, allow?: string];

const post = (headers: string[], body: string | Buffer = VIEWER, line = 'POST /graphql HTTP/1.1') =>
  Buffer.concat([
    Buffer.from(
      `${[line, 'host: localhost', 'connection: close', ...headers, `content-length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n`,
    ),
    Buffer.from(body),
  ]);
const bare = (line: string, headers: string[] = ['host: localhost']) =>
  `${[`${line} HTTP/1.1`, 'connection: close', ...headers].join('\r\n')}\r\n\r\n`;

describe('GraphQL over HTTP', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.stop());

  describe('as audited', () => {
    const audits = serverAudits({ url: () => `${service.url}/graphql` });

    it('is looked at in 61 ways, those declined among them', () => {
      const ids = audits.map(({ id }) => id);
      expect(new Set(ids).size).toBe(61);
      expect(ids).toEqual(expect.arrayContaining(Object.keys(declined)));
    });

    it.each(audits.map(({ id, name, fn }) => [id, name, fn] as const))('%s: %s', async (id, name, fn) => {
      const { status } = await fn();
      expect(status).toBe(declined[id] ? (name.startsWith('SHOULD') ? 'warn' : 'notice') : 'ok');
    });
  });

  /** Sends bytes and reads the whole answer, until the service hangs up. */
  async function exchange(request: string | Buffer) {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(request);
    const answer = await text(socket);
    keepSocket(request, answer);
    const [head = '', ...body] = answer.split('\r\n\r\n');
    const [line = '', ...fields] = head.split('\r\n');
    const headers = Object.fromEntries(
      fields.map((field) => [field.split(':')[0]?.toLowerCase(), field.slice(field.indexOf(':') + 2)]),
    );
    return { status: Number(line.split(' ')[1]), headers, body: body.join('\r\n\r\n') };
  }

  const answersEach = (forms: Form[]) =>
    it.each(forms)('%s', async (_, request, status, told = 'BAD_USER_INPUT', allow = undefined) => {
      const logged = service.log().length;
      const answer = await exchange(request);
      const { headers } = answer;
      const { errors } = JSON.parse(answer.body);
      expect({
        status: answer.status,
        told: errors?.[0].extensions.code ?? 'OK',
        allow: headers.allow,
      }).toEqual({
        status,
        told,
        allow,
      });
      expect(headers).toMatchObject({
        'content-type': expect.stringMatching(/^application\/(graphql-response\+)?json; charset=utf-8$/),
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(server|x-powered-by)$/)]),
      );
      expect(answer.body).not.toMatch(/fastify|FST_|apollo|node_modules|marker/i);
      expect(service.log().slice(logged)).not.toContain('"msg":"fault"');
    });

  describe('by its method', () => {
    answersEach([
      ...['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'].map(
        (method): Form => [method, bare(`${method} /graphql`), 405, 'BAD_USER_INPUT', 'GET, HEAD, POST'],
      ),
      [
        'PUT with a body',
        post([TYPED], VIEWER, 'PUT /graphql HTTP/1.1'),
        405,
        'BAD_USER_INPUT',
        'GET, HEAD, POST',
      ],
      ['a word that is no method', bare('MARKER /graphql'), 400],
      [
        'a change by GET',
        bare(`GET /graphql?query=${encodeURIComponent('mutation { signOut { session { id } } }')}`, [
          'host: localhost',
          TYPED,
        ]),
        405,
        'BAD_USER_INPUT',
        'POST',
      ],
      ['a change of the state of health', bare('POST /healthz'), 405, 'BAD_USER_INPUT', 'GET, HEAD'],
      ['an address that is not there', bare('DELETE /marker'), 404, 'NOT_FOUND'],
    ]);

    it('HEAD, which asks for an answer without its content', async () => {
      const answer = await exchange(bare('HEAD /graphql?query=%7B__typename%7D', ['host: localhost', TYPED]));
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST' }, body: '' });
    });
  });

  describe('by its media types', () => {
    answersEach([
      ['none', post([]), 415],
      ['plain text', post(['content-type: text/plain']), 415],
      ['GraphQL alone', post(['content-type: application/graphql'], '{ viewer { role } }'), 415],
      ['nonsense', post(['content-type: marker']), 415],
      ['two of them', post([`${TYPED}, text/plain`]), 415],
      ['JSON in an encoding of its own', post([`${TYPED}; charset=gbk`]), 415],
      ['JSON that says it is UTF-8', post([`${TYPED}; charset="UTF-8"`]), 200, 'OK'],
      [
        'JSON in GBK that says nothing',
        post(
          [TYPED],
          Buffer.from([...Buffer.from('{"query":"{ viewer { role } } # '), 0xcd, 0xf5, ...Buffer.from('"}')]),
        ),
        400,
      ],
      ['JSON behind a byte order mark', post([TYPED], `\ufeff${VIEWER}`), 200, 'OK'],
      ['a compressed body', post([TYPED, 'content-encoding: gzip']), 415],
      ['a picture wanted', post([TYPED, 'accept: image/png']), 406],
      ['nothing but JSON refused', post([TYPED, 'accept: application/json;q=0']), 406],
      ['either wanted, whatever else', post([TYPED, 'accept: image/png, application/*;q=0.1']), 200, 'OK'],
      ['an accept header that is nonsense', post([TYPED, 'accept: ;;;marker']), 406],
    ]);
  });

  describe('by its framing', () => {
    answersEach([
      [
        'headers beyond 16 KB',
        bare('GET /graphql', ['host: localhost', `x-marker: ${'marker'.repeat(4_000)}`]),
        431,
      ],
      ['an address beyond 16 KB', bare(`GET /graphql?query=${'marker'.repeat(4_000)}`), 431],
      ['a header that is none', bare('GET /graphql', ['host: localhost', 'marker']), 400],
      ['a header with a NUL in it', bare('GET /graphql', ['host: localhost', 'x-a: \0marker']), 400],
      ['two lengths', post([TYPED, 'content-length: 3']), 400],
      ['a length and chunks', post([TYPED, 'transfer-encoding: chunked']), 400],
      ['no HTTP at all', 'marker\r\n\r\n', 400],
      ['the greeting of another protocol', Buffer.from([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3]), 400],
      ['an address that cannot be decoded', bare('GET /%E0%A4%A'), 400],
      ['no host', bare('GET /graphql?query=%7B__typename%7D', [TYPED]), 400],
      ['a host that cannot be', bare('GET /graphql?query=%7B__typename%7D', [TYPED, 'host: [marker']), 400],
      ['an expectation nobody meets', post([TYPED, 'expect: marker']), 200, 'OK'],
      [
        'the wish for another protocol',
        post([TYPED, 'connection: upgrade', 'upgrade: websocket']),
        200,
        'OK',
      ],
    ]);

    it('tells what never became a request in the language it asked for', async () => {
      const message = async (language: string) =>
        JSON.parse((await exchange(bare('GET /graphql', ['host: localhost', language, 'broken']))).body)
          .errors[0].message;
      expect(await message('accept-language: en')).toMatch(/^The request/);
      expect(await message('x-language: en')).toMatch(/^请求/);
    });
  });

  describe('by the shape of what it asks', () => {
    const odd = {
      null: null,
      'a number': 7,
      'a boolean': true,
      'a list': ['marker'],
      'a string': 'marker',
      'an object': { marker: 1 },
    };
    const taken: Record<string, string[]> = {
      query: [],
      operationName: ['null'],
      variables: ['null', 'an object'],
      extensions: ['null', 'an object'],
    };
    answersEach(
      Object.keys(taken).flatMap((parameter) =>
        Object.entries(odd).map(([what, value]): Form => {
          const request = post([TYPED], JSON.stringify({ query: '{ viewer { role } }', [parameter]: value }));
          const isTaken = taken[parameter]?.includes(what);
          const told =
            parameter === 'query' && what === 'a string' ? 'GRAPHQL_PARSE_FAILED' : 'BAD_USER_INPUT';
          return [`${parameter}: ${what}`, request, isTaken ? 200 : 400, isTaken ? 'OK' : told];
        }),
      ),
    );
  });

  it('makes no change for a client that would not take the answer', async () => {
    const network = new Network(service);
    const staff: Person = await network.person(
      'STATION_STAFF',
      '522626',
      await network.station('WORKSTATION', '522626', '440607'),
    );
    const query = `mutation { registerEnterprise(input: { idempotencyKey: "0193a5b0-0000-7000-8000-000000000001",
      creditCode: "91350100M000100Y43", name: "佛山市某厂", regionCode: "440607" }) { userErrors { code } } }`;
    const before = await network.contents();
    const { status } = await exchange(
      post([TYPED, `authorization: Bearer ${staff.token}`, 'accept: text/html'], JSON.stringify({ query })),
    );
    expect(status).toBe(406);
    expect(await network.contents()).toEqual(before);
  });
});
