import { type Sql, sql } from '../../infra/db/select.ts';
import type { Visibility } from '../../infra/db/visibility.ts';
import type { Change } from '../../operations/change.ts';
import { type BusinessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import { regionScope } from '../../shared/region-scope.ts';
import {
  type CalendarEntry,
  type CalendarListener,
  entriesInForce,
  type WorkingCalendar,
  workingCalendar,
} from '../calendars/index.ts';
import { regions } from '../regions/index.ts';
import { ticketDeadline } from './deadline.ts';
import type { TicketDeadlineRule } from './deadline-rule.entity.ts';
import { ruleInForce } from './deadline-rule.queries.ts';
import { ServiceTicket } from './ticket.entity.ts';

type Deadline = Pick<ServiceTicket, 'dueAt' | 'dueAtProvisional' | 'deadlineRuleId'>;

interface RuleWithCalendar extends Pick<TicketDeadlineRule, 'id' | 'terms'> {
  entries: Pick<CalendarEntry, 'provinceRegionCode' | 'year' | 'holidays' | 'makeUpDays'>[] | null;
}

/**
 * By when a ticket that is opened now in a province is due: by the province's own rule and calendar, which the change
 * keeps as they are; see `keepCalendars`.
 */
export async function deadlineIn(
  provinceCode: string,
  change: Change,
  { category, priority }: Pick<ServiceTicket, 'category' | 'priority'>,
): Promise<Deadline> {
  const thisYear = Number(change.today.slice(0, 4));
  const rule = await change.find<RuleWithCalendar>(
    'ticketDeadlineRule',
    'category',
    (visible) => sql`
    SELECT rule.id, rule.terms,
           (SELECT json_agg(entry) FROM (${entriesInForce([provinceCode], thisYear)(visible)}) entry) AS entries
      FROM (${ruleInForce(provinceCode, change.today)(visible)}) rule`,
  );
  const calendar = workingCalendar(rule.entries ?? []);
  const { dueAt, provisional } = ticketDeadline(change.now, rule.terms[category], priority, calendar);
  return { dueAt, dueAtProvisional: provisional, deadlineRuleId: rule.id };
}

/**
 * Counts the deadlines again that run through a year whose calendar was entered: those of tickets never resolved yet,
 * by the rule each of them has. A ticket that was resolved once keeps what it was measured by.
 */
export const recountDeadlines: CalendarListener = async (change, { provinceRegionCode, year }) => {
  const provinceCodes = provinceRegionCode
    ? [provinceRegionCode]
    : regions.list({ level: 'PROVINCE' }).map(({ code }) => code);
  const [entries, rules] = await Promise.all([
    change.read<CalendarEntry>('calendarEntries', entriesInForce(provinceCodes, year - LONGEST_YEARS)),
    change.read<Pick<TicketDeadlineRule, 'id' | 'terms'>>(
      'ticketDeadlineRules',
      (visible) => sql`
      SELECT r.id, r.terms FROM ticket_deadline_rule r
       WHERE ${visible.shared()}
         AND (r.province_region_code IS NULL OR r.province_region_code = ANY(${provinceCodes}))`,
    ),
  ]);
  const terms = new Map(rules.map((rule) => [rule.id, rule.terms]));
  for (const code of provinceCodes) {
    const calendar = workingCalendar(
      entries.filter((entry) => entry.provinceRegionCode === null || entry.provinceRegionCode === code),
    );
    const recount = (within: Change) => recountIn(within, year, calendar, terms);
    await change.inside(regionScope('home', code), recount);
  }
};

/** No deadline is longer than 120 working days. */
const LONGEST_YEARS = 1;

/** Tickets opened on one day, of one category and by one rule, have one deadline. */
interface Group extends Pick<ServiceTicket, 'category' | 'dueAt' | 'dueAtProvisional' | 'deadlineRuleId'> {
  openedOn: BusinessDate;
}

const openedOn = sql`(t.opened_at AT TIME ZONE 'Asia/Shanghai')::date`;

/** A ticket as it was, and by when it is due now. */
interface Moved
  extends Pick<
    ServiceTicket,
    'tenant' | 'id' | 'homeRegionCode' | 'handlerRegionCode' | 'dueAt' | 'dueAtProvisional'
  > {
  counted: Date;
  provisional: boolean;
}

/** Two statements, however many tickets there are. */
async function recountIn(
  change: Change,
  year: number,
  calendar: WorkingCalendar,
  terms: ReadonlyMap<string, TicketDeadlineRule['terms']>,
): Promise<void> {
  const running = (visible: Visibility): Sql => sql`
    ${visible.ticket('t')} AND t.resolved_at IS NULL AND t.first_resolved_at IS NULL AND t.priority = 'NORMAL'
       AND t.due_at >= ${startOfBusinessDay(`${year}-01-01`)} AND t.opened_at < ${startOfBusinessDay(`${year + 1}-01-01`)}`;
  const groups = await change.read<Group>(
    'runningDeadlines',
    (visible) => sql`
    SELECT DISTINCT ${openedOn} AS "openedOn", t.category, t.due_at AS "dueAt",
           t.due_at_provisional AS "dueAtProvisional", t.deadline_rule_id AS "deadlineRuleId"
      FROM service_ticket t
     WHERE ${running(visible)}`,
  );
  const moved = groups.flatMap((group) => {
    const term = terms.get(group.deadlineRuleId)?.[group.category];
    if (!term) throw new Error('Expected the rule of every ticket among those of its province.');
    const counted = ticketDeadline(startOfBusinessDay(group.openedOn), term, 'NORMAL', calendar);
    const same =
      counted.dueAt.getTime() === group.dueAt.getTime() && counted.provisional === group.dueAtProvisional;
    return same ? [] : [{ ...group, ...counted }];
  });
  if (moved.length === 0) return;
  const tickets = await change.read<Moved>(
    'moveDeadlines',
    (visible) => sql`
    WITH due AS (
      SELECT t.id, t.due_at, t.due_at_provisional, m.due_at AS counted, m.provisional
        FROM service_ticket t
        JOIN unnest(${moved.map((group) => group.openedOn)}::date[], ${moved.map((group) => group.category)}::text[],
                    ${moved.map((group) => group.deadlineRuleId)}::uuid[], ${moved.map((group) => group.dueAt)}::timestamptz[],
                    ${moved.map((group) => group.provisional)}::boolean[])
               AS m (opened_on, category, rule_id, due_at, provisional)
          ON ${openedOn} = m.opened_on AND t.category = m.category AND t.deadline_rule_id = m.rule_id
       WHERE ${running(visible)}
         FOR UPDATE OF t)
    UPDATE service_ticket t SET due_at = d.counted, due_at_provisional = d.provisional
      FROM due d
     WHERE t.tenant = ${change.tenant} AND t.id = d.id
    RETURNING t.tenant, t.id, t.home_region_code AS "homeRegionCode", t.handler_region_code AS "handlerRegionCode",
              d.due_at AS "dueAt", d.due_at_provisional AS "dueAtProvisional", d.counted, d.provisional`,
  );
  change.trace.moved(ServiceTicket, tickets, ({ counted, provisional }) => ({
    dueAt: counted,
    dueAtProvisional: provisional,
  }));
}
