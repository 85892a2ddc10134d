import { Redis } from 'ioredis';

/**
 * A client that never makes a request wait for a Redis that is gone: a dead one is noticed at once, a frozen one after
 * 150 ms, and reconnecting goes on in the background. `onError` is told once each time it goes away.
 */
export function createRedis(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 150,
    connectTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  // Every attempt to reconnect fails anew: the first failure is worth a line, the hundredth is not.
  let down = false;
  redis.on('error', (error) => {
    if (!down) onError(error);
    down = true;
  });
  redis.on('ready', () => {
    down = false;
  });
  return redis;
}
