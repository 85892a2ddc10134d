import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mediaTypeAccepted } from './media-types.ts';

/**
 * The status that refuses a request by its form alone, before anything is done for it; null when it may pass. A change
 * must not be made for a client that will be told it cannot have an answer.
 */
export function refusalOfForm({ method, headers, protocol, hostname }: FastifyRequest): number | null {
  // A page is fetched by HEAD, an answer never.
  if (method === 'HEAD') return 405;
  if (mediaTypeAccepted(headers.accept) === null) return 406;
  // RFC 9112, section 3.2: without a host, or with one that cannot be, a request is not valid.
  if (!URL.canParse(`${protocol}://${hostname}/`)) return 400;
  return null;
}

const METHODS = ['GET', 'HEAD', 'POST'] as const;

/** Where no route answers: 405 and the methods that an address has, 404 for one that has none. */
export function refusalOfAddress(
  http: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): number {
  const [url = ''] = request.url.split('?');
  const served = METHODS.filter((method) => http.hasRoute({ url, method }));
  if (served.length === 0) return 404;
  reply.header('allow', served.join(', '));
  return 405;
}
