import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { localeOf } from '../shared/messages.ts';
import { commonHeaders, describeHttpError } from './http-errors.ts';
import { mediaTypeFor } from './media-types.ts';

/** What Node says of bytes that it could not make a request of. */
interface ClientError extends Error {
  code?: string;
  /** The bytes last received. */
  rawPacket?: unknown;
}

const statuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what never became a request in the form of all other errors, and hangs up. */
export function answerUnreadable(error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = statuses[error.code ?? ''] ?? 400;
  const received = Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1') : '';
  const language = /^accept-language:(.*)$/im.exec(received)?.[1];
  const requestId = randomUUID();
  const body = JSON.stringify(describeHttpError(status, localeOf(language), requestId));
  const headers = {
    ...commonHeaders(requestId),
    'content-type': mediaTypeFor(undefined),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
