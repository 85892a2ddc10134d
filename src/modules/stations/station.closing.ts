import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { Statement } from '../../operations/reader.ts';
import { date, expectedVersion, idOf, optional, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { Station } from './station.entity.ts';
import { keptStation, ownStation } from './station.queries.ts';
import { homeProvince, isOpenOn, sameProvince, tiersBeneath } from './station.rules.ts';

const closing = z.object({
  id: idOf('Station'),
  expectedVersion,
  closedOn: date,
  reason: text(200),
  successorId: optional(idOf('Station')),
});

/** What a station that closes leaves, and to whom: another station, or nobody. */
export interface Estate {
  readonly from: Station;
  readonly to: Station | null;
  readonly reason: string;
}

/** What the modules behind this one keep of a station's business; `app.ts` hands them in. */
export interface StationBusiness {
  /** Whether the station made visits on days on which, with these dates, it was not open. The day it closed passes. */
  visitedOutside(change: Change, station: Station): Promise<boolean>;
  /** Each hands over what is open at the station, in so many statements, however much it is. @throws Rejection */
  handOver: readonly ((change: Change, estate: Estate) => Promise<void>)[];
}

/**
 * Closes a station from a day on, today at the latest. Its open business goes to the successor named, else to its
 * parent, else to nobody; the stations that answered to it answer to the same one.
 */
export const createCloseStation = (business: StationBusiness) => ({
  rules: closing,

  async run(change: Change, input: z.output<typeof closing>): Promise<Station> {
    const { id, expectedVersion, closedOn, reason } = input;
    const from = await change.lock<Station>('station', expectedVersion, keptStation(id.id));
    if (from.closedOn) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
    if (closedOn > change.today) throw reject('INVALID', 'DATE_IN_FUTURE', 'closedOn');
    if (closedOn < from.openedOn) throw reject('INVALID', 'BEFORE_OPENING', 'closedOn');

    const named = input.successorId && (await namedSuccessor(change, from, input.successorId));
    return change.inside(homeProvince(from), async (province) => {
      if (await business.visitedOutside(province, { ...from, closedOn })) {
        throw reject('INVALID', 'VISITED_OUTSIDE', 'closedOn');
      }
      const to = named ?? (await parentOf(province, from));
      await handOverChildren(province, from, to);
      for (const handOver of business.handOver) await handOver(province, { from, to, reason });
      return province.update(Station, from, { closedOn, closeReason: reason, successorId: to?.id ?? null });
    });
  },
});

/** A station of the actor's own reach; work goes up to the parent without being named, too. */
async function namedSuccessor(change: Change, from: Station, { id }: RecordRef): Promise<Station | null> {
  if (id === from.parentId) return null;
  const kept: Statement = (visible) => sql`${keptStation(id)(visible)} FOR KEY SHARE`;
  const successor = await change.find<Station>('ownStation', 'successorId', kept);
  const fits = id !== from.id && sameProvince(successor.homeRegionCode, from.homeRegionCode);
  if (!fits || !isOpenOn(successor, change.today)) throw reject('INVALID', 'SUCCESSOR_UNFIT', 'successorId');
  return successor;
}

async function parentOf(province: Change, { parentId }: Station): Promise<Station | null> {
  if (!parentId) return null;
  const [parent] = await province.read<Station>('ownStation', ownStation(parentId));
  return parent && isOpenOn(parent, province.today) ? parent : null;
}

/** A successor that answered to the station itself takes its place in the chain. */
async function handOverChildren(change: Change, from: Station, to: Station | null): Promise<void> {
  if (to) {
    const children = await change.read<Station>(
      'handOverChildren',
      (visible) => sql`
      UPDATE station s
         SET parent_id = CASE WHEN s.id = ${to.id} THEN ${from.parentId}::uuid ELSE ${to.id} END, version = s.version + 1
       WHERE ${visible.kept('s')} AND s.parent_id = ${from.id} AND s.closed_on IS NULL
         AND (s.id = ${to.id} OR s.tier = ANY(${tiersBeneath(to.tier)}))
      RETURNING s.id, s.home_region_code AS "homeRegionCode", s.host_region_code AS "hostRegionCode"`,
    );
    const answered = children.map((child) => ({ ...child, parentId: from.id }));
    change.trace.moved(Station, answered, ({ id }) => ({ parentId: id === to.id ? from.parentId : to.id }));
  }
  const [child] = await change.read(
    'childStation',
    (visible) => sql`
    SELECT s.id FROM station s WHERE ${visible.shared()} AND s.parent_id = ${from.id} AND s.closed_on IS NULL LIMIT 1`,
  );
  if (child) throw reject('CONFLICT', 'STATION_HAS_CHILDREN', 'successorId');
}
