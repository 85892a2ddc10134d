import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

/** Counts attempts of one kind by key, for all replicas where there is a Redis. */
export interface AttemptCounter {
  exhausted(key: string): Promise<boolean>;
  count(key: string): Promise<void>;
}

export interface AttemptLimit {
  /** How many attempts within `seconds` are one too many. */
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
    async exhausted(key) {
      const counted = await limiter.get(hash(key));
      return counted !== null && counted.consumedPoints >= attempts;
    },
    async count(key) {
      await limiter.penalty(hash(key));
    },
  };
}

/** Counts nothing: for load tests. */
export const unlimited: AttemptCounter = { exhausted: async () => false, count: async () => {} };
