import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  actorSettings,
  bearerSettings,
  signInSettings,
  targetSettings,
} from '../../src/infra/db/scope-settings.ts';
import { businessDate } from '../../src/shared/business-day.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

/**
 * Enterprise identity, which public registers tell everybody: its policy for reading is TRUE, as any other condition
 * would keep the search from its index (ADR 10). Changing it takes a scope, as everywhere.
 */
const PUBLIC_REGISTER = 'enterprise';

/** Tables of which no province owns a row. */
const sharedTables = [PUBLIC_REGISTER, 'enterprise_merge', 'job_title'];

/** Each serves one purpose that no role of the service may serve itself. */
const ownersFunctions = [
  'audit_entry_unsealed',
  'audit_to_seal',
  'audit_waiting',
  'claim_timers',
  'colleague',
  'enterprise_contacts',
  'enterprise_visit_contacts',
  'enterprise_visit_counted',
  'erase_if_due',
  'erase_person',
  'finish_timer',
  'fold_contacts',
  'fold_figures',
  'follow_tickets',
  'forget_announcements',
  'forget_idempotency_keys',
  'forget_sessions',
  'forget_sign_in_addresses',
  'forget_sign_in_failures',
  'hide_caller',
  'job_collection_counted',
  'job_posting_recounted',
  'join_outbox',
  'let_see_caller',
  'next_deadline',
  'outbox_state',
  'read_outbox',
  'relay_outbox',
  'seal_audit',
  'service_ticket_counted',
  'set_timer',
  'sign_audit',
  'station_contacts',
  'station_recounted',
  'take_audit_chain',
  'take_outbox',
];

/** SQLSTATE of a missing privilege, and of a row that a policy refuses. */
const REFUSED = '42501';

