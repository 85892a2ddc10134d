import pg from 'pg';
import { copyRows } from '../../src/demo/copy.ts';
import { demoNetwork } from '../../src/demo/network.ts';
import { setKeysAside } from '../../src/demo/set-aside.ts';
import type { PersonalData } from '../../src/infra/crypto/personal-data.ts';
import { inTransaction } from '../../src/infra/db/owner.ts';
import { businessDate } from '../../src/shared/business-day.ts';
import { INSERT_ENTERPRISES } from './million-enterprises.ts';

/** Visits, postings and tickets alike: of four years up to this instant, three in four of Guizhou, the rest of Hunan. */
const LIVES = 60_000;

/**
 * What has grown in four years of use, in the order it is laid: with what follows from it more than a million
 * rows. The stations, and what is under way just now, are the demo's; what belongs to a visit, a posting or a ticket is
 * made of `life`, of which each row is one of all three. Figures and sets of contacts are added up afterwards.
 */
const years: Record<string, string> = {
  account: `
    (id, tenant, username, name, role, home_region_code, host_region_code, station_id, created_at)
    SELECT pg_temp.id_at(now() - interval '3 years', k), CASE WHEN office THEN left(p.host, 2) ELSE p.tenant END,
           'person.' || k, '职员' || k % 3000, CASE WHEN office THEN 'HR_OFFICER' ELSE 'STATION_STAFF' END,
           CASE WHEN NOT office THEN p.home END, CASE WHEN office THEN p.host END, CASE WHEN NOT office THEN p.id END, now()
      FROM generate_series(1, 12000) k CROSS JOIN LATERAL (SELECT k % 6 = 0 AS office) o JOIN place p ON p.at_all = k % 110`,
  account_credential: `
    (account_id, username, home_region_code, host_region_code, password_hash, changed_at)
    SELECT id, username, home_region_code, host_region_code, 'none', now() FROM account WHERE username LIKE 'person.%'`,
  session: `
    (id, account_id, home_region_code, host_region_code, password_due, seed_hash, created_at, refreshed_at, expires_at, ended_at, ended_by)
    SELECT pg_temp.id_at(now() - k * interval '12 days', k * 100000 + row_number() OVER ()), id, home_region_code, host_region_code, FALSE, '',
           now() - k * interval '12 days', now() - k * interval '12 days', now() + interval '30 days' - k * interval '12 days',
           CASE WHEN k > 1 THEN now() END, CASE WHEN k > 1 THEN 'SIGNED_OUT' END
      FROM account, generate_series(1, 3) k WHERE username LIKE 'person.%'`,
  sign_in_failure: `
    (name_hash, failures, last_failed_at)
    SELECT sha256(('name ' || n)::bytea), 1 + n % 4, now() - n * interval '2 minutes' FROM generate_series(1, 15000) n`,
  sign_in_address: `
    (address_hash, last_used_at)
    SELECT sha256(('address ' || n)::bytea), now() - n * interval '2 minutes' FROM generate_series(1, 15000) n`,
  key_enterprise: `
    (tenant, enterprise_id, marked, changed_at)
    SELECT '52', id, n % 5 > 0, now() FROM employer WHERE n % 80 = 0 ON CONFLICT DO NOTHING`,
  enterprise_merge: `
    (id, source_id, target_id, reason, merged_at, undo_reason, undone_at)
    SELECT pg_temp.id_at(now() - (50000 - s.n) * interval '10 minutes', s.n), s.id, t.id, '重复登记', now(),
           CASE WHEN s.n % 4 = 1 THEN '系两家企业' END, CASE WHEN s.n % 4 = 1 THEN now() END
      FROM employer s JOIN employer t ON t.n = s.n + 1 WHERE s.n % 2 = 1 AND s.n BETWEEN 5000 AND 30000`,
  enterprise_contact: `
    (tenant, id, enterprise_id, home_region_code, host_region_code, title, phone_hash, created_at)
    SELECT left(coalesce(p.home, p.host), 2), pg_temp.id_at(now() - interval '2 years', e.n), e.id, p.home, p.host, '人事经理',
           sha256(('contact ' || e.n % 30000)::bytea), now()
      FROM employer e CROSS JOIN LATERAL (SELECT CASE WHEN e.n % 3 > 0 THEN home END AS home, CASE WHEN e.n % 3 = 0 THEN host END AS host
                                            FROM place WHERE at_all = e.n % 110) p`,
  worker: `
    (tenant, id, home_region_code, phone_hash, created_at)
    SELECT tenant, worker_id, home, sha256(('phone ' || n % 40000)::bytea), at FROM life WHERE n <= 40000`,
  enterprise_visit: `
    (tenant, id, station_id, enterprise_id, home_region_code, host_region_code, visited_on, way, participants, findings, voided_at, created_at)
    SELECT tenant, id, station_id, enterprise_id, home, host, day, (ARRAY['ON_SITE', 'PHONE', 'ONLINE'])[1 + n % 3], names, '用工平稳',
           CASE WHEN n % 50 = 0 THEN at END, at FROM life`,
  visit_participant: `
    (tenant, visit_id, name, home_region_code, visited_on)
    SELECT DISTINCT tenant, id, unnest(names), home, day FROM life`,
  visit_revision: `
    (tenant, id, visit_id, home_region_code, at, kind, reason, fields, actor_id, actor_username, enterprise_id, host_region_code, visited_on,
     way, participants)
    SELECT tenant, pg_temp.id_at(at, -n), id, home, at, 'CORRECTED', '更正', '{findings}', actor_id, actor, enterprise_id, host, day,
           'PHONE', names FROM life WHERE n % 3 = 0`,
  visit_follow_up: `
    (tenant, id, visit_id, home_region_code, due_on, first_due_on, note, done_at, voided_at, station_id)
    SELECT tenant, pg_temp.id_at(at, n), id, home, day + 10, day + 10, '回访', CASE WHEN n % 400 > 0 AND n < ${LIVES - 2_000} THEN at + interval '9 days' END,
           CASE WHEN n % 50 = 0 THEN at END, station_id FROM life WHERE n % 2 = 0`,
  job_posting: `
    (id, enterprise_id, station_id, author_home_region_code, author_host_region_code, title, openings, pay_min, pay_max, pay_unit, region_code,
     valid_through, status, published_at, kind, created_at)
    SELECT id, enterprise_id, CASE WHEN NOT office THEN station_id END, CASE WHEN NOT office THEN home END, CASE WHEN office THEN host END, title,
           5 + n % 40, 4000 + n % 20 * 100, 6000 + n % 60 * 100, 'MONTH', host, day + 45,
           CASE WHEN n % 100 = 0 THEN 'DRAFT' WHEN n % 9 = 0 THEN 'FILLED' WHEN n % 17 = 0 THEN 'CLOSED' ELSE 'PUBLISHED' END,
           CASE WHEN n % 100 > 0 THEN at END, (ARRAY['REGULAR', 'REGULAR', 'SEASONAL', 'ODD_JOB', 'PUBLIC_WELFARE'])[1 + n % 5], at
      FROM life`,
  job_title: '(posting_id, title, region_code) SELECT id, title, host FROM life WHERE n % 100 > 0',
  job_collection: `
    (tenant, posting_id, home_region_code, host_region_code, station_id, collected_on)
    SELECT tenant, id, home, host, CASE WHEN NOT office THEN station_id END, day FROM life WHERE n % 100 > 0
     UNION ALL SELECT '43', id, '430000', host, NULL, day FROM life WHERE tenant = '52' AND office AND n % 100 > 0`,
  service_ticket: `
    (tenant, id, number, channel, category, status, priority, summary, incident_region_code, station_id, worker_id, enterprise_id, opened_at, due_at,
     due_at_provisional, resolved_at, first_resolved_at, closed_at, home_region_code, handler_region_code, agent_id, agent_username)
    SELECT tenant, id, tenant || to_char(day, 'YYYYMMDD') || lpad(n::text, 6, '0'),
           (ARRAY['HOTLINE_12333', 'HOMETOWN_AFFAIRS', 'HOMETOWN_AFFAIRS', 'WALK_IN', 'ONLINE'])[1 + n % 5], category,
           CASE WHEN done THEN 'CLOSED' WHEN n % 3 = 0 THEN 'OPEN' WHEN n % 3 = 1 THEN 'ASSIGNED' ELSE 'IN_PROGRESS' END, 'NORMAL', '咨询社保转移',
           host, CASE WHEN done OR n % 3 > 0 THEN station_id END, CASE WHEN n % 2 = 0 THEN worker_id END, NULL, at, at + interval '20 days', FALSE,
           CASE WHEN done THEN at + interval '3 days' END, CASE WHEN done THEN at + interval '3 days' END,
           CASE WHEN done THEN at + interval '4 days' END, home, home, actor_id, actor
      FROM life CROSS JOIN LATERAL (SELECT n % 1000 > 0 AND n < ${LIVES - 2_000} AS done) o`,
  ticket_caller: `
    (tenant, ticket_id, phone_hash, home_region_code, handler_region_code, opened_by, agent_id, worker_id)
    SELECT tenant, id, sha256(('phone ' || n % 40000)::bytea), home, home, actor_id, actor_id, CASE WHEN n % 2 = 0 THEN worker_id END FROM life`,
  ticket_event: `
    (tenant, id, ticket_id, at, type, actor_id, actor_username, actor_station_id, home_region_code, handler_region_code)
    SELECT tenant, pg_temp.id_at(at + k * interval '1 hour', n), id, at + k * interval '1 hour', (ARRAY['OPENED', 'ASSIGNED', 'ACCEPTED'])[k],
           actor_id, actor, station_id, home, home FROM life, generate_series(1, 3) k`,
  personal_data_request: `
    (tenant, id, home_region_code, kind, phone_hash, reason, actor_id, actor_username, requested_at)
    SELECT tenant, pg_temp.id_at(at, n), home, 'EXPORT', sha256(('phone ' || n)::bytea), '本人申请', actor_id, actor, at FROM life WHERE n % 4 = 0`,
  audit_entry: `
    (tenant, id, at, actor_id, actor_username, actor_role, operation, record_type, record_id, home_region_code, request_id, changes)
    SELECT tenant, pg_temp.id_at(at, n * k), at, actor_id, actor, 'STATION_STAFF',
           (ARRAY['logVisit', 'acceptTicket', 'resolveTicket', 'signIn', 'completeFollowUp'])[1 + n / 7 % 5], 'ServiceTicket', id, home,
           'request-' || n, CASE WHEN n % 2000 = 0 THEN '[{"type": "Refusal"}]' ELSE '[]' END::jsonb
      FROM life, generate_series(1, 2) k WHERE k = 1 OR n % 2 = 0
     UNION ALL
    SELECT '00', pg_temp.id_at(at, -n), at, actor_id, 'admin', 'ADMIN', 'createAccount', 'Account', id, NULL, 'request-' || n, '[]'
      FROM life WHERE n % 4 = 0`,
  audit_seal: `
    (tenant, number, entry_id, digest, hash, sealed_at)
    SELECT tenant, row_number() OVER (PARTITION BY tenant ORDER BY id), id, '', '', at FROM audit_entry`,
  audit_head: `
    (tenant, number, hash, at, key_id, signature)
    SELECT tenant, number, '', sealed_at, '', '' FROM audit_seal WHERE number % 10 = 0`,
  outbox: `
    (tenant, position, record_type, record_id, operation, region_codes, at, request_id, written_at)
    SELECT tenant, row_number() OVER (ORDER BY n), 'ServiceTicket', id, 'acceptTicket', ARRAY[home], at, 'request-' || n,
           now() - (40000 - n) * interval '10 seconds' FROM life WHERE n <= 30000`,
  idempotency_key: `
    (tenant, actor_id, key, operation, input_hash, record_id, created_at)
    SELECT tenant, actor_id, md5(n::text), 'openTicket', '', id, now() - n * interval '40 seconds' FROM life WHERE n <= 50000`,
};

