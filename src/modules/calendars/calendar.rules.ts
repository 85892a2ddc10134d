import { z } from 'zod';
import { breach, date, listOf, text } from '../../operations/rules.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { daysFrom, isWeekend } from './working-calendar.ts';

const holiday = z.object({ name: text(40), from: date, through: date });
/** 0 before a year's first entry. */
const expectedVersion = z.number().int();
const year = z.number().int().min(2000).max(2999);
const holidays = listOf(holiday, 30);

/** By law everywhere and every year (全国年节及纪念日放假办法): a calendar without them is of another year, or unfinished. */
const always = ['01-01', '05-01', '10-01'];

/**
 * A year as the State Council announces it: holidays within the year that do not overlap, New Year, Labour Day and
 * National Day among them; make-up days that are weekend days of the year, none of them a holiday.
 */
export const nationalYear = z
  .object({ expectedVersion, year, holidays, makeUpDays: listOf(date, 30) })
  .superRefine((input, context) => {
    const free = freeDays(input, context);
    const statutory = always.map((day) => `${input.year}-${day}`);
    if (!statutory.every((day) => free.has(day)))
      breach(context, 'INVALID', 'CALENDAR_UNFINISHED', ['holidays']);
    const seen = new Set<BusinessDate>();
    for (const [i, day] of input.makeUpDays.entries()) {
      const path = ['makeUpDays', String(i)];
      if (!isOf(input.year, day)) breach(context, 'INVALID', 'DAY_OF_ANOTHER_YEAR', path);
      else if (!isWeekend(day) || free.has(day) || seen.has(day))
        breach(context, 'INVALID', 'MAKE_UP_DAY_INVALID', path);
      seen.add(day);
    }
  });

/** What a province adds to a year (三月三, 州庆): holidays within it that do not overlap; none takes them back. */
export const localYear = z
  .object({ expectedVersion, year, holidays })
  .superRefine((input, context) => void freeDays(input, context));

/** All holidays of the input, each day checked. */
function freeDays(
  { year, holidays }: { year: number; holidays: readonly z.output<typeof holiday>[] },
  context: z.RefinementCtx,
): ReadonlySet<BusinessDate> {
  const free = new Set<BusinessDate>();
  for (const [i, { from, through }] of holidays.entries()) {
    const path = ['holidays', String(i)];
    if (through < from) breach(context, 'INVALID', 'HOLIDAY_ENDS_EARLY', [...path, 'through']);
    else if (!isOf(year, from)) breach(context, 'INVALID', 'DAY_OF_ANOTHER_YEAR', [...path, 'from']);
    else if (!isOf(year, through)) breach(context, 'INVALID', 'DAY_OF_ANOTHER_YEAR', [...path, 'through']);
    else {
      const days = [...daysFrom(from, through)];
      if (days.some((day) => free.has(day))) breach(context, 'INVALID', 'HOLIDAYS_OVERLAP', path);
      for (const day of days) free.add(day);
    }
  }
  return free;
}

const isOf = (year: number, date: BusinessDate): boolean => date.startsWith(`${year}-`);
