import { timingSafeEqual } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Entry, KEPT_FOR } from './entry.ts';

/** The right to compute something while others wait for it. */
export interface Claim {
  release(): Promise<void>;
}

/** For whoever asks nobody. */
const unclaimed: Claim = { release: async () => {} };

/** So long a claim holds, in milliseconds, whatever becomes of its owner. */
const CLAIMED_FOR = 2_000;

/** Gives a claim up if it is still one's own. */
const RELEASE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

const SEAL = 32;

/**
 * What processes have computed, for all of them, in Redis. It is never relied on: what is not there, is broken, or was
 * not written by this service under this key is simply not there, and a Redis that fails has nothing.
 */
export class SharedEntries {
  /** @param seal 32 bytes that nobody without the service's key can make, of any text */
  constructor(
    private readonly redis: Redis | null,
    private readonly seal: (text: string) => Buffer,
  ) {}

  async get(key: string): Promise<Entry | null> {
    const stored = await this.redis?.getBuffer(key).catch(() => null);
    if (!stored || stored.length < SEAL) return null;
    const text = stored.toString('utf8', SEAL);
    const isOurs = timingSafeEqual(stored.subarray(0, SEAL), this.#sealOf(key, text));
    return isOurs ? JSON.parse(text) : null;
  }

  async set(key: string, text: string): Promise<void> {
    const stored = Buffer.concat([this.#sealOf(key, text), Buffer.from(text)]);
    await this.redis?.set(key, stored, 'PX', KEPT_FOR).catch(() => {});
  }

  /** @returns null when somebody else has it; without Redis everybody has */
  async claim(key: string): Promise<Claim | null> {
    const { redis } = this;
    if (!redis) return unclaimed;
    const [name, token] = [`${key} claim`, crypto.randomUUID()];
    try {
      const set = await redis.set(name, token, 'PX', CLAIMED_FOR, 'NX');
      if (set === null) return null;
    } catch {
      return unclaimed;
    }
    return { release: () => redis.eval(RELEASE, 1, name, token).then(noop, noop) };
  }

  /** Bound to its key: moved to another one it is not ours. */
  #sealOf(key: string, text: string): Buffer {
    return this.seal(`${key}\n${text}`);
  }
}

const noop = () => {};
