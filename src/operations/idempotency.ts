import { isTaken } from '../infra/db/faults.ts';
import { sql } from '../infra/db/select.ts';
import { reject } from '../shared/errors.ts';
import type { Change } from './change.ts';

/** How long a key is remembered. */
const DAYS = 30;

export interface KeyedInput {
  key: string;
  operation: string;
  /** Keyed hash of the operation's whole input. */
  hash: Buffer;
}

/**
 * Claims a key for the record this change is about to make, as if nobody had it: the change goes on without an answer.
 * Of several with one key at once the others wait here until the first has committed; when that one fails, the next goes
 * on in its place. Somebody else's key fails the change, and nothing behind it is done; see `isClaimed`.
 */
export function claimNewKey(change: Change, { key, operation, hash }: KeyedInput): void {
  change.send('claimIdempotencyKey', claim(change, key, operation, hash));
}

/** Whether a change failed because its key was not new. */
export const isClaimed = (error: unknown): boolean => isTaken(error, 'idempotency_key_pkey');

/**
 * Claims a key that was claimed before.
 * @returns the id of the record an earlier change made with this key, or null when the key is now ours
 * @throws Rejection IDEMPOTENCY_KEY_REUSED when the key came with another input before
 */
export async function claimKey(change: Change, { key, operation, hash }: KeyedInput): Promise<string | null> {
  const { tenant } = change;
  const expired = new Date(change.now.getTime() - DAYS * 86_400_000);
  const [claimed] = await change.execute(
    'claimIdempotencyKey',
    sql`
    ${claim(change, key, operation, hash)}
    ON CONFLICT (tenant, actor_id, key) DO UPDATE
       SET operation = excluded.operation, input_hash = excluded.input_hash, record_id = excluded.record_id,
           created_at = excluded.created_at
     WHERE k.created_at < ${expired}
    RETURNING k.record_id`,
  );
  if (claimed) return null;

  const [earlier] = await change.execute<{ inputHash: Buffer; recordId: string }>(
    'readIdempotencyKey',
    sql`
    SELECT k.input_hash AS "inputHash", k.record_id AS "recordId"
      FROM idempotency_key k
     WHERE k.tenant = ${tenant} AND k.actor_id = ${change.actor.id} AND k.key = ${key}`,
  );
  if (!earlier?.inputHash.equals(hash)) {
    throw reject('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_REUSED', 'idempotencyKey');
  }
  return earlier.recordId;
}

const claim = ({ tenant, actor, id, now }: Change, key: string, operation: string, hash: Buffer) => sql`
    INSERT INTO idempotency_key AS k (tenant, actor_id, key, operation, input_hash, record_id, created_at)
    VALUES (${tenant}, ${actor.id}, ${key}, ${operation}, ${hash}, ${id}, ${now})`;
