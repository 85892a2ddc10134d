import { ForwardOnly } from './forward-only.ts';
import { backstage, grant, maintained, protect, TENANT, WITHOUT_SCOPE } from './policy.ts';

const tables = ['audit_unsealed', 'audit_chain', 'audit_seal', 'audit_head', 'audit_checkpoint'];
const refused = `RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = 'insufficient_privilege'`;

/** Refuses every change but the one that retention asks for. */
const appendOnly = (table: string, isPast: string) => [
  `CREATE FUNCTION ${table}_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
   BEGIN
     IF TG_OP = 'DELETE' THEN IF ${isPast} THEN RETURN OLD; END IF; END IF;
     ${refused};
   END $$`,
  `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION ${table}_append_only()`,
  `CREATE TRIGGER ${table}_never_emptied BEFORE TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION ${table}_append_only()`,
];

const belowCheckpoint =
  'EXISTS (SELECT FROM audit_checkpoint c WHERE c.tenant = OLD.tenant AND c.number >= OLD.number)';

/**
 * The audit is sealed: each committed entry gets, soon after, the next place in its tenant's chain of hashes, and now and
 * then the head of the chain is signed. The key for that is not in the database.
 */
export class AuditSeal1795392000024 extends ForwardOnly {
  protected readonly statements = [
    'CREATE INDEX audit_entry_actor ON audit_entry (tenant, actor_username, id)',
    'CREATE INDEX audit_entry_operation ON audit_entry (tenant, operation, id)',
    'CREATE INDEX audit_entry_request ON audit_entry (tenant, request_id, id)',
    // What administrators did stands with the platform, and they may read it.
    `CREATE POLICY audit_entry_platform ON audit_entry FOR SELECT USING (tenant = '00' AND ${WITHOUT_SCOPE})`,

    `CREATE TABLE audit_unsealed (
       tenant text COLLATE "C" NOT NULL,
       entry_id uuid NOT NULL,
       CONSTRAINT audit_unsealed_pkey PRIMARY KEY (tenant, entry_id)
     )`,
    `CREATE TABLE audit_chain (
       tenant text COLLATE "C" NOT NULL,
       number bigint NOT NULL,
       hash bytea,
       signed_number bigint NOT NULL,
       signed_at timestamptz,
       CONSTRAINT audit_chain_pkey PRIMARY KEY (tenant)
     )`,
    `CREATE TABLE audit_seal (
       tenant text COLLATE "C" NOT NULL,
       number bigint NOT NULL,
       entry_id uuid NOT NULL,
       digest bytea NOT NULL,
       hash bytea NOT NULL,
       sealed_at timestamptz NOT NULL,
       CONSTRAINT audit_seal_pkey PRIMARY KEY (tenant, number),
       CONSTRAINT audit_seal_entry_key UNIQUE (tenant, entry_id)
     )`,
    ...['audit_head', 'audit_checkpoint'].map(
      (table) => `CREATE TABLE ${table} (
       tenant text COLLATE "C" NOT NULL,
       number bigint NOT NULL,
       hash bytea NOT NULL,
       at timestamptz NOT NULL,
       key_id text COLLATE "C" NOT NULL,
       signature bytea NOT NULL,
       CONSTRAINT ${table}_pkey PRIMARY KEY (tenant, number)
     )`,
    ),
    ...tables.flatMap((table) => [
      ...protect(table, table === 'audit_seal' ? { SELECT: `tenant = ${TENANT}` } : {}),
      maintained(table),
      grant(table, 'SELECT'),
    ]),

    // What was there before is sealed like what comes.
    "SET LOCAL app.maintenance = 'on'",
    'INSERT INTO audit_unsealed (tenant, entry_id) SELECT tenant, id FROM audit_entry',
    "SET LOCAL app.maintenance = 'off'",
    `CREATE FUNCTION audit_entry_unsealed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = public, pg_temp AS $$
     BEGIN
       INSERT INTO audit_unsealed (tenant, entry_id) SELECT w.tenant, w.id FROM written w;
       RETURN NULL;
     END $$`,
    'REVOKE ALL ON FUNCTION audit_entry_unsealed() FROM PUBLIC',
    'CREATE POLICY audit_unsealed_written ON audit_unsealed FOR INSERT TO CURRENT_USER WITH CHECK (TRUE)',
    // A backup brings its own list of what is not sealed.
    `CREATE TRIGGER audit_entry_unsealed AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS written
       FOR EACH STATEMENT WHEN (current_setting('app.restoring', true) IS DISTINCT FROM 'on')
       EXECUTE FUNCTION audit_entry_unsealed()`,

    ...appendOnly(
      'audit_entry',
      `EXISTS (SELECT FROM audit_seal s JOIN audit_checkpoint c ON c.tenant = s.tenant AND c.number >= s.number
                WHERE s.tenant = OLD.tenant AND s.entry_id = OLD.id)`,
    ),
    ...appendOnly('audit_seal', belowCheckpoint),
    ...appendOnly('audit_head', belowCheckpoint),
    ...appendOnly('audit_checkpoint', 'FALSE'),

    ...backstage(
      'audit_waiting()',
      'TABLE (tenant text)',
      `RETURN QUERY WITH RECURSIVE waiting AS (
         (SELECT u.tenant FROM audit_unsealed u ORDER BY u.tenant LIMIT 1)
         UNION ALL
         SELECT (SELECT u.tenant FROM audit_unsealed u WHERE u.tenant > w.tenant ORDER BY u.tenant LIMIT 1)
           FROM waiting w WHERE w.tenant IS NOT NULL)
       SELECT w.tenant FROM waiting w WHERE w.tenant IS NOT NULL
       UNION SELECT c.tenant FROM audit_chain c WHERE c.signed_number < c.number;`,
    ),
    // One sealer at a time has a chain; another one finds nothing to do meanwhile.
    ...backstage(
      'take_audit_chain(of_tenant text)',
      'SETOF audit_chain',
      `INSERT INTO audit_chain VALUES (of_tenant, 0, NULL, 0, NULL) ON CONFLICT DO NOTHING;
       RETURN QUERY SELECT * FROM audit_chain c WHERE c.tenant = of_tenant FOR UPDATE SKIP LOCKED;`,
    ),
    ...backstage(
      'audit_to_seal(of_tenant text, most integer)',
      'SETOF audit_entry',
      `RETURN QUERY SELECT e.* FROM audit_unsealed u JOIN audit_entry e ON e.tenant = of_tenant AND e.id = u.entry_id
        WHERE u.tenant = of_tenant ORDER BY u.entry_id LIMIT most;`,
    ),
    ...backstage(
      'seal_audit(of_tenant text, before bigint, ids uuid[], digests text[], hashes text[], instant timestamptz)',
      'void',
      `INSERT INTO audit_seal (tenant, number, entry_id, digest, hash, sealed_at)
       SELECT of_tenant, before + s.n, s.id, decode(s.digest, 'hex'), decode(s.hash, 'hex'), instant
         FROM unnest(ids, digests, hashes) WITH ORDINALITY AS s (id, digest, hash, n);
       DELETE FROM audit_unsealed u WHERE u.tenant = of_tenant AND u.entry_id = ANY (ids);
       UPDATE audit_chain c SET number = before + cardinality(ids), hash = decode(hashes[cardinality(hashes)], 'hex')
        WHERE c.tenant = of_tenant;`,
    ),
    ...backstage(
      'sign_audit(of_tenant text, at_number bigint, of_hash bytea, instant timestamptz, key text, by bytea)',
      'void',
      `INSERT INTO audit_head VALUES (of_tenant, at_number, of_hash, instant, key, by);
       UPDATE audit_chain c SET signed_number = at_number, signed_at = instant WHERE c.tenant = of_tenant;`,
    ),
  ];
}
