import { addDays, addYears, type BusinessDate } from '../../shared/business-day.ts';
import { type Sums, summedFigures } from './dashboard.sources.ts';
import type { Grain } from './dashboard.types.ts';

interface Period {
  from: BusinessDate;
  to: BusinessDate;
}

/**
 * The same period a year before. One that begins on 29 February began on the 28th then; one that ends before that day
 * ended before the 1st of March: no day is lost and none is left empty.
 */
export function yearBefore({ from, to }: Period): Period {
  const end = addYears(to, -1);
  return { from: addYears(from, -1), to: to.endsWith('02-29') ? addDays(end, 1) : end };
}

/** The months that lie in a period as a whole, by their first day; from `first` on and before `last`. */
export function wholeMonths({ from, to }: Period): { first: BusinessDate; last: BusinessDate } {
  const first = from.endsWith('-01') ? from : endOf(startOf(from, 'MONTH'), 'MONTH');
  const last = startOf(to, 'MONTH');
  return first < last ? { first, last } : { first: to, last: to };
}

/** The steps of a period, cut to it, each with the sum of its days, or of its months where it is no less; quiet ones are zero. */
export function trendOf(
  days: readonly (Sums & { day: BusinessDate })[],
  { from, to }: Period,
  grain: Grain,
  nothing: Sums,
): (Sums & Period)[] {
  const points = new Map<BusinessDate, Sums & Period>();
  for (let start = startOf(from, grain); start < to; ) {
    const end = endOf(start, grain);
    points.set(start, { ...nothing, from: start < from ? from : start, to: end > to ? to : end });
    start = end;
  }
  for (const { day, ...figures } of days) {
    const point = points.get(startOf(day, grain));
    if (point) for (const figure of summedFigures) point[figure] += figures[figure];
  }
  return [...points.values()];
}

/** The first day of the step that a day lies in. */
function startOf(day: BusinessDate, grain: Grain): BusinessDate {
  if (grain === 'DAY') return day;
  return grain === 'MONTH' ? `${day.slice(0, 7)}-01` : `${day.slice(0, 4)}-01-01`;
}

/** The first day behind the step that begins on this day. */
function endOf(start: BusinessDate, grain: Grain): BusinessDate {
  if (grain === 'DAY') return addDays(start, 1);
  if (grain === 'YEAR') return addYears(start, 1);
  // 31 days on from the first of a month lies within the next one.
  return `${addDays(start, 31).slice(0, 7)}-01`;
}
