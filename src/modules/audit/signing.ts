import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** How far a tenant's chain had come at an instant, and what it was then: vouched for by whoever holds the key. */
export interface Head {
  tenant: string;
  number: bigint;
  /** In hexadecimal. */
  hash: string;
  at: Date;
  keyId: string;
  signature: Buffer;
}

type Kind = 'head' | 'checkpoint';

const textOf = (kind: Kind, { tenant, number, hash, at, keyId }: Omit<Head, 'signature'>) =>
  Buffer.from(
    [`labor-cooperation/audit-${kind}/1`, tenant, number, hash, at.toISOString(), keyId].join('\n'),
  );

/** The DER head of an Ed25519 key (RFC 8410): the 32 bytes of the key come behind it. */
const PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');

export interface Signer {
  readonly keyId: string;
  /** In base64: with it alone, what was signed can be verified. */
  readonly publicKey: string;
  sign(kind: Kind, what: Omit<Head, 'signature' | 'keyId'>): Head;
}

/** @param key 32 bytes */
export function createSigner(key: Buffer): Signer {
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE, key]), format: 'der', type: 'pkcs8' });
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = der.subarray(PUBLIC.length).toString('base64');
  const keyId = keyIdOf(publicKey);
  return {
    keyId,
    publicKey,
    sign(kind, what) {
      const named = { ...what, keyId };
      return { ...named, signature: sign(null, textOf(kind, named), privateKey) };
    },
  };
}

/** An id that a key cannot choose. */
export const keyIdOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);

export type Verdict = 'good' | 'false' | 'unknown key';

/** Tells who vouches for a head, going by these public keys alone. */
export function createVerifier(publicKeys: readonly string[]): (kind: Kind, head: Head) => Verdict {
  const keys = new Map<string, KeyObject>(
    publicKeys.map((key) => [
      keyIdOf(key),
      createPublicKey({
        key: Buffer.concat([PUBLIC, Buffer.from(key, 'base64')]),
        format: 'der',
        type: 'spki',
      }),
    ]),
  );
  return (kind, head) => {
    const key = keys.get(head.keyId);
    if (!key) return 'unknown key';
    return verify(null, textOf(kind, head), key, head.signature) ? 'good' : 'false';
  };
}

/** A head as one word: for the log, and for whoever keeps it elsewhere. */
export const writeHead = ({ tenant, number, hash, at, keyId, signature }: Head): string =>
  [tenant, number, hash, at.getTime(), keyId, signature.toString('base64url')].join('.');

/** @returns null for what is no head */
export function readHead(word: string): Head | null {
  const match = /^(\d\d)\.(\d{1,18})\.([0-9a-f]{64})\.(\d{1,15})\.([0-9a-f]{16})\.([\w-]{86})$/.exec(word);
  if (!match) return null;
  const [, tenant = '', number = '', hash = '', at, keyId = '', signature = ''] = match;
  return {
    tenant,
    number: BigInt(number),
    hash,
    at: new Date(Number(at)),
    keyId,
    signature: Buffer.from(signature, 'base64url'),
  };
}
