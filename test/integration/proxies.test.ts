import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { Client } from '../support/client.ts';
import { ServiceProcess } from '../support/process.ts';

/** Attempts to sign in are counted by where they come from, which a proxy in front knows and anybody may claim. */
describe('the address of a client', () => {
  let database: TestDatabase;
  let behindProxy: ServiceProcess;
  let open: ServiceProcess;
  beforeAll(async () => {
    database = await createTestDatabase();
    const keys = {
      DATABASE_URL: database.serviceUrl,
      DATA_KEY: randomBytes(32).toString('base64'),
      TOKEN_SECRET: randomBytes(32).toString('base64'),
    };
    behindProxy = await ServiceProcess.start({ ...keys, TRUSTED_PROXIES: '127.0.0.0/8' });
    open = await ServiceProcess.start(keys);
  }, 60_000);
  afterAll(async () => {
    await behindProxy.end('SIGTERM');
    await open.end('SIGTERM');
    await database.drop();
  });

  /** The codes of so many attempts by one name through a proxy that names this client. */
  const attempts = async (service: ServiceProcess, count: number, forwardedFor: string) => {
    const query = 'mutation { signIn(input: { username: "nobody", password: "wrong" }) { accessToken } }';
    const codes: string[] = [];
    for (let i = 0; i < count; i++) {
      const { errors } = await new Client(service.url).post(JSON.stringify({ query }), {
        'x-forwarded-for': forwardedFor,
      });
      codes.push(errors[0]?.extensions.code ?? 'answered');
    }
    return codes;
  };

  it('is what a trusted proxy says, so that one address does not spend the attempts of another', async () => {
    expect((await attempts(behindProxy, 11, '203.0.113.1')).at(-1)).toBe('RATE_LIMITED');
    expect(await attempts(behindProxy, 1, '203.0.113.2')).toEqual(['answered']);
  });

  it('is never what the client claims of itself before the proxy adds the truth', async () => {
    expect(await attempts(behindProxy, 1, '198.51.100.7, 203.0.113.1')).toEqual(['RATE_LIMITED']);
  });

  it('is where the connection comes from when no proxy is trusted', async () => {
    await attempts(open, 10, '203.0.113.1');
    expect(await attempts(open, 1, '203.0.113.9')).toEqual(['RATE_LIMITED']);
  });
});
