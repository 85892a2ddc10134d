import type pg from 'pg';
import { maintenance, SNAPSHOT } from '../../infra/db/owner.ts';
import { beginningOf, digestOf, hashOf, type Link, SAID, timeOf } from './chain.ts';
import { createVerifier, type Head } from './signing.ts';

/** What is wrong with the audit, in one place of it. */
export interface Finding {
  kind:
    | 'ALTERED'
    | 'REMOVED'
    | 'INSERTED'
    | 'REORDERED'
    | 'SEAL_ALTERED'
    | 'BACKDATED'
    | 'UNSEALED'
    | 'HEAD_FALSE'
    | 'HEAD_KEY_UNKNOWN'
    | 'HEAD_MISSING';
  tenant: string;
  /** The place in the tenant's chain, where there is one. */
  number: bigint | null;
  entryId: string | null;
}

export interface Verification {
  /** In base64. What others have signed counts for nothing. */
  publicKeys: readonly string[];
  /** Heads that were kept elsewhere: the chain must still lead through them. */
  anchors: readonly Head[];
  now: Date;
  found(finding: Finding): void;
  progress(verified: number): void;
}

/** So many entries are looked at together. */
const ROWS = 2_000;
const ANNOUNCED = 500_000;
/** What is not sealed or signed by then is told of, in milliseconds. */
const GRACE = 600_000;
/** An entry cannot have begun so much earlier than one that was sealed before it: no transaction is that long. */
const LATE = 3_600_000;
/** Broken links of one tenant that are compared with each other, to tell which was moved. */
const COMPARED = 50;

interface Row {
  tenant: string;
  number: string;
  entryId: string;
  digest: string;
  hash: string;
  sealedAt: string;
  isThere: boolean;
  said: (string | null)[];
  head: { hash: string; at: string; keyId: string; signature: string } | null;
}

const headOf = (alias: string) => `json_build_object('hash', encode(${alias}.hash, 'hex'),
  'at', (extract(epoch FROM ${alias}.at) * 1000)::bigint::text, 'keyId', ${alias}.key_id,
  'signature', encode(${alias}.signature, 'hex'))`;

/** Looks at every entry, every seal and every head there is, as of one instant. @returns how many entries were sealed */
export async function verifyAudit(client: pg.Client, verification: Verification): Promise<number> {
  return maintenance(client, () => verifyAll(client, verification), SNAPSHOT);
}

async function verifyAll(client: pg.Client, verification: Verification): Promise<number> {
  const { found, progress, publicKeys } = verification;
  const verify = createVerifier(publicKeys);
  const judge = (kind: 'head' | 'checkpoint', head: Head): boolean => {
    const verdict = verify(kind, head);
    const { tenant, number } = head;
    if (verdict === 'false') found({ kind: 'HEAD_FALSE', tenant, number, entryId: null });
    if (verdict === 'unknown key') found({ kind: 'HEAD_KEY_UNKNOWN', tenant, number, entryId: null });
    return verdict === 'good';
  };

  const checkpoints = new Map<string, Head>();
  for (const row of await headsIn(client, 'audit_checkpoint t')) {
    if (judge('checkpoint', row)) checkpoints.set(row.tenant, row);
  }

  let verified = 0;
  let chain: ChainWalk | undefined;
  await each<Row>(
    client,
    `SELECT s.tenant, s.number, s.entry_id AS "entryId", encode(s.digest, 'hex') AS digest, encode(s.hash, 'hex') AS hash,
            (extract(epoch FROM s.sealed_at) * 1000000)::bigint AS "sealedAt", e.id IS NOT NULL AS "isThere",
            ${SAID.text} AS said, CASE WHEN h.number IS NOT NULL THEN ${headOf('h')} END AS head
       FROM audit_seal s
       LEFT JOIN audit_entry e ON e.tenant = s.tenant AND e.id = s.entry_id
       LEFT JOIN audit_head h ON h.tenant = s.tenant AND h.number = s.number
      ORDER BY s.tenant, s.number`,
    (row) => {
      if (row.tenant !== chain?.tenant) {
        chain?.end(verification.now);
        chain = new ChainWalk(row.tenant, checkpoints.get(row.tenant) ?? null, found, judge);
      }
      chain.step(row);
      if (++verified % ANNOUNCED === 0) progress(verified);
    },
  );
  chain?.end(verification.now);

  await findOutsideTheChain(client, verification, checkpoints);
  for (const anchor of verification.anchors) {
    if (judge('head', anchor)) await findAnchor(client, anchor, checkpoints, found);
  }
  return verified;
}