/** The tables that grow with use, figures among them: what reads much of one of these gets slower every year. */
export const growing = [
  ...Object.keys(years).filter((table) => table !== 'key_enterprise'),
  'enterprise',
  'enterprise_ordinal',
  'figure',
  'contact_set',
];

/** All other tables: as large as a network is and not as it is old, or emptied all the time. */
export const steady = [
  'station',
  'hr_office',
  'cooperation_agreement',
  'cooperation_agreement_party',
  'province',
  'key_enterprise',
  'calendar_entry',
  'ticket_deadline_rule',
  'retired_region',
  'data_key',
  'schema_migration',
  'timer',
  'outbox_mark',
  'audit_chain',
  'audit_checkpoint',
  'audit_unsealed',
  'contact_change',
  'figure_cell',
];

/** Of whom and where they are: the demo's stations, and enterprises of everybody's. */
const PLACES = `
  CREATE FUNCTION pg_temp.id_at(at timestamptz, seed bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || left(md5(seed::text), 3)
            || '8' || substr(md5(seed::text), 4, 15))::uuid $$;
  CREATE FUNCTION pg_temp.any_of(many bigint, seed bigint, salt bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT (hashint8extended(seed, salt) & 2147483647) % many $$;
  INSERT INTO enterprise_ordinal (enterprise_id) SELECT id FROM enterprise ORDER BY id;
  CREATE TEMP TABLE employer ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM enterprise;
  CREATE TEMP TABLE place ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY tenant, n) - 1 AS at_all, p.*
      FROM (SELECT id, home_region_code AS home, host_region_code AS host, left(home_region_code, 2) AS tenant,
                   row_number() OVER (PARTITION BY left(home_region_code, 2) ORDER BY home_region_code <> '522626', id) - 1 AS n
              FROM station WHERE closed_on IS NULL) p
     WHERE n < CASE tenant WHEN '43' THEN 10 ELSE 100 END`;

