import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How much of something each key may have within a time. */
export interface Rate {
  /** @returns 0, or in how many seconds there is room again */
  take(key: string, points?: number): Promise<number>;
}

/**
 * Counts within this process, which answers at once, and tells Redis, whose answer nobody waits for: when all processes
 * together have given enough, it closes the key here too. So a Redis that is slow or gone costs no request anything, and
 * between processes no more passes than what was under way.
 * @param redis null counts for this process alone
 * @param hash makes of a key what may stand in Redis: names and addresses may not
 */
export function createRate(
  redis: Redis | null,
  limit: { name: string; points: number; seconds: number },
  hash: (key: string) => string,
): Rate {
  const options = { points: limit.points, duration: limit.seconds, keyPrefix: `rate ${limit.name}` };
  const here = new RateLimiterMemory(options);
  const everywhere = redis && new RateLimiterRedis({ ...options, storeClient: redis });

  async function tell(store: RateLimiterRedis, key: string, points: number): Promise<void> {
    try {
      await store.consume(hash(key), points);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) await here.block(key, secondsOf(refusal));
    }
  }

  return {
    async take(key, points = 1) {
      try {
        await here.consume(key, points);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return secondsOf(refusal);
        throw refusal;
      }
      if (everywhere) void tell(everywhere, key, points);
      return 0;
    },
  };
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1_000));