/** A link that its hash does not close, and what stood before it. */
type Broken = Link & { hash: string; before: string };

/** Follows one tenant's chain from its beginning, or from where the last checkpoint left it. */
class ChainWalk {
  #number: bigint;
  /** The hash before the next link; null behind a gap, where nobody can tell. */
  #hash: string | null;
  #latest = 0;
  #timely = false;
  #signed: bigint;
  #unsigned: { number: bigint; entryId: string; sealedAt: number } | null = null;
  readonly #broken: Broken[] = [];
  readonly #start: bigint;

  constructor(
    readonly tenant: string,
    checkpoint: Head | null,
    private readonly found: (finding: Finding) => void,
    private readonly judge: (kind: 'head', head: Head) => boolean,
  ) {
    this.#start = checkpoint?.number ?? 0n;
    this.#number = this.#start;
    this.#signed = this.#start;
    this.#hash = checkpoint?.hash ?? beginningOf(tenant);
  }

  step(row: Row): void {
    const { tenant } = this;
    const { entryId, digest, hash } = row;
    const link = { number: BigInt(row.number), entryId, digest, sealedAt: BigInt(row.sealedAt) };
    const { number } = link;
    // What a retention that was interrupted has left.
    if (number <= this.#start) return;
    const told = (kind: Finding['kind']) => this.found({ kind, tenant, number, entryId });
    if (number <= this.#number) {
      told('INSERTED');
      return;
    }
    for (let gap = this.#number + 1n; gap < number; gap++) {
      this.found({ kind: 'REMOVED', tenant, number: gap, entryId: null });
      this.#hash = null;
    }
    if (this.#hash !== null && hashOf(this.#hash, link) !== hash) {
      if (this.#broken.length < COMPARED) this.#broken.push({ ...link, hash, before: this.#hash });
      else told('SEAL_ALTERED');
    }
    if (!row.isThere) told('REMOVED');
    else if (digestOf(row.said) !== digest) told('ALTERED');
    this.#lookAtTime(link, told);
    if (row.head) this.#lookAtHead(row.head, number, hash, told);
    this.#unsigned ??=
      this.#signed < number ? { number, entryId, sealedAt: Number(link.sealedAt / 1_000n) } : null;
    this.#number = number;
    this.#hash = hash;
  }

  end(now: Date): void {
    const { tenant } = this;
    if (this.#unsigned && this.#unsigned.sealedAt < now.getTime() - GRACE) {
      const { number, entryId } = this.#unsigned;
      this.found({ kind: 'HEAD_MISSING', tenant, number, entryId });
    }
    const kinds = this.#broken.map((link) => this.#kindOf(link));
    // Whatever it is, something is wrong here.
    const none = kinds.every((one) => one === null);
    for (const [i, known] of kinds.entries()) {
      const kind = none && i === 0 ? 'SEAL_ALTERED' : known;
      const { number = null, entryId = null } = this.#broken[i] ?? {};
      if (kind) this.found({ kind, tenant, number, entryId });
    }
  }

  /** Of the links that do not fit: was it moved from the place of another, or altered? Null when it follows one that was. */
  #kindOf(link: Broken): 'REORDERED' | 'SEAL_ALTERED' | null {
    const hashes = this.#broken.map(({ hash }) => hash);
    const wasMoved = this.#broken.some((other) => {
      if (other === link) return false;
      const there = [other.before, ...hashes].map((before) =>
        hashOf(before, { ...link, number: other.number }),
      );
      return there.includes(link.hash) || there.includes(other.hash);
    });
    if (wasMoved) return 'REORDERED';
    return hashes.some((before) => hashOf(before, link) === link.hash) ? null : 'SEAL_ALTERED';
  }

  /** An entry whose id is older than those before it was not written when it says. */
  #lookAtTime({ entryId, sealedAt }: Link, told: (kind: 'BACKDATED') => void): void {
    const time = timeOf(entryId);
    const delay = Number(sealedAt / 1_000n) - time;
    // What stands at the beginning may be from before there were seals.
    this.#timely ||= delay < LATE;
    if (this.#timely && time < this.#latest - LATE) told('BACKDATED');
    this.#latest = Math.max(this.#latest, time);
  }

  #lookAtHead(
    { hash, at, keyId, signature }: NonNullable<Row['head']>,
    number: bigint,
    sealed: string,
    told: (kind: 'SEAL_ALTERED') => void,
  ): void {
    const head = { tenant: this.tenant, number, hash, at: new Date(Number(at)), keyId };
    if (!this.judge('head', { ...head, signature: Buffer.from(signature, 'hex') })) return;
    if (hash === sealed) {
      this.#signed = number;
      this.#unsigned = null;
    } else told('SEAL_ALTERED');
  }
}

