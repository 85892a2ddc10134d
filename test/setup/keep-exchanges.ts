import { afterAll } from '@jest/globals';
import { flush, keep, keepExchange, parsed } from '../support/evidence.ts';

/** Whatever a suite asks a service, and is answered: kept for the search at the end of the run. */
const real = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await real(input, init);
  if (typeof init?.body === 'string') {
    const body = init.body;
    const text = await response.clone().text();
    const answer = parsed(text);
    if (answer === null) keep('answer', `${text}\n`);
    keepExchange(parsed(body), answer);
  }
  return response;
};

afterAll(flush);
