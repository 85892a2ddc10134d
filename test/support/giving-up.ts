import { request } from 'node:http';
import type { Client } from './client.ts';
import { keepExchange } from './evidence.ts';

/** Asks, and is gone: as soon as all of the request is on its way, or in the middle of the answer. */
export function givesUp(
  { url, token }: Client,
  when: 'sent' | 'answered',
  query: string,
  variables: Record<string, unknown>,
): Promise<void> {
  // Whoever gives up has said it all the same.
  keepExchange({ query, variables }, null);
  const patience = new AbortController();
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      agent: false,
      signal: patience.signal,
    });
    asking.once('close', resolve);
    asking.on('error', (error) => {
      if (error.name !== 'AbortError') reject(error);
    });
    asking.once('response', (answer) => {
      answer.on('error', () => {});
      if (answer.statusCode !== 200) reject(new Error(`Answered with ${answer.statusCode}`));
      patience.abort();
    });
    asking.end(JSON.stringify({ query, variables }), () => {
      if (when === 'sent') patience.abort();
    });
  });
}
