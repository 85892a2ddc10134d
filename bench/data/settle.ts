import type pg from 'pg';
import { maintenance } from '../../src/infra/db/owner.ts';

/** What tickets of the benchmark are about; nobody else's are. */
export const MATTER = '反映某厂拖欠 12 名务工人员两个月工资，请协助讨要（压力测试）。';

/**
 * As a province is that has been at work for years: what is kept beside the rows is folded, and the tickets that earlier
 * runs opened are closed.
 */
export async function settle(owner: pg.Client): Promise<void> {
  const closed = await maintenance(owner, () =>
    owner.query(
      `UPDATE service_ticket SET status = 'CLOSED', resolved_at = now(), first_resolved_at = now(), closed_at = now()
        WHERE tenant = '52' AND resolved_at IS NULL AND opened_at >= '2026-01-01' AND summary = $1`,
      [MATTER],
    ),
  );
  await owner.query('SELECT fold_figures(2147483647)');
  while ((await owner.query('SELECT fold_contacts(1) AS months')).rows[0].months > 0);
  if (closed.rowCount) await owner.query('VACUUM (ANALYZE) service_ticket, figure_cell, figure');
}
