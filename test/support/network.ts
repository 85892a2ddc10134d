import { v7 as uuidv7 } from 'uuid';
import { summed } from '../../src/modules/dashboards/dashboard.sources.ts';
import { creditCodeWithCheck } from '../../src/modules/enterprises/index.ts';
import { createTokens, hashPassword } from '../../src/modules/identity/index.ts';
import type { Actor, Role } from '../../src/shared/actor.ts';
import { encodeNodeId, type NodeType } from '../../src/shared/node-id.ts';
import { regionScope } from '../../src/shared/region-scope.ts';
import { Client } from './client.ts';
import { keepPersonal } from './evidence.ts';
import type { TestService } from './service.ts';

/** A station, an enterprise or an account of a test's own network. */
export interface Seeded {
  uuid: string;
  /** The id clients use. */
  id: string;
}

/** The service a network is built for, and its database. */
export type NetworkHost = Pick<TestService, 'url' | 'sql' | 'personalData' | 'tokenSecret'>;

const SUMS = Object.values(summed).join(', ');

/** Builds networks in the database of a test service: each test takes the regions it needs and nobody else's. */
export class Network {
  readonly #service: NetworkHost;
  #serial = 0;

  constructor(service: NetworkHost) {
    this.#service = service;
  }

  async station(
    tier: 'HEADQUARTERS' | 'BRANCH' | 'WORKSTATION',
    home: string,
    host: string,
    more: { parent?: Seeded; openedOn?: string; closedOn?: string } = {},
  ): Promise<Seeded> {
    const uuid = uuidv7();
    await this.#service.sql(
      `INSERT INTO station (id, name, tier, home_region_code, host_region_code, parent_id, opened_on, closed_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        uuid,
        `${home} in ${host}`,
        tier,
        home,
        host,
        more.parent?.uuid ?? null,
        more.openedOn ?? '2020-01-01',
        more.closedOn ?? null,
      ],
    );
    return seeded('Station', null, uuid);
  }

  /** A province that was at work before it was opened. */
  async province(region: string): Promise<Seeded> {
    const uuid = uuidv7();
    await this.#service.sql('INSERT INTO province (id, region_code, opened_at) VALUES ($1, $2, now())', [
      uuid,
      region,
    ]);
    return seeded('Province', null, uuid);
  }

  async enterprise(
    region: string,
    name = `enterprise ${++this.#serial}`,
  ): Promise<Seeded & { creditCode: string }> {
    const uuid = uuidv7();
    const creditCode = creditCodeWithCheck(`91${region}MA${String(++this.#serial).padStart(7, '0')}`);
    await this.#service.sql(
      'INSERT INTO enterprise (id, credit_code, name, region_code, created_at) VALUES ($1, $2, $3, $4, now())',
      [uuid, creditCode, name, region],
    );
    return { ...seeded('Enterprise', null, uuid), creditCode };
  }

