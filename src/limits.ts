import type { Redis } from 'ioredis';
import { boundlessRates, RATES, type Rates } from './graphql/rates.ts';
import type { PersonalData } from './infra/crypto/personal-data.ts';
import type { Meter } from './infra/metrics.ts';
import {
  type AttemptCounter,
  type AttemptLimit,
  createAttemptCounter,
  telling,
  unlimited,
} from './infra/redis/attempts.ts';
import { createRate } from './infra/redis/rate.ts';
import { createRevealLimit, type RevealLimit } from './modules/personal-data/index.ts';

/** Ten wrong passwords for one name from one address within a quarter of an hour. */
const SIGN_IN_FAILURES = { attempts: 10, seconds: 900 };

/** Of names and numbers in clear, for one person: so many in an hour, and not all of them at once. */
const REVEALS = [
  { attempts: 30, seconds: 3_600 },
  { attempts: 15, seconds: 60 },
];

/** Numbers one person may look up within an hour: two a minute, all day. */
const CALLER_LOOK_UPS = { attempts: 120, seconds: 3_600 };

/** Refusals of one account that the audit takes within a minute, and that its name is locked, while it is. */
const REFUSALS = { attempts: 10, seconds: 60 };
const LOCKED = { attempts: 1, seconds: 900 };

export interface Limits {
  attempts: AttemptCounter;
  lookUps: AttemptCounter;
  reveals: RevealLimit;
  rates: Rates;
  refusals: AttemptCounter;
  lockedNotes: AttemptCounter;
}

/** How often what may be done: nothing is limited where `rateLimits` is off. */
export function createLimits(
  { redis, rateLimits, meter }: { redis: Redis | null; rateLimits: boolean; meter: Meter },
  hash: PersonalData['lookupHash'],
): Limits {
  // Names, numbers and addresses stand in Redis by their hashes alone.
  const keyed = (key: string) => hash('attempt', key).toString('base64url');
  const counter = (limit: AttemptLimit) =>
    rateLimits ? telling(createAttemptCounter(redis, limit, keyed), meter.refusedAttempt) : unlimited;
  return {
    attempts: counter(SIGN_IN_FAILURES),
    lookUps: counter(CALLER_LOOK_UPS),
    reveals: createRevealLimit(REVEALS.map(counter)),
    refusals: rateLimits ? createAttemptCounter(redis, REFUSALS, keyed) : unlimited,
    lockedNotes: rateLimits ? createAttemptCounter(redis, LOCKED, keyed) : unlimited,
    rates: rateLimits
      ? {
          requests: createRate(null, RATES.requests, keyed),
          actor: createRate(redis, RATES.actor, keyed),
          anonymous: createRate(redis, RATES.anonymous, keyed),
        }
      : boundlessRates,
  };
}
