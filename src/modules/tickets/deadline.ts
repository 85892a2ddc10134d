import { addDays, businessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import { addWorkingDays, type WorkingCalendar } from '../calendars/index.ts';
import type { TicketCategory, TicketPriority } from './ticket.enums.ts';

/** How long a ticket may take: a normal one in working days, an urgent one by the clock. */
export interface Term {
  readonly workingDays: number;
  readonly urgentHours: number;
}

export type Terms = Readonly<Record<TicketCategory, Term>>;

const short: Term = { workingDays: 3, urgentHours: 24 };

/**
 * What holds where a province has set nothing. No national rule was found: these are common among local hotlines (an
 * enquiry or request for help 3 working days, a complaint 13, anything urgent a day).
 */
export const nationalTerms: Terms = {
  RIGHTS_PROTECTION: { workingDays: 13, urgentHours: 24 },
  JOB_SEEKING: short,
  POLICY_CONSULTATION: short,
  RETURN_TO_WORK: short,
  GOVERNMENT_SERVICE: short,
  OTHER: short,
};

/**
 * By when a ticket must be resolved: it is late from `dueAt` on. An urgent ticket has hours that run through nights and
 * holidays; any other has until the end of its last working day in Shanghai, so `dueAt` is the midnight that follows.
 * `provisional`: see addWorkingDays.
 */
export function ticketDeadline(
  openedAt: Date,
  { workingDays, urgentHours }: Term,
  priority: TicketPriority,
  calendar: WorkingCalendar,
): { dueAt: Date; provisional: boolean } {
  if (priority === 'URGENT') {
    return { dueAt: new Date(openedAt.getTime() + urgentHours * 3_600_000), provisional: false };
  }
  const { date, provisional } = addWorkingDays(calendar, businessDate(openedAt), workingDays);
  return { dueAt: startOfBusinessDay(addDays(date, 1)), provisional };
}
