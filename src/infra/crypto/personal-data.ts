import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { KeyRing } from './key-ring.ts';

/** Where a sealed value stands. It is bound to this place: copied to another row or column it does not open. */
export interface Place {
  table: 'enterprise_contact' | 'ticket_caller' | 'worker';
  column: 'name' | 'phone';
  tenant: string;
  id: string;
}

/** Seals personal data at rest and finds it again by an equal value, never by content. */
export interface PersonalData {
  readonly keys: KeyRing;
  /** AES-256-GCM; the result is key number (1 byte), nonce (12), tag (16), ciphertext. */
  seal(place: Place, text: string): Buffer;
  /** Opens what `seal` made for the same place. Throws when the value was altered, moved or sealed with another key. */
  open(place: Place, sealed: Buffer): string;
  /** Keyed hash (HMAC-SHA-256, 32 bytes) by which equal values are found without being readable. */
  lookupHash(purpose: string, text: string): Buffer;
}

const NONCE = 12;
const TAG = 16;
const HEADER = 1 + NONCE + TAG;

/** @param keys the data keys, or the one there is, of 32 bytes */
export function createPersonalData(keys: KeyRing | Buffer): PersonalData {
  const ring = keys instanceof KeyRing ? keys : new KeyRing([keys]);
  const boundTo = (place: Place) =>
    Buffer.from([place.table, place.column, place.tenant, place.id].join('\n'), 'utf8');

  const openWith = (key: KeyObject, place: Place, sealed: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE))
      .setAAD(boundTo(place))
      .setAuthTag(sealed.subarray(1 + NONCE, HEADER));
    return decipher.update(sealed.subarray(HEADER), undefined, 'utf8') + decipher.final('utf8');
  };

  return {
    keys: ring,
    seal(place, text) {
      const { number, key } = ring.current;
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(number), nonce, cipher.getAuthTag(), sealed]);
    },
    open(place, sealed) {
      if (sealed.length < HEADER) throw new Error('A sealed value is longer.');
      const number = sealed[0] as number;
      let failure: unknown = new Error(`No data key has the number ${number}.`);
      for (const key of ring.openers(number)) {
        try {
          return openWith(key, place, sealed);
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
    lookupHash: (purpose, text) => createHmac('sha256', ring.lookup).update(`${purpose}\n${text}`).digest(),
  };
}
