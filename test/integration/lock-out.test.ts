import http from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import { does, told } from '../support/account.ts';
import { Client } from '../support/client.ts';
import { keepExchange, parsed } from '../support/evidence.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const PASSWORD = 'correct horse battery staple';
const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { accessToken viewer { username } userErrors { code field message } } }`;
const minute = 60_000;

/** Wrong passwords from many addresses: here, those of the loopback network. */
describe('a name', () => {
  let service: TestService;
  let network: Network;
  let replica: string;
  let person: Person;
  let username: string;
  let addresses = 1;
  const freshAddress = () => {
    addresses++;
    return `127.0.${addresses >> 8}.${addresses & 255}`;
  };

  /** Tries to sign in from an address. @returns the whole answer */
  function answerTo(
    name: string,
    password: string,
    from = freshAddress(),
    url = service.url,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = { query: SIGN_IN, variables: { input: { username: name, password } } };
      const request = http.request(
        `${url}/graphql`,
        {
          method: 'POST',
          agent: false,
          localAddress: from,
          headers: { 'content-type': 'application/json', 'accept-language': 'en' },
        },
        async (response) => {
          const text = (await response.toArray()).join('');
          keepExchange(sent, parsed(text));
          resolve(text);
        },
      );
      request.on('error', reject);
      request.end(JSON.stringify(sent));
    });
  }
  const outcomeOf = (answer: string): string => {
    const { data, errors } = JSON.parse(answer);
    return errors?.[0].extensions.code ?? data.signIn.userErrors[0]?.code ?? 'in';
  };
  const attempt = async (password: string, from?: string, url?: string) =>
    outcomeOf(await answerTo(username, password, from, url));
  const fail = async (times: number, name = username) => {
    const outcomes = [];
    for (let i = 0; i < times; i++) outcomes.push(outcomeOf(await answerTo(name, 'wrong')));
    return outcomes;
  };
  const times = (count: number, outcome: string) => Array.from({ length: count }, () => outcome);
  const later = (minutes: number) => service.setNow(new Date(Date.now() + minutes * minute));
  const idOf = ({ actor }: Person) => encodeNodeId('Account', null, actor.id);

  beforeAll(async () => {
    service = await startTestService();
    replica = await service.replica();
    network = new Network(service);
  });
  beforeEach(async () => {
    service.setNow(null);
    person = await network.person('MANAGER', '522600');
    ({ username } = await network.password(person, PASSWORD));
  });
  afterAll(() => service.stop());

  it('is locked after ten wrong passwords in a row, from wherever, on every replica, for the right one too', async () => {
    const outcomes = [];
    for (let i = 0; i < 11; i++)
      outcomes.push(await attempt('wrong', undefined, i % 2 ? replica : service.url));
    expect(outcomes).toEqual([...times(10, 'INVALID'), 'LOCKED']);
    expect(await attempt(PASSWORD)).toBe('LOCKED');
    expect(await attempt(PASSWORD, undefined, replica)).toBe('LOCKED');
  });

  it('is not locked by ten that a right one interrupts', async () => {
    for (let round = 0; round < 3; round++) {
      expect(await fail(9)).toEqual(times(9, 'INVALID'));
      expect(await attempt(PASSWORD)).toBe('in');
    }
  });

  it('is unlocked by itself after a quarter of an hour, for one attempt, until a right one comes', async () => {
    await fail(10);
    later(14);
    expect(await attempt(PASSWORD)).toBe('LOCKED');
    later(16);
    expect(await attempt('wrong')).toBe('INVALID');
    expect(await attempt('wrong')).toBe('LOCKED');
    later(32);
    expect(await attempt(PASSWORD)).toBe('in');
    expect(await fail(9)).toEqual(times(9, 'INVALID'));
  });

  it('is not kept locked by attempts made while it is', async () => {
    await fail(10);
    later(10);
    expect(await fail(5)).toEqual(times(5, 'LOCKED'));
    later(16);
    expect(await attempt(PASSWORD)).toBe('in');
  });

  it('lets no more than ten wrong passwords through, however many come at once from however many addresses', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, i) => attempt('wrong', undefined, i % 2 ? replica : service.url)),
    );
    expect(outcomes.filter((outcome) => outcome === 'INVALID')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'LOCKED')).toHaveLength(50);
  });

  it('stays open to an address that somebody signed in from, so that nobody outside can lock an office out', async () => {
    const office = freshAddress();
    const colleague = await network.person('HOTLINE_AGENT', '522600');
    const credentials = await network.password(colleague);
    expect(outcomeOf(await answerTo(credentials.username, credentials.password, office))).toBe('in');
    await fail(12);
    expect(await attempt(PASSWORD)).toBe('LOCKED');
    expect(await attempt(PASSWORD, office)).toBe('in');
  });

  it('is locked to such an address, too, after a hundred', async () => {
    const office = freshAddress();
    expect(await attempt(PASSWORD, office)).toBe('in');
    await service.sql('UPDATE sign_in_failure SET failures = 99');
    await fail(1);
    const [{ count } = { count: 0 }] = await service.sql<{ count: number }>(
      'SELECT max(failures)::int AS count FROM sign_in_failure WHERE name_hash = $1',
      [service.personalData.lookupHash('sign-in name', username)],
    );
    expect(count).toBe(1);
    await service.sql('UPDATE sign_in_failure SET failures = 100 WHERE name_hash = $1', [
      service.personalData.lookupHash('sign-in name', username),
    ]);
    expect(await attempt(PASSWORD, office)).toBe('LOCKED');
  });

  it('of nobody is answered exactly like one of somebody, enabled, disabled or kept elsewhere', async () => {
    const disabled = await network.person('AUDITOR', '520000');
    await network.password(disabled);
    await service.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [disabled.actor.id]);
    const elsewhere = await network.person('AUDITOR', '520000');
    const names = [username, disabled.actor.username, elsewhere.actor.username, 'nobody.at.all'];
    const stories = [];
    for (const name of names) {
      service.setNow(null);
      const answers = [];
      for (let i = 0; i < 12; i++) answers.push(await answerTo(name, 'a wrong password'));
      answers.push(await answerTo(name, ''));
      later(16);
      for (let i = 0; i < 2; i++) answers.push(await answerTo(name, 'a wrong password'));
      const address = freshAddress();
      for (let i = 0; i < 11; i++) answers.push(await answerTo(name, 'a wrong password', address));
      stories.push(answers);
    }
    expect(new Set(stories.map((story) => JSON.stringify(story))).size).toBe(1);
    expect(stories[0]?.map(outcomeOf)).toEqual([
      ...times(10, 'INVALID'),
      ...times(2, 'LOCKED'),
      'INVALID',
      'INVALID',
      'LOCKED',
      ...times(10, 'LOCKED'),
      'RATE_LIMITED',
    ]);
  }, 90_000);

  it('is unlocked by a manager of the account, who sees that it is locked', async () => {
    await fail(10);
    const query = 'query ($id: ID!) { account(id: $id) { lockedUntil } }';
    const manager = await network.person('MANAGER', '520000');
    const { account } = await manager.data(query, { id: idOf(person) });
    expect(Date.parse(account.lockedUntil) - Date.now()).toBeGreaterThan(14 * minute);

    const hunan = await network.person('MANAGER', '430000');
    expect(told(await does(hunan, 'unlockAccount', { id: idOf(person) }))).toBe('NOT_FOUND id');
    const branch = await network.person('MANAGER', '522700');
    expect(told(await does(branch, 'unlockAccount', { id: idOf(person) }))).toBe('NOT_FOUND id');
    expect(await attempt(PASSWORD)).toBe('LOCKED');

    const unlocked = await does(manager, 'unlockAccount', { id: idOf(person) });
    expect([told(unlocked), unlocked.account.lockedUntil]).toEqual(['done', null]);
    expect(await attempt(PASSWORD)).toBe('in');
  });

  it('is unlocked by a reset of the password', async () => {
    await fail(10);
    const manager = await network.person('MANAGER', '520000');
    const { temporaryPassword } = await does(manager, 'resetAccountPassword', {
      id: idOf(person),
      expectedVersion: 1,
    });
    expect(await attempt(temporaryPassword)).toBe('in');
  });

  it('does not end the sessions there are', async () => {
    await fail(10);
    expect((await person.data('{ viewer { username } }')).viewer.username).toBe(username);
    expect((await new Client(service.url, person.token).data('{ viewer { role } }')).viewer.role).toBe(
      'MANAGER',
    );
  });

  it('is remembered as a hash, for a month', async () => {
    await fail(1, 'some.typo');
    const hash = service.personalData.lookupHash('sign-in name', 'some.typo');
    const kept = async () =>
      (await service.sql('SELECT FROM sign_in_failure WHERE name_hash = $1', [hash])).length;
    expect(await kept()).toBe(1);
    const [{ text } = { text: '' }] = await service.sql<{ text: string }>(
      `SELECT string_agg(f::text, ' ') || (SELECT string_agg(a::text, ' ') FROM sign_in_address a) AS text FROM sign_in_failure f`,
    );
    expect(text).not.toMatch(/some\.typo|127\.0/);
    later(29 * 24 * 60);
    await attempt(PASSWORD);
    expect(await kept()).toBe(1);
    later(31 * 24 * 60);
    await attempt(PASSWORD);
    expect(await kept()).toBe(0);
  });
});
