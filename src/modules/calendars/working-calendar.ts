import { addDays, type BusinessDate } from '../../shared/business-day.ts';
import type { CalendarEntry } from './calendar-entry.entity.ts';
import { publishedYears, type YearDays } from './published-years.ts';

/** On which days people work in a province. */
export interface WorkingCalendar {
  isWorkingDay(date: BusinessDate): boolean;
  /** Whether the State Council's calendar of the day's year is known. Where it is not, Monday to Friday count. */
  isPublished(date: BusinessDate): boolean;
}

type Entered = Pick<CalendarEntry, 'provinceRegionCode' | 'year' | 'holidays' | 'makeUpDays'>;

/**
 * The calendar of a province: the country's, in which an entered year goes before the one this release knows, and the
 * province's own holidays on top of it; a day that is one of those is free even where the country makes up for another.
 * @param entered the entries in force of the country (without a province) and of one province
 */
export function workingCalendar(entered: readonly Entered[] = []): WorkingCalendar {
  const national = new Map(known);
  const local = new Map<number, Days>();
  for (const entry of entered) (entry.provinceRegionCode ? local : national).set(entry.year, daysOf(entry));

  return {
    isPublished: (date) => national.has(yearOf(date)),
    isWorkingDay(date) {
      const year = national.get(yearOf(date));
      if (local.get(yearOf(date))?.holidays.has(date)) return false;
      if (year?.makeUpDays.has(date)) return true;
      return !isWeekend(date) && !year?.holidays.has(date);
    },
  };
}

/**
 * The `n`-th working day after a date. The date itself is never counted, whether it is a working day or not: 5 working
 * days from Monday 2024-09-30 end on Saturday 2024-10-12, a make-up day. 0 gives the date itself.
 *
 * `provisional` when a day that was passed, counted or not, lies in a year without published holidays: there every
 * Monday to Friday counts, and the result may move once the year is published.
 * Throws a RangeError when `n` is not a whole number from 0 on, or on text that is no business date.
 */
export function addWorkingDays(
  calendar: WorkingCalendar,
  date: BusinessDate,
  n: number,
): { date: BusinessDate; provisional: boolean } {
  if (!Number.isInteger(n) || n < 0)
    throw new RangeError('Expected a whole number of working days, 0 or more');
  let day = addDays(date, 0);
  let provisional = false;
  for (let left = n; left > 0; ) {
    day = addDays(day, 1);
    if (calendar.isWorkingDay(day)) left -= 1;
    if (!calendar.isPublished(day)) provisional = true;
  }
  return { date: day, provisional };
}

export function isWeekend(date: BusinessDate): boolean {
  const weekday = new Date(date).getUTCDay();
  return weekday === 0 || weekday === 6;
}

interface Days {
  readonly holidays: ReadonlySet<BusinessDate>;
  readonly makeUpDays: ReadonlySet<BusinessDate>;
}

const daysOf = ({ holidays, makeUpDays }: YearDays): Days => ({
  holidays: new Set(holidays.flatMap(({ from, through }) => [...daysFrom(from, through)])),
  makeUpDays: new Set(makeUpDays),
});

/** Every day from one to another, both of them included. */
export function* daysFrom(from: BusinessDate, through: BusinessDate): Generator<BusinessDate> {
  // The last day there is has none behind it.
  for (let day = from; day <= through; day = addDays(day, 1)) {
    yield day;
    if (day === through) return;
  }
}

const yearOf = (date: BusinessDate): number => Number(date.slice(0, 4));

const known: ReadonlyMap<number, Days> = new Map(
  [...publishedYears].map(([year, days]) => [year, daysOf(days)]),
);
