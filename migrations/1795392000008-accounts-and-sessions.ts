import { ForwardOnly } from './forward-only.ts';
import {
  ACTOR,
  BEARER,
  BEARER_SESSION,
  grant,
  inFormerScope,
  inHomeScope,
  inHostScope,
  maintained,
  protect,
  SIGNED_IN,
  SIGNING_IN,
  SIGNING_IN_AS,
  TARGET_ACCOUNT,
  WITHOUT_SCOPE,
} from './policy.ts';

/** The actor's own scope holds the row; administrators, who have none, hold all. */
const managed = [
  inHomeScope(),
  inHostScope(),
  inFormerScope('home_region_code', 'home'),
  inFormerScope('host_region_code', 'host'),
  `(${SIGNED_IN} AND ${WITHOUT_SCOPE})`,
].join(' OR ');

/**
 * Accounts are split at the floor: the profile, which those who manage accounts may read, and the password, which they
 * may replace and not read. Beside them sessions, and what is remembered of attempts to sign in.
 */
export class AccountsAndSessions1795392000008 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE account_credential (
       account_id uuid NOT NULL,
       username text COLLATE "C" NOT NULL,
       home_region_code text COLLATE "C",
       host_region_code text COLLATE "C",
       password_hash text NOT NULL,
       expires_at timestamptz,
       changed_at timestamptz NOT NULL,
       CONSTRAINT account_credential_pkey PRIMARY KEY (account_id),
       CONSTRAINT account_credential_username_key UNIQUE (username),
       CONSTRAINT account_credential_account_fkey FOREIGN KEY (account_id) REFERENCES account (id)
     )`,
    maintained('account_credential'),
    "SET LOCAL app.maintenance = 'on'",
    `INSERT INTO account_credential
            (account_id, username, home_region_code, host_region_code, password_hash, changed_at)
     SELECT id, username, home_region_code, host_region_code, password_hash, created_at FROM account`,
    'ALTER TABLE account ADD name text',
    'UPDATE account SET name = username',
    "SET LOCAL app.maintenance = 'off'",
    `ALTER TABLE account
       ALTER name SET NOT NULL,
       DROP password_hash,
       ADD disabled_at timestamptz,
       ADD issuer text,
       ADD subject text,
       ADD claims_at timestamptz,
       ADD version integer NOT NULL DEFAULT 1,
       ADD CONSTRAINT account_issuer_check CHECK (num_nonnulls(issuer, subject, claims_at) IN (0, 3)),
       ADD CONSTRAINT account_subject_key UNIQUE (issuer, subject)`,
    'CREATE INDEX account_home_region ON account (home_region_code, username)',
    "CREATE INDEX account_admin ON account (id) WHERE role = 'ADMIN'",
    'DROP POLICY account_select ON account',
    ...protect('account', {
      SELECT: `username = ${SIGNING_IN_AS} OR id = ${BEARER} OR id = ${ACTOR} OR ${managed}`,
      INSERT: managed,
      UPDATE: `id = ${ACTOR} OR ${managed}`,
    }),
    grant('account', 'INSERT'),
    grant(
      'account',
      `UPDATE (name, tenant, role, home_region_code, host_region_code, station_id, disabled_at, claims_at, version)`,
    ),

    // A reset names the one account it is for and then writes without looking: an UPDATE that reads no column needs no
    // row to be visible, so nobody but the person and whoever signs in as the person ever sees a hash.
    ...protect('account_credential', {
      SELECT: `username = ${SIGNING_IN_AS} OR account_id = ${ACTOR}`,
      INSERT: `account_id = ${TARGET_ACCOUNT} AND (${managed})`,
      UPDATE: `account_id = coalesce(${TARGET_ACCOUNT}, ${ACTOR}) AND (account_id = ${ACTOR} OR ${managed})`,
    }),
    grant(
      'account_credential',
      'SELECT, INSERT, UPDATE (home_region_code, host_region_code, password_hash, expires_at, changed_at)',
    ),

    `CREATE TABLE session (
       id uuid NOT NULL,
       account_id uuid NOT NULL,
       home_region_code text COLLATE "C",
       host_region_code text COLLATE "C",
       client text,
       password_due boolean NOT NULL,
       seed_hash bytea NOT NULL,
       generation integer NOT NULL DEFAULT 1,
       created_at timestamptz NOT NULL,
       refreshed_at timestamptz NOT NULL,
       expires_at timestamptz NOT NULL,
       ended_at timestamptz,
       ended_by text CONSTRAINT session_ended_by_check CHECK (ended_by IN
         ('SIGNED_OUT', 'REVOKED', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'PASSWORD_RESET', 'ACCOUNT_DISABLED')),
       CONSTRAINT session_pkey PRIMARY KEY (id),
       CONSTRAINT session_ended_check CHECK (num_nonnulls(ended_at, ended_by) IN (0, 2)),
       CONSTRAINT session_account_fkey FOREIGN KEY (account_id) REFERENCES account (id)
     )`,
    'CREATE INDEX session_account ON session (account_id, id)',
    maintained('session'),
    ...protect('session', {
      SELECT: `account_id = ${ACTOR} OR id = ${BEARER_SESSION} OR ${managed}`,
      INSERT: `account_id = ${ACTOR}`,
      UPDATE: `account_id = ${ACTOR} OR id = ${BEARER_SESSION} OR ${managed}`,
    }),
    grant(
      'session',
      'SELECT, INSERT, UPDATE (home_region_code, host_region_code, password_due, generation, refreshed_at, ended_at, ended_by)',
    ),

    // Keyed hashes and counters: of names tried, whether there is such an account or not, and of addresses that
    // somebody signed in from. Failures are forgotten after a while, hence the one DELETE the service may do.
    `CREATE TABLE sign_in_failure (
       name_hash bytea NOT NULL,
       failures integer NOT NULL,
       last_failed_at timestamptz NOT NULL,
       CONSTRAINT sign_in_failure_pkey PRIMARY KEY (name_hash)
     )`,
    'CREATE INDEX sign_in_failure_age ON sign_in_failure (last_failed_at)',
    maintained('sign_in_failure'),
    ...protect('sign_in_failure', { ALL: `${SIGNING_IN} OR ${SIGNED_IN}` }),
    grant('sign_in_failure', 'SELECT, INSERT, UPDATE (failures, last_failed_at), DELETE'),
    `CREATE TABLE sign_in_address (
       address_hash bytea NOT NULL,
       last_used_at timestamptz NOT NULL,
       CONSTRAINT sign_in_address_pkey PRIMARY KEY (address_hash)
     )`,
    maintained('sign_in_address'),
    ...protect('sign_in_address', { ALL: `${SIGNING_IN} OR ${SIGNED_IN}` }),
    grant('sign_in_address', 'SELECT, INSERT, UPDATE (last_used_at)'),
  ];
}
