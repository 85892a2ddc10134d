import { columnsOf, sql } from '../../infra/db/select.ts';
import type { FindStation } from '../identity/index.ts';
import { Station } from './station.entity.ts';
import { serving } from './station.queries.ts';

/** A station that serves today, of the actor's own part of the network; for administrators, any. */
export const findStationToStaff: FindStation = async (change, id) => {
  const [station] = await change.read<Station>(
    'stationToStaff',
    (visible) => sql`
    SELECT ${columnsOf(Station, 's')}
      FROM station s
     WHERE ${visible.kept('s')} AND s.id = ${id} AND ${serving(change.today)}
       FOR KEY SHARE`,
  );
  return station ?? null;
};
