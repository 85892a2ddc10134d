/**
 * Business days: calendar days in China. All of the country keeps Asia/Shanghai, UTC+8 and without daylight saving
 * since 1991, so a fixed offset is exact for every instant this service records. Dates before that (of birth, say)
 * are plain dates and never come from an instant.
 */

/** YYYY-MM-DD, a day that exists, from 1900 to 2999. As text it sorts by time. */
export type BusinessDate = string;

const hour = 3_600_000;
const day = 24 * hour;
const offset = 8 * hour;
const shape = /^(19|2\d)\d{2}-\d{2}-\d{2}$/;
const first = Date.UTC(1900, 0, 1);
const last = Date.UTC(2999, 11, 31);

/** The day in Shanghai at this instant. Throws a RangeError on an invalid Date or outside 1900 to 2999. */
export function businessDate(instant: Date): BusinessDate {
  return dateAt(instant.getTime() + offset);
}

/** Whether the text is a business date: the calendar has it, and the year lies between 1900 and 2999. */
export function isBusinessDate(value: string): boolean {
  if (!shape.test(value)) return false;
  // Engines differ on 30 February: an invalid date, or a day in March. Neither is the 30th.
  return new Date(Date.parse(value)).getUTCDate() === Number(value.slice(8));
}

/** The instant at which the day begins in Shanghai; where the day before ends. Throws a RangeError on other text. */
export function startOfBusinessDay(date: BusinessDate): Date {
  return new Date(utcMidnight(date) - offset);
}

/** The day `n` days later, earlier for a negative `n`. Throws a RangeError on other text or a result out of range. */
export function addDays(date: BusinessDate, n: number): BusinessDate {
  return dateAt(utcMidnight(date) + n * day);
}

/** How many days after the first the second comes; negative when it comes before. Throws a RangeError on other text. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / day;
}

/** The same day `n` years later; 29 February becomes 28 February where the year has none. Throws like `addDays`. */
export function addYears(date: BusinessDate, n: number): BusinessDate {
  const start = new Date(utcMidnight(date));
  const moved = new Date(start);
  moved.setUTCFullYear(start.getUTCFullYear() + n);
  const overflowed = moved.getUTCMonth() !== start.getUTCMonth();
  return dateAt(moved.getTime() - (overflowed ? day : 0));
}

function utcMidnight(date: BusinessDate): number {
  if (!isBusinessDate(date)) throw new RangeError('Expected a date YYYY-MM-DD between 1900 and 2999');
  return Date.parse(date);
}

function dateAt(utcMillis: number): BusinessDate {
  const inRange = utcMillis >= first && utcMillis < last + day;
  if (!inRange) throw new RangeError('Expected a day between 1900 and 2999');
  return new Date(utcMillis).toISOString().slice(0, 10);
}
