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
 * Claims a key for the record this change is about to make. Of several changes with one key at once the others wait
 * here until the first has committed; when that one fails, the next goes on in its place.
 * @returns the id of the record an earlier change made with this key, or null when the key is now ours
 * @throws Rejection IDEMPOTENCY_KEY_REUSED when the key came with another input before
 */
export async function claimKey(change: Change, { key, operation, hash }: KeyedInput): Promise<string | null> {
  const { tenant } = change;
  const expired = new Date(change.now.getTime() - DAYS * 86_400_000);
  const [claimed] = await change.execute(
    'claimIdempotencyKey',
    sql`
    INSERT INTO idempotency_key AS k (tenant, actor_id, key, operation, input_hash, record_id, created_at)
    VALUES (${tenant}, ${change.actor.id}, ${key}, ${operation}, ${hash}, ${change.id}, ${change.now})
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
