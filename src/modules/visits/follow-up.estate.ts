import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { reject } from '../../shared/errors.ts';
import { covers, regionRange } from '../../shared/region-range.ts';
import type { Estate, Station } from '../stations/index.ts';
import { FollowUp } from './follow-up.entity.ts';

/**
 * Hands what a station that closes has promised and not yet done over to another one, in one statement.
 * @throws Rejection when there is nobody to do it, or nobody who would see the visits it comes from
 */
export async function handOverFollowUps(change: Change, { from, to }: Estate): Promise<void> {
  const tenant = from.homeRegionCode.slice(0, 2);
  if (!to || !covers(regionRange(to.homeRegionCode), from.homeRegionCode)) {
    const [left] = await change.read(
      'openFollowUp',
      (visible) => sql`
      SELECT f.id FROM visit_follow_up f
       WHERE ${visible.network('f')} AND f.tenant = ${tenant} AND f.station_id = ${from.id} AND f.done_at IS NULL AND f.voided_at IS NULL
       LIMIT 1`,
    );
    if (left && !to) throw reject('REQUIRED', 'SUCCESSOR_NEEDED', 'successorId');
    if (left) throw reject('INVALID', 'SUCCESSOR_OUT_OF_SIGHT', 'successorId');
    return;
  }
  const moved = await change.read<Pick<FollowUp, 'id'>>(
    'handOverFollowUps',
    (visible) => sql`
    UPDATE visit_follow_up f
       SET station_id = ${to.id}, home_region_code = ${to.homeRegionCode}, version = f.version + 1
     WHERE ${visible.network('f')} AND f.tenant = ${tenant} AND f.station_id = ${from.id} AND f.done_at IS NULL AND f.voided_at IS NULL
    RETURNING f.id`,
  );
  const given = moved.map(({ id }) => ({
    id,
    tenant,
    stationId: from.id,
    homeRegionCode: from.homeRegionCode,
  }));
  change.trace.moved(FollowUp, given, { stationId: to.id, homeRegionCode: to.homeRegionCode });
}

/** Whether a station made visits before the day it opened or after the day it closed. */
export async function visitedOutside(
  change: Change,
  { id, homeRegionCode, openedOn, closedOn }: Station,
): Promise<boolean> {
  const [visit] = await change.read(
    'visitOutside',
    (visible) => sql`
    SELECT v.id FROM enterprise_visit v
     WHERE ${visible.network('v')} AND v.tenant = ${homeRegionCode.slice(0, 2)} AND v.station_id = ${id}
       AND v.voided_at IS NULL AND (v.visited_on < ${openedOn} OR v.visited_on > ${closedOn})
     LIMIT 1`,
  );
  return visit !== undefined;
}
