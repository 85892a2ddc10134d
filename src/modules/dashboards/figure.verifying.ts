import type pg from 'pg';
import { maintenance } from '../../infra/db/owner.ts';
import { summed } from './dashboard.sources.ts';

/** A sum that is not the one of the records. */
export interface Difference {
  tenant: string;
  day: string;
  /** What is summed there: the region, by day or month, the dimension and its key. */
  what: string;
  /** By how much the sums of visits, postings, openings, tickets and so on would have to rise; `enterprises` where it is a set of them. */
  counted: string;
}

const VALUES = Object.values(summed).join(', ');

/** Whoever keeps figures of these provinces hears of it. */
const ANNOUNCE = `
  INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
  SELECT t.tenant, 'Province',
         coalesce((SELECT p.id FROM province p WHERE p.region_code = t.tenant || '0000'), '00000000-0000-0000-0000-000000000000'),
         'mendFigures', ARRAY[t.tenant || '0000'], now(), 'figures:verify'
    FROM unnest($1::text[]) AS t (tenant)`;

/**
 * Counts all records anew and compares. Changes go on meanwhile: records and sums are read as of one instant, and what
 * mends is added to the sums as any change is.
 * @param mend whether to set right what differs
 */
export async function verifyFigures(
  client: pg.Client,
  mend: boolean,
): Promise<{ rows: number; differences: Difference[] }> {
  return maintenance(client, async () => {
    const { rows: differences } = await client.query<Difference>(`
      SELECT tenant, day::text, concat_ws(' ', region, grain, dimension, key) AS what, concat_ws(' ', ${VALUES}) AS counted
        FROM figure_difference()
       UNION ALL
      SELECT tenant, month::text, concat_ws(' ', region, dimension, key), 'enterprises' FROM contact_difference()
       ORDER BY 1, 2, 3`);
    const { rows } = await client.query<{ rows: string }>('SELECT count(*) AS rows FROM figure_source()');
    if (mend && differences.length > 0) {
      await client.query('SELECT mend_figures(), mend_contacts()');
      await client.query(ANNOUNCE, [[...new Set(differences.map(({ tenant }) => tenant))]]);
    }
    return { rows: Number(rows[0]?.rows), differences };
  });
}
