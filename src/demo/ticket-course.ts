import type { TicketPriority, TicketStatus } from '../modules/tickets/ticket.enums.ts';
import { hours, minutes } from './calendar.ts';
import type { Random } from './random.ts';

export type StepType =
  | 'OPENED'
  | 'ASSIGNED'
  | 'ACCEPTED'
  | 'RETURNED'
  | 'TRANSFERRED'
  | 'RESOLVED'
  | 'CALLED_BACK'
  | 'REOPENED'
  | 'CLOSED';

/** One change of a ticket's state and its instant; each step comes later than the one before. */
export interface Step {
  readonly type: StepType;
  readonly at: number;
}

/**
 * How a ticket went: IN_TIME and LATE were resolved and closed, REOPENED twice, CALLED_BACK in time and with a call back;
 * the others stopped where they say.
 */
export type Fate =
  | 'IN_TIME'
  | 'CALLED_BACK'
  | 'LATE'
  | 'REOPENED'
  | 'RESOLVED'
  | 'IN_PROGRESS'
  | 'ASSIGNED'
  | 'RETURNED'
  | 'TRANSFERRED'
  | 'OPEN';

/** How long after its opening a ticket goes on in another province, where it is opened at that instant. */
export const transferredAfter = hours(6);

/**
 * The steps of a ticket's life. Opening it assigns it to the station that fits; an OPEN one is still without. Times are
 * plausible, not bound to office hours: the desk answers around the clock.
 */
export function courseOf(
  fate: Fate,
  openedAt: number,
  dueAt: number,
  priority: TicketPriority,
  random: Random,
): Step[] {
  const pace = priority === 'URGENT' ? 0.15 : 1;
  const steps: Step[] = [{ type: 'OPENED', at: openedAt }];
  const add = (type: StepType, after: number) => {
    const at = (steps.at(-1) as Step).at + Math.max(after, 1);
    steps.push({ type, at });
    return at;
  };
  if (fate === 'OPEN') return steps;
  add('ASSIGNED', 1);
  if (fate === 'ASSIGNED') return steps;
  if (fate === 'RETURNED') add('RETURNED', minutes(random.int(20, 300)));
  if (fate === 'TRANSFERRED') add('TRANSFERRED', transferredAfter - 1);
  if (fate === 'RETURNED' || fate === 'TRANSFERRED') return steps;
  const accepted = add('ACCEPTED', minutes(random.int(10, 1_150) * pace));
  if (fate === 'IN_PROGRESS') return steps;
  const left = dueAt - accepted;
  const late = fate === 'LATE' ? left + hours(random.int(1, 240)) : left * (0.05 + 0.9 * random.next());
  add('RESOLVED', Math.round(late));
  if (fate === 'RESOLVED') return steps;
  if (fate === 'REOPENED') {
    add('REOPENED', hours(random.int(2, 40)) + random.int(1, 3_599_999));
    add('RESOLVED', hours(random.int(3, 90)) + random.int(1, 3_599_999));
  }
  if (fate === 'CALLED_BACK') add('CALLED_BACK', hours(random.int(1, 20)) + random.int(1, 3_599_999));
  add('CLOSED', hours(random.int(1, 70)) + random.int(1, 3_599_999));
  return steps;
}

/**
 * What the steps add up to: the columns that the service would have kept while they happened. Each step is a version,
 * but for the assignment, which is one with the opening, and the call back, which changes nothing.
 */
export function stateAfter(steps: readonly Step[]) {
  const statuses: Readonly<Record<Exclude<StepType, 'CALLED_BACK'>, TicketStatus>> = {
    OPENED: 'OPEN',
    ASSIGNED: 'ASSIGNED',
    ACCEPTED: 'IN_PROGRESS',
    RETURNED: 'OPEN',
    TRANSFERRED: 'CLOSED',
    RESOLVED: 'RESOLVED',
    REOPENED: 'IN_PROGRESS',
    CLOSED: 'CLOSED',
  };
  let status: TicketStatus = 'OPEN';
  let resolvedAt: number | null = null;
  let firstResolvedAt: number | null = null;
  let closedAt: number | null = null;
  const changes = steps.filter(({ type }) => type !== 'CALLED_BACK');
  for (const { type, at } of steps) {
    if (type === 'CALLED_BACK') continue;
    status = statuses[type];
    if (type === 'RESOLVED') {
      resolvedAt = at;
      firstResolvedAt ??= at;
    }
    if (type === 'REOPENED') resolvedAt = null;
    if (type === 'CLOSED') closedAt = at;
    if (type === 'TRANSFERRED') resolvedAt = closedAt = at;
  }
  return { status, resolvedAt, firstResolvedAt, closedAt, version: Math.max(changes.length - 1, 1) };
}
