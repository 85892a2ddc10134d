import { ForwardOnly } from './forward-only.ts';
import { ACTOR, grant, protect, SIGNING_IN_AS } from './policy.ts';

/** The service's role, and the accounts people sign in with. */
export class Accounts1795392000001 extends ForwardOnly {
  protected readonly statements = [
    // The role is shared by the whole cluster, so another database of it may have made it already.
    `DO $$ BEGIN
       IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'labor_service') THEN
         CREATE ROLE labor_service NOLOGIN;
       END IF;
     END $$`,
    grant('schema_migration', 'SELECT'),
    `CREATE TABLE account (
       id uuid NOT NULL,
       tenant text COLLATE "C" NOT NULL CHECK (tenant ~ '^[0-9]{2}$'),
       username text COLLATE "C" NOT NULL CHECK (username ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
       password_hash text NOT NULL,
       role text NOT NULL CHECK (role IN
         ('STATION_STAFF', 'HR_OFFICER', 'HOTLINE_AGENT', 'MANAGER', 'AUDITOR', 'ADMIN')),
       home_region_code text COLLATE "C" CHECK (home_region_code ~ '^[0-9]{6}$'),
       host_region_code text COLLATE "C" CHECK (host_region_code ~ '^[0-9]{6}$'),
       station_id uuid,
       created_at timestamptz NOT NULL,
       CONSTRAINT account_pkey PRIMARY KEY (id),
       CONSTRAINT account_username_key UNIQUE (username),
       CONSTRAINT account_scope_check CHECK (
         CASE role
           WHEN 'ADMIN' THEN tenant = '00' AND num_nonnulls(home_region_code, host_region_code) = 0
           WHEN 'HR_OFFICER' THEN home_region_code IS NULL AND tenant = left(host_region_code, 2)
           ELSE host_region_code IS NULL AND tenant = left(home_region_code, 2)
         END IS TRUE)
     )`,
    ...protect('account', {
      // Not the accounts of one's region: they hold password hashes.
      SELECT: `username = ${SIGNING_IN_AS} OR id = ${ACTOR}`,
    }),
    grant('account', 'SELECT'),
  ];
}
