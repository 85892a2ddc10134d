import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { businessDate } from '../../src/shared/business-day.ts';
import { keepExchange, parsed } from '../support/evidence.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

/** What is sent, to the byte: a POST of JSON to /graphql by a station's own staff unless it says otherwise. */
interface Sent {
  method?: string;
  path?: string;
  headers?: http.OutgoingHttpHeaders;
  body?: string;
}

interface Received {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  json: any;
}

/** A name for the test, what is sent around the marker, the HTTP status and the codes that answer it. */
type Case = [what: string, sends: (marker: string) => Sent, status: number, told: string];

const LOG_VISIT =
  'mutation ($input: LogVisitInput!) { logVisit(input: $input) { userErrors { code field message } } }';
const REGISTER =
  'mutation ($input: RegisterEnterpriseInput!) { registerEnterprise(input: $input) { userErrors { code field } } }';
const POST_JOB = 'mutation ($input: PostJobInput!) { postJob(input: $input) { userErrors { code field } } }';
const OPEN_TICKET =
  'mutation ($input: OpenTicketInput!) { openTicket(input: $input) { userErrors { code field } } }';
const RESOLVE =
  'mutation ($input: ResolveTicketInput!) { resolveTicket(input: $input) { userErrors { code field } } }';
const ASSIGN =
  'mutation ($input: AssignTicketInput!) { assignTicket(input: $input) { userErrors { code field } } }';
const TRANSFER =
  'mutation ($input: TransferTicketInput!) { transferTicket(input: $input) { userErrors { code field } } }';
const DEADLINES =
  'mutation ($input: SetTicketDeadlinesInput!) { setTicketDeadlines(input: $input) { userErrors { code field } } }';
const LOCAL_HOLIDAYS =
  'mutation ($input: EnterLocalHolidaysInput!) { enterLocalHolidays(input: $input) { userErrors { code field } } }';
const CALLER = 'query ($phone: String!) { caller(phone: $phone) { worker { id } } }';
const REGIONS = 'query ($level: RegionLevel) { regions(level: $level) { code } }';
const VISITS = `query ($first: Int!, $after: String, $filter: VisitFilter) {
  visits(first: $first, after: $after, filter: $filter) { edges { cursor } }
}`;
const TICKETS = `query ($first: Int!, $after: String, $filter: TicketFilter) {
  tickets(first: $first, after: $after, filter: $filter) { edges { cursor } }
}`;
const DASHBOARD = `query ($from: Date!, $to: Date!) {
  networkDashboard(homeProvinceCode: "522626", period: { from: $from, to: $to }) {
    totals { visits } yearOnYear { visits }
  }
}`;

const asks = (query: string, variables: unknown = {}): Sent => ({
  body: JSON.stringify({ query, variables }),
});
const cursor = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');
const period = (from: string, to: string) => ({ first: 1, filter: { period: { from, to } } });
const someUuid = '0193a5b0-0000-7000-8000-000000000001';

