import type pg from 'pg';
import { maintenance } from '../../infra/db/owner.ts';
import { timeOf } from './chain.ts';
import { type Head, type Signer, writeHead } from './signing.ts';

/** So long everything is kept (网络安全法 2017, article 21: at least six months). */
const MONTHS_KEPT = 6;
/** So many entries go at once: whoever writes or reads meanwhile does not notice. */
const ROWS = 5_000;

/** @throws Error when a day is not long enough ago for what came before it to go */
export function assertOld(before: Date, now: Date): void {
  const earliest = new Date(now);
  earliest.setUTCMonth(earliest.getUTCMonth() - MONTHS_KEPT);
  if (before > earliest) {
    throw new Error(
      `审计记录至少保存 ${MONTHS_KEPT} 个月 / Entries of the audit are kept for ${MONTHS_KEPT} months at least.`,
    );
  }
}

/**
 * Drops what of the audit was sealed and is from before an instant, tenant by tenant: a signed checkpoint says where the
 * chain goes on, and nothing above it can go. Verify the audit first. It may be stopped, and run again, at any time.
 */
export async function pruneAudit(
  client: pg.Client,
  signer: Signer,
  { before, now, dropped }: { before: Date; now: Date; dropped(checkpoint: string, entries: number): void },
): Promise<void> {
  assertOld(before, now);
  const { rows } = await maintenance(client, () =>
    client.query<{ tenant: string }>('SELECT tenant FROM audit_chain ORDER BY tenant'),
  );
  for (const { tenant } of rows) {
    const checkpoint = await maintenance(client, () => setCheckpoint(client, signer, tenant, before, now));
    if (!checkpoint) continue;
    let entries = 0;
    for (let gone = ROWS; gone === ROWS; entries += gone) {
      gone = await maintenance(client, () => drop(client, checkpoint));
    }
    dropped(writeHead(checkpoint), entries);
  }
}

/** The last link of the oldest ones that are all from before, but never beyond the last signed head. */
async function setCheckpoint(
  client: pg.Client,
  signer: Signer,
  tenant: string,
  before: Date,
  now: Date,
): Promise<Head | null> {
  const bound = `${before.getTime().toString(16).padStart(12, '0')}`;
  const first = bound.replace(/^(.{8})(.{4})$/, '$1-$2-0000-0000-000000000000');
  const { rows } = await client.query<{ number: string; hash: string; entryId: string }>(
    `SELECT s.number, encode(s.hash, 'hex') AS hash, s.entry_id AS "entryId"
       FROM audit_seal s
      WHERE s.tenant = $1
        AND s.number < coalesce((SELECT n.number FROM audit_seal n WHERE n.tenant = $1 AND n.entry_id >= $2
                                  ORDER BY n.number LIMIT 1), 9223372036854775807)
        AND s.number <= (SELECT max(h.number) FROM audit_head h WHERE h.tenant = $1)
      ORDER BY s.number DESC LIMIT 1`,
    [tenant, first],
  );
  const [last] = rows;
  if (!last || timeOf(last.entryId) >= before.getTime()) return null;
  const checkpoint = signer.sign('checkpoint', {
    tenant,
    number: BigInt(last.number),
    hash: last.hash,
    at: now,
  });
  await client.query(
    `INSERT INTO audit_checkpoint (tenant, number, hash, at, key_id, signature)
     VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6) ON CONFLICT DO NOTHING`,
    [tenant, last.number, last.hash, now, checkpoint.keyId, checkpoint.signature],
  );
  return checkpoint;
}

/** @returns how many entries went; the seals and heads beneath the checkpoint go with them */
async function drop(client: pg.Client, { tenant, number }: Head): Promise<number> {
  const { rows } = await client.query<{ number: string; entryId: string }>(
    `SELECT s.number, s.entry_id AS "entryId" FROM audit_seal s
      WHERE s.tenant = $1 AND s.number <= $2 ORDER BY s.number LIMIT ${ROWS}`,
    [tenant, String(number)],
  );
  const last = rows.at(-1)?.number;
  if (last === undefined) return 0;
  const ids = rows.map(({ entryId }) => entryId);
  await client.query('DELETE FROM audit_entry WHERE tenant = $1 AND id = ANY ($2)', [tenant, ids]);
  await client.query('DELETE FROM audit_head WHERE tenant = $1 AND number <= $2', [tenant, last]);
  await client.query('DELETE FROM audit_seal WHERE tenant = $1 AND number <= $2', [tenant, last]);
  return rows.length;
}
