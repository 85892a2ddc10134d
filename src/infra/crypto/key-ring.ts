import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { DomainError } from '../../shared/errors.ts';

/** What the database keeps of a data key. */
export interface KeptKey {
  readonly number: number;
  /** Tells the key from others and nothing else of it. */
  readonly fingerprint: Buffer;
  /** The key of look-ups, sealed with this key; null for the first one, of which it was derived. */
  readonly lookupKey: Buffer | null;
  /** Since when no value is sealed with it any more; null while there may be some. */
  readonly retiredAt: Date | null;
}

/** A data key of the configuration, and the two it is made into (HKDF-SHA-256). */
interface DataKey {
  readonly sealing: KeyObject;
  readonly lookup: Buffer;
  readonly fingerprint: Buffer;
}

/** Somebody's mistake in the configuration, told before anything is read or written with the wrong key. */
export class DataKeyMissing extends Error {
  constructor(readonly number: number) {
    super(
      `数据密钥与数据库不符：缺少第 ${number} 号密钥，请设置加密该数据库所用的 DATA_KEY（更换期间旧密钥为 DATA_KEY_BEFORE）/ ` +
        `The data key is not the one this database was sealed with: set DATA_KEY to that one, which is number ${number} ` +
        '(and while it is being replaced, DATA_KEY_BEFORE).',
    );
    this.name = 'DataKeyMissing';
  }
}

const NONCE = 12;
const TAG = 16;

/**
 * The data keys of this installation by their numbers. New values are sealed with the one of the highest number, which the
 * database names: all replicas go over to a new key together, once it is rotated in.
 *
 * The key of look-ups never changes: a number is found, an idempotency key recognised and a digest compared before,
 * during and after a rotation. It came of the first data key and is handed on sealed with the next.
 */
export class KeyRing {
  readonly #known: readonly DataKey[];
  readonly #numbered = new Map<number, DataKey>();
  #current = 1;
  #lookup: KeyObject;
  /** Why nothing may be sealed or opened just now. */
  #closed: DataKeyMissing | null = null;

  /** @param keys 32 bytes each, the newest first. Until it is told of a database, the newest is number 1. */
  constructor(keys: readonly Buffer[]) {
    this.#known = keys.map(dataKey);
    const [newest] = this.#known;
    if (!newest) throw new RangeError('There must be a data key.');
    this.#numbered.set(1, newest);
    this.#lookup = createSecretKey(newest.lookup);
  }

  /** The number and the key that new values are sealed with. */
  get current(): { number: number; key: KeyObject } {
    this.#assertOpen();
    return { number: this.#current, key: this.#ofNumber(this.#current).sealing };
  }

  get lookup(): KeyObject {
    this.#assertOpen();
    return this.#lookup;
  }

  /** The fingerprint of the newest key of the configuration, whether or not the database knows it. */
  get newestFingerprint(): Buffer {
    return (this.#known[0] as DataKey).fingerprint;
  }

  /** The keys that may have sealed a value of this number: one that is being rotated in has none yet. */
  openers(number: number): readonly KeyObject[] {
    this.#assertOpen();
    const numbered = this.#numbered.get(number);
    if (numbered) return [numbered.sealing];
    const taken = new Set(this.#numbered.values());
    return this.#known.filter((key) => !taken.has(key)).map(({ sealing }) => sealing);
  }

  /** Goes by what the database keeps. @throws DataKeyMissing when a value may be there that none of the keys opens */
  adopt(kept: readonly KeptKey[]): void {
    if (kept.length === 0) return;
    const numbered = new Map<number, DataKey>();
    for (const { number, fingerprint, retiredAt } of kept) {
      const key = this.#known.find((one) => one.fingerprint.equals(fingerprint));
      if (key) numbered.set(number, key);
      else if (!retiredAt) throw new DataKeyMissing(number);
    }
    const newest = kept.reduce((latest, one) => (one.number > latest.number ? one : latest));
    const key = numbered.get(newest.number);
    if (!key) throw new DataKeyMissing(newest.number);
    const lookup = newest.lookupKey ? unwrap(key, newest.number, newest.lookupKey) : key.lookup;
    this.#numbered.clear();
    for (const [number, one] of numbered) this.#numbered.set(number, one);
    this.#current = newest.number;
    this.#lookup = createSecretKey(lookup);
    this.#closed = null;
  }

  /**
   * For a process that lacks a key by now in use: what it sealed would be lost with the key before, so it seals, opens and
   * looks up nothing, with UNAVAILABLE, until it has adopted what the database keeps.
   */
  close(missing: DataKeyMissing): void {
    this.#closed = missing;
  }

  /** What the database is to keep of the newest key when it is rotated in: the next number, and the key of look-ups. */
  succession(): Omit<KeptKey, 'retiredAt'> {
    const number = this.#current + 1;
    const newest = this.#known[0] as DataKey;
    const lookupKey = wrap(newest, number, this.#lookup.export());
    return { number, fingerprint: newest.fingerprint, lookupKey };
  }

  #assertOpen(): void {
    if (this.#closed) throw new DomainError('UNAVAILABLE', 'UNAVAILABLE', { cause: this.#closed });
  }

  #ofNumber(number: number): DataKey {
    const key = this.#numbered.get(number);
    if (!key) throw new DataKeyMissing(number);
    return key;
  }
}

function dataKey(key: Buffer): DataKey {
  if (key.length !== 32) throw new RangeError(`The data key has 32 bytes, not ${key.length}.`);
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `labor-cooperation/${use}`, 32));
  const lookup = derive('lookup');
  return {
    // A key object: made from bytes at every call, it would cost more than the sealing.
    sealing: createSecretKey(derive('seal')),
    lookup,
    fingerprint: createHmac('sha256', lookup).update('fingerprint\nof the data key').digest(),
  };
}

const boundTo = (number: number) => Buffer.from(`data_key\nlookup_key\n${number}`, 'utf8');

function wrap({ sealing }: DataKey, number: number, lookup: Buffer): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(boundTo(number));
  const sealed = Buffer.concat([cipher.update(lookup), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function unwrap({ sealing }: DataKey, number: number, wrapped: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', sealing, wrapped.subarray(0, NONCE))
    .setAAD(boundTo(number))
    .setAuthTag(wrapped.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(wrapped.subarray(NONCE + TAG)), decipher.final()]);
}
