import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import { Client } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { nodesOf, opens } from '../support/tickets.ts';

const REFUSED = `query ($who: String) { auditTrail(first: 40, filter: { refused: true, actorUsername: $who }) { edges { node {
  operation actorUsername actorRole recordId recordType address refusal changes { type } } } } }`;
const SIGN_IN =
  'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }';

/** What an auditor must find of attempts that failed (GB/T 22239-2019, 8.1.4.3: important security events). */
describe('whoever is refused', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let manager: Person;
  let auditor: Person;
  let person: Person;
  let username: string;
  const password = 'correct horse battery staple';

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    manager = await network.person('MANAGER', '520000');
    auditor = await network.person('AUDITOR', '520000');
  }, 30_000);
  beforeEach(async () => {
    person = await network.person('STATION_STAFF', '522626', station);
    username = (await network.password(person, password)).username;
  });
  afterAll(() => service.stop());

  const signsIn = async (name: string, word: string) =>
    (await new Client(service.url).ask(SIGN_IN, { input: { username: name, password: word } })).data?.signIn;
  const refusals = async (who = username) =>
    nodesOf<{ operation: string; refusal: string }>((await auditor.data(REFUSED, { who })).auditTrail);
  /** What was refused, once there are so many of it: a refused sign-in is noted beside its answer. */
  const soMany = async (count: number, who = username) => {
    for (;;) {
      const noted = await refusals(who);
      if (noted.length >= count) return noted;
    }
  };
  const entry = (refusal: string, more: object = {}) => ({
    operation: 'signIn',
    actorUsername: username,
    actorRole: 'STATION_STAFF',
    recordId: encodeNodeId('Account', null, person.actor.id),
    recordType: 'Account',
    address: '127.0.0.1',
    refusal,
    changes: [],
    ...more,
  });
  const ofOperation = async (operation: string) =>
    nodesOf(
      (
        await auditor.data(
          `query ($operation: String) { auditTrail(first: 40, filter: { refused: false, operation: $operation }) {
             edges { node { refusal } } } }`,
          { operation },
        )
      ).auditTrail,
    );

  it('a sign-in for a wrong password, or a disabled account, is in the audit', async () => {
    expect(await signsIn(username, 'wrong horse')).toEqual({
      accessToken: null,
      userErrors: [{ code: 'INVALID' }],
    });
    expect(await soMany(1)).toEqual([entry('SIGN_IN_FAILED')]);
    await service.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [person.actor.id]);
    expect((await signsIn(username, password)).userErrors).toEqual([{ code: 'FORBIDDEN' }]);
    expect((await soMany(2)).map(({ refusal }) => refusal)).toEqual(['ACCOUNT_DISABLED', 'SIGN_IN_FAILED']);
    expect(JSON.stringify(await service.sql('SELECT * FROM audit_entry'))).not.toContain('horse');
  });

  it('a sign-in under a locked name is there once while it is locked, however many come from wherever', async () => {
    const lock = () =>
      service.sql(
        `INSERT INTO sign_in_failure (name_hash, failures, last_failed_at) VALUES ($1, 100, now())
         ON CONFLICT (name_hash) DO UPDATE SET failures = 100, last_failed_at = now()`,
        [service.personalData.lookupHash('sign-in name', username)],
      );
    await lock();
    for (let i = 0; i < 8; i++) {
      expect((await signsIn(username, password)).userErrors).toEqual([{ code: 'LOCKED' }]);
    }
    // What comes after it is noted after it.
    await service.sql('DELETE FROM sign_in_failure');
    await signsIn(username, 'wrong horse');
    expect((await soMany(2)).map(({ refusal }) => refusal).sort()).toEqual([
      'ACCOUNT_LOCKED',
      'SIGN_IN_FAILED',
    ]);
  });

  it('under a name of nobody’s leaves nothing: nobody makes the audit grow', async () => {
    const count = async () => (await service.sql('SELECT FROM audit_entry')).length;
    const before = await count();
    for (const name of ['nobody.at.all', 'Not A Name!', 'x'.repeat(5_000)]) await signsIn(name, password);
    await signsIn(username, 'wrong horse');
    await soMany(1);
    expect(await count()).toBe(before + 1);
  });

  it('a change that a role has no right to is there, with the record it was about', async () => {
    const ticket = await opens(manager, { homeRegionCode: '522626' });
    const assign = `mutation ($input: AssignTicketInput!) { assignTicket(input: $input) { userErrors { code } } }`;
    const input = { id: ticket.id, expectedVersion: 1, stationId: station.id };
    expect(await person.codes(assign, { input })).toEqual(['FORBIDDEN']);
    const [noted] = await refusals();
    expect(noted).toMatchObject({
      operation: 'assignTicket',
      refusal: 'FORBIDDEN',
      recordId: ticket.id,
      recordType: 'ServiceTicket',
    });
    // An id of another province names nothing that could be kept here.
    const elsewhere = encodeNodeId('ServiceTicket', '43', crypto.randomUUID());
    expect(await person.codes(assign, { input: { ...input, id: elsewhere } })).toEqual(['FORBIDDEN']);
    expect((await refusals())[0]).toMatchObject({ operation: 'assignTicket', recordType: 'Account' });
    expect(await ofOperation('assignTicket')).toEqual([]);
  });

  it('somebody who asks for names in clear without the right to is there, and uses up nobody’s reveals', async () => {
    const office = await network.person('HR_OFFICER', '440607');
    const worker = await network.worker('522626', '周正', '13611119999');
    const reveal = `mutation ($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) { userErrors { code } } }`;
    for (let i = 0; i < 16; i++) {
      const asked = { input: { id: worker.id, reason: '核实' } };
      expect(await office.codes(reveal, asked)).toEqual(['FORBIDDEN']);
    }
    const rows = await service.sql(
      `SELECT tenant, operation FROM audit_entry WHERE actor_id = $1 AND changes @> '[{"type": "Refusal"}]'`,
      [office.actor.id],
    );
    // Ten a minute; the rest is counted.
    expect(rows).toEqual(
      Array.from({ length: 10 }, () => ({ tenant: '44', operation: 'revealPersonalData' })),
    );
  });

  it('what a policy refuses is there by its own name, and so is a wrong password of one’s own', async () => {
    const neighbour = await network.station('WORKSTATION', '522626', '440306');
    const colleague = await network.person('STATION_STAFF', '522626', neighbour);
    const enterprise = await network.enterprise('440607');
    const { logVisit } = await colleague.data(
      'mutation ($input: LogVisitInput!) { logVisit(input: $input) { visit { id } userErrors { code } } }',
      {
        input: {
          idempotencyKey: crypto.randomUUID(),
          stationId: neighbour.id,
          enterpriseId: enterprise.id,
          visitedOn: '2026-03-02',
          way: 'PHONE',
          participants: ['杨光'],
        },
      },
    );
    const voided = await person.data(
      'mutation ($input: VoidVisitInput!) { voidVisit(input: $input) { userErrors { code } } }',
      { input: { id: logVisit.visit.id, expectedVersion: 1, reason: '重复' } },
    );
    expect(voided.voidVisit.userErrors).toEqual([{ code: 'FORBIDDEN' }]);
    await person.data(
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }',
      { input: { oldPassword: 'wrong horse', newPassword: 'another long enough password' } },
    );
    expect((await refusals()).map(({ operation, refusal }) => [operation, refusal])).toEqual([
      ['changePassword', 'PASSWORD_WRONG'],
      ['voidVisit', 'VISIT_NOT_YOURS'],
    ]);
  });

  it('what there is to mend is no refusal', async () => {
    await person.data(
      'mutation ($input: VoidVisitInput!) { voidVisit(input: $input) { userErrors { code } } }',
      {
        input: { id: 'never issued', expectedVersion: 1, reason: '重复' },
      },
    );
    expect(await refusals()).toEqual([]);
  });

  it('is told the same when the audit cannot take it, and the operator is told', async () => {
    await service.sql(
      `ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (operation <> 'assignTicket') NOT VALID`,
    );
    try {
      const input = { id: 'never issued', expectedVersion: 1, stationId: station.id };
      const assign = `mutation ($input: AssignTicketInput!) { assignTicket(input: $input) { userErrors { code } } }`;
      expect(await person.codes(assign, { input })).toEqual(['FORBIDDEN']);
      expect(service.log()).toContain('a refusal that the audit does not have');
    } finally {
      await service.sql('ALTER TABLE audit_entry DROP CONSTRAINT full_disk');
    }
  });

  it('is sealed like everything else', async () => {
    await signsIn(username, 'wrong horse');
    await soMany(1);
    const sealed = `query ($who: String) { auditTrail(first: 1, filter: { refused: true, actorUsername: $who }) {
      edges { node { sealedNumber } } } }`;
    const number = async () =>
      nodesOf<{ sealedNumber: number | null }>((await auditor.data(sealed, { who: username })).auditTrail)[0]
        ?.sealedNumber ?? null;
    while ((await number()) === null);
    expect(await number()).toBeGreaterThan(0);
  });
});
