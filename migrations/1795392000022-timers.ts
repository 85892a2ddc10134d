import { ForwardOnly } from './forward-only.ts';
import { backstage, grant, maintained, protect } from './policy.ts';

/** Deletes the rows of a condition, oldest first, as many as one is asked to. Says how many they were. */
const forget = (name: string, table: string, age: string, condition: string) =>
  backstage(
    `${name}(most integer)`,
    'integer',
    `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
       SELECT t.ctid FROM ${table} t WHERE ${condition} ORDER BY ${age} LIMIT most FOR UPDATE SKIP LOCKED));
     GET DIAGNOSTICS result = ROW_COUNT;`,
  );

/** When what the service does by itself is due, and what is forgotten then. */
export class Timers1795392000022 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE timer (
       name text COLLATE "C" NOT NULL,
       due_at timestamptz NOT NULL,
       CONSTRAINT timer_pkey PRIMARY KEY (name)
     )`,
    ...protect('timer', {}),
    maintained('timer'),
    grant('timer', 'SELECT'),

    ...backstage(
      'set_timer(timer_name text, every interval)',
      'void',
      `INSERT INTO timer (name, due_at) VALUES (timer_name, clock_timestamp() + every) ON CONFLICT (name) DO NOTHING;`,
    ),
    // Whoever claims a timer has it until the lease ends; if it is not finished by then, it is anybody's again.
    ...backstage(
      'claim_timers(names text[], lease interval)',
      'TABLE (claimed text, claim text)',
      `RETURN QUERY
         UPDATE timer t SET due_at = clock_timestamp() + lease
          WHERE t.name = ANY (names) AND t.due_at <= clock_timestamp() RETURNING t.name, t.due_at::text;`,
    ),
    ...backstage(
      'finish_timer(timer_name text, claim text, every interval)',
      'void',
      `UPDATE timer SET due_at = clock_timestamp() + every WHERE name = timer_name AND due_at = claim::timestamptz;`,
    ),

    'CREATE INDEX session_expiry ON session (expires_at)',
    'CREATE INDEX idempotency_key_age ON idempotency_key (created_at)',
    ...forget('forget_sessions', 'session', 't.expires_at', "t.expires_at < now() - interval '30 days'"),
    ...forget(
      'forget_sign_in_addresses',
      'sign_in_address',
      't.last_used_at',
      "t.last_used_at < now() - interval '30 days'",
    ),
    ...forget(
      'forget_sign_in_failures',
      'sign_in_failure',
      't.last_failed_at',
      "t.last_failed_at < now() - interval '30 days'",
    ),
    ...forget(
      'forget_idempotency_keys',
      'idempotency_key',
      't.created_at',
      "t.created_at < now() - interval '30 days'",
    ),
    // Not before every consumer has passed it.
    ...forget(
      'forget_announcements',
      'outbox',
      't.position',
      `t.position <= (SELECT min(m.position) FROM outbox_mark m) AND t.written_at < now() - interval '7 days'`,
    ),
  ];
}
