import type { FastifyInstance } from 'fastify';

/** Refuses bytes that are not UTF-8: read leniently they would put � into people's names for good. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bodies are JSON in UTF-8 and nothing else (GraphQL over HTTP, section 4); answers 415 or 400 to others. */
export function takeJsonOnly(http: FastifyInstance): void {
  const parse = http.getDefaultJsonParser('error', 'error');
  http.removeAllContentTypeParsers();
  http.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
    if (!isUtf8(type) || encoding.toLowerCase() !== 'identity') return done(refused(415));
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      return done(refused(400));
    }
    parse(request, text, done);
  });
}

function isUtf8(contentType = ''): boolean {
  const charset = /;\s*charset="?([^\s";]*)/i.exec(contentType)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

const refused = (statusCode: number) =>
  Object.assign(new Error('The body is not JSON in UTF-8.'), { statusCode });
