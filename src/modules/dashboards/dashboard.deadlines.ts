import { raw, sql } from '../../infra/db/select.ts';
import { within } from '../../infra/db/visibility.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { startOfBusinessDay } from '../../shared/business-day.ts';
import type { Coverage } from './dashboard.sources.ts';

/** The last instant at which the overdue tickets are those of now, if nothing is changed; null: for ever. */
export type NextDeadline = (actor: Actor, coverage: Coverage) => Promise<Date | null>;

/** Time alone makes tickets overdue: the next one that a dashboard counts. */
export const createNextDeadline =
  (read: Reader): NextDeadline =>
  async (actor, { home, from, to, now }) => {
    const [next] = await read.rows<{ dueAt: Date }>(
      actor,
      'networkDashboard',
      (visible) => sql`
      SELECT t.due_at AS "dueAt"
        FROM service_ticket t
       WHERE ${visible.ticket('t')}
         AND ((${within(raw('t.home_region_code'), home)}) OR (${within(raw('t.handler_region_code'), home)}))
         AND t.opened_at >= ${startOfBusinessDay(from)} AND t.opened_at < ${startOfBusinessDay(to)}
         AND t.resolved_at IS NULL AND t.due_at >= ${now}
       ORDER BY t.due_at LIMIT 1`,
    );
    return next?.dueAt ?? null;
  };
