import { type Sql, sql } from '../../infra/db/select.ts';
import type { Transaction } from '../../infra/db/transaction.ts';

/** Failures in a row after which a name is locked: for everybody, and where the address is known to somebody here. */
const FAILURES = { anywhere: 10, knownAddress: 100 };
/** How long it is locked after the last of them. */
const MINUTES = 15;
/** How long failures and addresses are remembered. */
const DAYS = 30;
/** How many that are past it go with one success. */
const PRUNED = 100;

/** Keyed hashes of the name tried and of the address it is tried from: neither may stand in the table. */
export interface Attempt {
  readonly name: Buffer;
  readonly address: Buffer;
}

/**
 * Locks a name after repeated failures, for all replicas: the count is in the database. A name is counted whether there
 * is such an account or not, so being locked says nothing about that. From an address that people sign in from it takes
 * ten times as many: an outsider cannot keep the people of an office out.
 */
export interface Lockout {
  /** Counts an attempt before it is made, so that many at once count too. False while the name is locked. */
  take(transaction: Transaction, attempt: Attempt, now: Date): Promise<boolean>;
  /** The attempt succeeded: what went before is forgotten, and the address known. */
  succeed(transaction: Transaction, attempt: Attempt, now: Date): void;
  /** Forgets the failures of a name. */
  unlock(transaction: Transaction, name: Buffer): void;
}

const ago = (now: Date, minutes: number) => new Date(now.getTime() - minutes * 60_000);

export const lockout: Lockout = {
  async take(transaction, { name, address }, now) {
    const remembered = ago(now, DAYS * 24 * 60);
    const { count } = await transaction.run(
      'takeAttempt',
      sql`
      INSERT INTO sign_in_failure AS f (name_hash, failures, last_failed_at)
      VALUES (${name}, 1, ${now})
      ON CONFLICT (name_hash) DO UPDATE
         SET failures = CASE WHEN f.last_failed_at < ${remembered} THEN 1 ELSE f.failures + 1 END,
             last_failed_at = excluded.last_failed_at
       WHERE f.last_failed_at < ${ago(now, MINUTES)}
          OR f.failures < CASE WHEN EXISTS (SELECT FROM sign_in_address a
                                             WHERE a.address_hash = ${address} AND a.last_used_at >= ${remembered})
                               THEN ${FAILURES.knownAddress}::int ELSE ${FAILURES.anywhere}::int END
      RETURNING f.failures`,
    );
    return count === 1;
  },

  succeed(transaction, { name, address }, now) {
    const remembered = ago(now, DAYS * 24 * 60);
    transaction.send(
      'succeedAttempt',
      sql`
      WITH succeeded AS (DELETE FROM sign_in_failure WHERE name_hash = ${name}),
           forgotten AS (DELETE FROM sign_in_failure WHERE name_hash IN (
             SELECT f.name_hash FROM sign_in_failure f
              WHERE f.last_failed_at < ${remembered} AND f.name_hash <> ${name}
              LIMIT ${PRUNED}::int FOR UPDATE SKIP LOCKED))
      INSERT INTO sign_in_address AS a (address_hash, last_used_at) VALUES (${address}, ${now})
      ON CONFLICT (address_hash) DO UPDATE SET last_used_at = greatest(a.last_used_at, excluded.last_used_at)`,
    );
  },

  unlock(transaction, name) {
    transaction.send('unlock', sql`DELETE FROM sign_in_failure WHERE name_hash = ${name}`);
  },
};

/** Counts nothing: for load tests. */
export const neverLocked: Lockout = { ...lockout, take: async () => true };

/** Which of these names are locked to strangers, and until when. */
export const lockedUntil = (names: readonly Buffer[], now: Date): Sql => sql`
  SELECT f.name_hash AS "nameHash", f.last_failed_at + make_interval(mins => ${MINUTES}::int) AS until
    FROM sign_in_failure f
   WHERE f.name_hash = ANY(${names}::bytea[]) AND f.failures >= ${FAILURES.anywhere}::int
     AND f.last_failed_at >= ${ago(now, MINUTES)}`;