/** What a day's visit, posting and ticket are about: of one station, one of its colleagues, one enterprise, one worker. */
const LIFE = `
  CREATE TEMP TABLE colleague ON COMMIT DROP AS
    SELECT station_id, row_number() OVER (PARTITION BY station_id ORDER BY id) - 1 AS n, id, username
      FROM account WHERE username LIKE 'person.%' AND station_id IS NOT NULL;
  ANALYZE colleague; ANALYZE place; ANALYZE employer;
  CREATE TEMP TABLE life ON COMMIT DROP AS
    SELECT k AS n, p.tenant, at, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, pg_temp.id_at(at, k) AS id, p.id AS station_id, p.home, p.host,
           e.id AS enterprise_id, c.id AS actor_id, c.username AS actor, pg_temp.id_at(now() - interval '5 years', k % 40000) AS worker_id,
           k % 5 = 0 AS office,
           (ARRAY['缝纫工', '装配工', '质检员', '仓库管理员', '电工', '焊工', '叉车司机', '包装工'])[1 + pg_temp.any_of(8, k, 6)] AS title,
           ARRAY['杨刚' || pg_temp.any_of(400, k, 7), '龙秀英' || pg_temp.any_of(400, k, 8)] AS names,
           (ARRAY['RIGHTS_PROTECTION', 'JOB_SEEKING', 'POLICY_CONSULTATION', 'RETURN_TO_WORK', 'GOVERNMENT_SERVICE'])[1 + pg_temp.any_of(5, k, 9)] AS category
      FROM generate_series(1, ${LIVES}) k
     CROSS JOIN LATERAL (SELECT now() - (${LIVES} - k) * interval '4 years' / ${LIVES} AS at,
                                CASE WHEN pg_temp.any_of(4, k % 40000, 1) = 0 THEN '43' ELSE '52' END AS of_tenant) of
      JOIN place p ON p.tenant = of_tenant AND p.n = pg_temp.any_of(CASE of_tenant WHEN '43' THEN 10 ELSE 100 END, k, 2)
      JOIN employer e ON e.n = 1 + pg_temp.any_of(6000, k, 3)
      JOIN colleague c ON c.station_id = p.id AND c.n = pg_temp.any_of(70, k, 4);
  ANALYZE life`;

