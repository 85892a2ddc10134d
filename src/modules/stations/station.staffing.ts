import { columnsOf, sql } from '../../infra/db/select.ts';
import type { FindStation } from '../identity/index.ts';
import { Station } from './station.entity.ts';

/** A station that serves today, of the actor's own part of the network; for administrators, any. */
export const findStationToStaff: FindStation = async (change, id) => {
  const [station] = await change.read<Station>(
    'stationToStaff',
    (visible) => sql`
    SELECT ${columnsOf(Station, 's')}
      FROM station s
     WHERE ${change.actor.scope ? visible.ownStations('s') : visible.shared()} AND s.id = ${id}
       AND s.opened_on <= ${change.today} AND (s.closed_on IS NULL OR s.closed_on > ${change.today})`,
  );
  return station ?? null;
};
