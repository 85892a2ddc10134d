import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

/** Where a sealed value stands. It is bound to this place: copied to another row or column it does not open. */
export interface Place {
  table: 'enterprise_contact' | 'ticket_caller' | 'worker';
  column: 'name' | 'phone';
  tenant: string;
  id: string;
}

/** Seals personal data at rest and finds it again by an equal value, never by content. */
export interface PersonalData {
  /** AES-256-GCM; the result is key number (1 byte), nonce (12), tag (16), ciphertext. */
  seal(place: Place, text: string): Buffer;
  /** Opens what `seal` made for the same place. Throws when the value was altered, moved or sealed with another key. */
  open(place: Place, sealed: Buffer): string;
  /** Keyed hash (HMAC-SHA-256, 32 bytes) by which equal values are found without being readable. */
  lookupHash(purpose: string, text: string): Buffer;
}

/** Which key a value was sealed with; it stands in its first byte. */
export const KEY_NUMBER = 1;
const NONCE = 12;
const TAG = 16;
const HEADER = 1 + NONCE + TAG;

/** @param key 32 bytes. One key for sealing and one for look-up are derived from it (HKDF-SHA-256). */
export function createPersonalData(key: Buffer): PersonalData {
  if (key.length !== 32) throw new RangeError(`The data key has 32 bytes, not ${key.length}.`);
  // Key objects: made from bytes at every call, the key would cost more than the sealing.
  const derive = (use: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `labor-cooperation/${use}`, 32)));
  const sealingKey = derive('seal');
  const lookupKey = derive('lookup');
  const boundTo = (place: Place) =>
    Buffer.from([place.table, place.column, place.tenant, place.id].join('\n'), 'utf8');

  return {
    seal(place, text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(boundTo(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(KEY_NUMBER), nonce, cipher.getAuthTag(), sealed]);
    },
    open(place, sealed) {
      if (sealed[0] !== KEY_NUMBER) throw new Error(`No data key has the number ${sealed[0]}.`);
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(1, 1 + NONCE))
        .setAAD(boundTo(place))
        .setAuthTag(sealed.subarray(1 + NONCE, HEADER));
      return decipher.update(sealed.subarray(HEADER), undefined, 'utf8') + decipher.final('utf8');
    },
    lookupHash: (purpose, text) => createHmac('sha256', lookupKey).update(`${purpose}\n${text}`).digest(),
  };
}
