import { workingCalendar } from '../modules/calendars/working-calendar.ts';
import { nationalTerms, ticketDeadline } from '../modules/tickets/deadline.ts';
import type { TicketCategory, TicketPriority } from '../modules/tickets/ticket.enums.ts';
import { businessDate } from '../shared/business-day.ts';

/** By when a ticket that is opened at an instant is due. */
export type Deadlines = (
  openedAt: Date,
  category: TicketCategory,
  priority: TicketPriority,
) => ReturnType<typeof ticketDeadline>;

const calendar = workingCalendar();

/** By the rule and the calendar that hold in an empty database. */
export const nationalDeadline: Deadlines = (openedAt, category, priority) =>
  ticketDeadline(openedAt, nationalTerms[category], priority, calendar);

/**
 * The deadlines of tickets, looked up once a day and category: but for urgent ones, they run by whole working days, and
 * counting those for each of a hundred thousand tickets would take a good part of the load.
 */
export function rememberedDeadlines(): Deadlines {
  const known = new Map<string, ReturnType<Deadlines>>();
  return (openedAt, category, priority) => {
    if (priority === 'URGENT') return nationalDeadline(openedAt, category, priority);
    const key = businessDate(openedAt) + category;
    const deadline = known.get(key) ?? nationalDeadline(openedAt, category, priority);
    known.set(key, deadline);
    return deadline;
  };
}
