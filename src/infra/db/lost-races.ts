import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../shared/errors.ts';
import { isLostRace } from './faults.ts';

/** So often something is tried before the race counts as lost for good. */
const ATTEMPTS = 5;
/** Milliseconds to wait at most before the second try, and twice as long before each further one. */
const PAUSE = 20;

/**
 * Does a transaction again, from its beginning, when the database reports that it lost a race.
 * @throws UNAVAILABLE when it loses every time
 */
export async function throughLostRaces<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (!isLostRace(error)) throw error;
      if (attempt === ATTEMPTS) throw new DomainError('UNAVAILABLE', 'UNAVAILABLE', { cause: error });
    }
    // Any time up to that, so that those who met once do not meet again.
    await sleep(Math.random() * PAUSE * 2 ** (attempt - 1));
  }
}
