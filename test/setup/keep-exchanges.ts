import { afterAll } from '@jest/globals';
import { flush, keepExchange } from '../support/evidence.ts';

/** Whatever a suite asks a service, and is answered: kept for the search at the end of the run. */
const real = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await real(input, init);
  if (typeof init?.body === 'string') {
    const body = init.body;
    const text = await response.clone().text();
    keepExchange(parsed(body), parsed(text));
  }
  return response;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

afterAll(flush);