/** Entries that no seal names, seals that heads name and are gone, and chains that were further once. */
async function findOutsideTheChain(
  client: pg.Client,
  { found, now }: Verification,
  checkpoints: ReadonlyMap<string, Head>,
): Promise<void> {
  await each<{ tenant: string; id: string; isQueued: boolean }>(
    client,
    `SELECT e.tenant, e.id, u.entry_id IS NOT NULL AS "isQueued"
       FROM audit_entry e
       LEFT JOIN audit_seal s ON s.tenant = e.tenant AND s.entry_id = e.id
       LEFT JOIN audit_unsealed u ON u.tenant = e.tenant AND u.entry_id = e.id
      WHERE s.entry_id IS NULL`,
    ({ tenant, id, isQueued }) => {
      // Whatever comes in by the way that all entries come is told to the sealer in its own transaction.
      if (!isQueued) found({ kind: 'INSERTED', tenant, number: null, entryId: id });
      else if (timeOf(id) < now.getTime() - GRACE) {
        found({ kind: 'UNSEALED', tenant, number: null, entryId: id });
      }
    },
  );
  await each<{ tenant: string; id: string }>(
    client,
    `SELECT u.tenant, u.entry_id AS id FROM audit_unsealed u
       LEFT JOIN audit_entry e ON e.tenant = u.tenant AND e.id = u.entry_id
      WHERE e.id IS NULL`,
    ({ tenant, id }) => found({ kind: 'REMOVED', tenant, number: null, entryId: id }),
  );
  await each<{ tenant: string; number: string }>(
    client,
    `SELECT k.tenant, max(k.number) AS number
       FROM (SELECT h.tenant, h.number FROM audit_head h UNION ALL SELECT c.tenant, c.number FROM audit_chain c) k
      WHERE k.number > 0 AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.tenant = k.tenant AND s.number >= k.number)
      GROUP BY k.tenant`,
    ({ tenant, number }) => {
      const last = BigInt(number);
      const start = checkpoints.get(tenant)?.number ?? 0n;
      if (last > start) found({ kind: 'REMOVED', tenant, number: last, entryId: null });
    },
  );
}

async function findAnchor(
  client: pg.Client,
  { tenant, number, hash }: Head,
  checkpoints: ReadonlyMap<string, Head>,
  found: (finding: Finding) => void,
): Promise<void> {
  const checkpoint = checkpoints.get(tenant);
  if (checkpoint && number < checkpoint.number) return;
  const { rows } = await client.query<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM audit_seal WHERE tenant = $1 AND number = $2`,
    [tenant, String(number)],
  );
  const standing = checkpoint?.number === number ? checkpoint.hash : rows[0]?.hash;
  if (standing === undefined) found({ kind: 'REMOVED', tenant, number, entryId: null });
  else if (standing !== hash) found({ kind: 'SEAL_ALTERED', tenant, number, entryId: null });
}

/** In the order of their numbers. */
async function headsIn(client: pg.Client, from: string): Promise<Head[]> {
  const { rows } = await client.query<{
    tenant: string;
    number: string;
    head: NonNullable<Row['head']>;
  }>(`SELECT t.tenant, t.number, ${headOf('t')} AS head FROM ${from} ORDER BY t.tenant, t.number`);
  return rows.map(({ tenant, number, head: { hash, at, keyId, signature } }) => ({
    tenant,
    number: BigInt(number),
    hash,
    at: new Date(Number(at)),
    keyId,
    signature: Buffer.from(signature, 'hex'),
  }));
}

/** Takes the rows of a query a few at a time, however many there are. */
async function each<R extends object>(
  client: pg.Client,
  query: string,
  take: (row: R) => void,
): Promise<void> {
  await client.query(`DECLARE looked NO SCROLL CURSOR FOR ${query}`);
  for (;;) {
    const { rows } = await client.query<R>(`FETCH ${ROWS} FROM looked`);
    for (const row of rows) take(row);
    if (rows.length < ROWS) break;
  }
  await client.query('CLOSE looked');
}
