import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import type { Wanted } from '../../graphql/wanted.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, empty, raw, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { enterpriseAlong, ofEnterprise, type WithEnterprise } from '../enterprises/index.ts';
import { EnterpriseVisit } from './visit.entity.ts';
import { VisitRevision } from './visit-revision.entity.ts';

export interface VisitCriteria {
  stationId?: string | null;
  /** Who went, by name. */
  participant?: string | null;
  enterpriseId?: string | null;
  /** Half-open: from <= visitedOn < to. */
  period?: { from: BusinessDate; to: BusinessDate } | null;
}

export interface VisitQueries {
  byIds: Batch<EnterpriseVisit>;
  ofEnterprises: PageBatch<EnterpriseVisit>;
  ofStations: PageBatch<EnterpriseVisit>;
  list(
    actor: Actor,
    page: Page,
    criteria: VisitCriteria,
    wanted: Wanted,
  ): Promise<Connection<EnterpriseVisit & WithEnterprise>>;
  revisionsByIds: Batch<VisitRevision>;
  revisions: PageBatch<VisitRevision>;
}

const latest = keyset('DESC', ['v.visited_on', 'date'], ['v.id', 'uuid']);
/** The same order, by what a participant's visits are found by. */
const latestOf = keyset('DESC', ['p.visited_on', 'date'], ['p.visit_id', 'uuid']);
const newest = keyset('DESC', ['r.id', 'uuid']);

/** One visit, voided or not, for a change that refers to it. */
export const visitById =
  ({ tenant, id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(EnterpriseVisit, 'v')}
      FROM enterprise_visit v
     WHERE ${visible.network('v')} AND v.tenant = ${tenant} AND v.id = ${id}`;

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
       WHERE ${visible.network('v')} AND ${ofEnterprise('v.enterprise_id', raw('parent.id'))} AND v.voided_at IS NULL
         AND ${latest.after(page)}
      ${latest.order(page)}`,
    ),

  ofStations: (actor, stationIds, page) =>
    read.pages<EnterpriseVisit>(
      actor,
      'visits',
      stationIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseVisit, 'v')}, ${latest.keys}
        FROM enterprise_visit v
       WHERE ${visible.network('v')} AND v.station_id = parent.id AND v.voided_at IS NULL
         AND ${latest.after(page)}
      ${latest.order(page)}`,
    ),

  /** Visits in the actor's scope that count, latest first. */
  list: async (actor, page, { stationId, enterpriseId, participant, period }, wanted) => {
    const enterprise = enterpriseAlong(actor, wanted.of('enterprise'), 'v.enterprise_id');
    const order = participant ? latestOf : latest;
    const day = raw(participant ? 'p.visited_on' : 'v.visited_on');
    const visits = await read.page<EnterpriseVisit>(
      actor,
      'visits',
      page,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseVisit, 'v', {}, wanted.properties)}, ${order.keys}${enterprise.columns}
        FROM enterprise_visit v
        ${enterprise.join}
        ${participant ? sql`JOIN visit_participant p ON p.tenant = v.tenant AND p.visit_id = v.id` : empty}
       WHERE ${all(
         visible.network('v'),
         sql`v.voided_at IS NULL`,
         participant &&
           sql`${visible.network('p')} AND p.name = ${participant} AND v.participants @> ARRAY[${participant}]::text[]`,
         stationId && sql`v.station_id = ${stationId}`,
         enterpriseId && ofEnterprise('v.enterprise_id', enterpriseId),
         period && sql`${day} >= ${period.from} AND ${day} < ${period.to}`,
         order.after(page),
       )}
      ${order.order(page)}`,
    );
    return enterprise.place(visits);
  },

  revisionsByIds: (actor, ids) =>
    read.byKey<VisitRevision>(
      actor,
      'visitRevision',
      ids,
      (revision) => revision.id,
      (visible) => sql`
      SELECT ${columnsOf(VisitRevision, 'r')}
        FROM visit_revision r
       WHERE ${visible.network('r')} AND r.id = ANY(${ids})`,
    ),

  revisions: (actor, visitIds, page) =>
    read.pages<VisitRevision>(
      actor,
      'visitRevision',
      visitIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(VisitRevision, 'r')}, ${newest.keys}
        FROM visit_revision r
       WHERE ${visible.network('r')} AND r.visit_id = parent.id AND ${newest.after(page)}
      ${newest.order(page)}`,
    ),
});
