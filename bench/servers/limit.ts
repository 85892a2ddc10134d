/**
 * The limit: no framework, no GraphQL, no scope. A list is one prepared statement that has PostgreSQL build the answer;
 * a ticket is one transaction of bare inserts.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { insertsOf, openTicket } from './limit-ticket.ts';
import { createPool, listen } from './listen.ts';
import { LIST } from './sql.ts';

const pool = createPool();
const inserts = new Map<string, ReturnType<typeof insertsOf>>();

async function answer(url: string | undefined, body: string): Promise<string> {
  if (url === '/graphql') {
    const { rows } = await pool.query<{ body: string }>({ name: 'list', text: LIST });
    return rows[0]?.body ?? '';
  }
  // The ticket to open others like is named by each request.
  const { like } = JSON.parse(body);
  const known = inserts.get(like) ?? insertsOf(pool, like);
  inserts.set(like, known);
  return openTicket(pool, await known);
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

listen(
  createServer(async (request, response) => {
    const body = Buffer.from(await answer(request.url, await read(request)));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  }),
);
