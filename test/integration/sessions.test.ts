import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { decodeNodeId, encodeNodeId } from '../../src/shared/node-id.ts';
import { does, type Told, told } from '../support/account.ts';
import { Client } from '../support/client.ts';
import { failWrites } from '../support/failing-writes.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const OVER = 'INVALID refreshToken';

describe('a session', () => {
  let service: TestService;
  let network: Network;
  let replica: string;
  let person: Person;
  /** The instant the service takes for now in each test. */
  let now: number;
  let begun: Told;

  const at = (instant: number) => service.setNow(new Date(instant));
  const refresh = (refreshToken: string, url = service.url) =>
    does(new Client(url), 'refreshSession', { refreshToken });
  const isIn = async (accessToken: string, url = replica) =>
    (await new Client(url, accessToken).codes('{ viewer { role } }')).join() || 'in';
  const idOf = ({ accessToken }: Told) => encodeNodeId('Session', null, decodeJwt(accessToken).sid as string);
  const endOf = async (session: Told) => {
    const [row] = await service.sql<{ by: string }>('SELECT ended_by AS by FROM session WHERE id = $1', [
      decodeJwt(session.accessToken).sid,
    ]);
    return row?.by;
  };
  const signIn = async (who: Person) => does(new Client(service.url), 'signIn', await network.password(who));

  beforeAll(async () => {
    service = await startTestService();
    replica = await service.replica();
    network = new Network(service);
  });
  beforeEach(async () => {
    now = Date.parse('2026-03-02T01:00:00Z');
    at(now);
    person = await network.person('MANAGER', '522600');
    begun = await signIn(person);
  });
  afterAll(() => service.stop());

  it('gives a token for a quarter of an hour, and lasts a month at most', () => {
    expect(Date.parse(begun.expiresAt) - now).toBe(15 * minute);
    expect(Date.parse(begun.sessionExpiresAt) - now).toBe(30 * day);
    expect(decodeJwt(begun.accessToken)).not.toHaveProperty('role');
  });

  it('goes on with its refresh token, each time with another', async () => {
    at(now + 20 * minute);
    expect(await isIn(begun.accessToken)).toBe('UNAUTHENTICATED');
    const next = await refresh(begun.refreshToken, replica);
    expect(next.viewer).toEqual({ username: person.actor.username, role: 'MANAGER', passwordDue: false });
    expect(await isIn(next.accessToken)).toBe('in');
    expect(next.refreshToken).not.toBe(begun.refreshToken);
    expect(next.sessionExpiresAt).toBe(begun.sessionExpiresAt);
    at(now + 40 * minute);
    expect(told(await refresh(next.refreshToken))).toBe('done');
  });

  it('makes the rest of the request the one’s whose it is', async () => {
    const data = await new Client(service.url).data(
      `mutation ($input: RefreshSessionInput!) {
         refreshSession(input: $input) { viewer { account { id } scope { code } } } }`,
      { input: { refreshToken: begun.refreshToken } },
    );
    expect(data.refreshSession.viewer).toEqual({
      account: { id: encodeNodeId('Account', null, person.actor.id) },
      scope: { code: '522600' },
    });
  });

  it('gives all who refresh at once the same next token, whatever replica they ask', async () => {
    const urls = [service.url, replica, service.url, replica, service.url, replica, service.url, replica];
    const all = await Promise.all(urls.map((url) => refresh(begun.refreshToken, url)));
    expect(all.map(told)).toEqual(urls.map(() => 'done'));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(told(await refresh(all[0]?.refreshToken))).toBe('done');
  });

  it.each(['40001', '40P01'])('begins and goes on through lost races (%s)', async (code) => {
    const triedToBegin = await failWrites(service, 'INSERT ON session', code, 2);
    const another = await signIn(person);
    expect(told(another)).toBe('done');
    expect(await triedToBegin()).toBe(3);
    const triedToGoOn = await failWrites(service, 'UPDATE ON session', code, 2);
    const next = await refresh(another.refreshToken);
    expect(await isIn(next.accessToken)).toBe('in');
    expect(await triedToGoOn()).toBe(3);
  });

  it('that lost every race is neither begun nor over: asked again, it goes on', async () => {
    const end = await failWrites(service, 'UPDATE ON session', '40001', 1_000);
    const REFRESH =
      'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken } }';
    const input = { refreshToken: begun.refreshToken };
    expect(await new Client(service.url).codes(REFRESH, { input })).toEqual(['UNAVAILABLE']);
    await end();
    expect(told(await refresh(begun.refreshToken))).toBe('done');
  });

  it('answers once more when an answer was lost, for half a minute', async () => {
    const lost = await refresh(begun.refreshToken);
    at(now + 30_000);
    const again = await refresh(begun.refreshToken);
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect(await isIn(again.accessToken)).toBe('in');
  });

  it('ends for everybody when a refresh token comes a second time later: one of the two is a thief', async () => {
    const next = await refresh(begun.refreshToken);
    at(now + 30_001);
    expect(told(await refresh(begun.refreshToken))).toBe(OVER);
    expect(await endOf(begun)).toBe('TOKEN_REUSED');
    expect(await isIn(next.accessToken)).toBe('UNAUTHENTICATED');
    expect(told(await refresh(next.refreshToken, replica))).toBe(OVER);
    const entries = await service.sql(
      'SELECT operation, actor_username AS username FROM audit_entry WHERE record_id = $1',
      [decodeNodeId(idOf(begun))?.id],
    );
    expect(entries).toEqual([{ operation: 'refreshSession', username: person.actor.username }]);
  });

  it('ends when the token before the last comes, however soon', async () => {
    const second = await refresh(begun.refreshToken);
    await refresh(second.refreshToken);
    expect(told(await refresh(begun.refreshToken))).toBe(OVER);
    expect(await endOf(begun)).toBe('TOKEN_REUSED');
  });

  it('ends after a week in which it was not refreshed', async () => {
    at(now + 7 * day - 1);
    const next = await refresh(begun.refreshToken);
    expect(told(next)).toBe('done');
    at(now + 14 * day - 1);
    expect(told(await refresh(next.refreshToken))).toBe(OVER);
  });

  it('ends after a month, however often it was refreshed, and no token outlasts it', async () => {
    let last = begun;
    for (let day5 = 1; day5 <= 5; day5++) {
      at(now + day5 * 5 * day);
      last = await refresh(last.refreshToken);
    }
    at(now + 30 * day - minute);
    last = await refresh(last.refreshToken);
    expect(last.expiresAt).toBe(begun.sessionExpiresAt);
    at(now + 30 * day);
    expect(await isIn(last.accessToken)).toBe('UNAUTHENTICATED');
    expect(told(await refresh(last.refreshToken))).toBe(OVER);
  });

  it('is not asked for in the database by a token that is not ours or past its time', async () => {
    const bytes = Buffer.from(begun.refreshToken, 'base64url');
    const altered = [0, 20, 40, 67, 99].map((i) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(i) ^ 1, i);
      return copy.toString('base64url');
    });
    service.statements.length = 0;
    for (const token of [
      ...altered,
      '',
      'x',
      `${begun.refreshToken}A`,
      begun.refreshToken.slice(0, -4),
      begun.accessToken,
    ]) {
      expect(told(await refresh(token))).toBe(OVER);
    }
    at(now + 16 * minute);
    expect(await isIn(begun.accessToken, service.url)).toBe('UNAUTHENTICATED');
    expect(await isIn(begun.refreshToken, service.url)).toBe('UNAUTHENTICATED');
    expect(service.statements).toEqual([]);
  });

  it('is over on every replica when its owner signs out', async () => {
    const client = new Client(service.url, begun.accessToken);
    const { signOut } = await client.data('mutation { signOut { session { endedBy isCurrent } } }');
    expect(signOut.session).toEqual({ endedBy: 'SIGNED_OUT', isCurrent: true });
    expect(await isIn(begun.accessToken)).toBe('UNAUTHENTICATED');
    expect(told(await refresh(begun.refreshToken, replica))).toBe(OVER);
  });

  it('is listed with the others of its owner, latest first, and known again', async () => {
    const phone = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Pocket/1.0 \u00e9<script>' },
      body: JSON.stringify({
        query: 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
        variables: { input: await network.password(person) },
      }),
    }).then((response) => response.json() as Promise<{ data: { signIn: Told } }>);
    const { accessToken } = phone.data.signIn;
    const query = `{ sessions(first: 9) { edges { node { id client isCurrent endedAt account { username } } } } }`;
    const { sessions } = await new Client(service.url, accessToken).data(query);
    expect(sessions.edges.map(({ node }: { node: object }) => node)).toEqual([
      {
        id: idOf(phone.data.signIn),
        client: 'Pocket/1.0 <script>',
        isCurrent: true,
        endedAt: null,
        account: { username: person.actor.username },
      },
      expect.objectContaining({ id: idOf(begun), isCurrent: false }),
      expect.objectContaining({ id: person.session.id, client: null }),
    ]);
  });

  it('is ended from elsewhere by its owner and by who manages the account, and by nobody else', async () => {
    const colleague = await network.person('HOTLINE_AGENT', '522600');
    const ends = async (who: Client, id: string) => told(await does(who, 'revokeSession', { id }));
    for (const stranger of [
      colleague,
      await network.person('MANAGER', '522700'),
      await network.person('MANAGER', '430000'),
      await network.person('AUDITOR', '520000'),
      await network.person('HR_OFFICER', '440607'),
    ]) {
      expect(await ends(stranger, idOf(begun))).toBe('NOT_FOUND id');
    }
    expect(await isIn(begun.accessToken)).toBe('in');
    expect(await ends(person, idOf(begun))).toBe('done');
    expect(await isIn(begun.accessToken)).toBe('UNAUTHENTICATED');
    expect(told(await refresh(begun.refreshToken))).toBe(OVER);
    expect(await ends(person, idOf(begun))).toBe('ILLEGAL_TRANSITION id');

    const other = await signIn(person);
    const manager = await network.person('MANAGER', '520000');
    const [first, second] = await Promise.all([ends(manager, idOf(other)), ends(manager, idOf(other))]);
    expect([first, second].sort()).toEqual(['ILLEGAL_TRANSITION id', 'done']);
    expect(await isIn(other.accessToken)).toBe('UNAUTHENTICATED');
  });

  it('of a disabled account neither lets in nor goes on', async () => {
    await service.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [person.actor.id]);
    expect(await isIn(begun.accessToken)).toBe('UNAUTHENTICATED');
    expect(told(await refresh(begun.refreshToken))).toBe(OVER);
  });

  it('does not begin with a password that is replaced meanwhile', async () => {
    const manager = await network.person('MANAGER', '520000');
    const id = encodeNodeId('Account', null, person.actor.id);
    const credentials = await network.password(person);
    for (let version = 1; version <= 8; version++) {
      await network.password(person);
      const [signedIn] = await Promise.all([
        does(new Client(service.url), 'signIn', credentials),
        does(manager, 'resetAccountPassword', { id, expectedVersion: version }),
      ]);
      if (signedIn.accessToken) expect(await isIn(signedIn.accessToken)).toBe('UNAUTHENTICATED');
    }
  });

  it('is not told to be over when it could not be looked up', async () => {
    await service.sql('ALTER TABLE session RENAME TO session_away');
    try {
      expect(await isIn(begun.accessToken)).toBe('INTERNAL_SERVER_ERROR');
      expect(await new Client(service.url, begun.accessToken).codes('{ regions { code } }')).toEqual([
        'INTERNAL_SERVER_ERROR',
      ]);
    } finally {
      await service.sql('ALTER TABLE session_away RENAME TO session');
    }
    expect(await isIn(begun.accessToken)).toBe('in');
  });

  it('stands in the database without what its tokens are made of', async () => {
    await refresh(begun.refreshToken);
    const [{ text } = { text: '' }] = await service.sql<{ text: string }>(
      `SELECT string_agg(s::text, ' ') AS text FROM session s`,
    );
    const seed = Buffer.from(begun.refreshToken, 'base64url').subarray(32, 64).toString('hex');
    expect(text).toContain(decodeJwt(begun.accessToken).sid);
    for (const secret of [seed, begun.refreshToken, begun.accessToken]) {
      expect(text).not.toContain(secret);
      expect(service.log()).not.toContain(secret);
    }
  });
});
