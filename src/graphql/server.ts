import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Meter } from '../infra/metrics.ts';
import { isUnavailable } from '../shared/errors.ts';
import { localeOf } from '../shared/messages.ts';
import type { Origin } from '../shared/origin.ts';
import { createApollo } from './apollo.ts';
import { type Authentication, Context, type Identity } from './context.ts';
import { type Explorer, sendPage, wantsPage } from './explorer.ts';
import { commonHeaders, sendHttpError } from './http-errors.ts';
import { takeJsonOnly } from './json-body.ts';
import type { KeptAnswersOptions } from './kept-answers.ts';
import { networkOf, type Rates } from './rates.ts';
import { refusalOfAddress, refusalOfForm } from './request-form.ts';
import { requestScope } from './request-scope.ts';
import { answerUnreadable } from './unreadable.ts';

export interface ServerOptions {
  schema: GraphQLSchema;
  logger: Logger;
  meter: Meter;
  introspection: boolean;
  /** What a browser gets at /graphql; null gives it an answer of the API as anybody else. */
  explorer: Explorer | null;
  /** Whose word on a client's address is believed: the proxies in front. */
  trustedProxies: string[];
  /** How often may be asked. */
  rates: Rates;
  /** Which answers are kept. */
  kept: KeptAnswersOptions;
  /** Who stands behind a bearer token, or null when nobody does. */
  authenticate(token: string, origin: Origin): Promise<Identity | null>;
  /** Who is presumed to, where somebody did before. */
  presume(token: string, origin: Origin): Promise<Identity | null>;
  /** Who stood behind it when that could last be looked up. */
  lastKnown(token: string): Promise<Identity | null>;
  /** Whether requests can be served: the database answers and is up to date. */
  isReady(): Promise<boolean>;
}

/** The largest request body, in bytes: a spreadsheet of 500 jobs and what is told of each. */
const BODY_LIMIT = 2 * 1_024 * 1_024;

/** As many operations are under way at once: what comes on top would only make all of them slow. */
export const MOST_AT_ONCE = 256;

/** How long, in milliseconds, a client that does not take its answer may hold up the end. */
const PATIENCE = 10_000;

/** Who asks whether it can serve is told so by then, in milliseconds: probes have little patience themselves. */
const READY_WITHIN = 2_000;

/** HTTP: /graphql, /healthz (the process lives) and /readyz (it can serve). */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { schema, logger, meter, rates, explorer, isReady } = options;
  const http = fastify({
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    requestTimeout: 30_000,
    trustProxy: options.trustedProxies,
    forceCloseConnections: 'idle',
    // Its absence is answered in our form, see `refusalOfForm`.
    http: { requireHostHeader: false },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => sendHttpError(request, reply, error.statusCode ?? 400),
  });
  takeJsonOnly(http);
  // RFC 9110, section 10.1.1, lets an expectation nobody knows pass; Node would answer it with a bare 417.
  http.server.on('checkExpectation', (request, response) => http.routing(request, response));

  http.addHook('onRequest', (request, reply, done) => {
    reply.headers(commonHeaders(request.id));
    requestScope.run({ locale: localeOf(request.headers['accept-language']), requestId: request.id }, done);
  });
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error({ requestId: request.id, err: error }, 'fault');
    sendHttpError(request, reply, status);
  });
  http.setNotFoundHandler((request, reply) => {
    sendHttpError(request, reply, refusalOfAddress(http, request, reply));
  });

  const apollo = createApollo(schema, options);
  await apollo.start();
  const answer = fastifyApolloHandler(apollo, {
    context: async (request) =>
      new Context(
        await authenticationOf(request, options.presume, options.lastKnown),
        () => authenticationOf(request, options.authenticate, options.lastKnown),
        localeOf(request.headers['accept-language']),
        request.id,
        request.ip,
        request.headers['user-agent'] ?? null,
      ),
  });
  const refuse = (request: FastifyRequest, reply: FastifyReply, status: 429 | 503, retryAfter: number) => {
    meter.refusedRequest(status === 503 ? 'overload' : 'rate');
    return sendHttpError(request, reply, status, retryAfter);
  };
  let isClosing = false;
  http.addHook('preClose', (done) => {
    isClosing = true;
    const patience = setTimeout(() => http.server.closeAllConnections(), PATIENCE);
    http.server.once('close', () => clearTimeout(patience));
    done();
  });
  // Whoever is answered from then on would keep the connection, and the end waiting for it.
  http.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done();
  });
  const answering = new Set<Promise<unknown>>();
  // Closing waits for connections alone: a request whose client has gone is still at work, and needs the database.
  http.addHook('onClose', () => Promise.allSettled(answering).then(() => {}));
  http.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    async onRequest(request, reply) {
      if (explorer && wantsPage(request.raw)) return sendPage(explorer, request, reply);
      const status = refusalOfForm(request);
      if (status === 405) reply.header('allow', 'GET, POST');
      if (status !== null) return sendHttpError(request, reply, status);
      // Before the body is read: refusing costs next to nothing.
      if (answering.size >= MOST_AT_ONCE) return refuse(request, reply, 503, 1);
      const wait = await rates.requests.take(networkOf(request.ip));
      if (wait > 0) return refuse(request, reply, 429, wait);
    },
    async handler(request, reply) {
      // Whoever sends a body takes its time, and others have come since.
      if (answering.size >= MOST_AT_ONCE) return refuse(request, reply, 503, 1);
      // Answers hold what one person may see: nothing on the way keeps them.
      reply.header('cache-control', 'no-store');
      const answered = Promise.resolve(answer.call(http, request, reply));
      answering.add(answered);
      return answered.finally(() => answering.delete(answered));
    },
  });
  http.get('/healthz', async () => ({ status: 'ok' }));
  http.get('/readyz', async (_request, reply) => {
    const ready = await Promise.race([isReady(), sleep(READY_WITHIN, false, { ref: false })]);
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'unavailable' };
  });
  return http;
}

async function authenticationOf(
  request: FastifyRequest,
  authenticate: ServerOptions['authenticate'],
  lastKnown: ServerOptions['lastKnown'],
): Promise<Authentication> {
  const header = request.headers.authorization;
  if (header === undefined) return { kind: 'none' };
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(header)?.[1];
  try {
    const identity = token ? await authenticate(token, { requestId: request.id, address: request.ip }) : null;
    return identity ? { kind: 'actor', ...identity } : { kind: 'invalid' };
  } catch (error) {
    // Told by the fields that need to know who asks, each in its place.
    return {
      kind: 'failed',
      error,
      lastKnown: token && isUnavailable(error) ? await lastKnown(token) : null,
    };
  }
}
