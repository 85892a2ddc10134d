import type { AttemptCounter } from '../../infra/redis/attempts.ts';
import { DomainError } from '../../shared/errors.ts';

/** Lets one person have names and numbers in clear so often and no oftener. @throws RATE_LIMITED */
export type RevealLimit = (accountId: string) => Promise<void>;

/** @param counters each with a span of its own; all must have room */
export const createRevealLimit =
  (counters: readonly AttemptCounter[]): RevealLimit =>
  async (accountId) => {
    for (const [index, counter] of counters.entries()) {
      const key = `reveal ${index} ${accountId}`;
      if (!(await counter.take(key))) {
        throw new DomainError('RATE_LIMITED', 'RATE_LIMITED', { retryAfter: await counter.wait(key) });
      }
    }
  };
