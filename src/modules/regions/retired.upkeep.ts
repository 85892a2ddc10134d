import type pg from 'pg';
import { maintenance } from '../../infra/db/owner.ts';
import type { Succession } from './recoding.ts';

/**
 * Tells the database which codes have retired: what stands under one counts for its successor's region, too. What was
 * counted before a code retired is counted anew.
 */
export async function tellRetired(client: pg.Client, successions: readonly Succession[]): Promise<void> {
  await maintenance(client, async () => {
    const { rowCount } = await client.query(
      `INSERT INTO retired_region AS known (code, successor) SELECT * FROM unnest($1::text[], $2::text[])
       ON CONFLICT (code) DO UPDATE SET successor = excluded.successor WHERE known.successor <> excluded.successor`,
      [successions.map(({ code }) => code), successions.map(({ successor }) => successor)],
    );
    if (!rowCount) return;
    await client.query('SELECT mend_figures(), mend_contacts()');
    await client.query('SELECT fold_figures(2147483647), fold_contacts(2147483647)');
  });
}
