import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MOST_AT_ONCE } from '../../src/graphql/server.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

describe('a service that has too much to do', () => {
  let service: TestService;
  let manager: Person;
  beforeAll(async () => {
    service = await startTestService();
    manager = await new Network(service).person('MANAGER', '520000');
  });
  afterAll(() => service.stop());

  /** @returns status, Retry-After and the answer */
  const asks = async () => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${manager.token}` },
      body: JSON.stringify({ query: '{ viewer { username } }' }),
    });
    return {
      status: response.status,
      again: response.headers.get('retry-after'),
      // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
      answer: (await response.json()) as any,
    };
  };

  it('refuses what comes on top, finishes what it has, and is itself again at once', async () => {
    const holder = new pg.Client({ connectionString: service.database.adminUrl });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE session');
    let refused = 0;
    const flood = Array.from({ length: 2_000 }, async () => {
      const one = await asks();
      if (one.status === 503) refused++;
      return one;
    });
    await Promise.any(
      flood.map(async (one) => {
        if ((await one).status !== 503) throw new Error('answered');
      }),
    );
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    await holder.query('COMMIT');
    await holder.end();

    const answers = await Promise.all(flood);
    expect(refused).toBeGreaterThan(0);
    for (const { status, again, answer } of answers) {
      if (status === 503) {
        expect([again, answer.errors[0].extensions]).toEqual([
          '1',
          { code: 'UNAVAILABLE', requestId: expect.any(String), retryAfter: 1 },
        ]);
      } else {
        expect(status).toBe(200);
        // One that waited longer for a connection than anybody may was told so.
        if (answer.errors) expect(answer.errors[0].extensions.code).toBe('UNAVAILABLE');
        else expect(answer.data.viewer.username).toBe(manager.actor.username);
      }
    }
    expect(answers.length - refused).toBeGreaterThanOrEqual(MOST_AT_ONCE);
    expect((await asks()).answer.data.viewer.username).toBe(manager.actor.username);
  });
});