/** What keeps the rows in step elsewhere, as it does when they come one by one. */
const AFTERWARDS = `
  UPDATE enterprise e SET merged_into = m.target_id FROM enterprise_merge m WHERE m.source_id = e.id AND m.undone_at IS NULL;
  INSERT INTO audit_chain (tenant, number, hash, signed_number, signed_at)
    SELECT tenant, max(number), '', max(number), now() FROM audit_seal GROUP BY tenant;
  UPDATE outbox_mark SET position = (SELECT max(position) FROM outbox);
  SELECT setval('service_ticket_number', 10000000);
  INSERT INTO contact_change (tenant, month) SELECT DISTINCT tenant, date_trunc('month', visited_on::timestamp)::date FROM enterprise_visit;
  SELECT mend_figures(), fold_contacts(2147483647)`;

/**
 * Fills an empty database with a network that has been at work for four years. Nothing looks at a row while it is laid:
 * keys are checked and indexes built once, over all of them, and the figures added up from all of them.
 * @param passwordHash of the demo's accounts, who are the only ones to have a password
 */
export async function loadMillionRows(
  adminUrl: string,
  personalData: PersonalData,
  passwordHash: string,
): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await inTransaction(admin, async () => {
      await admin.query(
        "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '64MB'; SET LOCAL max_parallel_maintenance_workers = 0",
      );
      await admin.query('SET LOCAL session_replication_role = replica');
      const putKeysBack = await setKeysAside(admin, growing);
      let number = 9_000_000;
      const today = businessDate(new Date());
      const parts = demoNetwork({ personalData, passwordHash, today, nextNumber: () => ++number });
      for (const { en, rows } of parts) if (!/^(Guizhou|Hunan) 20/.test(en)) await copyRows(admin, rows);
      await admin.query(INSERT_ENTERPRISES, [40_000]);
      await admin.query(PLACES);
      for (const [table, rows] of Object.entries(years)) {
        await admin.query(`INSERT INTO ${table} ${rows}`);
        if (table === 'account') await admin.query(LIFE);
      }
      await putKeysBack();
      await admin.query(
        'ANALYZE station, enterprise, enterprise_ordinal, enterprise_visit, job_posting, job_collection, service_ticket',
      );
      await admin.query(AFTERWARDS);
    });
    // Statistics and the visibility map, as autovacuum leaves them.
    await admin.query('VACUUM (ANALYZE)');
  } finally {
    await admin.end();
  }
}
