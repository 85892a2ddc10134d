import { ForwardOnly } from './forward-only.ts';
import { grant, inHomeScope, inHostScope, protect, SIGNED_IN } from './policy.ts';

/** Enterprise identity, which all provinces share, and what each tenant knows of an enterprise: contacts and visits. */
export class Enterprises1795392000003 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE enterprise (
       id uuid NOT NULL,
       credit_code text COLLATE "C" NOT NULL CHECK (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
       name text NOT NULL,
       industry_code text COLLATE "C",
       region_code text COLLATE "C" NOT NULL CHECK (region_code ~ '^[0-9]{6}$'),
       version integer NOT NULL DEFAULT 1,
       created_at timestamptz NOT NULL,
       CONSTRAINT enterprise_pkey PRIMARY KEY (id),
       CONSTRAINT enterprise_credit_code_key UNIQUE (credit_code)
     )`,
    'CREATE INDEX enterprise_region ON enterprise (region_code, id)',
    ...protect('enterprise', { SELECT: SIGNED_IN, INSERT: SIGNED_IN }),
    grant('enterprise', 'SELECT, INSERT'),

    `CREATE TABLE enterprise_contact (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       enterprise_id uuid NOT NULL,
       home_region_code text COLLATE "C",
       host_region_code text COLLATE "C",
       name_sealed bytea NOT NULL,
       title text,
       phone_sealed bytea,
       phone_hash bytea,
       created_at timestamptz NOT NULL,
       CONSTRAINT enterprise_contact_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT enterprise_contact_owner_check CHECK (
         num_nonnulls(home_region_code, host_region_code) = 1
         AND tenant = left(coalesce(home_region_code, host_region_code), 2)),
       CONSTRAINT enterprise_contact_enterprise_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
     )`,
    'CREATE INDEX enterprise_contact_enterprise ON enterprise_contact (tenant, enterprise_id, id)',
    ...protect('enterprise_contact', { ALL: `${inHomeScope()} OR ${inHostScope()}` }),
    grant('enterprise_contact', 'SELECT, INSERT'),

    `CREATE TABLE enterprise_visit (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       station_id uuid NOT NULL,
       enterprise_id uuid NOT NULL,
       home_region_code text COLLATE "C" NOT NULL,
       host_region_code text COLLATE "C" NOT NULL CHECK (host_region_code ~ '^[0-9]{6}$'),
       visited_on date NOT NULL,
       way text NOT NULL CHECK (way IN ('ON_SITE', 'PHONE', 'ONLINE')),
       participants text[] NOT NULL,
       contact_id uuid,
       findings text,
       openings_promised integer CHECK (openings_promised >= 0),
       voided_at timestamptz,
       version integer NOT NULL DEFAULT 1,
       created_at timestamptz NOT NULL,
       CONSTRAINT enterprise_visit_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT enterprise_visit_tenant_check CHECK (tenant = left(home_region_code, 2)),
       CONSTRAINT enterprise_visit_station_fkey FOREIGN KEY (station_id) REFERENCES station (id),
       CONSTRAINT enterprise_visit_enterprise_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
       CONSTRAINT enterprise_visit_contact_fkey
         FOREIGN KEY (tenant, contact_id) REFERENCES enterprise_contact (tenant, id)
     )`,
    'CREATE INDEX enterprise_visit_date ON enterprise_visit (tenant, visited_on, id)',
    'CREATE INDEX enterprise_visit_enterprise ON enterprise_visit (tenant, enterprise_id, visited_on, id)',
    'CREATE INDEX enterprise_visit_station ON enterprise_visit (tenant, station_id, visited_on, id)',
    ...protect('enterprise_visit', { ALL: inHomeScope() }),
    grant('enterprise_visit', 'SELECT, INSERT'),

    `CREATE TABLE visit_follow_up (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       visit_id uuid NOT NULL,
       home_region_code text COLLATE "C" NOT NULL,
       due_on date NOT NULL,
       note text NOT NULL,
       done_at timestamptz,
       outcome text,
       version integer NOT NULL DEFAULT 1,
       CONSTRAINT visit_follow_up_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT visit_follow_up_tenant_check CHECK (tenant = left(home_region_code, 2)),
       CONSTRAINT visit_follow_up_visit_fkey
         FOREIGN KEY (tenant, visit_id) REFERENCES enterprise_visit (tenant, id)
     )`,
    'CREATE INDEX visit_follow_up_visit ON visit_follow_up (tenant, visit_id, due_on, id)',
    'CREATE INDEX visit_follow_up_due ON visit_follow_up (tenant, due_on, id) WHERE done_at IS NULL',
    ...protect('visit_follow_up', { ALL: inHomeScope() }),
    grant('visit_follow_up', 'SELECT, INSERT, UPDATE (done_at, outcome, version)'),
  ];
}
