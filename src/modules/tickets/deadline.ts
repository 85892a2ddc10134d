import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { addDays, type BusinessDate, businessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import type { TicketCategory, TicketPriority } from './ticket.enums.ts';

/**
 * Working days to resolve a ticket in. No national rule was found: these are defaults, common among local hotlines
 * (an enquiry or request for help 3 working days, a complaint 13).
 */
const daysToResolve: Readonly<Record<TicketCategory, number>> = {
  RIGHTS_PROTECTION: 13,
  JOB_SEEKING: 3,
  POLICY_CONSULTATION: 3,
  RETURN_TO_WORK: 3,
  GOVERNMENT_SERVICE: 3,
  OTHER: 3,
};

/** Urgent tickets, of any category, run by the clock: one calendar day. Also a default, common among local hotlines. */
const urgentMillis = 24 * 3_600_000;

/**
 * Statutory holidays and make-up working days as the State Council announces them each autumn for the next year. We
 * read the tables of `chinese-days`, not its functions: those answer wrongly where the process runs west of UTC.
 */
const holidays: Readonly<Record<string, string>> = published.holidays;
const makeUpDays: Readonly<Record<string, string>> = published.workdays;

/** A year counts as published once its National Day is in the table: every announcement has it. */
const publishedYears = new Set(
  Object.keys(holidays)
    .filter((date) => date.endsWith('-10-01'))
    .map(yearOf),
);

/**
 * By when a ticket must be resolved: it is late from `dueAt` on. An urgent ticket has 24 hours; any other has until the
 * end of its last working day in Shanghai, so `dueAt` is the midnight that follows. `provisional`: see addWorkingDays.
 */
export function ticketDeadline(
  openedAt: Date,
  category: TicketCategory,
  priority: TicketPriority,
): { dueAt: Date; provisional: boolean } {
  if (priority === 'URGENT') {
    return { dueAt: new Date(openedAt.getTime() + urgentMillis), provisional: false };
  }
  const { date, provisional } = addWorkingDays(businessDate(openedAt), daysToResolve[category]);
  return { dueAt: startOfBusinessDay(addDays(date, 1)), provisional };
}

/**
 * The `n`-th working day after a date. The date itself is never counted, whether it is a working day or not: 5 working
 * days from Monday 2024-09-30 end on Saturday 2024-10-12, a make-up day. 0 gives the date itself.
 *
 * `provisional` when a day that was passed, counted or not, lies in a year without published holidays: there every
 * Monday to Friday counts, and the result may move once the year is published.
 * Throws a RangeError when `n` is not a whole number from 0 on, or on text that is no business date.
 */
export function addWorkingDays(date: BusinessDate, n: number): { date: BusinessDate; provisional: boolean } {
  if (!Number.isInteger(n) || n < 0)
    throw new RangeError('Expected a whole number of working days, 0 or more');
  let day = addDays(date, 0);
  let provisional = false;
  for (let left = n; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
    if (!publishedYears.has(yearOf(day))) provisional = true;
  }
  return { date: day, provisional };
}

function isWorkingDay(date: BusinessDate): boolean {
  if (date in makeUpDays) return true;
  const weekday = new Date(date).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !(date in holidays);
}

function yearOf(date: BusinessDate): string {
  return date.slice(0, 4);
}