describe('beneath the service, row-level security', () => {
  let service: TestService;
  let network: Network;
  let session: pg.Client;
  /** Every table but the list of migrations. */
  let tables: string[];
  /** Those of which nobody sees anything without a scope. */
  let hiddenTables: string[];
  /** Where the sealing of the audit keeps its books. */
  const sealing = ['audit_chain', 'audit_checkpoint', 'audit_head', 'audit_seal', 'audit_unsealed'];
  /** Those whose rows a province owns; what is announced in the outbox is nobody's to read. */
  let tenantTables: string[];
  let cengong: Person;
  let libo: Person;
  let hunan: Person;
  let office: Person;
  let admin: Person;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    session = new pg.Client({ connectionString: service.database.serviceUrl });
    await session.connect();
    tables = (await tablesWith('TRUE')).filter((table) => table !== 'schema_migration');
    hiddenTables = tables.filter((table) => table !== PUBLIC_REGISTER);
    tenantTables = await tablesWith(
      `EXISTS (${column('tenant')}) AND c.relname <> 'outbox' AND c.relname <> ALL ('{${sealing}}')`,
    );
    for (const home of ['520000', '430000']) {
      await network.agreement([home, '440000']);
      await network.hrOffice('440607', home);
    }
    cengong = await aDaysWork('522626');
    libo = await aDaysWork('522722');
    hunan = await aDaysWork('431225');
    office = await network.person('HR_OFFICER', '440607');
    admin = await network.person('ADMIN', null);
    await office.data(POST_JOB, { input: job((await network.enterprise('440607')).id) });
    // Folded once and no more, and then changed to and fro: there is something of everything.
    await service.sql(`INSERT INTO timer (name, due_at) VALUES ('fold_figures', 'infinity')
                       ON CONFLICT (name) DO UPDATE SET due_at = 'infinity'`);
    await service.sql('SELECT fold_figures(1000), fold_contacts(1000)');
    for (const at of ['now()', 'NULL']) await service.sql(`UPDATE enterprise_visit SET voided_at = ${at}`);
  });
  afterAll(async () => {
    await session.end();
    await service.stop();
  });

  /** What everybody reads and its own home region writes. */
  const directory = `c.relname IN ('station', 'hr_office', 'cooperation_agreement', 'cooperation_agreement_party')`;

  const column = (name: string) =>
    `SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = '${name}'`;

  async function tablesWith(condition: string): Promise<string[]> {
    const rows = await service.sql<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND ${condition}
        ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  /** A station of this home region with an account and a row of everything that a province owns. */
  async function aDaysWork(home: string): Promise<Person> {
    const station = await network.station('WORKSTATION', home, '440607');
    const staff = await network.person('STATION_STAFF', home, station);
    await network.password(staff);
    const { id: enterpriseId } = await network.enterprise('440607');
    await network.worker(home, '王五', '13800001111');
    await network.personalDataRequest(home, staff.actor.id);
    await service.sql(
      `INSERT INTO key_enterprise (tenant, enterprise_id, marked, changed_at)
       SELECT $1, id, true, now() FROM enterprise ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING`,
      [home.slice(0, 2)],
    );
    const { logVisit } = await staff.data(LOG_VISIT, {
      input: {
        idempotencyKey: crypto.randomUUID(),
        stationId: station.id,
        enterpriseId,
        visitedOn: businessDate(new Date()),
        way: 'PHONE',
        participants: ['杨光'],
        contact: { name: '陈六', phone: '13900002222' },
        followUps: [{ dueOn: '2999-12-31', note: '回访' }],
      },
    });
    await staff.data(CORRECT_VISIT, {
      input: { id: logVisit.visit.id, expectedVersion: 1, reason: '漏填', findings: '订单饱满' },
    });
    await staff.data(POST_JOB, { input: { ...job(enterpriseId), stationId: station.id } });
    await staff.data(OPEN_TICKET, {
      input: matter(home),
    });
    return staff;
  }

  /** Runs in a transaction of the service's role that carries these settings; nothing of it stays. */
  async function under<T>(settings: string, work: () => Promise<T>): Promise<T> {
    await session.query(`BEGIN; ${settings}`);
    try {
      return await work();
    } finally {
      await session.query('ROLLBACK');
    }
  }

  /** The settings of this person at work in a whole region. */
  const scope = ({ actor }: Person, region = actor.scope?.regionCode) =>
    actorSettings({ id: actor.id, scope: region ? regionScope(actor.scope?.side ?? 'home', region) : null });

  /** For each table the distinct values of an expression among the rows that are seen, in order. */
  async function seen(
    among: string[],
    expression: string,
    client = session,
  ): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {};
    for (const table of among) {
      const { rows } = await client.query(`SELECT DISTINCT ${expression} AS value FROM ${table} ORDER BY 1`);
      found[table] = rows.map(({ value }) => value);
    }
    return found;
  }

  const each = <Value>(of: string[], value: Value) => Object.fromEntries(of.map((table) => [table, value]));

  /** Tries a statement. @returns the SQLSTATE it fails with */
  const attempt = (text: string, settings = '', values: unknown[] = []) =>
    under(settings, () =>
      session.query(text, values).then(
        () => 'done',
        (error: pg.DatabaseError) => error.code,
      ),
    );

  it('is enabled and forced on every table, with a policy', async () => {
    const rows = await service.sql(
      `SELECT c.relname AS table, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
              EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS "hasPolicy"
         FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'schema_migration'
        ORDER BY 1`,
    );
    expect(rows.length).toBeGreaterThan(10);
    expect(rows).toEqual(tables.map((table) => ({ table, enabled: true, forced: true, hasPolicy: true })));
  });

  it('is not passed by: there is no view, no foreign table, and of functions with the owner’s rights those named', async () => {
    expect(
      await service.sql(
        `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')
         UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
         ORDER BY 1`,
      ),
    ).toEqual(ownersFunctions.map((relname) => ({ relname })));
  });

  it('binds what those functions do to the province, and is theirs to call alone who are signed in', async () => {
    const rows = await service.sql(
      `SELECT proname, has_function_privilege('public', oid, 'EXECUTE') AS everybody,
              proconfig @> ARRAY['search_path=public, pg_temp'] AS path
         FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`,
    );
    for (const row of rows) expect(row).toMatchObject({ everybody: false, path: true });
    const [ticket] = await service.sql<{ id: string }>(
      `SELECT id FROM service_ticket WHERE tenant = '52' AND home_region_code = '522626' LIMIT 1`,
    );
    const hides = async (settings: string) => {
      await under(settings, async () => {
        await session.query('SELECT hide_caller($1), follow_tickets(ARRAY[$1::uuid])', [ticket?.id]);
        await session.query('COMMIT');
      });
      const [{ confidential } = { confidential: null }] = await service.sql<{ confidential: boolean | null }>(
        'SELECT confidential FROM ticket_caller WHERE ticket_id = $1',
        [ticket?.id],
      );
      return confidential;
    };
    expect(await hides(scope(hunan, '430000'))).toBe(false);
    expect(await hides(scope(libo))).toBe(false);
    expect(await hides(scope(office))).toBe(false);
    const colleagues = (settings: string) =>
      under(settings, async () => {
        const { rowCount } = await session.query('SELECT FROM colleague($1)', [cengong.actor.username]);
        return rowCount;
      });
    expect(await colleagues(scope(libo))).toBe(1);
    expect(await colleagues(scope(hunan, '430000'))).toBe(0);
    expect(await colleagues(scope(office))).toBe(0);
  });

  it('finds rows of two provinces in every table a province owns', async () => {
    expect(tenantTables.length).toBeGreaterThan(8);
    for (const table of tenantTables) {
      const rows = await service.sql<{ tenant: string }>(`SELECT DISTINCT tenant FROM ${table}`);
      expect([table, ...rows.map(({ tenant }) => tenant)]).toEqual(
        expect.arrayContaining([table, '52', '43']),
      );
    }
  });

  it('lets everybody at work announce, and nobody read an announcement or give it a position', async () => {
    const announce = (columns = '', values = '') =>
      `INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id${columns})
       VALUES ('52', 'Station', gen_random_uuid(), 'openStation', '{}', now(), 'r'${values})`;
    expect(await attempt(announce())).toBe(REFUSED);
    expect(await attempt(announce(), scope(hunan))).toBe('done');
    expect(await attempt(announce(', position', ', 1'), scope(hunan))).toBe(REFUSED);
    expect(await service.sql('SELECT FROM outbox')).not.toEqual([]);
    for (const person of [cengong, hunan, office, admin]) {
      expect(
        await under(scope(person), () => seen(['outbox', 'outbox_mark', 'timer'], 'count(*)::int')),
      ).toEqual({ outbox: [0], outbox_mark: [0], timer: [0] });
    }
  });

  it('shows of the sealing of the audit the places of one’s own province alone, and lets nobody write any', async () => {
    for (const tenant of ['43', '44', '52']) {
      await service.sql(
        `INSERT INTO audit_seal VALUES ($1, 1000000, gen_random_uuid(), '\\x00', '\\x00', now())`,
        [tenant],
      );
      await service.sql(`INSERT INTO audit_unsealed VALUES ($1, gen_random_uuid())`, [tenant]);
      await service.sql(`INSERT INTO audit_checkpoint VALUES ($1, 0, '\\x00', now(), 'none', '\\x00')`, [
        tenant,
      ]);
    }
    for (const [settings, own] of [
      [scope(cengong, '520000'), ['52']],
      [scope(hunan, '430000'), ['43']],
      [scope(office), ['44']],
      [scope(admin), []],
    ] as const) {
      expect(await under(settings, () => seen(sealing, 'tenant'))).toEqual({
        ...each(sealing, []),
        audit_seal: own,
      });
      for (const table of sealing) {
        expect([table, await attempt(`INSERT INTO ${table} DEFAULT VALUES`, settings)]).toEqual([
          table,
          REFUSED,
        ]);
        expect([table, await attempt(`DELETE FROM ${table}`, settings)]).toEqual([table, REFUSED]);
        expect([table, await attempt(`UPDATE ${table} SET tenant = tenant`, settings)]).toEqual([
          table,
          REFUSED,
        ]);
      }
    }
  });

  describe('shows no row of any table but the public register', () => {
    const nothing = () => each(hiddenTables, [0]);

    it('to a session that has set nothing', async () => {
      expect(await under('', () => seen(hiddenTables, 'count(*)::int'))).toEqual(nothing());
    });

    it('to a session whose settings ended with their transaction', async () => {
      const fresh = new pg.Client({ connectionString: service.database.serviceUrl });
      await fresh.connect();
      try {
        await fresh.query(`BEGIN; ${scope(cengong, '520000')}`);
        expect(await seen(['enterprise_visit'], 'tenant', fresh)).toEqual({ enterprise_visit: ['52'] });
        await fresh.query('COMMIT');
        const { rows } = await fresh.query(`SELECT current_setting('app.home_from', true) AS "homeFrom"`);
        expect(rows).toEqual([{ homeFrom: '' }]);
        expect(await seen(hiddenTables, 'count(*)::int', fresh)).toEqual(nothing());
      } finally {
        await fresh.end();
      }
    });

    it('to settings that are empty', async () => {
      const empty = ['actor', 'home_from', 'home_to', 'host_from', 'host_to', 'sign_in']
        .map((name) => `SET LOCAL app.${name} = ''`)
        .join('; ');
      expect(await under(empty, () => seen(hiddenTables, 'count(*)::int'))).toEqual(nothing());
    });

    it('to the owner of the tables', async () => {
      const owner = new pg.Client({ connectionString: service.database.ownerUrl });
      await owner.connect();
      try {
        expect(await seen(hiddenTables, 'count(*)::int', owner)).toEqual(nothing());
      } finally {
        await owner.end();
      }
    });

    it('and of the public register what everybody may read, and change nothing', async () => {
      expect(await under('', () => seen([PUBLIC_REGISTER], 'count(*) > 0'))).toEqual({ enterprise: [true] });
      expect(await attempt(`INSERT INTO enterprise SELECT * FROM enterprise`)).toBe(REFUSED);
      const changed = await under('', () => session.query("UPDATE enterprise SET name = 'x'"));
      expect(changed.rowCount).toBe(0);
    });

    it('but the account to whoever signs in with it', async () => {
      const { username } = cengong.actor;
      expect(await under(signInSettings(username), () => seen(hiddenTables, 'count(*)::int'))).toEqual({
        ...nothing(),
        account: [1],
        account_credential: [1],
      });
      expect(await under(signInSettings(username), () => seen(['account'], 'username'))).toEqual({
        account: [username],
      });
    });
  });

  describe('shows', () => {
    it('Guizhou what is Guizhou’s and nothing else', async () => {
      const found = await under(scope(cengong, '520000'), () => seen(tenantTables, 'tenant'));
      expect(found).toEqual(each(tenantTables, ['52']));
    });

    it('Hunan what is Hunan’s and nothing else', async () => {
      const found = await under(scope(hunan, '430000'), () => seen(tenantTables, 'tenant'));
      expect(found).toEqual(each(tenantTables, ['43']));
    });

    it('a branch its subtree and nothing else', async () => {
      const ofRegions = await tablesWith(`EXISTS (${column('home_region_code')}) AND NOT ${directory}`);
      const elsewhere = await under(scope(libo, '522700'), () => seen(ofRegions, 'home_region_code'));
      expect(elsewhere).toEqual(each(ofRegions, ['522722']));
      const found = await under(scope(cengong, '522600'), () => seen(ofRegions, 'home_region_code'));
      expect(found).toEqual(each(ofRegions, ['522626']));
    });

    it('each side its own drafts', async () => {
      const drafts = (settings: string) =>
        under(settings, () =>
          seen(['job_posting'], 'coalesce(author_home_region_code, author_host_region_code)'),
        );
      expect(await drafts(scope(cengong, '520000'))).toEqual({ job_posting: ['522626', '522722'] });
      expect(await drafts(scope(hunan))).toEqual({ job_posting: ['431225'] });
      expect(await drafts(scope(office))).toEqual({ job_posting: ['440607'] });
      expect(await drafts(scope(admin))).toEqual({ job_posting: [] });
    });

    it('an office its own rows and none of the network whose stations it hosts', async () => {
      const found = await under(scope(office), () => seen(tenantTables, 'tenant'));
      expect(found).toEqual({
        ...each(tenantTables, []),
        account: ['44'],
        audit_entry: ['44'],
        idempotency_key: ['44'],
      });
    });

    it('an administrator no row of a province but its accounts', async () => {
      const found = await under(scope(admin), () => seen(tenantTables, 'tenant'));
      expect(found).toEqual({ ...each(tenantTables, []), account: ['00', '43', '44', '52'] });
    });

    it('nobody but its owner a password, be it of one’s own region', async () => {
      const passwords = (settings: string) => under(settings, () => seen(['account_credential'], 'username'));
      expect(await passwords(scope(libo, '520000'))).toEqual({ account_credential: [libo.actor.username] });
      expect(await passwords(`${scope(libo, '520000')}; ${targetSettings(cengong.actor.id)}`)).toEqual({
        account_credential: [libo.actor.username],
      });
      expect(await passwords(scope(admin))).toEqual({ account_credential: [] });
    });

    it('a bearer the session and the account of its token, and nothing else', async () => {
      const bearer = bearerSettings({ sessionId: cengong.session.uuid, accountId: cengong.actor.id });
      expect(await under(bearer, () => seen(hiddenTables, 'count(*)::int'))).toEqual({
        ...each(hiddenTables, [0]),
        account: [1],
        session: [1],
      });
    });

    it('nobody but its actor an idempotency key', async () => {
      const found = await under(scope(libo, '520000'), () => seen(['idempotency_key'], 'actor_id'));
      expect(found).toEqual({ idempotency_key: [libo.actor.id] });
    });
  });

  describe('refuses', () => {
    async function oneOf(table: string, condition: string): Promise<Record<string, unknown>> {
      const [row] = await service.sql<{ row: Record<string, unknown> }>(
        `SELECT to_json(r) AS row FROM ${table} r WHERE ${condition} LIMIT 1`,
      );
      if (!row) throw new Error(`Expected a row of ${table} where ${condition}`);
      return row.row;
    }

    const insert = (settings: string, table: string, row: object) =>
      attempt(`INSERT INTO ${table} SELECT * FROM json_populate_record(NULL::${table}, $1::json)`, settings, [
        JSON.stringify(row),
      ]);

    it('a row of another province', async () => {
      for (const table of tenantTables) {
        const row = await oneOf(table, `tenant = '52'`);
        expect([table, await insert(scope(hunan, '430000'), table, row)]).toEqual([table, REFUSED]);
      }
    });

    it('no row of its own province, which only meets the row that is there already', async () => {
      const outcomes: Record<string, string | undefined> = {};
      const withActor = await tablesWith(`EXISTS (${column('actor_id')})`);
      for (const table of tenantTables) {
        const own = withActor.includes(table) ? `actor_id = '${cengong.actor.id}'` : `tenant = '52'`;
        outcomes[table] = await insert(scope(cengong, '520000'), table, await oneOf(table, own));
      }
      expect(outcomes).toEqual({
        ...each(tenantTables, '23505'),
        ...each(['worker', 'contact_change', 'contact_set', 'figure', 'figure_cell'], REFUSED),
      });
    });

    it('a row of another branch', async () => {
      for (const table of await tablesWith(`EXISTS (${column('home_region_code')}) AND NOT ${directory}`)) {
        const row = await oneOf(table, `home_region_code = '522626'`);
        expect([table, await insert(scope(libo, '522700'), table, row)]).toEqual([table, REFUSED]);
      }
    });

    it('what another province, or another branch, keeps for all to read', async () => {
      for (const table of await tablesWith(directory)) {
        const row = await oneOf(table, `home_region_code IN ('520000', '522626')`);
        for (const somebody of [scope(hunan, '430000'), scope(libo, '522700'), scope(office)]) {
          expect([table, await insert(somebody, table, row)]).toEqual([table, REFUSED]);
        }
        expect([table, await insert(scope(cengong, '520000'), table, row)]).toEqual([table, '23505']);
        expect([table, await insert(scope(admin), table, row)]).toEqual([table, '23505']);
      }
    });

    it('a posting in another’s name', async () => {
      const ofStation = await oneOf('job_posting', `author_home_region_code = '522626'`);
      const ofOffice = await oneOf('job_posting', `author_host_region_code = '440607'`);
      expect(await insert(scope(hunan, '430000'), 'job_posting', ofStation)).toBe(REFUSED);
      expect(await insert(scope(office), 'job_posting', ofStation)).toBe(REFUSED);
      expect(await insert(scope(hunan, '430000'), 'job_posting', ofOffice)).toBe(REFUSED);
    });

    it.each(['audit_entry', 'idempotency_key'])('one’s own %s in another province’s books', async (table) => {
      const row = await oneOf(table, `tenant = '52'`);
      const forged = { ...row, id: crypto.randomUUID(), key: crypto.randomUUID(), actor_id: hunan.actor.id };
      expect(await insert(scope(hunan, '430000'), table, forged)).toBe(REFUSED);
    });

    it('a change of any row of another province', async () => {
      const updatable = await service.sql<{ table: string; column: string }>(
        `SELECT table_name AS table, min(column_name) AS column
           FROM information_schema.column_privileges
          WHERE table_schema = 'public' AND privilege_type = 'UPDATE' AND grantee = 'labor_service'
          GROUP BY 1`,
      );
      expect(updatable.length).toBeGreaterThan(3);
      const ofRegions = await tablesWith(`EXISTS (${column('home_region_code')})`);
      // What is counted of attempts to sign in is nobody's; enterprise identity may be mended by any manager.
      const owned = ({ table }: { table: string }) =>
        !table.startsWith('sign_in_') && !sharedTables.includes(table);
      for (const { table, column } of updatable.filter(owned)) {
        const owner = tenantTables.includes(table)
          ? 'tenant'
          : `left(${ofRegions.includes(table) ? '' : 'author_'}home_region_code, 2)`;
        const changed = await under(scope(hunan, '430000'), async () => {
          const { rows } = await session.query(
            `UPDATE ${table} SET ${column} = ${column} RETURNING ${owner} AS owner`,
          );
          return [...new Set(rows.map((row) => row.owner))];
        });
        expect({ [table]: changed }).toEqual({ [table]: ['43'] });
      }
    });

    it('who called to be put right by anybody who does not know it, whatever the statement says', async () => {
      await cengong.data(OPEN_TICKET, { input: { ...matter('522626'), confidential: true } });
      const rows = await service.sql<{ confidential: boolean }>(
        `SELECT confidential FROM ticket_caller WHERE tenant = '52'`,
      );
      const open = rows.filter(({ confidential }) => !confidential).length;
      expect(rows.length).toBe(open + 1);
      const putRight = async (settings: string) =>
        under(
          settings,
          async () => (await session.query('UPDATE ticket_caller SET name_sealed = NULL')).rowCount,
        );
      expect(await putRight(scope(cengong, '520000'))).toBe(rows.length);
      expect(await putRight(scope(libo, '520000'))).toBe(open);
      expect(await putRight(scope(office))).toBe(0);
      expect(await putRight(scope(admin))).toBe(0);
    });

    it('to set the password of an account of another province, even when it is named', async () => {
      const set = async (who: Person, named: Person | null) =>
        under(
          `${scope(who, `${who.actor.scope?.tenant}0000`)}; ${named ? targetSettings(named.actor.id) : ''}`,
          async () => {
            const { rowCount } = await session.query(
              `UPDATE account_credential SET password_hash = 'another'`,
            );
            return rowCount;
          },
        );
      expect(await set(hunan, cengong)).toBe(0);
      expect(await set(hunan, null)).toBe(1);
      expect(await set(cengong, libo)).toBe(1);
    });

    it('an office a change of enterprises elsewhere, and a county the list of key enterprises', async () => {
      await network.enterprise('440306');
      const changed = await under(scope(office), async () => {
        const { rows } = await session.query("UPDATE enterprise SET name = '某厂' RETURNING region_code");
        return [...new Set(rows.map(({ region_code }) => region_code))];
      });
      expect(changed).toEqual(['440607']);
      const moved = under(scope(office), () => session.query("UPDATE enterprise SET region_code = '440306'"));
      await expect(moved).rejects.toMatchObject({ code: REFUSED });
      const unmarked = await under(scope(cengong), () =>
        session.query('UPDATE key_enterprise SET marked = FALSE'),
      );
      expect(unmarked.rowCount).toBe(0);
    });

    it('to hand a ticket to another province', async () => {
      const handedOver = under(scope(hunan, '430000'), () =>
        session.query(`UPDATE service_ticket SET handler_region_code = '522626'`),
      );
      await expect(handedOver).rejects.toMatchObject({ code: '23514' });
    });
  });

  describe('holds the service’s role, which', () => {
    it('is no superuser, bypasses nothing and owns nothing', async () => {
      const { rows } = await session.query(
        `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                EXISTS (SELECT FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
                         WHERE c.relnamespace = 'public'::regnamespace
                           AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns
           FROM pg_roles WHERE rolname = current_user`,
      );
      expect(rows).toEqual([
        { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: false },
      ]);
    });

    it.each([
      ['become the owner', 'SET ROLE labor_owner'],
      ['create a table', 'CREATE TABLE hidden (id int)'],
      ['create a function', 'CREATE FUNCTION hidden() RETURNS int LANGUAGE sql RETURN 1'],
      ['change an audit entry', `UPDATE audit_entry SET operation = 'nothing'`],
      ['make a migration undone', 'DELETE FROM schema_migration'],
      ['give a visit to another station', `UPDATE enterprise_visit SET station_id = station_id`],
      ['change what a visit was before', `UPDATE visit_revision SET reason = ''`],
      ['change what an account signs in with', `UPDATE account SET username = ''`],
      ['give an account to another issuer', `UPDATE account SET issuer = ''`],
      ['give a password to another name', `UPDATE account_credential SET username = ''`],
      ['give a session to somebody else', 'UPDATE session SET account_id = NULL'],
      ['change a ticket’s number', `UPDATE service_ticket SET number = ''`],
      ['bring a hidden caller to light', 'UPDATE ticket_caller SET confidential = FALSE'],
      ['say who opened or handles a hidden ticket', 'UPDATE ticket_caller SET opened_by = NULL'],
      ['let anybody see a hidden caller', `UPDATE ticket_caller SET grants = '{}'`],
      ['put off an erasure', 'UPDATE ticket_caller SET erasure_due = FALSE'],
      ['give a caller to another region', 'UPDATE ticket_caller SET handler_region_code = NULL'],
      ['change what a ticket’s history says', `UPDATE ticket_event SET note = ''`],
    ])('cannot %s', async (_, text) => {
      expect(await attempt(text)).toBe(REFUSED);
    });

    it.each([
      ['delete from', (table: string) => `DELETE FROM ${table}`],
      ['empty', (table: string) => `TRUNCATE ${table}`],
      ['drop', (table: string) => `DROP TABLE ${table}`],
      ['take the security off', (table: string) => `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`],
      ['write a policy for', (table: string) => `CREATE POLICY open ON ${table} USING (TRUE)`],
      ['look past the policies of', (table: string) => `SET LOCAL row_security = off; SELECT FROM ${table}`],
    ])('cannot %s any table', async (_, statement) => {
      const outcomes: Record<string, string | undefined> = {};
      const text = statement('');
      for (const table of tables) outcomes[table] = await attempt(statement(table));
      // Failures to sign in are forgotten after a while.
      const forgotten = text.startsWith('DELETE') ? { sign_in_failure: 'done' } : {};
      expect(outcomes).toEqual({ ...each(tables, REFUSED), ...forgotten });
    });
  });
});

const LOG_VISIT = 'mutation ($input: LogVisitInput!) { logVisit(input: $input) { visit { id } } }';
const CORRECT_VISIT =
  'mutation ($input: CorrectVisitInput!) { correctVisit(input: $input) { visit { id } } }';
const POST_JOB = 'mutation ($input: PostJobInput!) { postJob(input: $input) { jobPosting { id } } }';
const OPEN_TICKET = 'mutation ($input: OpenTicketInput!) { openTicket(input: $input) { ticket { id } } }';

const matter = (homeRegionCode: string) => ({
  idempotencyKey: crypto.randomUUID(),
  channel: 'WALK_IN',
  category: 'OTHER',
  summary: '咨询',
  homeRegionCode,
  callerName: '王五',
});

const job = (enterpriseId: string) => ({
  idempotencyKey: crypto.randomUUID(),
  enterpriseId,
  title: '普工',
  openings: 5,
  payUnit: 'MONTH',
  regionCode: '440607',
  validThrough: '2999-12-31',
});
