import type { Batch } from '../../graphql/loaders.ts';
import { columnsOf, raw, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { selfAndAbove } from '../../shared/region-range.ts';
import { CooperationAgreement } from './agreement.entity.ts';

export interface AgreementRow extends CooperationAgreement {
  /** Six-digit codes, in order. */
  partyCodes: string[];
}

export interface PartnerProvinceRow {
  /** Six digits. */
  regionCode: string;
  stations: number;
  agreementId: string | null;
}

export interface PartnerQueries {
  agreementsByIds: Batch<AgreementRow>;
  /** The provinces that host stations of the actor's home province, or have an agreement with it, on a day. */
  partnerProvinces(actor: Actor, homeProvinceCode: string, on: BusinessDate): Promise<PartnerProvinceRow[]>;
}

/** An agreement holds from the day it was signed to the day before it expires. */
const inForce = (alias: string, on: BusinessDate) => {
  const agreement = raw(alias);
  return sql`${agreement}.signed_on <= ${on} AND (${agreement}.expires_on IS NULL OR ${agreement}.expires_on > ${on})`;
};

export const createPartnerQueries = (read: Reader): PartnerQueries => ({
  agreementsByIds: (actor, ids) =>
    read.byKey<AgreementRow>(
      actor,
      'agreement',
      ids,
      (agreement) => agreement.id,
      (visible) => sql`
      SELECT ${columnsOf(CooperationAgreement, 'a')},
             (SELECT array_agg(p.region_code ORDER BY p.region_code)
                FROM cooperation_agreement_party p WHERE p.agreement_id = a.id) AS "partyCodes"
        FROM cooperation_agreement a
       WHERE ${visible.shared()} AND a.id = ANY(${ids})`,
    ),

  partnerProvinces: (actor, home, on) =>
    read.rows<PartnerProvinceRow>(
      actor,
      'partnerProvinces',
      (visible) => sql`
      WITH hosting AS (
        SELECT left(s.host_region_code, 2) || '0000' AS region_code, count(*)::int AS stations
          FROM station s
         WHERE ${visible.shared()} AND left(s.home_region_code, 2) = left(${home}, 2)
           AND left(s.host_region_code, 2) <> left(${home}, 2)
           AND s.opened_on <= ${on} AND (s.closed_on IS NULL OR s.closed_on > ${on})
         GROUP BY 1),
      agreed AS (
        SELECT DISTINCT ON (left(partner.region_code, 2)) left(partner.region_code, 2) || '0000' AS region_code, a.id
          FROM cooperation_agreement a
          JOIN cooperation_agreement_party ours ON ours.agreement_id = a.id
          JOIN cooperation_agreement_party partner ON partner.agreement_id = a.id
         WHERE ${inForce('a', on)} AND left(ours.region_code, 2) = left(${home}, 2)
           AND left(partner.region_code, 2) <> left(${home}, 2)
         ORDER BY left(partner.region_code, 2), partner.region_code, a.signed_on DESC, a.id)
      SELECT coalesce(h.region_code, a.region_code) AS "regionCode", coalesce(h.stations, 0) AS stations,
             a.id AS "agreementId"
        FROM hosting h FULL JOIN agreed a ON a.region_code = h.region_code
       ORDER BY stations DESC, 1`,
    ),
});

/** The home provinces (two digits, as `tenant`) that an office of `regionCode` has an agreement with on a day. */
export const agreedHomeProvinces =
  (regionCode: string, on: BusinessDate): Statement =>
  (visible) =>
    sql`
    SELECT DISTINCT left(home.region_code, 2) AS tenant
      FROM cooperation_agreement a
      JOIN cooperation_agreement_party office ON office.agreement_id = a.id
      JOIN cooperation_agreement_party home ON home.agreement_id = a.id
     WHERE ${visible.shared()} AND ${inForce('a', on)}
       AND office.region_code = ANY(${selfAndAbove(regionCode)})
       AND left(home.region_code, 2) <> left(${regionCode}, 2)`;
