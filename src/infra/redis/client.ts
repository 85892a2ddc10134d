import { Redis } from 'ioredis';

/** So long an answer is waited for, in milliseconds: far longer than Redis takes, shorter than a person notices. */
const PATIENCE = 150;

/**
 * A client that never makes a request wait for a Redis that is gone. A dead one is noticed at once. One that does not
 * answer in time loses its connection, so that whoever asks next is told at once, too, and not each in turn after the
 * same wait; reconnecting goes on in the background, and a new connection counts only once Redis has answered on it.
 * A command that failed is not sent again: its sender has gone on without it. `onError` is told once each time Redis
 * goes away.
 */
export function createRedis(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: PATIENCE,
    // The connection of one that says nothing at all goes just before the first of its commands is given up.
    socketTimeout: PATIENCE - 10,
    connectTimeout: 1_000,
    // No longer is it waited for to say goodbye; ioredis waits for one that has gone, too.
    disconnectTimeout: PATIENCE,
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
