import { z } from 'zod';
import { date, listOf, optional, optionalText, text } from '../../operations/rules.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { reject } from '../../shared/errors.ts';
import { contactRules } from '../enterprises/index.ts';
import { assertOpenOn, type Station } from '../stations/index.ts';
import { VisitWay } from './visit.entity.ts';

/** What is told of a visit, when it is logged and when it is corrected. */
export const visitFields = {
  visitedOn: date,
  way: z.enum(VisitWay),
  // A name written twice is one person.
  participants: listOf(text(60), 20, 1).transform((names) => [...new Set(names)]),
  contact: optional(contactRules),
  findings: optionalText(4_000),
  openingsPromised: optional(z.number().int().min(0).max(100_000)),
};

export const followUpFields = { dueOn: date, note: text(500) };

/** @throws Rejection unless the station served on that day, and the day is not ahead */
export function assertVisitDay(station: Station, visitedOn: BusinessDate, today: BusinessDate): void {
  if (visitedOn > today) throw reject('INVALID', 'DATE_IN_FUTURE', 'visitedOn');
  assertOpenOn(station, visitedOn, 'visitedOn');
}
