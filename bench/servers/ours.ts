import { type Database, type DataSet, PASSWORD } from '../data/data.ts';
import { type ServerProcess, startServer } from './process.ts';

/** The service as it runs in production, one process, measured by its metrics; without limits on how often one asks. */
export const startOurs = (
  data: DataSet,
  database: Database,
  redisUrl: string | null,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> =>
  startServer('ours', [process.execPath, ...nodeOptions, 'dist/src/main.js'], {
    DATABASE_URL: database.serviceUrl,
    MIGRATIONS_DATABASE_URL: database.ownerUrl,
    DATA_DIR: data.directory,
    REDIS_URL: redisUrl ?? '',
    RATE_LIMITS: 'off',
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
  });

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