  /** Parties with six digits, the home region first, which keeps it; in force from 2020 on. */
  async agreement([home, ...hosts]: string[], expiresOn: string | null = null): Promise<Seeded> {
    const uuid = uuidv7();
    await this.#service.sql(
      `INSERT INTO cooperation_agreement (id, kind, level, home_region_code, signed_on, expires_on)
       VALUES ($1, 'ONE_TO_ONE', 'PROVINCE', $2, '2020-01-01', $3)`,
      [uuid, home, expiresOn],
    );
    await this.#service.sql(
      `INSERT INTO cooperation_agreement_party (agreement_id, region_code, side, home_region_code)
       SELECT $1::uuid, $2::text, 'HOME', $2 UNION ALL SELECT $1, unnest($3::text[]), 'HOST', $2`,
      [uuid, home, hosts],
    );
    return seeded('CooperationAgreement', null, uuid);
  }

  /** An office of this host region, kept by a home region. */
  async hrOffice(host: string, home: string, name = `office ${++this.#serial}`): Promise<Seeded> {
    const uuid = uuidv7();
    await this.#service.sql(
      'INSERT INTO hr_office (id, name, home_region_code, host_region_code) VALUES ($1, $2, $3, $4)',
      [uuid, name, home, host],
    );
    return seeded('HrOffice', null, uuid);
  }

  async worker(home: string, name: string, phone: string): Promise<Seeded> {
    keepPersonal('name', name);
    keepPersonal('phone', phone);
    const { personalData } = this.#service;
    const id = uuidv7();
    const tenant = home.slice(0, 2);
    const place = (column: 'name' | 'phone') => ({ table: 'worker', column, tenant, id }) as const;
    await this.#service.sql(
      `INSERT INTO worker (tenant, id, home_region_code, name_sealed, phone_sealed, phone_hash, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, now())`,
      [
        tenant,
        id,
        home,
        personalData.seal(place('name'), name),
        personalData.seal(place('phone'), phone),
        personalData.lookupHash('phone', phone),
      ],
    );
    return seeded('Worker', tenant, id);
  }

  /** A request that was entered for somebody whose number nobody has. */
  async personalDataRequest(home: string, actorId = uuidv7()): Promise<Seeded> {
    const id = uuidv7();
    const tenant = home.slice(0, 2);
    await this.#service.sql(
      `INSERT INTO personal_data_request (tenant, id, home_region_code, kind, phone_hash, reason, actor_id, actor_username,
                                          requested_at)
       VALUES ($1, $2, $3, 'EXPORT', '', '本人持证申请', $4, 'somebody', now())`,
      [tenant, id, home, actorId],
    );
    return seeded('PersonalDataRequest', tenant, id);
  }

  /** Something that somebody of this home region once did. */
  async auditEntry(home: string): Promise<Seeded> {
    const id = uuidv7();
    const tenant = home.slice(0, 2);
    await this.#service.sql(
      `INSERT INTO audit_entry (tenant, id, at, actor_id, actor_username, actor_role, operation, record_type, record_id,
                                home_region_code, request_id, address)
       VALUES ($1, $2, now(), $3, 'somebody', 'MANAGER', 'seeded', 'ServiceTicket', $3, $4, 'seeded', '10.1.2.3')`,
      [tenant, id, uuidv7(), home],
    );
    return seeded('AuditEntry', tenant, id);
  }

  /** Somebody at an enterprise whom an office of this host region knows. */
  async officeContact(enterprise: Seeded, host: string, name: string, phone: string): Promise<Seeded> {
    keepPersonal('name', name);
    keepPersonal('phone', phone);
    const id = uuidv7();
    const tenant = host.slice(0, 2);
    const { personalData } = this.#service;
    const place = (column: 'name' | 'phone') =>
      ({ table: 'enterprise_contact', column, tenant, id }) as const;
    await this.#service.sql(
      `INSERT INTO enterprise_contact (tenant, id, enterprise_id, host_region_code, name_sealed, phone_sealed, phone_hash,
                                       created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
      [
        tenant,
        id,
        enterprise.uuid,
        host,
        personalData.seal(place('name'), name),
        personalData.seal(place('phone'), phone),
        personalData.lookupHash('phone', phone),
      ],
    );
    return seeded('EnterpriseContact', tenant, id);
  }

  /**
   * What the tables hold, as one fingerprint for each: equal ones say that nothing was written, changed or removed, but
   * for attempts to sign in, which are counted whatever comes of them, for what was refused, which is audited, and for the service's own work on what was
   * announced.
   */
  async contents(): Promise<Record<string, string>> {
    const tables = await this.#service.sql<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('sign_in_failure', 'outbox_mark', 'timer', 'figure', 'contact_change', 'contact_set',
                              'enterprise_ordinal')
          AND tablename !~ '^audit_(unsealed|chain|seal|head)$' ORDER BY tablename`,
    );
    // Positions and folding come by themselves, sooner or later; what they are about does not change.
    const lasting: Record<string, string> = {
      outbox: '(SELECT id, record_id FROM outbox)',
      // A refusal is what was not done.
      audit_entry: `(SELECT * FROM audit_entry WHERE (changes @> '[{"type": "Refusal"}]') IS NOT TRUE)`,
      figure_cell: `(SELECT tenant, day, ${SUMS.replace(/\w+/g, 'sum($&)')}
                       FROM (SELECT tenant, day, ${SUMS} FROM figure_cell UNION ALL
                             SELECT tenant, day, ${SUMS} FROM figure
                              WHERE region = tenant || '0000' AND grain = 'DAY' AND dimension = 'total') n GROUP BY 1, 2)`,
    };
    const from = (name: string) => lasting[name] ?? name;
    const fingerprints = tables.map(
      ({
        name,
      }) => `SELECT '${name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(r::text, '' ORDER BY r::text)), '') AS print
                       FROM ${from(name)} r`,
    );
    const rows = await this.#service.sql<{ name: string; print: string }>(fingerprints.join(' UNION ALL '));
    return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
  }

  /** An account, signed in. HR officers take a host region, administrators none. */
  async person(role: Role, region: string | null, station?: Seeded): Promise<Person> {
    const uuid = uuidv7();
    const username = `person.${uuid.slice(-12)}`;
    const side = role === 'HR_OFFICER' ? 'host' : 'home';
    const regions = [side === 'home' ? region : null, side === 'host' ? region : null];
    await this.#service.sql(
      `INSERT INTO account (id, tenant, username, name, role, home_region_code, host_region_code, station_id, created_at)
       VALUES ($1, $2, $3, $3, $4, $5, $6, $7, now())`,
      [uuid, region?.slice(0, 2) ?? '00', username, role, ...regions, station?.uuid ?? null],
    );
    const session = seeded('Session', null, uuidv7());
    await this.#service.sql(
      `INSERT INTO session (id, account_id, home_region_code, host_region_code, password_due, seed_hash,
                            created_at, refreshed_at, expires_at)
       VALUES ($1, $2, $3, $4, FALSE, '', now(), now(), now() + interval '30 days')`,
      [session.uuid, uuid, ...regions],
    );
    const actor: Actor = {
      id: uuid,
      username,
      role,
      scope: region ? regionScope(side, region) : null,
      stationId: station?.uuid ?? null,
    };
    // A token that outlasts whatever instant a test takes for now.
    const tokens = createTokens(this.#service.tokenSecret, () => new Date('2999-01-01'));
    const { accessToken } = await tokens.issue({ accountId: uuid, sessionId: session.uuid });
    keepPersonal('token', accessToken);
    return new Person(this.#service.url, accessToken, actor, session);
  }

  /** Gives somebody a password to sign in with. */
  async password({ actor }: Person, password = 'correct horse battery staple') {
    keepPersonal('password', password);
    await this.#service.sql(
      `INSERT INTO account_credential (account_id, username, home_region_code, host_region_code, password_hash, changed_at)
       SELECT id, username, home_region_code, host_region_code, $2, now() FROM account WHERE id = $1
       ON CONFLICT (account_id) DO UPDATE SET password_hash = excluded.password_hash`,
      [actor.id, await hashPassword(password)],
    );
    return { username: actor.username, password };
  }
}

const seeded = (type: NodeType, tenant: string | null, uuid: string): Seeded => ({
  uuid,
  id: encodeNodeId(type, tenant, uuid),
});

/** Somebody with an account, at work. */
export class Person extends Client {
  constructor(
    url: string,
    token: string,
    readonly actor: Actor,
    /** The session the token is of. */
    readonly session: Seeded,
  ) {
    super(url, token);
  }

  /** The nodes of a whole list in order, read in pages of `first`. The query takes $first and $after. */
  async walk<Node>(
    query: string,
    first: number,
    variables: Record<string, unknown>,
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
    listIn: (data: any) => {
      edges: { node: Node }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    },
  ): Promise<Node[]> {
    const nodes: Node[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo } = listIn(await this.data(query, { ...variables, first, after }));
      nodes.push(...edges.map(({ node }) => node));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    return nodes;
  }
}
