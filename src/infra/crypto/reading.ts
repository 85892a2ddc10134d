import { DomainError } from '../../shared/errors.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { type Locale, translate } from '../../shared/messages.ts';
import type { PersonalData, Place } from './personal-data.ts';

/** What sealed values say, to people. One that does not open says so itself, and takes nothing beside it down. */
export interface SealedReading {
  /** As it was sealed; null when it does not open. */
  open(place: Place, sealed: Buffer): string | null;
  inClear(place: Place, sealed: Buffer, locale: Locale): string;
  /** Enough to recognise, too little to use; see `mask.ts`. */
  masked(place: Place, sealed: Buffer, locale: Locale): string;
}

/** Told of each value that does not open, whenever it is read. */
export type Unreadable = (place: Place, error: unknown, isFirstTime: boolean) => void;

const masks = { name: maskName, phone: maskPhone };

/** Which values were told of already is forgotten after so many. */
const REMEMBERED = 10_000;

export function createSealedReading(personalData: PersonalData, unreadable: Unreadable): SealedReading {
  const told = new Set<string>();

  function tell(place: Place, error: unknown): void {
    const value = [place.table, place.column, place.tenant, place.id].join('\n');
    const isFirstTime = !told.has(value);
    if (told.size >= REMEMBERED) told.clear();
    told.add(value);
    unreadable(place, error, isFirstTime);
  }

  const reading: SealedReading = {
    open(place, sealed) {
      try {
        return personalData.open(place, sealed);
      } catch (error) {
        // Without its keys this process could open nothing at all: that is no fault of the value.
        if (error instanceof DomainError) throw error;
        tell(place, error);
        return null;
      }
    },
    inClear: (place, sealed, locale) => reading.open(place, sealed) ?? translate('UNREADABLE', locale),
    masked(place, sealed, locale) {
      const text = reading.open(place, sealed);
      return text === null ? translate('UNREADABLE', locale) : masks[place.column](text);
    },
  };
  return reading;
}
