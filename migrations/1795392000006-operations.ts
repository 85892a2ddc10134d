import { ForwardOnly } from './forward-only.ts';
import { ACTOR, grant, inHomeScope, inHostScope, protect, TENANT, WITHOUT_SCOPE } from './policy.ts';

/** What the runner of changes writes beside each change: the audit entry and the remembered idempotency key. */
export class Operations1795392000006 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE audit_entry (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       at timestamptz NOT NULL,
       actor_id uuid NOT NULL,
       actor_username text COLLATE "C" NOT NULL,
       actor_role text NOT NULL,
       operation text NOT NULL,
       record_type text NOT NULL,
       record_id uuid NOT NULL,
       home_region_code text COLLATE "C",
       host_region_code text COLLATE "C",
       request_id text NOT NULL,
       CONSTRAINT audit_entry_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT audit_entry_tenant_check CHECK (
         tenant = left(coalesce(home_region_code, host_region_code, '00'), 2))
     )`,
    'CREATE INDEX audit_entry_record ON audit_entry (tenant, record_id, id)',
    ...protect('audit_entry', {
      SELECT: `${inHomeScope()} OR ${inHostScope()}`,
      INSERT: `actor_id = ${ACTOR} AND (${inHomeScope()} OR ${inHostScope()} OR (tenant = '00' AND ${WITHOUT_SCOPE}))`,
    }),
    grant('audit_entry', 'SELECT, INSERT'),

    `CREATE TABLE idempotency_key (
       tenant text COLLATE "C" NOT NULL,
       actor_id uuid NOT NULL,
       key text COLLATE "C" NOT NULL,
       operation text NOT NULL,
       input_hash bytea NOT NULL,
       record_id uuid NOT NULL,
       created_at timestamptz NOT NULL,
       CONSTRAINT idempotency_key_pkey PRIMARY KEY (tenant, actor_id, key)
     )`,
    ...protect('idempotency_key', {
      ALL: `actor_id = ${ACTOR} AND tenant = ${TENANT}`,
    }),
    grant('idempotency_key', 'SELECT, INSERT, UPDATE'),

    // Which data key seals what is in this database: a service with another one must not start on it.
    `CREATE TABLE data_key (
       number smallint NOT NULL,
       fingerprint bytea NOT NULL,
       CONSTRAINT data_key_pkey PRIMARY KEY (number)
     )`,
    ...protect('data_key', { SELECT: 'true', INSERT: 'true' }),
    grant('data_key', 'SELECT, INSERT'),
  ];
}
