import { ticketDeadline } from '../modules/tickets/deadline.ts';
import { businessDate } from '../shared/business-day.ts';

export type Deadlines = typeof ticketDeadline;

/**
 * The deadlines of tickets, looked up once a day and category: but for urgent ones, they run by whole working days, and
 * counting those for each of a hundred thousand tickets would take a good part of the load.
 */
export function rememberedDeadlines(): Deadlines {
  const known = new Map<string, ReturnType<Deadlines>>();
  return (openedAt, category, priority) => {
    if (priority === 'URGENT') return ticketDeadline(openedAt, category, priority);
    const key = businessDate(openedAt) + category;
    const deadline = known.get(key) ?? ticketDeadline(openedAt, category, priority);
    known.set(key, deadline);
    return deadline;
  };
}
