import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { businessDate } from '../../shared/business-day.ts';
import type { Clock } from '../../shared/clock.ts';
import { Station, serving, stationsByRegion } from '../stations/index.ts';
import { type AgreementRow, agreementColumns, inForce } from './agreement.queries.ts';

export interface PartnerProvinceRow {
  /** Six digits. */
  regionCode: string;
  stations: number;
}

/** What the actor's home province has in others today. The batches take six-digit codes of provinces. */
export interface PartnerQueries {
  /** The provinces that host stations of the home province, or have an agreement with it. */
  partnerProvinces(actor: Actor): Promise<PartnerProvinceRow[]>;
  /** The stations that a partner province's number counts. */
  stationsThere: PageBatch<Station>;
  /** The agreements in force, the broadest first, then the newest. */
  agreements: Batch<AgreementRow[]>;
}

export function createPartnerQueries(read: Reader, clock: Clock): PartnerQueries {
  const today = () => businessDate(clock());
  const home = (actor: Actor) => actor.scope?.tenant;

  return {
    partnerProvinces: (actor) =>
      read.rows<PartnerProvinceRow>(
        actor,
        'partnerProvinces',
        (visible) => sql`
        WITH hosting AS (
          SELECT left(s.host_region_code, 2) AS province, count(*)::int AS stations
            FROM station s
           WHERE ${visible.shared()} AND left(s.home_region_code, 2) = ${home(actor)}
             AND left(s.host_region_code, 2) <> ${home(actor)} AND ${serving(today())}
           GROUP BY 1),
        agreed AS (
          SELECT DISTINCT left(partner.region_code, 2) AS province
            FROM cooperation_agreement a
            JOIN cooperation_agreement_party ours ON ours.agreement_id = a.id AND ours.side = 'HOME'
            JOIN cooperation_agreement_party partner ON partner.agreement_id = a.id AND partner.side = 'HOST'
           WHERE ${inForce(today())} AND left(ours.region_code, 2) = ${home(actor)})
        SELECT province || '0000' AS "regionCode", coalesce(h.stations, 0) AS stations
          FROM hosting h FULL JOIN agreed USING (province)
         ORDER BY stations DESC, 1`,
      ),

    stationsThere: (actor, provinceCodes, page) =>
      read.pages<Station>(
        actor,
        'stations',
        provinceCodes,
        page,
        (visible) => sql`
        SELECT ${columnsOf(Station, 's')}, ${stationsByRegion.keys}
          FROM station s
         WHERE ${visible.shared()} AND left(s.home_region_code, 2) = ${home(actor)}
           AND s.host_region_code >= parent.id AND s.host_region_code < left(parent.id, 2) || ':'
           AND ${serving(today())} AND ${stationsByRegion.after(page)}
        ${stationsByRegion.order(page)}`,
        'text',
      ),

    async agreements(actor, provinceCodes) {
      const rows = await read.rows<AgreementRow & { province: string }>(
        actor,
        'agreement',
        (visible) => sql`
        SELECT province.code AS province, ${agreementColumns}
          FROM unnest(${provinceCodes}::text[]) AS province (code)
         CROSS JOIN cooperation_agreement a
         CROSS JOIN LATERAL (
           SELECT min(p.region_code) AS broadest FROM cooperation_agreement_party p
            WHERE p.agreement_id = a.id AND p.side = 'HOST' AND left(p.region_code, 2) = left(province.code, 2)) partner
         WHERE ${visible.shared()} AND ${inForce(today())} AND partner.broadest IS NOT NULL
           AND EXISTS (SELECT FROM cooperation_agreement_party p
                        WHERE p.agreement_id = a.id AND p.side = 'HOME' AND left(p.region_code, 2) = ${home(actor)})
         ORDER BY partner.broadest, a.signed_on DESC, a.id`,
      );
      const byProvince = Map.groupBy(rows, ({ province }) => province);
      return provinceCodes.map((code) => byProvince.get(code) ?? []);
    },
  };
}
