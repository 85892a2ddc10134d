import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts attempts of one kind by key, for all replicas where there is a Redis. */
export interface AttemptCounter {
  /** Counts an attempt before it is made, so that many at once count too. False when there were enough already. */
  take(key: string): Promise<boolean>;
  /** In how many seconds there is room again, as far as can be told. */
  wait(key: string): Promise<number>;
  /** An attempt that succeeded does not count. */
  giveBack(key: string): Promise<void>;
}

export interface AttemptLimit {
  /** How many attempts may fail within `seconds`. */
  attempts: number;
  seconds: number;
}

/**
 * Counts within this process first, and what that allows in Redis as well. So a process never allows more than the
 * limit, whether Redis comes, goes or stumbles between two attempts; while it is away, each process counts by itself.
 * @param hash makes of a key what may stand in Redis: names and addresses may not
 */
export function createAttemptCounter(
  redis: Redis | null,
  { attempts, seconds }: AttemptLimit,
  hash: (key: string) => string,
): AttemptCounter {
  const limit = { points: attempts, duration: seconds, keyPrefix: 'attempts' };
  const here = new RateLimiterMemory(limit);
  const everywhere = redis && new RateLimiterRedis({ ...limit, storeClient: redis });
  return {
    async take(key) {
      const hashed = hash(key);
      if (!(await allows(here.consume(hashed)))) return false;
      return everywhere ? allows(everywhere.consume(hashed)) : true;
    },
    async wait(key) {
      const hashed = hash(key);
      const counts = await Promise.all([here.get(hashed), everywhere?.get(hashed).catch(() => null)]);
      return Math.max(1, ...counts.map((count) => Math.ceil((count?.msBeforeNext ?? 0) / 1_000)));
    },
    async giveBack(key) {
      const hashed = hash(key);
      await here.reward(hashed);
      // What Redis did not count it need not forget; what it did, it forgets with time.
      await everywhere?.reward(hashed).catch(() => {});
    },
  };
}

/** Whether a counter has room for one more; one that cannot be asked refuses nobody. */
const allows = (counted: Promise<unknown>): Promise<boolean> =>
  counted.then(
    () => true,
    (refusal: unknown) => !(refusal instanceof RateLimiterRes),
  );

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
export const unlimited: AttemptCounter = {
  take: async () => true,
  wait: async () => 0,
  giveBack: async () => {},
};
