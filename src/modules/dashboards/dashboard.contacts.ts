import { type Sql, sql } from '../../infra/db/select.ts';
import type { Visibility } from '../../infra/db/visibility.ts';
import { wholeMonths } from './dashboard.periods.ts';
import { type Coverage, visitsOf } from './dashboard.sources.ts';

/**
 * How many different enterprises were visited, by everything a dashboard is cut by: rows of `dimension`, `key` and
 * `enterprises`. Sets of whole months, made beforehand, and the visits of the days beside them and of months that have
 * changed since: see migrations/1795392000032-contacts.ts. Written beside the WITH query `stations`.
 */
export function contactsBy(visible: Visibility, { home, from, to }: Coverage): Sql {
  const { first, last } = wholeMonths({ from, to });
  const changed = sql`
    SELECT DISTINCT c.month FROM contact_change c
     WHERE ${visible.ownProvince('c')} AND c.month >= ${first} AND c.month < ${last}`;
  const days = sql`
    (SELECT start, until FROM (VALUES (${from}::date, ${first}::date), (${last}, ${to})) beside (start, until) WHERE start < until
      UNION ALL SELECT month, (month + interval '1 month')::date FROM (${changed}) m)`;
  return sql`
    SELECT dimension, key, sum(enterprises)::int AS enterprises
      FROM (SELECT dimension, key, bit_count(bit_or(bits)) AS enterprises
              FROM (SELECT s.dimension, s.key, s.block, s.bits
                      FROM contact_set s
                     WHERE ${visible.figures('s')} AND s.region = ${home.regionCode}
                       AND s.month >= ${first} AND s.month < ${last} AND s.month NOT IN (${changed})
                     UNION ALL
                    SELECT d.dimension, d.key, v.block, v.bits
                      FROM (SELECT v.host, v.city, v.tier, contact_block(o.ordinal) AS block, bit_or(contact_bits(o.ordinal)) AS bits
                              FROM (SELECT DISTINCT enterprise_id, host, city, tier FROM (${visitsOf(visible, home, days)}) v) v
                              JOIN enterprise_ordinal o USING (enterprise_id)
                             GROUP BY 1, 2, 3, 4) v
                     CROSS JOIN LATERAL (VALUES ('total', ''), ('host', v.host), ('city', v.city), ('tier', v.tier)) d (dimension, key)) met
             GROUP BY dimension, key, block) blocks
     GROUP BY dimension, key`;
}
