import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, raw, type Sql, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import type { RegionLevel } from '../regions/index.ts';
import { CooperationAgreement } from './agreement.entity.ts';
import type { AgreementKind, AgreementOrder, PartySide } from './agreement.enums.ts';

export interface AgreementRow extends CooperationAgreement {
  /** Six-digit codes, in order. */
  homeCodes: string[];
  hostCodes: string[];
}

export interface AgreementCriteria {
  kind?: AgreementKind | null;
  level?: RegionLevel | null;
  /** A region that takes part, on its side. */
  home?: RegionRange | null;
  host?: RegionRange | null;
  inForceOn?: BusinessDate | null;
  /** Still holds today, and no longer after a day. */
  ending?: { today: BusinessDate; by: BusinessDate } | null;
}

export interface AgreementQueries {
  byIds: Batch<AgreementRow>;
  list(
    actor: Actor,
    page: Page,
    criteria: AgreementCriteria,
    order: AgreementOrder,
  ): Promise<Connection<AgreementRow>>;
}

/** Of two ends the earlier one; the end of the calendar stands for none. */
const ENDS_ON = "coalesce(least(a.expires_on, a.terminated_on), '2999-12-31'::date)";

const orders = {
  NEWEST: keyset('DESC', ['a.signed_on', 'date'], ['a.id', 'uuid']),
  ENDING: keyset('ASC', [ENDS_ON, 'date'], ['a.id', 'uuid']),
};

/** An agreement (alias `a`) holds from the day it was signed to the day before it ends. */
export const inForce = (on: BusinessDate): Sql => sql`a.signed_on <= ${on} AND ${raw(ENDS_ON)} > ${on}`;

const codes = (side: PartySide) => sql`ARRAY(
  SELECT p.region_code FROM cooperation_agreement_party p WHERE p.agreement_id = a.id AND p.side = ${side} ORDER BY 1)`;
/** The select list of an agreement (alias `a`) with its parties. */
export const agreementColumns = sql`${columnsOf(CooperationAgreement, 'a')}, ${codes('HOME')} AS "homeCodes", ${codes('HOST')} AS "hostCodes"`;

const partyIn = (side: PartySide, { from, to }: RegionRange) => sql`EXISTS (
  SELECT FROM cooperation_agreement_party p
   WHERE p.agreement_id = a.id AND p.side = ${side} AND p.region_code >= ${from} AND p.region_code < ${to})`;

export const agreementById =
  (id: string): Statement =>
  (visible) =>
    sql`SELECT ${agreementColumns} FROM cooperation_agreement a WHERE ${visible.shared()} AND a.id = ${id}`;

/** One the actor may change. */
export const keptAgreement =
  (id: string): Statement =>
  (visible) =>
    sql`SELECT ${agreementColumns} FROM cooperation_agreement a WHERE ${visible.kept('a')} AND a.id = ${id}`;

export const createAgreementQueries = (read: Reader): AgreementQueries => ({
  byIds: (actor, ids) =>
    read.byKey<AgreementRow>(
      actor,
      'agreement',
      ids,
      (agreement) => agreement.id,
      (visible) =>
        sql`SELECT ${agreementColumns} FROM cooperation_agreement a WHERE ${visible.shared()} AND a.id = ANY(${ids})`,
    ),

  list: (actor, page, { kind, level, home, host, inForceOn, ending }, order) =>
    read.page<AgreementRow>(
      actor,
      'agreements',
      page,
      (visible) => sql`
      SELECT ${agreementColumns}, ${orders[order].keys}
        FROM cooperation_agreement a
       WHERE ${all(
         visible.shared(),
         kind && sql`a.kind = ${kind}`,
         level && sql`a.level = ${level}`,
         home && partyIn('HOME', home),
         host && partyIn('HOST', host),
         inForceOn && inForce(inForceOn),
         ending && sql`${inForce(ending.today)} AND ${raw(ENDS_ON)} <= ${ending.by}`,
         orders[order].after(page),
       )}
      ${orders[order].order(page)}`,
    ),
});

/**
 * For each of the host regions the home regions (as `homeRegionCode`) it has an agreement with on a day, itself or those
 * above it: one a home province. It is the region that is party to the agreement; where several are, what holds them all.
 */
export const agreedHomeRegions =
  (hostRegionCodes: readonly string[], on: BusinessDate): Statement =>
  (visible) =>
    sql`
    SELECT host.code AS "hostRegionCode",
           CASE WHEN min(home.region_code) = max(home.region_code) THEN min(home.region_code)
                WHEN left(min(home.region_code), 4) = left(max(home.region_code), 4)
                THEN left(min(home.region_code), 4) || '00'
                ELSE left(home.region_code, 2) || '0000' END AS "homeRegionCode"
      FROM unnest(${hostRegionCodes}::text[]) AS host (code)
      JOIN cooperation_agreement_party partner ON partner.side = 'HOST'
       AND partner.region_code IN (host.code, left(host.code, 4) || '00', left(host.code, 2) || '0000')
      JOIN cooperation_agreement a ON a.id = partner.agreement_id
      JOIN cooperation_agreement_party home ON home.agreement_id = a.id AND home.side = 'HOME'
     WHERE ${visible.shared()} AND ${inForce(on)}
     GROUP BY host.code, left(home.region_code, 2)`;
