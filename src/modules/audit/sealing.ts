import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../shared/clock.ts';
import { beginningOf, digestOf, hashOf, SAID } from './chain.ts';
import { type Head, type Signer, writeHead } from './signing.ts';

export interface Sealing {
  dataSource: DataSource;
  signer: Signer;
  clock: Clock;
  logger: Logger;
}

interface Chain {
  number: string;
  hash: Buffer | null;
  signedNumber: string;
  signedAt: Date | null;
}

/** At most so many entries of a tenant are sealed by one transaction. */
const MOST = 1_000;
/** While a chain grows, its head is signed this often. */
const SIGNED_EVERY = 60_000;

/** So many rounds at once, when there is much to do. */
const ROUNDS = 20;

/** Seals the audit every other second. */
export const sealing = (what: Sealing) => ({
  name: 'audit sealing',
  every: 2,
  async run() {
    for (let round = 0; round < ROUNDS && (await sealAudit(what)); round++);
  },
});

/**
 * One round: gives the committed entries of each tenant that have no place in its chain yet the next ones, and signs
 * heads that are due. Several processes may do so at once; a chain is one's at a time.
 * @returns whether more are waiting
 */
export async function sealAudit(sealing: Sealing, most = MOST): Promise<boolean> {
  const waiting: { tenant: string }[] = await sealing.dataSource.query('SELECT tenant FROM audit_waiting()');
  let more = false;
  for (const { tenant } of waiting) {
    const { isFull, head } = await sealing.dataSource.transaction((manager) =>
      sealTenant(manager, sealing, tenant, most),
    );
    more ||= isFull;
    // Where the log is kept elsewhere, it tells whether the chain was cut short since.
    if (head) sealing.logger.info({ head: writeHead(head) }, 'audit head');
  }
  return more;
}

async function sealTenant(
  manager: EntityManager,
  { signer, clock }: Sealing,
  tenant: string,
  most: number,
): Promise<{ isFull: boolean; head: Head | null }> {
  const [chain]: Chain[] = await manager.query(
    `SELECT number, hash, signed_number AS "signedNumber", signed_at AS "signedAt" FROM take_audit_chain($1)`,
    [tenant],
  );
  if (!chain) return { isFull: false, head: null };
  const entries: { id: string; said: string[] }[] = await manager.query(
    `SELECT e.id, ${SAID.text} AS said FROM audit_to_seal($1, $2) e ORDER BY e.id`,
    [tenant, most],
  );
  const now = clock();
  const sealedAt = BigInt(now.getTime()) * 1_000n;
  let number = BigInt(chain.number);
  let hash = chain.hash?.toString('hex') ?? beginningOf(tenant);
  const links = entries.map(({ id, said }) => {
    number += 1n;
    const digest = digestOf(said);
    hash = hashOf(hash, { number, entryId: id, digest, sealedAt });
    return { id, digest, hash };
  });
  if (links.length > 0) {
    const column = (name: 'id' | 'digest' | 'hash') => links.map((link) => link[name]);
    await manager.query('SELECT seal_audit($1, $2, $3, $4, $5, $6)', [
      tenant,
      chain.number,
      column('id'),
      column('digest'),
      column('hash'),
      now,
    ]);
  }
  const isDue = !chain.signedAt || now.getTime() >= chain.signedAt.getTime() + SIGNED_EVERY;
  const isNew = number > BigInt(chain.signedNumber);
  const head = isDue && isNew ? signer.sign('head', { tenant, number, hash, at: now }) : null;
  if (head) {
    const { keyId, signature } = head;
    const bytes = Buffer.from(hash, 'hex');
    await manager.query('SELECT sign_audit($1, $2, $3, $4, $5, $6)', [
      tenant,
      String(number),
      bytes,
      now,
      keyId,
      signature,
    ]);
  }
  return { isFull: links.length === most, head };
}
