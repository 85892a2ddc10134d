import { readFileSync } from 'node:fs';
import { type Data, PASSWORD } from '../data/data.ts';
import { type ServerProcess, startServer } from './process.ts';
import { startRedis } from './redis.ts';

/** What `npm start` gives to Node. */
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const asStarted: string[] = scripts.start.replace('exec node ', '').split(' ');

/**
 * The service as it runs in production, one process, measured by its metrics, with a Redis of its own; without limits on how
 * often one asks.
 */
export async function startOurs(
  { directory, database }: Data,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> {
  const redis = await startRedis();
  const server = await startServer('ours', [process.execPath, ...nodeOptions, ...asStarted], {
    DATABASE_URL: database.serviceUrl,
    MIGRATIONS_DATABASE_URL: database.ownerUrl,
    DATA_DIR: directory,
    REDIS_URL: redis?.url ?? '',
    RATE_LIMITS: 'off',
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
  });
  const stop = async () => {
    await server.stop();
    await redis?.stop();
  };
  return { ...server, stop };
}

/** @returns the headers of a person who has signed in; they hold for a quarter of an hour */
export async function signIn(url: string, username: string): Promise<Record<string, string>> {
  const query = `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { message } } }`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { username, password: PASSWORD } } }),
  });
  const answer = await response.text();
  const token = JSON.parse(answer).data?.signIn?.accessToken;
  if (!token) throw new Error(`${username} could not sign in: ${answer}`);
  return { authorization: `Bearer ${token}` };
}
