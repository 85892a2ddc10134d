import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { FollowUp } from './follow-up.entity.ts';
import type { FollowUpState } from './follow-up.types.ts';

export interface FollowUpCriteria {
  stationId?: string | null;
  state?: FollowUpState | null;
  /** Half-open: from <= dueOn < to. */
  period?: { from: BusinessDate; to: BusinessDate } | null;
}

export interface FollowUpQueries {
  byIds: Batch<FollowUp>;
  ofVisits: Batch<FollowUp[]>;
  /** What is still to be done earliest first, what else there is latest first. */
  list(
    actor: Actor,
    page: Page,
    criteria: FollowUpCriteria,
    today: BusinessDate,
  ): Promise<Connection<FollowUp>>;
  /** What is still to be done and due before a day, earliest first. */
  due(actor: Actor, page: Page, before: BusinessDate): Promise<Connection<FollowUp>>;
}

const soonest = keyset('ASC', ['f.due_on', 'date'], ['f.id', 'uuid']);
const latest = keyset('DESC', ['f.due_on', 'date'], ['f.id', 'uuid']);

/** What followed a visit that was voided is not to be done any more, and in no list. */
const open = sql`f.done_at IS NULL AND f.voided_at IS NULL`;
const standing = sql`f.voided_at IS NULL`;

/** One follow-up, for a change of it. */
export const followUpById =
  ({ tenant, id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(FollowUp, 'f')}
      FROM visit_follow_up f
     WHERE ${visible.network('f')} AND f.tenant = ${tenant} AND f.id = ${id}`;

export const createFollowUpQueries = (read: Reader): FollowUpQueries => ({
  byIds: (actor, ids) =>
    read.byKey<FollowUp>(
      actor,
      'followUp',
      ids,
      (followUp) => followUp.id,
      (visible) => sql`
      SELECT ${columnsOf(FollowUp, 'f')}
        FROM visit_follow_up f
       WHERE ${visible.network('f')} AND f.id = ANY(${ids})`,
    ),

  ofVisits: async (actor, visitIds) => {
    const rows = await read.rows<FollowUp>(
      actor,
      'followUp',
      (visible) => sql`
      SELECT ${columnsOf(FollowUp, 'f')}
        FROM visit_follow_up f
       WHERE ${visible.network('f')} AND f.visit_id = ANY(${visitIds})
       ORDER BY f.due_on, f.id`,
    );
    const byVisit = Map.groupBy(rows, (row) => row.visitId);
    return visitIds.map((id) => byVisit.get(id) ?? []);
  },

  list: (actor, page, { stationId, state, period }, today) => {
    const order = state === 'OPEN' || state === 'OVERDUE' ? soonest : latest;
    return read.page<FollowUp>(
      actor,
      'followUps',
      page,
      (visible) => sql`
      SELECT ${columnsOf(FollowUp, 'f')}, ${order.keys}
        FROM visit_follow_up f
       WHERE ${all(
         visible.network('f'),
         {
           OPEN: open,
           OVERDUE: sql`${open} AND f.due_on < ${today}`,
           DONE: sql`${standing} AND f.done_at IS NOT NULL`,
           ALL: standing,
         }[state ?? 'ALL'],
         stationId && sql`f.station_id = ${stationId}`,
         period && sql`f.due_on >= ${period.from} AND f.due_on < ${period.to}`,
         order.after(page),
       )}
      ${order.order(page)}`,
    );
  },

  due: (actor, page, before) =>
    read.page<FollowUp>(
      actor,
      'followUpsDue',
      page,
      (visible) => sql`
      SELECT ${columnsOf(FollowUp, 'f')}, ${soonest.keys}
        FROM visit_follow_up f
       WHERE ${visible.network('f')} AND ${open} AND f.due_on < ${before} AND ${soonest.after(page)}
      ${soonest.order(page)}`,
    ),
});
