import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { homeProvinceOf } from '../../shared/region-scope.ts';
import { TicketDeadlineRule } from './deadline-rule.entity.ts';

export interface DeadlineRuleQueries {
  byIds: Batch<TicketDeadlineRule>;
  /** The rule by which tickets of the actor's home province that are opened on a day are due. */
  inForce(actor: Actor, on: BusinessDate): Promise<TicketDeadlineRule | null>;
  /** Every version of the actor's home province, latest first. */
  list(actor: Actor, page: Page): Promise<Connection<TicketDeadlineRule>>;
}

const latest = keyset('DESC', ['r.id', 'uuid']);

/** The rule of a province on a day: its own, the latest that has begun, else the one that holds without any. */
export const ruleInForce =
  (provinceCode: string | null, on: BusinessDate): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(TicketDeadlineRule, 'r')}
      FROM ticket_deadline_rule r
     WHERE ${visible.shared()} AND r.valid_from <= ${on}
       AND (r.province_region_code = ${provinceCode} OR r.province_region_code IS NULL)
     ORDER BY r.province_region_code NULLS LAST, r.valid_from DESC, r.version DESC
     LIMIT 1`;

export const createDeadlineRuleQueries = (read: Reader): DeadlineRuleQueries => ({
  byIds: (actor, ids) =>
    read.byKey<TicketDeadlineRule>(
      actor,
      'ticketDeadlineRule',
      ids,
      (rule) => rule.id,
      (visible) => sql`
      SELECT ${columnsOf(TicketDeadlineRule, 'r')}
        FROM ticket_deadline_rule r
       WHERE ${visible.shared()} AND r.id = ANY(${ids})`,
    ),

  async inForce(actor, on) {
    const [rule] = await read.rows<TicketDeadlineRule>(
      actor,
      'ticketDeadlineRule',
      ruleInForce(homeProvinceOf(actor.scope), on),
    );
    return rule ?? null;
  },

  list: (actor, page) =>
    read.page<TicketDeadlineRule>(
      actor,
      'ticketDeadlineRules',
      page,
      (visible) => sql`
      SELECT ${columnsOf(TicketDeadlineRule, 'r')}, ${latest.keys}
        FROM ticket_deadline_rule r
       WHERE ${visible.shared()} AND r.province_region_code = ${homeProvinceOf(actor.scope)} AND ${latest.after(page)}
      ${latest.order(page)}`,
    ),
});
