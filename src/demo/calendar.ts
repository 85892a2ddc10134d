import { addDays, type BusinessDate, startOfBusinessDay } from '../shared/business-day.ts';
import type { Random } from './random.ts';

/** Days from `from` on, before `to`. */
export interface Period {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

/** The period whose figures Guizhou published, and the same months a year before as its base. */
export const published: Period = { from: '2024-01-01', to: '2024-10-01' };
export const yearBefore: Period = { from: '2023-01-01', to: '2023-10-01' };

/** A day, the instant it begins in Shanghai, and how many things happen on it. */
export interface Day {
  readonly date: BusinessDate;
  readonly start: number;
  readonly count: number;
}

/** FIELD: offices and enterprises, hardly at weekends. DESK: telephone and online channels, every day. */
export type Rhythm = 'FIELD' | 'DESK';

const minute = 60_000;

/** How busy a weekday is, from Sunday to Saturday. */
const week: Readonly<Record<Rhythm, readonly number[]>> = {
  FIELD: [0.1, 1.1, 1.05, 1, 1, 0.95, 0.3],
  DESK: [0.6, 1.15, 1.05, 1, 1, 0.95, 0.7],
};

/** How busy a month is, from January to December: people travel back to work after the Spring Festival. */
const season = [0.8, 1.15, 1.3, 1.1, 1, 1, 1.05, 1.05, 0.95, 0.9, 0.9, 0.85];

/** The weeks of the Spring Festival, when nearly everybody is at home. */
const festival = /^(2023-01-2[1-7]|2024-02-1[0-7])$/;

/** Spreads a total over the days of a period, with weekends, seasons and chance; the counts sum to it exactly. */
export function spread(total: number, { from, to }: Period, rhythm: Rhythm, random: Random): Day[] {
  const days: { date: BusinessDate; weight: number }[] = [];
  for (let date = from; date < to; date = addDays(date, 1)) {
    const noise = 0.85 + 0.3 * random.next();
    days.push({ date, weight: busyness(date, rhythm) * noise });
  }
  const sum = days.reduce((all, { weight }) => all + weight, 0);
  let passed = 0;
  let given = 0;
  return days.map(({ date, weight }) => {
    passed += weight;
    const count = Math.round((total * passed) / sum) - given;
    given += count;
    return { date, start: startOfBusinessDay(date).getTime(), count };
  });
}

/** An instant of the day within hours of the clock, to the millisecond. */
export const during = (start: number, random: Random, fromHour: number, toHour: number): number =>
  start + random.int(fromHour * 60 * minute, toHour * 60 * minute - 1);

export const minutes = (n: number): number => n * minute;
export const hours = (n: number): number => n * 60 * minute;

function busyness(date: BusinessDate, rhythm: Rhythm): number {
  const day = new Date(date);
  const weekday = week[rhythm][day.getUTCDay()] ?? 1;
  return weekday * (season[day.getUTCMonth()] ?? 1) * (festival.test(date) ? 0.1 : 1);
}
