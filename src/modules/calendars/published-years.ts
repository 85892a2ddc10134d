import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { addDays, type BusinessDate } from '../../shared/business-day.ts';
import type { Holiday } from './calendar-entry.entity.ts';

/** How a year differs from its weekdays and weekends. */
export interface YearDays {
  readonly holidays: readonly Holiday[];
  readonly makeUpDays: readonly BusinessDate[];
}

/**
 * Statutory holidays and make-up working days as the State Council announces them each autumn for the next year, up to
 * the last year that this release knows. We read the tables of `chinese-days`, not its functions: those answer wrongly
 * where the process runs west of UTC.
 */
const holidayNames: Readonly<Record<BusinessDate, string>> = published.holidays;
const makeUpDays: readonly BusinessDate[] = Object.keys(published.workdays).sort();

/** A year counts as published once its National Day is in the table: every announcement has it. */
const years = Object.keys(holidayNames)
  .filter((date) => date.endsWith('-10-01'))
  .map((date) => Number(date.slice(0, 4)));

export const publishedYears: ReadonlyMap<number, YearDays> = new Map(
  years.map((year) => {
    const ofYear = (date: BusinessDate) => Number(date.slice(0, 4)) === year;
    const dates = Object.keys(holidayNames).filter(ofYear).sort();
    return [year, { holidays: inRows(dates), makeUpDays: makeUpDays.filter(ofYear) }];
  }),
);

/** Days of one name that follow each other, as the announcement writes them. */
function inRows(dates: readonly BusinessDate[]): Holiday[] {
  const rows: Holiday[] = [];
  for (const date of dates) {
    const name = holidayNames[date]?.split(',')[1] ?? '';
    const last = rows.at(-1);
    if (last?.name === name && addDays(last.through, 1) === date) last.through = date;
    else rows.push({ name, from: date, through: date });
  }
  return rows;
}
