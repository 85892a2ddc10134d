import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TouchedRecord } from '../../src/operations/trace.ts';
import { businessDate } from '../../src/shared/business-day.ts';
import { failWrites, MARKER } from '../support/failing-writes.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LOG_VISIT = `mutation ($input: LogVisitInput!) {
  logVisit(input: $input) { visit { id } userErrors { code } }
}`;

/** What every change goes through, seen in one that writes to three tables. */
describe('a change', () => {
  let service: TestService;
  let staff: Person;
  let input: Record<string, unknown>;

  const counts = async () => {
    const [row] = await service.sql<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM enterprise_visit) AS visits,
              (SELECT count(*)::int FROM enterprise_contact) AS contacts,
              (SELECT count(*)::int FROM visit_follow_up) AS "followUps",
              (SELECT count(*)::int FROM audit_entry) AS audited,
              (SELECT count(*)::int FROM idempotency_key) AS keys`,
    );
    return row;
  };
  const nothing = { visits: 0, contacts: 0, followUps: 0, audited: 0, keys: 0 };
  const once = { visits: 1, contacts: 1, followUps: 1, audited: 1, keys: 1 };

  beforeEach(async () => {
    service = await startTestService();
    const network = new Network(service);
    const station = await network.station('WORKSTATION', '522626', '440607');
    const enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    const today = businessDate(new Date());
    input = {
      idempotencyKey: crypto.randomUUID(),
      stationId: station.id,
      enterpriseId: enterprise.id,
      visitedOn: today,
      way: 'ON_SITE',
      participants: ['杨光'],
      contact: { name: '陈志强', phone: '13812341234' },
      followUps: [{ dueOn: today, note: '回访' }],
    };
  });
  afterEach(() => service.stop());

  it('leaves its record, an audit entry and its key, together', async () => {
    expect((await staff.data(LOG_VISIT, { input })).logVisit.userErrors).toEqual([]);
    expect(await counts()).toEqual(once);
    const [entry] = await service.sql('SELECT * FROM audit_entry');
    expect(entry).toMatchObject({
      tenant: '52',
      actor_id: staff.actor.id,
      actor_role: 'STATION_STAFF',
      operation: 'logVisit',
      record_type: 'EnterpriseVisit',
      home_region_code: '522626',
      address: '127.0.0.1',
      reason: null,
    });
  });

  it('says in the audit what it changed: what says nothing of a person in clear, all else by its digest', async () => {
    await staff.data(LOG_VISIT, { input });
    const [entry] = await service.sql<{ changes: TouchedRecord[] }>('SELECT changes FROM audit_entry');
    const changes = entry?.changes ?? [];
    const digest = { digest: expect.stringMatching(/^[\w-]{43}$/) };
    expect(changes.map(({ type, inserted }) => [type, inserted]).sort()).toEqual([
      ['EnterpriseContact', true],
      ['EnterpriseVisit', true],
      ['FollowUp', true],
      ['VisitParticipant', true],
    ]);
    expect(changes.find(({ type }) => type === 'EnterpriseVisit')?.fields).toMatchObject({
      visitedOn: [null, input.visitedOn],
      way: [null, 'ON_SITE'],
      hostRegionCode: [null, '440607'],
      participants: [null, digest],
    });
    expect(changes.find(({ type }) => type === 'EnterpriseContact')?.fields).toMatchObject({
      nameSealed: [null, digest],
      phoneSealed: [null, digest],
      phoneHash: [null, digest],
    });
    expect(changes.find(({ type }) => type === 'FollowUp')?.fields.note).toEqual([null, digest]);
    const text = JSON.stringify(changes);
    for (const personal of ['杨光', '陈志强', '13812341234', '回访']) expect(text).not.toContain(personal);
  });

  it('is tried again when it loses a race, and made once', async () => {
    await failWrites(service, 'INSERT ON visit_follow_up', '40001', 3);
    expect((await staff.data(LOG_VISIT, { input })).logVisit.userErrors).toEqual([]);
    expect(await counts()).toEqual(once);
  });

  it('gives up as unavailable when it loses every race', async () => {
    await failWrites(service, 'INSERT ON visit_follow_up', '40P01', 1_000);
    expect(await staff.codes(LOG_VISIT, { input })).toEqual(['UNAVAILABLE']);
    expect(await counts()).toEqual(nothing);
  });

  it('is not made when it cannot be audited, and says nothing of why', async () => {
    await failWrites(service, 'INSERT ON audit_entry', 'P0001', 1);
    const answer = await staff.ask(LOG_VISIT, { input });
    expect(answer.errors).toEqual([
      expect.objectContaining({
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      }),
    ]);
    expect(JSON.stringify(answer)).not.toContain(MARKER);
    expect(service.log()).toContain('"fault"');
    expect(service.log()).not.toContain(MARKER);
    expect(await counts()).toEqual(nothing);
  });

  it('that failed may be sent again with the same key', async () => {
    await failWrites(service, 'INSERT ON audit_entry', 'P0001', 1);
    expect(await staff.codes(LOG_VISIT, { input })).toEqual(['INTERNAL_SERVER_ERROR']);
    expect((await staff.data(LOG_VISIT, { input })).logVisit.userErrors).toEqual([]);
    expect(await counts()).toEqual(once);
  });

  it('gets a key back for a new use after thirty days', async () => {
    await staff.data(LOG_VISIT, { input });
    await service.sql(`UPDATE idempotency_key SET created_at = created_at - interval '31 days'`);
    const { logVisit } = await staff.data(LOG_VISIT, { input: { ...input, openingsPromised: 3 } });
    expect(logVisit.userErrors).toEqual([]);
    expect(await counts()).toMatchObject({ visits: 2, keys: 1 });
  });

  it('keeps names and numbers sealed in the database and out of the log', async () => {
    await staff.data(LOG_VISIT, { input });
    const [{ text } = { text: '' }] = await service.sql<{ text: string }>(
      `SELECT string_agg(c::text, ' ') || string_agg(encode(c.name_sealed, 'escape'), ' ') AS text
         FROM enterprise_contact c`,
    );
    for (const secret of ['陈志强', '13812341234']) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      expect(service.log()).not.toContain(secret);
    }
  });
});