describe('what is sent in error or in malice', () => {
  let service: TestService;
  let network: Network;
  let staff: Person;
  let manager: Person;
  let station: Seeded;
  let enterprise: Seeded & { creditCode: string };
  let ticket: { id: string; version: number };
  const today = businessDate(new Date());

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    manager = await network.person('MANAGER', '520000');
    const { openTicket } = await staff.data(
      'mutation ($input: OpenTicketInput!) { openTicket(input: $input) { ticket { id version } } }',
      { input: matter() },
    );
    ticket = openTicket.ticket;
  });
  afterAll(() => service.stop());

  const visit = (more: object = {}) => ({
    input: {
      idempotencyKey: crypto.randomUUID(),
      stationId: station.id,
      enterpriseId: enterprise.id,
      visitedOn: today,
      way: 'ON_SITE',
      participants: ['杨光'],
      ...more,
    },
  });
  const registration = (more: object = {}) => ({
    input: {
      idempotencyKey: crypto.randomUUID(),
      creditCode: '91350100M000100Y43',
      name: '佛山市某厂',
      regionCode: '440607',
      ...more,
    },
  });
  const job = (more: object = {}) => ({
    input: {
      idempotencyKey: crypto.randomUUID(),
      enterpriseId: enterprise.id,
      title: '普工',
      openings: 5,
      payUnit: 'MONTH',
      regionCode: '440607',
      validThrough: '2999-12-31',
      ...more,
    },
  });
  const matter = (more: object = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    channel: 'WALK_IN',
    category: 'RIGHTS_PROTECTION',
    summary: '工资未付',
    homeRegionCode: '522626',
    incidentRegionCode: '440607',
    ...more,
  });

  function send({ method = 'POST', path = '/graphql', headers = {}, body = '' }: Sent): Promise<Received> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        `${service.url}${path}`,
        {
          method,
          agent: false,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            authorization: `Bearer ${staff.token}`,
            ...headers,
          },
        },
        async (response) => {
          const text = (await response.toArray()).join('');
          const json = JSON.parse(text);
          keepExchange(parsed(body), json);
          resolve({ status: response.statusCode ?? 0, text, json });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  /** The codes of an answer: of its errors, and of what its payload says there is to mend. */
  function told({ json }: Received): string {
    const payloads = Object.values<{ userErrors?: { code: string; field: string[] | null }[] }>(
      json.data ?? {},
    );
    const toMend = payloads.flatMap((payload) => payload?.userErrors ?? []);
    return [
      ...new Set([
        ...(json.errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code),
        ...toMend.map(({ code, field }) => `${code} ${field?.join('.') ?? ''}`.trim()),
      ]),
    ].join(', ');
  }

  const answersEach = (cases: Case[]) =>
    it.each(cases)('%s', async (_, sends, status, codes) => {
      // Hexadecimal, so that it fits into names, numbers and escapes alike.
      const marker = `fade${randomBytes(8).toString('hex')}`;
      const isEchoed = (text: string) => text.toLowerCase().includes(marker.slice(0, 8));
      const before = await network.contents();
      const logged = service.log().length;

      const answer = await send(sends(marker));

      const log = service.log().slice(logged);
      expect({
        status: answer.status,
        told: told(answer),
        echoed: isEchoed(answer.text),
        logged: isEchoed(log),
        faults: log.split('\n').filter((line) => line.includes('"msg":"fault"')).length,
      }).toEqual({ status, told: codes, echoed: false, logged: false, faults: 0 });
      expect(answer.text).not.toMatch(/stack|node_modules|\.[jt]s:\d/);
      expect(await network.contents()).toEqual(before);
    });

  describe('as a body that is no request', () => {
    answersEach([
      ['5 MB', (m) => asks('{ viewer { role } }', { note: m.repeat(250_000) }), 413, 'BAD_USER_INPUT'],
      ['broken JSON', (m) => ({ body: `{"query": "{ viewer { role } }", "${m}` }), 400, 'BAD_USER_INPUT'],
      ['nothing', () => ({ body: '' }), 400, 'BAD_USER_INPUT'],
      ['null', () => ({ body: 'null' }), 400, 'BAD_USER_INPUT'],
      ['a string', (m) => ({ body: `"${m}"` }), 400, 'BAD_USER_INPUT'],
      ['an empty object', () => ({ body: '{}' }), 400, 'BAD_USER_INPUT'],
      ['a batch', (m) => ({ body: `[{"query":"{ viewer { role } } # ${m}"}]` }), 400, 'BAD_USER_INPUT'],
      ['a query that is a number', () => ({ body: '{"query":7}' }), 400, 'BAD_USER_INPUT'],
      [
        'variables that are a string',
        (m) => ({ body: JSON.stringify({ query: '{ viewer { role } }', variables: m }) }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'variables that are a list',
        (m) => ({ body: JSON.stringify({ query: '{ viewer { role } }', variables: [m] }) }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'the name of no operation in it',
        (m) => ({ body: JSON.stringify({ query: 'query A { viewer { role } }', operationName: m }) }),
        400,
        'BAD_USER_INPUT',
      ],
      ['plain text', (m) => ({ body: m, headers: { 'content-type': 'text/plain' } }), 415, 'BAD_USER_INPUT'],
      [
        'a form, as another site could send it',
        (m) => ({
          body: `query=${encodeURIComponent(`{ viewer { role } } # ${m}`)}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
        415,
        'BAD_USER_INPUT',
      ],
      [
        'a file upload',
        (m) => ({
          body: `--x\r\n\r\n${m}\r\n--x--`,
          headers: { 'content-type': 'multipart/form-data; boundary=x' },
        }),
        415,
        'BAD_USER_INPUT',
      ],
      [
        'a key that would change the prototype of objects',
        (m) => ({ body: `{"query":"{ viewer { role } }","variables":{"__proto__":{"${m}":true}}}` }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'a key that would change their constructor',
        (m) => ({
          body: `{"query":"{ viewer { role } }","variables":{"constructor":{"prototype":{"${m}":true}}}}`,
        }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'an answer asked for as a page',
        (m) => ({ ...asks(`{ viewer { role } } # ${m}`), headers: { accept: 'text/html' } }),
        406,
        'BAD_USER_INPUT',
      ],
    ]);
  });

  describe('by GET, which changes nothing', () => {
    const get = (query: string, headers = {}): Sent => ({
      method: 'GET',
      path: `/graphql?query=${encodeURIComponent(query)}`,
      headers,
    });
    answersEach([
      [
        'a mutation',
        (m) =>
          get(`mutation { addTicketNote(input: { id: "${ticket.id}", idempotencyKey: "${m}", note: "${m}" }) {
            userErrors { code field } } }`),
        405,
        'BAD_USER_INPUT',
      ],
      [
        'a query that a page of another site could send',
        (m) => get(`{ viewer { role } } # ${m}`, { 'content-type': 'text/plain' }),
        400,
        'BAD_USER_INPUT',
      ],
      ['an address that is not served', (m) => ({ method: 'GET', path: `/${m}` }), 404, 'NOT_FOUND'],
    ]);
  });

  describe('about who called', () => {
    const REVEAL =
      'mutation ($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) { personalData { name } userErrors { code field } } }';
    const GRANT =
      'mutation ($input: GrantCallerAccessInput!) { grantCallerAccess(input: $input) { userErrors { code field } } }';
    const CORRECT =
      'mutation ($input: CorrectTicketCallerInput!) { correctTicketCaller(input: $input) { userErrors { code field } } }';
    const EXPORT =
      'mutation ($input: ExportPersonalDataInput!) { exportPersonalData(input: $input) { userErrors { code field } } }';
    const ERASE =
      'mutation ($input: ErasePersonalDataInput!) { erasePersonalData(input: $input) { userErrors { code field } } }';
    const asManager = () => ({ headers: { authorization: `Bearer ${manager.token}` } });
    const reveal = (input: object) => asks(REVEAL, { input: { id: ticket.id, reason: '核实', ...input } });
    const grant = (input: object) =>
      asks(GRANT, {
        input: {
          id: ticket.id,
          expectedVersion: ticket.version,
          username: manager.actor.username,
          until: '2999-01-01T00:00:00Z',
          reason: '协查',
          ...input,
        },
      });
    const correct = (input: object) =>
      asks(CORRECT, {
        input: { id: ticket.id, expectedVersion: ticket.version, reason: '本人来电', ...input },
      });
    answersEach([
      ['without a reason', () => reveal({ reason: ' \u3000' }), 200, 'REQUIRED reason'],
      ['with a reason that is none', (m) => reveal({ reason: m.repeat(100) }), 200, 'INVALID reason'],
      ['with a reason of control characters', (m) => reveal({ reason: `${m}\u0000` }), 200, 'INVALID reason'],
      ['of something without an id of ours', (m) => reveal({ id: m }), 200, 'NOT_FOUND id'],
      ['of a record that keeps nobody', () => reveal({ id: enterprise.id }), 200, 'NOT_FOUND id'],
      ['of a ticket without a caller', () => reveal({}), 200, 'NOT_FOUND id'],
      [
        'of a whole province by staff',
        () => asks(EXPORT, { input: { phone: '1', reason: 'x' } }),
        200,
        'FORBIDDEN',
      ],
      [
        'by no number',
        (m) => ({ ...asks(EXPORT, { input: { phone: m, reason: '本人' } }), ...asManager() }),
        200,
        'INVALID phone',
      ],
      [
        'by an id that is no worker’s, to erase it',
        () => ({ ...asks(ERASE, { input: { workerId: ticket.id, reason: '本人' } }), ...asManager() }),
        200,
        'NOT_FOUND workerId',
      ],
      [
        'by no one, to erase all',
        () => ({
          ...asks(ERASE, { input: { phone: null, workerId: null, reason: '本人' } }),
          ...asManager(),
        }),
        200,
        'REQUIRED phone',
      ],
      ['for a ticket that hides nobody', () => grant({}), 200, 'ILLEGAL_TRANSITION id'],
      ['for a name as long as a book', (m) => grant({ username: m.repeat(10) }), 200, 'INVALID username'],
      ['until no time at all', (m) => grant({ until: m }), 400, 'BAD_USER_INPUT'],
      ['with nothing to put right', () => correct({}), 200, 'REQUIRED callerName'],
      ['by a number that is none', (m) => correct({ callerPhone: m }), 200, 'INVALID callerPhone'],
      [
        'by a name as long as a book',
        (m) => correct({ callerName: m.repeat(10) }),
        200,
        'INVALID callerName',
      ],
      [
        'by a name that everybody would read in the history',
        (m) => correct({ callerName: m, reason: `应为${m}` }),
        200,
        'INVALID reason',
      ],
      ['of a ticket that is none', (m) => correct({ id: m, callerName: '王五' }), 200, 'NOT_FOUND id'],
      [
        'of a version that never was',
        () => correct({ expectedVersion: 2 ** 31 - 1, callerName: '王五' }),
        200,
        'STALE_VERSION expectedVersion',
      ],
      [
        'both by name and without one',
        (m) => asks(OPEN_TICKET, { input: matter({ callerName: m, anonymous: true, confidential: true }) }),
        200,
        'INVALID callerName, INVALID confidential',
      ],
    ]);
  });

  describe('as a document', () => {
    const nested = (field: string, depth: number, leaf: string) =>
      `${`${field} { `.repeat(depth)}${leaf}${' }'.repeat(depth)}`;
    answersEach([
      ['that stops short', (m) => asks(`{ caller(phone: "${m}"`), 400, 'GRAPHQL_PARSE_FAILED'],
      [
        'with a value where a colon belongs',
        (m) => asks(`{ caller(phone "${m}") { worker { id } } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a value where a name belongs',
        (m) => asks(`{ caller(phone: "1" "${m}") { worker { id } } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a block of text where a name belongs',
        (m) => asks(`{ caller(phone: "1" """王五 ${m}""") { worker { id } } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a value in place of a keyword',
        (m) => asks(`${m} { viewer { role } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a value in place of an operation’s name',
        (m) => asks(`query 7 "${m}" { viewer { role } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a value that does not end',
        (m) => asks(`{ caller(phone: "${m}\n") { worker { id } } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a value behind an escape that is none',
        (m) => asks(`{ caller(phone: "\\q${m}") { worker { id } } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a value inside an escape',
        (m) => asks(`{ caller(phone: "\\u{${m}") { worker { id } } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with a number and a name in one',
        (m) => asks(`{ enterprises(first: 1${m}) { edges { cursor } } }`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'of more tokens than anybody needs',
        (m) => asks(`{ ${nested('parent', 3_000, `id # ${m}`)} }`),
        400,
        'QUERY_TOO_COMPLEX',
      ],
      [
        'with lists in lists without an end',
        (m) => asks(`{ regions(level: ${'['.repeat(1_900)} # ${m}`),
        400,
        'GRAPHQL_PARSE_FAILED',
      ],
      [
        'with an unknown field',
        (m) => asks(`{ wages(of: "${m}") { id } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with an unknown argument',
        (m) => asks(`{ regions(of: "${m}") { code } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with an unknown field of an input',
        (m) => asks(`{ enterprises(first: 1, filter: { owner: "${m}" }) { edges { cursor } } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with text for a number',
        (m) => asks(`{ enterprises(first: "${m}") { edges { cursor } } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with text for a day',
        (m) => asks(`{ followUpsDue(first: 1, before: "${m}") { edges { cursor } } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with an object for text',
        (m) => asks(`{ caller(phone: { number: "${m}" }) { worker { id } } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with an unknown enum value',
        (m) => asks(`{ regions(level: ${m}) { code } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with a number beyond all numbers',
        (m) => asks(`{ enterprises(first: 1e400) { edges { cursor } } } # ${m}`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with a wrong default for a variable',
        (m) => asks(`query ($first: Int! = "${m}") { enterprises(first: $first) { edges { cursor } } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with fragments that spread each other',
        (m) =>
          asks(`{ viewer { scope { ...A } } } # ${m}
            fragment A on Region { parent { ...B } } fragment B on Region { parent { ...A } }`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'with a fragment that spreads itself',
        (m) => asks(`{ viewer { scope { ...A } } } fragment A on Region { parent { ...A } } # ${m}`),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'that asks for one thing hundreds of times',
        (m) =>
          asks(`{ ${Array.from({ length: 300 }, (_, i) => `a${i}: viewer { role }`).join(' ')} } # ${m}`),
        400,
        'QUERY_TOO_COMPLEX',
      ],
      [
        'that asks for a hundred of each hundred of each hundred',
        (m) =>
          asks(`{ visits(first: 100) { edges { node {
            ${'enterprise { visits(first: 100) { edges { node { '.repeat(20)} id ${'} } } }'.repeat(20)}
          } } } } # ${m}`),
        400,
        'QUERY_TOO_COMPLEX',
      ],
      [
        'that asks for the schema, which is no secret here',
        (m) => asks(`${getIntrospectionQuery()} # ${m}`),
        200,
        '',
      ],
    ]);
  });

  describe('as a variable', () => {
    answersEach([
      ['of the wrong type', (m) => asks(VISITS, { first: m }), 400, 'BAD_USER_INPUT'],
      ['that is an object in place of text', (m) => asks(CALLER, { phone: { m } }), 400, 'BAD_USER_INPUT'],
      ['of an unknown enum value', (m) => asks(REGIONS, { level: m }), 400, 'BAD_USER_INPUT'],
      ['that is missing', (m) => asks(CALLER, { telephone: m }), 400, 'BAD_USER_INPUT'],
      ['that is null where it may not be', () => asks(CALLER, { phone: null }), 400, 'BAD_USER_INPUT'],
      [
        'with a field that is missing',
        (m) => asks(LOG_VISIT, visit({ way: undefined, findings: m })),
        400,
        'BAD_USER_INPUT',
      ],
      ['with a field that is unknown', (m) => asks(LOG_VISIT, visit({ [m]: m })), 400, 'BAD_USER_INPUT'],
      [
        'with a field named like a message of the parser',
        (m) => asks(LOG_VISIT, { input: { [`" at "${m}"; `]: 1 } }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'with fields every object has anyhow',
        (m) => asks(LOG_VISIT, visit({ constructor: m, toString: m, hasOwnProperty: m })),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'with a wrong type deep inside',
        (m) => asks(LOG_VISIT, visit({ followUps: [{ dueOn: today, note: { m } }] })),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'with a day that does not exist',
        (m) => asks(LOG_VISIT, visit({ visitedOn: '2024-02-30', findings: m })),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'with an amount in words',
        (m) => asks(OPEN_TICKET, { input: matter({ amountOwed: m }) }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'with an amount in powers of ten',
        (m) => asks(OPEN_TICKET, { input: matter({ amountOwed: '1e400', summary: m }) }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'with an amount in full-width digits',
        (m) => asks(OPEN_TICKET, { input: matter({ amountOwed: '１００', summary: m }) }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'with an amount below nothing',
        (m) => asks(OPEN_TICKET, { input: matter({ amountOwed: '-1', summary: m }) }),
        400,
        'BAD_USER_INPUT',
      ],
      ['with half a person', (m) => asks(POST_JOB, job({ openings: 0.5, title: m })), 400, 'BAD_USER_INPUT'],
      [
        'that is a number beyond all numbers',
        (m) => ({ body: `{"query":${JSON.stringify(`${VISITS} # ${m}`)},"variables":{"first":1e400}}` }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'that is a list in a list, a hundred thousand deep',
        (m) => ({
          body: `{"query":${JSON.stringify(`${REGIONS} # ${m}`)},"variables":{"level":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
        }),
        400,
        'QUERY_TOO_COMPLEX',
      ],
    ]);
  });

  describe('in the fields of a change', () => {
    answersEach([
      [
        'a credit code whose check digit is wrong',
        (m) => asks(REGISTER, registration({ creditCode: '91350100M000100Y44', name: m })),
        200,
        'INVALID creditCode',
      ],
      [
        'a credit code that is none',
        (m) => asks(REGISTER, registration({ creditCode: m })),
        200,
        'INVALID creditCode',
      ],
      [
        'the credit code of another enterprise',
        (m) => asks(REGISTER, registration({ creditCode: enterprise.creditCode, name: m })),
        200,
        'CONFLICT creditCode',
      ],
      [
        'an unknown region',
        (m) => asks(REGISTER, registration({ regionCode: '999999', name: m })),
        200,
        'INVALID regionCode',
      ],
      [
        'a region that is a word',
        (m) => asks(REGISTER, registration({ regionCode: m })),
        200,
        'INVALID regionCode',
      ],
      [
        'an unknown industry',
        (m) => asks(REGISTER, registration({ industryCode: m })),
        200,
        'INVALID industryCode',
      ],
      [
        'a blank name',
        (m) => asks(REGISTER, registration({ name: ' \u3000 ', idempotencyKey: m })),
        200,
        'REQUIRED name',
      ],
      [
        'a name of a thousand characters',
        (m) => asks(REGISTER, registration({ name: m.repeat(50) })),
        200,
        'INVALID name',
      ],
      [
        'several things at once',
        (m) => asks(REGISTER, registration({ name: '', creditCode: m, regionCode: m })),
        200,
        'INVALID creditCode, REQUIRED name, INVALID regionCode',
      ],
      [
        'an idempotency key with a space in it',
        (m) => asks(REGISTER, registration({ idempotencyKey: `${m} ${m}` })),
        200,
        'INVALID idempotencyKey',
      ],
      [
        'an idempotency key of one letter',
        (m) => asks(REGISTER, registration({ idempotencyKey: 'k', name: m })),
        200,
        'INVALID idempotencyKey',
      ],
      [
        'a list of 300',
        (m) => asks(LOG_VISIT, visit({ participants: Array.from({ length: 300 }, (_, i) => m + i) })),
        200,
        'INVALID participants',
      ],
      [
        'an empty list',
        (m) => asks(LOG_VISIT, visit({ participants: [], findings: m })),
        200,
        'REQUIRED participants',
      ],
      [
        'a blank entry of a list',
        (m) => asks(LOG_VISIT, visit({ participants: [m, ' '] })),
        200,
        'REQUIRED participants.1',
      ],
      ['a NUL', (m) => asks(LOG_VISIT, visit({ findings: `${m}\u0000` })), 200, 'INVALID findings'],
      [
        'a control character',
        (m) => asks(LOG_VISIT, visit({ participants: [`${m}\u001b[2J`] })),
        200,
        'INVALID participants.0',
      ],
      [
        'half a character',
        (m) => asks(LOG_VISIT, visit({ contact: { name: `${m}\ud842` } })),
        200,
        'INVALID contact.name',
      ],
      [
        'a NUL in a note to come',
        (m) => asks(LOG_VISIT, visit({ followUps: [{ dueOn: today, note: `\u0000${m}` }] })),
        200,
        'INVALID followUps.0.note',
      ],
      [
        'a telephone number that is none',
        (m) => asks(LOG_VISIT, visit({ contact: { name: '王五', phone: m } })),
        200,
        'INVALID contact.phone',
      ],
      [
        'a visit tomorrow',
        (m) => asks(LOG_VISIT, visit({ visitedOn: '2999-12-31', findings: m })),
        200,
        'INVALID visitedOn',
      ],
      [
        'a follow-up before the visit',
        (m) => asks(LOG_VISIT, visit({ followUps: [{ dueOn: '1900-01-01', note: m }] })),
        200,
        'INVALID followUps.0.dueOn',
      ],
      [
        'fewer openings than none',
        (m) => asks(LOG_VISIT, visit({ openingsPromised: -1, findings: m })),
        200,
        'INVALID openingsPromised',
      ],
      [
        'more openings than there are people',
        (m) => asks(POST_JOB, job({ openings: 2_147_483_647, title: m })),
        200,
        'INVALID openings',
      ],
      [
        'a highest pay below the lowest',
        (m) => asks(POST_JOB, job({ payMin: '9.00', payMax: '8.99', title: m })),
        200,
        'INVALID payMax',
      ],
      [
        'a posting that has expired',
        (m) => asks(POST_JOB, job({ validThrough: '1900-01-01', title: m })),
        200,
        'INVALID validThrough',
      ],
      [
        'an id that is none',
        (m) => asks(LOG_VISIT, visit({ enterpriseId: m })),
        200,
        'NOT_FOUND enterpriseId',
      ],
      [
        'the id of another kind of record',
        (m) => asks(LOG_VISIT, visit({ enterpriseId: station.id, findings: m })),
        200,
        'NOT_FOUND enterpriseId',
      ],
      [
        'a NUL for an id',
        (m) => asks(LOG_VISIT, visit({ stationId: `\u0000${m}` })),
        200,
        'NOT_FOUND stationId',
      ],
      [
        'a matter in half a character',
        (m) => asks(OPEN_TICKET, { input: matter({ summary: `\udfff${m}` }) }),
        200,
        'INVALID summary',
      ],
      [
        'a caller’s name with a NUL',
        (m) => asks(OPEN_TICKET, { input: matter({ callerName: `${m}\u0000` }) }),
        200,
        'INVALID callerName',
      ],
      [
        'a matter of nobody',
        (m) => asks(OPEN_TICKET, { input: matter({ peopleInvolved: 0, summary: m }) }),
        200,
        'INVALID peopleInvolved',
      ],
      [
        'a worker of another province',
        (m) => asks(OPEN_TICKET, { input: matter({ homeRegionCode: '431225', callerName: m }) }),
        200,
        'INVALID homeRegionCode',
      ],
      [
        'a step its ticket cannot take yet',
        (m) => asks(RESOLVE, { input: { id: ticket.id, expectedVersion: ticket.version, resolution: m } }),
        200,
        'ILLEGAL_TRANSITION id',
      ],
      [
        'a version nobody has seen',
        (m) => asks(RESOLVE, { input: { id: ticket.id, expectedVersion: -2_147_483_648, resolution: m } }),
        200,
        'STALE_VERSION expectedVersion',
      ],
      [
        'a resolution of nothing but line breaks',
        (m) =>
          asks(RESOLVE, {
            input: {
              id: ticket.id,
              expectedVersion: ticket.version,
              resolution: `\n${' '.repeat(m.length)}\n`,
            },
          }),
        200,
        'REQUIRED resolution',
      ],
    ]);
  });

  describe('in what a manager sets', () => {
    const asManager = (sent: Sent): Sent => ({
      ...sent,
      headers: { authorization: `Bearer ${manager.token}` },
    });
    const year = Number(today.slice(0, 4));
    const day = (name: string, from: string, through = from) => ({ name, from, through });
    const holidays = (more: object) =>
      asManager(asks(LOCAL_HOLIDAYS, { input: { year, expectedVersion: 0, holidays: [], ...more } }));
    const transfer = (more: object) =>
      asManager(
        asks(TRANSFER, {
          input: {
            idempotencyKey: crypto.randomUUID(),
            id: ticket.id,
            expectedVersion: ticket.version,
            homeRegionCode: '430000',
            reason: '湖南籍',
            ...more,
          },
        }),
      );
    answersEach([
      [
        'a holiday with control characters in its name',
        (m) => holidays({ holidays: [day(`\u0007${m}`, `${year}-12-01`)] }),
        200,
        'INVALID holidays.0.name',
      ],
      [
        'a holiday of a longer name than any',
        (m) => holidays({ holidays: [day(m.repeat(10), `${year}-12-01`)] }),
        200,
        'INVALID holidays.0.name',
      ],
      [
        'the last holiday there is',
        (m) => holidays({ year: 2999, holidays: [day(m, '2999-12-31')] }),
        200,
        'INVALID year',
      ],
      [
        'a holiday of a thousand years',
        (m) => holidays({ holidays: [day(m, '1900-01-01', '2999-12-31')] }),
        200,
        'INVALID holidays.0.from',
      ],
      ['a year beyond all calendars', () => holidays({ year: 2_147_483_647 }), 200, 'INVALID year'],
      [
        'a version nobody has seen',
        () => holidays({ expectedVersion: -2_147_483_648 }),
        200,
        'STALE_VERSION expectedVersion',
      ],
      [
        'deadlines of no category',
        () =>
          asManager(asks(DEADLINES, { input: { expectedVersion: 0, validFrom: '2999-12-31', terms: [] } })),
        200,
        'INVALID terms',
      ],
      ['a transfer to a word', (m) => transfer({ homeRegionCode: m }), 200, 'INVALID homeRegionCode'],
      ['a transfer of a word', (m) => transfer({ id: m }), 200, 'NOT_FOUND id'],
      [
        'a transfer with a NUL in its reason',
        (m) => transfer({ reason: `\u0000${m}` }),
        200,
        'INVALID reason',
      ],
      [
        'the calendar of the year 0',
        (m) => asManager(asks(`{ calendar(year: 0) { published } } # ${m}`)),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'the deadlines of a day before there were any',
        (m) => asManager(asks(`{ ticketDeadlineRule(on: "1900-01-01") { version } } # ${m}`)),
        200,
        'NOT_FOUND',
      ],
      [
        'tickets in an order that is none',
        (m) => asManager(asks(`{ tickets(first: 1, orderBy: ${m}) { edges { cursor } } }`)),
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'what is due behind a day that does not exist',
        () =>
          asManager(
            asks(
              'query ($after: String) { tickets(first: 1, after: $after, orderBy: DUE_SOONEST) { edges { cursor } } }',
              {
                after: cursor('2024-02-30T00:00:00Z', someUuid),
              },
            ),
          ),
        200,
        'BAD_USER_INPUT',
      ],
    ]);
  });

  describe('in what is looked for', () => {
    const search = (list: string) =>
      `query ($search: String!) { ${list}(first: 1, filter: { search: $search }) { edges { cursor } } }`;
    const inRegion = `query ($code: String!) { stations(first: 1, filter: { homeRegionCode: $code }) { edges { cursor } } }`;
    const beneath = 'query ($id: ID!) { stations(first: 1, filter: { parentId: $id }) { edges { cursor } } }';
    const openOn =
      'query ($day: Date!) { stations(first: 1, filter: { openOn: $day }) { edges { cursor } } }';
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    answersEach([
      [
        'enterprises by a NUL',
        (m) => asks(search('enterprises'), { search: `${m}\u0000` }),
        200,
        'BAD_USER_INPUT',
      ],
      ['stations by a NUL', (m) => asks(search('stations'), { search: `${m}\u0000` }), 200, 'BAD_USER_INPUT'],
      [
        'postings by a NUL',
        (m) => asks(search('jobPostings'), { search: `${m}\u0000` }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'tickets by a number with a NUL',
        (m) => asks(TICKETS, { first: 1, filter: { number: `${m}\u0000` } }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'postings by a text longer than any title',
        (m) => asks(search('jobPostings'), { search: m.repeat(50) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'postings by wildcards of SQL',
        (m) => asks(search('jobPostings'), { search: `%_\\' OR TRUE -- ${m}` }),
        200,
        '',
      ],
      [
        'visits by a participant with a NUL',
        (m) => asks(VISITS, { first: 1, filter: { participant: `${m}\u0000` } }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'visits by a participant with the syntax of an array',
        (m) => asks(VISITS, { first: 1, filter: { participant: `"},{'${m}` } }),
        200,
        '',
      ],
      [
        'found postings behind a cursor of another order',
        (m) =>
          asks(
            `{ jobPostings(first: 1, after: "${cursor('9', someUuid)}", orderBy: EXPIRING, filter: { search: "工" }) { edges { cursor } } } # ${m}`,
          ),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'follow-ups of a period that ends before it begins',
        () =>
          asks(
            'query ($filter: FollowUpFilter) { followUps(first: 1, filter: $filter) { edges { cursor } } }',
            {
              filter: { period: { from: '2024-02-01', to: '2024-01-01' } },
            },
          ),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'enterprises by half a character',
        (m) => asks(search('enterprises'), { search: `${m}\ud800` }),
        200,
        '',
      ],
      [
        'enterprises by wildcards of SQL',
        (m) => asks(search('enterprises'), { search: `%_\\' OR TRUE -- ${m}` }),
        200,
        '',
      ],
      ['stations beneath none', (m) => asks(beneath, { id: m }), 200, 'NOT_FOUND'],
      ['stations beneath an enterprise', () => asks(beneath, { id: enterprise.id }), 200, 'NOT_FOUND'],
      ['stations open on no day', (m) => asks(openOn, { day: m }), 400, 'BAD_USER_INPUT'],
      ['offices by a NUL', (m) => asks(search('hrOffices'), { search: `${m}\u0000` }), 200, 'BAD_USER_INPUT'],
      ['stations of an unknown region', () => asks(inRegion, { code: '999999' }), 200, 'BAD_USER_INPUT'],
      ['stations of a word', (m) => asks(inRegion, { code: m }), 200, 'BAD_USER_INPUT'],
      ['stations of __proto__', () => asks(inRegion, { code: '__proto__' }), 200, 'BAD_USER_INPUT'],
      ['a caller by a number that is none', (m) => asks(CALLER, { phone: m }), 200, 'BAD_USER_INPUT'],
      ['a caller by a NUL', (m) => asks(CALLER, { phone: `\u0000${m}` }), 200, 'BAD_USER_INPUT'],
      [
        'contacts by a number that is none',
        (m) =>
          asks('query ($phone: String!) { contacts(first: 1, phone: $phone) { edges { cursor } } }', {
            phone: m,
          }),
        200,
        'BAD_USER_INPUT',
      ],
      ...[['x', 'A'], ['0'], ['0', 'A'.repeat(65)], ['0', '\u0000'], ['0', '恒'], ['0', 'A', 'A']].map(
        (keys, i): Case => [
          `what is found behind a forged place (${i})`,
          (m) =>
            asks(
              `{ enterprises(first: 1, after: "${cursor(...keys)}", filter: { search: "恒泰" }) { edges { cursor } } } # ${m}`,
            ),
          200,
          'BAD_USER_INPUT',
        ],
      ),
      [
        'what is found behind a rank that there is not',
        (m) =>
          asks(
            `{ enterprises(first: 1, after: "${cursor('7', 'A')}", filter: { search: "恒泰" }) { edges { cursor } } } # ${m}`,
          ),
        200,
        '',
      ],
      ['a record by no id', () => asks(node, { id: '' }), 200, 'NOT_FOUND'],
      ['a record by a word', (m) => asks(node, { id: m }), 200, 'NOT_FOUND'],
      ['a record by 24 letters', (m) => asks(node, { id: m.padEnd(24, 'A') }), 200, 'NOT_FOUND'],
      ['a record by an id of 100,000 letters', (m) => asks(node, { id: m.repeat(5_000) }), 200, 'NOT_FOUND'],
      ['a record by a NUL', (m) => asks(node, { id: `\u0000${m}` }), 200, 'NOT_FOUND'],
      ['a record by an id of another spelling', () => asks(node, { id: `${station.id}=` }), 200, 'NOT_FOUND'],
      [
        'a ticket by the id of a station',
        () => asks('query ($id: ID!) { ticket(id: $id) { id } }', { id: station.id }),
        200,
        'NOT_FOUND',
      ],
      ['no records', () => asks(VISITS, { first: 0 }), 200, 'BAD_USER_INPUT'],
      ['fewer records than none', () => asks(VISITS, { first: -1 }), 200, 'BAD_USER_INPUT'],
      ['101 records', () => asks(VISITS, { first: 101 }), 200, 'BAD_USER_INPUT'],
      [
        'more records than an Int counts',
        () => asks(VISITS, { first: 2_147_483_648 }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'no records of each of many',
        (m) =>
          asks(
            `{ enterprises(first: 1) { edges { node { visits(first: 0) { edges { cursor } } } } } } # ${m}`,
          ),
        200,
        'BAD_USER_INPUT',
      ],
      [
        '101 stations of a ranking',
        (m) =>
          asks(`{ networkDashboard(homeProvinceCode: "52", period: { from: "2024-01-01", to: "2024-02-01" }) {
            topStations(first: 101, by: VISITS) { value } } } # ${m}`),
        200,
        'BAD_USER_INPUT',
      ],
      ['what lies behind no cursor', () => asks(VISITS, { first: 1, after: '' }), 200, 'BAD_USER_INPUT'],
      ['what lies behind a word', (m) => asks(VISITS, { first: 1, after: m }), 200, 'BAD_USER_INPUT'],
      [
        'what lies behind a word in a cursor',
        (m) => asks(VISITS, { first: 1, after: cursor(m, m) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'what lies behind a cursor of an object',
        (m) => asks(VISITS, { first: 1, after: Buffer.from(`{"0":"${m}"}`).toString('base64url') }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'what lies behind a cursor of 100,000 letters',
        (m) => asks(VISITS, { first: 1, after: m.repeat(5_000) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'what lies behind a cursor of another list',
        () => asks(VISITS, { first: 1, after: cursor(someUuid) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'what lies behind a day that does not exist',
        () => asks(VISITS, { first: 1, after: cursor('2024-02-30', someUuid) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'what lies behind an instant of 30 February',
        () => asks(TICKETS, { first: 1, after: cursor('2024-02-30T00:00:00Z', someUuid) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'what lies behind an instant of the year 0',
        () => asks(TICKETS, { first: 1, after: cursor('0000-01-01T00:00:00Z', someUuid) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'what lies behind an instant in no time zone',
        () => asks(TICKETS, { first: 1, after: cursor('2024-01-01T00:00:00+23:00', someUuid) }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'a period that ends before it begins',
        () => asks(VISITS, period('2024-02-01', '2024-01-01')),
        200,
        'BAD_USER_INPUT',
      ],
      ['a period of no day', () => asks(TICKETS, period('2024-02-01', '2024-02-01')), 200, 'BAD_USER_INPUT'],
      [
        'a period of a century',
        () => asks(TICKETS, period('1924-01-01', '2024-01-01')),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'the last period there is',
        () => asks(VISITS, period('2990-01-01', '2999-12-31')),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'a dashboard of a period that ends before it begins',
        () => asks(DASHBOARD, { from: '2024-02-01', to: '2024-01-01' }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'a dashboard of the first period there is',
        () => asks(DASHBOARD, { from: '1900-01-01', to: '1900-02-01' }),
        200,
        'BAD_USER_INPUT',
      ],
      [
        'a dashboard of the last period there is',
        () => asks(DASHBOARD, { from: '2999-11-01', to: '2999-12-31' }),
        200,
        'BAD_USER_INPUT',
      ],
    ]);
  });

  describe('in place of who one is', () => {
    const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code field } } }';
    const REFRESH =
      'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { userErrors { code field } } }';
    const CHANGE_PASSWORD =
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code field } } }';
    const as = (authorization: string): Sent => ({
      ...asks('{ regions { code } }'),
      headers: { authorization },
    });
    const unsigned = (m: string) =>
      [
        { alg: 'none', typ: 'at+jwt' },
        { sub: m, role: 'ADMIN', iss: 'labor-cooperation', aud: 'labor-cooperation' },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
    answersEach([
      ['no token', () => as('Bearer'), 200, 'UNAUTHENTICATED'],
      ['a token that is none', (m) => as(`Bearer ${m}`), 200, 'UNAUTHENTICATED'],
      ['a token that nobody signed', (m) => as(`Bearer ${unsigned(m)}.`), 200, 'UNAUTHENTICATED'],
      ['a token with another’s signature', (m) => as(`Bearer ${unsigned(m)}.${m}`), 200, 'UNAUTHENTICATED'],
      ['a token and something behind it', (m) => as(`Bearer ${staff.token} ${m}`), 200, 'UNAUTHENTICATED'],
      [
        'a name and a password in the header',
        (m) => as(`Basic ${Buffer.from(`admin:${m}`).toString('base64')}`),
        200,
        'UNAUTHENTICATED',
      ],
      ['letters a header should not have', (m) => as(`Bearer \u00e9\u00ff${m}`), 200, 'UNAUTHENTICATED'],
      [
        'garbage that even asks who it is',
        (m) => ({ ...asks('{ viewer { role } }'), headers: { authorization: m } }),
        200,
        'UNAUTHENTICATED',
      ],
      ['a name nobody has', (m) => asks(SIGN_IN, { input: { username: m, password: m } }), 200, 'INVALID'],
      [
        'a name with a NUL',
        (m) => asks(SIGN_IN, { input: { username: `${m}\u0000`, password: `${m}\u0000` } }),
        200,
        'INVALID',
      ],
      [
        'half a character',
        (m) => asks(SIGN_IN, { input: { username: `${m}\ud800`, password: `\udfff${m}` } }),
        200,
        'INVALID',
      ],
      [
        'SQL',
        (m) => asks(SIGN_IN, { input: { username: `admin'; --${m}`, password: `' OR '1'='1${m}` } }),
        200,
        'INVALID',
      ],
      [
        'a password of 100,000 letters',
        (m) => asks(SIGN_IN, { input: { username: m, password: m.repeat(5_000) } }),
        200,
        'INVALID password',
      ],
      [
        'a refresh token that nobody gave',
        (m) => asks(REFRESH, { input: { refreshToken: m } }),
        200,
        'INVALID refreshToken',
      ],
      [
        'a refresh token of 100,000 letters',
        (m) => asks(REFRESH, { input: { refreshToken: m.repeat(5_000) } }),
        200,
        'INVALID refreshToken',
      ],
      [
        'a new password with a NUL and half a character',
        (m) =>
          asks(CHANGE_PASSWORD, { input: { oldPassword: `\u0000${m}`, newPassword: `\u0000\ud800 ${m}` } }),
        200,
        'FORBIDDEN',
      ],
      [
        'a new password of 100,000 letters',
        (m) => asks(CHANGE_PASSWORD, { input: { oldPassword: m, newPassword: m.repeat(5_000) } }),
        200,
        'INVALID newPassword',
      ],
      [
        'a session that is none',
        (m) =>
          asks('mutation ($id: ID!) { revokeSession(input: { id: $id }) { userErrors { code field } } }', {
            id: m,
          }),
        200,
        'NOT_FOUND id',
      ],
      [
        'an empty password',
        (m) => asks(SIGN_IN, { input: { username: m, password: '' } }),
        200,
        'INVALID password',
      ],
    ]);
  });

  describe('is answered in the language of whoever sent it', () => {
    const errors: [what: string, sent: () => Sent][] = [
      ['a record out of reach', () => asks('{ node(id: "x") { id } }')],
      ['a role that may not do this', () => asks(ASSIGN, { input: { ...ticket, stationId: station.id } })],
      ['an argument out of range', () => asks(VISITS, { first: 0 })],
      ['a variable of the wrong type', () => asks(VISITS, { first: 'many' })],
      ['a literal of the wrong type', () => asks('{ visits(first: "many") { edges { cursor } } }')],
      ['an unknown field', () => asks('{ wages }')],
      ['a syntax error', () => asks('{')],
      ['a body that is no request', () => ({ body: '{}' })],
      ['a body that is no JSON', () => ({ body: '{' })],
      ['a body that is too large', () => asks('{ viewer { role } }', { note: 'x'.repeat(2_500_000) })],
      ['an address that is not served', () => ({ path: '/elsewhere' })],
      ['nobody', () => ({ ...asks('{ regions { code } }'), headers: { authorization: 'Bearer x' } })],
      ['something to mend', () => asks(LOG_VISIT, visit({ participants: [] }))],
    ];
    const speaking = (language: string | undefined, sent: Sent) =>
      send({ ...sent, headers: { ...sent.headers, ...(language ? { 'accept-language': language } : {}) } });
    const message = ({ json }: Received): string => (json.errors ?? json.data.logVisit.userErrors)[0].message;

    it.each(errors)('%s', async (_, sent) => {
      const chinese = await speaking(undefined, sent());
      const english = await speaking('en', sent());
      expect(message(chinese)).toMatch(/^\p{Script=Han}/u);
      expect(message(english)).toMatch(/^[\x20-\x7e]+$/);
      expect(told(english)).toBe(told(chinese));
      expect(english.status).toBe(chinese.status);
    });

    it.each([
      [undefined, '没有找到该记录，或您无权查看。'],
      ['zh-CN', '没有找到该记录，或您无权查看。'],
      ['zh-CN,zh;q=0.9,en;q=0.8', '没有找到该记录，或您无权查看。'],
      ['fr', '没有找到该记录，或您无权查看。'],
      ['*', '没有找到该记录，或您无权查看。'],
      ['en;q=0', '没有找到该记录，或您无权查看。'],
      [';;,q=1,=en;q=x', '没有找到该记录，或您无权查看。'],
      ['en', 'There is no such record within your reach.'],
      ['en-GB,en;q=0.9,zh;q=0.1', 'There is no such record within your reach.'],
    ])('as Accept-Language asks for: %s', async (language, sentence) => {
      const answer = await speaking(language, asks('{ node(id: "x") { id } }'));
      expect(answer.json.errors).toMatchObject([{ message: sentence, extensions: { code: 'NOT_FOUND' } }]);
    });
  });
});
