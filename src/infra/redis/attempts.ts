import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts attempts of one kind by key, for all replicas where there is a Redis. */
export interface AttemptCounter {
  /** Counts an attempt before it is made, so that many at once count too. False when there were enough already. */
  take(key: string): Promise<boolean>;
  /** An attempt that succeeded does not count. */
  giveBack(key: string): Promise<void>;
}

export interface AttemptLimit {
  /** How many attempts may fail within `seconds`. */
  attempts: number;
  seconds: number;
}

/**
 * @param redis null counts within this process, as does every process while its Redis is away
 * @param hash makes of a key what may stand in Redis: names and addresses may not
 */
export function createAttemptCounter(
  redis: Redis | null,
  { attempts, seconds }: AttemptLimit,
  hash: (key: string) => string,
): AttemptCounter {
  const limit = { points: attempts, duration: seconds, keyPrefix: 'attempts' };
  const memory = new RateLimiterMemory(limit);
  const limiter = redis
    ? new RateLimiterRedis({ ...limit, storeClient: redis, insuranceLimiter: memory })
    : memory;
  return {
    take: (key) =>
      limiter.consume(hash(key)).then(
        () => true,
        (refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return false;
          throw refusal;
        },
      ),
    async giveBack(key) {
      await limiter.reward(hash(key));
    },
  };
}

/** The same counter, whatever it counts by, which also tells of each attempt that it refuses. */
export const telling = <Key extends unknown[], Counter extends { take(...key: Key): Promise<boolean> }>(
  counter: Counter,
  onRefusal: () => void,
): Counter => ({
  ...counter,
  async take(...key: Key) {
    const allowed = await counter.take(...key);
    if (!allowed) onRefusal();
    return allowed;
  },
});

/** Counts nothing: for load tests. */
export const unlimited: AttemptCounter = { take: async () => true, giveBack: async () => {} };
