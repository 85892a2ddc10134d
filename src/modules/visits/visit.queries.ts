import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { FollowUp } from './follow-up.entity.ts';
import { EnterpriseVisit } from './visit.entity.ts';

export interface VisitCriteria {
  stationId?: string | null;
  enterpriseId?: string | null;
  /** Half-open: from <= visitedOn < to. */
  period?: { from: BusinessDate; to: BusinessDate } | null;
}

export interface VisitQueries {
  byIds: Batch<EnterpriseVisit>;
  ofEnterprises: PageBatch<EnterpriseVisit>;
  list(actor: Actor, page: Page, criteria: VisitCriteria): Promise<Connection<EnterpriseVisit>>;
  followUpsByIds: Batch<FollowUp>;
  followUpsOfVisits: Batch<FollowUp[]>;
  followUpsDue(actor: Actor, page: Page, before: BusinessDate): Promise<Connection<FollowUp>>;
}

const latest = keyset('DESC', ['v.visited_on', 'date'], ['v.id', 'uuid']);
const soonest = keyset('ASC', ['f.due_on', 'date'], ['f.id', 'uuid']);

/** One visit, for a change that refers to it. */
export const visitById =
  ({ tenant, id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(EnterpriseVisit, 'v')}
      FROM enterprise_visit v
     WHERE ${visible.network('v')} AND v.tenant = ${tenant} AND v.id = ${id} AND v.voided_at IS NULL`;

/** One follow-up, for a change of it. */
export const followUpById =
  ({ tenant, id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(FollowUp, 'f')}
      FROM visit_follow_up f
     WHERE ${visible.network('f')} AND f.tenant = ${tenant} AND f.id = ${id}`;

export const createVisitQueries = (read: Reader): VisitQueries => ({
  byIds: (actor, ids) =>
    read.byKey<EnterpriseVisit>(
      actor,
      'visit',
      ids,
      (visit) => visit.id,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseVisit, 'v')}
        FROM enterprise_visit v
       WHERE ${visible.network('v')} AND v.id = ANY(${ids})`,
    ),

  ofEnterprises: (actor, enterpriseIds, page) =>
    read.pages<EnterpriseVisit>(
      actor,
      'visits',
      enterpriseIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseVisit, 'v')}, ${latest.keys}
        FROM enterprise_visit v
       WHERE ${visible.network('v')} AND v.enterprise_id = parent.id AND v.voided_at IS NULL
         AND ${latest.after(page)}
      ${latest.order(page)}`,
    ),

  /** Visits in the actor's scope, latest first. */
  list: (actor, page, { stationId, enterpriseId, period }) =>
    read.page<EnterpriseVisit>(
      actor,
      'visits',
      page,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseVisit, 'v')}, ${latest.keys}
        FROM enterprise_visit v
       WHERE ${all(
         visible.network('v'),
         sql`v.voided_at IS NULL`,
         stationId && sql`v.station_id = ${stationId}`,
         enterpriseId && sql`v.enterprise_id = ${enterpriseId}`,
         period && sql`v.visited_on >= ${period.from} AND v.visited_on < ${period.to}`,
         latest.after(page),
       )}
      ${latest.order(page)}`,
    ),

  followUpsByIds: (actor, ids) =>
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

  followUpsOfVisits: async (actor, visitIds) => {
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

  /** What is still to be done and due before a day, earliest first. */
  followUpsDue: (actor, page, before) =>
    read.page<FollowUp>(
      actor,
      'followUpsDue',
      page,
      (visible) => sql`
      SELECT ${columnsOf(FollowUp, 'f')}, ${soonest.keys}
        FROM visit_follow_up f
       WHERE ${visible.network('f')} AND f.done_at IS NULL AND f.due_on < ${before} AND ${soonest.after(page)}
      ${soonest.order(page)}`,
    ),
});
