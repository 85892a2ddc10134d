import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type AuditQueries, createAuditQueries } from '../../src/modules/audit/audit.queries.ts';
import type { Actor } from '../../src/shared/actor.ts';
import { encodeNodeId } from '../../src/shared/node-id.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { looked, planOf, readerOn } from '../support/plans.ts';

type Filter = Parameters<AuditQueries['trail']>[2];

const ENTRIES = 200_000;
const RECORD = '0198c0de-0000-7000-8000-000000000007';

/**
 * Years of a province's audit and of its neighbour's, sealed: most of one city, one entry in a thousand of Cengong, one
 * in two thousand refused. What belongs to nobody in particular is of everybody alike.
 */
const LOAD = `
  SET session_replication_role = replica;
  INSERT INTO audit_entry (tenant, id, at, actor_id, actor_username, actor_role, operation, record_type, record_id,
                           home_region_code, request_id, changes)
  SELECT tenant,
         (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
         at, md5('actor' || n / 11 % 300)::uuid, 'person.' || n / 11 % 300, 'STATION_STAFF',
         (ARRAY['logVisit', 'acceptTicket', 'resolveTicket', 'signIn', 'completeFollowUp'])[n / 7 % 5 + 1], 'ServiceTicket',
         CASE WHEN n % 20000 = 0 THEN '${RECORD}' ELSE md5(n % 50000 || '')::uuid END,
         CASE WHEN tenant = '43' THEN '431225' WHEN n % 1000 = 0 THEN '522626' ELSE '5227' || lpad((n % 12 + 22)::text, 2, '0') END,
         'request-' || n,
         CASE WHEN n / 3 % 2000 = 0 THEN '[{"type": "Refusal", "id": "${RECORD}", "inserted": false, "fields": {"code": [null, "FORBIDDEN"]}}]'
              ELSE '[{"type": "ServiceTicket", "id": "${RECORD}", "inserted": false, "fields": {"status": ["ASSIGNED", "IN_PROGRESS"]}}]'
         END::jsonb
    FROM (SELECT n, CASE WHEN n % 4 = 0 THEN '43' ELSE '52' END AS of_neighbour,
                 timestamptz '2024-01-01' + n * interval '4 minutes' AS at FROM generate_series(1, ${ENTRIES}) n) made,
         LATERAL (SELECT CASE WHEN n % 1000 = 0 THEN '52' ELSE of_neighbour END AS tenant) whose;
  INSERT INTO audit_seal (tenant, number, entry_id, digest, hash, sealed_at)
  SELECT tenant, row_number() OVER (PARTITION BY tenant ORDER BY id), id, '', '', at FROM audit_entry;
  RESET session_replication_role;
  ANALYZE audit_entry; ANALYZE audit_seal`;

const auditor = (region: string): Actor => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'auditor',
  role: 'AUDITOR',
  scope: regionScope('home', region),
  stationId: null,
});

const forms: Record<string, Filter> = {
  'all of it': {},
  'of a record': { recordId: encodeNodeId('ServiceTicket', '52', RECORD) },
  'of an account': { actorUsername: 'person.7' },
  'of nobody': { actorUsername: 'nobody' },
  'of an operation': { operation: 'resolveTicket' },
  'of an operation that nobody did': { operation: 'mergeEnterprises' },
  'of a request': { requestId: 'request-1234' },
  'of a period': { period: { from: '2024-06-01', to: '2024-07-01' } },
  'of a period before all': { period: { from: '2020-01-01', to: '2021-01-01' } },
  refused: { refused: true },
  done: { refused: false },
  'of an account in a period': {
    actorUsername: 'person.7',
    period: { from: '2024-06-01', to: '2024-07-01' },
  },
  'of an operation in a period, refused': {
    operation: 'logVisit',
    refused: true,
    period: { from: '2024-06-01', to: '2025-07-01' },
  },
};

describe(`the audit among ${ENTRIES} entries, as the service’s role and under the auditor’s scope`, () => {
  let database: TestDatabase;
  let session: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query(LOAD);
    await admin.end();
    session = new pg.Client({ connectionString: database.serviceUrl });
    await session.connect();
  }, 120_000);
  afterAll(async () => {
    await session?.end();
    await database.drop();
  });

  const cases = Object.keys(forms).flatMap((form) =>
    ['520000', '522626'].flatMap((region) =>
      [false, true].map((further) => [form, region, further] as const),
    ),
  );

  it.each(cases)(
    '%s, by the auditor of %s, further pages: %s, is read by an index',
    async (form, region, further) => {
      const actor = auditor(region);
      const first = { first: 20 };
      const filter = forms[form] ?? {};
      const page = await createAuditQueries(readerOn(session)).trail(actor, first, filter);
      const after = further ? page.pageInfo.endCursor : null;
      if (further && after === null) return;
      const plans = await planOf(session, (reader) =>
        createAuditQueries(reader).trail(actor, after === null ? first : { ...first, after }, filter),
      );
      const scans = plans.filter((plan) => plan['Relation Name']?.startsWith('audit_'));
      expect(scans.length).toBeGreaterThanOrEqual(1);
      for (const scan of scans) expect([form, scan['Node Type']]).not.toContain('Seq Scan');
      // A page, or about what there is of a county, and not the history of all.
      for (const scan of scans) expect(looked(scan)).toBeLessThanOrEqual(ENTRIES / 200);
    },
  );
});
