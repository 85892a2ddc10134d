import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../shared/errors.ts';
import { type Locale, localeOf, type MessageKey, translate } from '../shared/messages.ts';
import { mediaTypeFor } from './media-types.ts';

/** What every answer carries, whatever became of its request. */
export const commonHeaders = (requestId: string) => ({
  'x-request-id': requestId,
  'x-content-type-options': 'nosniff',
});

/** Answers a request that GraphQL never had, in GraphQL's form. */
export function sendHttpError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  retryAfter?: number,
): FastifyReply {
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return reply
    .headers(commonHeaders(request.id))
    .status(status)
    .type(mediaTypeFor(request.headers.accept))
    .send(describeHttpError(status, localeOf(request.headers['accept-language']), request.id, retryAfter));
}

/** What is told of each status; of any other one, what is told of its hundred. */
const told: Record<number, readonly [ErrorCode, MessageKey]> = {
  400: ['BAD_USER_INPUT', 'BAD_REQUEST_BODY'],
  404: ['NOT_FOUND', 'NOT_FOUND'],
  405: ['BAD_USER_INPUT', 'METHOD_NOT_ALLOWED'],
  406: ['BAD_USER_INPUT', 'NOT_ACCEPTABLE'],
  408: ['BAD_USER_INPUT', 'REQUEST_TOO_SLOW'],
  413: ['BAD_USER_INPUT', 'BODY_TOO_LARGE'],
  415: ['BAD_USER_INPUT', 'MEDIA_TYPE_UNSUPPORTED'],
  431: ['BAD_USER_INPUT', 'HEADERS_TOO_LARGE'],
  429: ['RATE_LIMITED', 'RATE_LIMITED'],
  500: ['INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR'],
  503: ['UNAVAILABLE', 'UNAVAILABLE'],
};

/** @param requestId told of faults, for whoever looks for them in the log */
export function describeHttpError(status: number, locale: Locale, requestId: string, retryAfter?: number) {
  const [code, key] = told[status] ?? told[status < 500 ? 400 : 500] ?? [];
  if (!code || !key) throw new RangeError(`Expected a status of an error, got ${status}`);
  const extensions = {
    code,
    ...(status < 500 ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  return { errors: [{ message: translate(key, locale), extensions }] };
}
