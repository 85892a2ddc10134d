import { Redis } from 'ioredis';

/**
 * A client that never makes a request wait for a Redis that is gone: a dead one is noticed at once, a frozen one after
 * 150 ms, and reconnecting goes on in the background.
 */
export function createRedis(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 150,
    connectTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  redis.on('error', onError);
  return redis;
}
