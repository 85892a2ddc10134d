import { ForwardOnly } from './forward-only.ts';
import { backstage } from './policy.ts';

/** As in the migration of contacts. */
const BLOCK = 1_024;
const LOCK = 'PERFORM pg_advisory_xact_lock(5226260032);';

/**
 * The sets of a month are made anew from the visits of that month, and take the place of that month's: one month after
 * the other, each by an index, where all visits and all sets used to be looked through for any of them.
 */
export class ContactsByMonth1795392000034 extends ForwardOnly {
  protected readonly statements = [
    'DROP FUNCTION fold_contacts(integer)',
    ...backstage(
      'fold_contacts(most integer)',
      'integer',
      `${LOCK}
       result := 0;
       FOR due IN SELECT DISTINCT n.tenant, n.month FROM contact_change n LIMIT most LOOP
         DELETE FROM contact_change c WHERE c.tenant = due.tenant AND c.month = due.month;
         DELETE FROM contact_set s WHERE s.tenant = due.tenant AND s.month = due.month;
         INSERT INTO contact_set (tenant, region, month, dimension, key, block, bits)
         SELECT due.tenant, met.region, due.month, met.dimension, met.key, met.ordinal / ${BLOCK},
                bit_or(set_bit(0::bit(${BLOCK}), met.ordinal % ${BLOCK}, 1))
           FROM (SELECT DISTINCT r.region, d.dimension, d.key, o.ordinal
                   FROM enterprise_visit v
                   JOIN station s ON s.id = v.station_id
                   JOIN enterprise e ON e.id = v.enterprise_id
                   JOIN enterprise_ordinal o ON o.enterprise_id = coalesce(e.merged_into, e.id)
                  CROSS JOIN LATERAL unnest(regions_of(v.home_region_code)) AS r (region)
                  CROSS JOIN LATERAL (VALUES ('total', ''), ('host', left(v.host_region_code, 2) || '0000'),
                                             ('city', left(s.home_region_code, 4) || '00'), ('tier', s.tier)) AS d (dimension, key)
                  WHERE v.tenant = due.tenant AND v.visited_on >= due.month AND v.visited_on < (due.month + interval '1 month')::date
                    AND v.voided_at IS NULL AND left(v.host_region_code, 2) <> v.tenant
                    AND left(s.host_region_code, 2) <> left(s.home_region_code, 2)) met
          GROUP BY met.region, met.dimension, met.key, met.ordinal / ${BLOCK};
         result := result + 1;
       END LOOP;`,
      'due record;',
    ),
  ];
}
