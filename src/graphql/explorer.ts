import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** The page on which people try the API, as scripts/explorer.mjs made it. */
export interface Explorer {
  /** Compressed by gzip. */
  page: Buffer;
  headers: Record<string, string>;
}

export async function readExplorer(directory: string): Promise<Explorer> {
  const [page, headers] = await Promise.all([
    readFile(join(directory, 'page.html.gz')),
    readFile(join(directory, 'headers.json'), 'utf8'),
  ]);
  return { page, headers: JSON.parse(headers) };
}

/** What /graphql can answer with, best first: who does not mind gets JSON. */
const TYPES = ['application/json', 'application/graphql-response+json', 'text/html'];

/** Whether it is a browser that asks, going to the address. Programs do not ask for a page, whatever else they ask for. */
export function wantsPage({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return new Negotiator({ headers }).mediaTypes(TYPES)[0] === 'text/html';
}

const unpack = promisify(gunzip);

export async function sendPage({ page, headers }: Explorer, request: FastifyRequest, reply: FastifyReply) {
  reply.headers(headers);
  if (request.headers['if-none-match'] === headers.etag) return reply.status(304).send();
  const packed = new Negotiator(request).encodings(['gzip', 'identity'])[0] === 'gzip';
  if (packed) return reply.header('content-encoding', 'gzip').send(page);
  // Whole, not as a stream: one that breaks off has nobody left to tell, and fastify would end the process over it.
  return reply.send(await unpack(page));
}
