import { v7 as uuidv7 } from 'uuid';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import { type Estate, isOpenOn, ownStation, type Station, stationInCharge } from '../stations/index.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import { addEvent, handlerRegion, handOver, waiting } from './ticket.history.ts';

type Given = Pick<ServiceTicket, 'id' | 'homeRegionCode'>;

/**
 * Hands the unresolved tickets of a station that closes over to another one, which has them to accept, or back to the
 * desk. Each counts its version up and tells of it in its history; deadlines stay. As many statements for a thousand.
 * @throws Rejection SUCCESSOR_NEEDED when one would leave the actor's reach
 */
export async function handOverTickets(change: Change, { from, to, reason }: Estate): Promise<void> {
  const tenant = from.homeRegionCode.slice(0, 2);
  const handler = handlerRegion(tenant, to);
  if (change.actor.scope && !covers(change.actor.scope, handler)) await assertNoneLost(change, from);

  const tickets = await change.read<Given>(
    'handOverTickets',
    (visible) => sql`
    UPDATE service_ticket t
       SET station_id = ${to?.id ?? null}, handler_region_code = ${handler}, status = ${to ? 'ASSIGNED' : 'OPEN'},
           agent_id = NULL, agent_username = NULL, version = t.version + 1
     WHERE ${visible.ticket('t')} AND t.tenant = ${tenant} AND t.station_id = ${from.id} AND t.resolved_at IS NULL
    RETURNING t.id, t.home_region_code AS "homeRegionCode"`,
  );
  if (tickets.length === 0) return;
  const ids = tickets.map(({ id }) => id);
  if (handler !== from.homeRegionCode) {
    await change.read(
      'handOverCallers',
      (visible) => sql`
      UPDATE ticket_caller c SET handler_region_code = ${handler}
       WHERE ${visible.ticket('c')} AND c.tenant = ${tenant} AND c.ticket_id = ANY(${ids})`,
    );
    await change.read(
      'handOverEvents',
      (visible) => sql`
      UPDATE ticket_event e SET handler_region_code = ${handler}
       WHERE ${visible.ticket('e')} AND e.tenant = ${tenant} AND e.ticket_id = ANY(${ids})`,
    );
  }
  const { actor, now } = change;
  await change.execute(
    'addEvents',
    sql`
    INSERT INTO ticket_event (tenant, id, ticket_id, at, type, note, actor_id, actor_username, actor_station_id,
                              home_region_code, handler_region_code)
    SELECT ${tenant}, e.id, e.ticket_id, ${now}, 'HANDED_OVER', ${reason}, ${actor.id}, ${actor.username},
           ${actor.stationId}::uuid, e.home_region_code, ${handler}
      FROM unnest(${ids.map(() => uuidv7())}::uuid[], ${ids}::uuid[], ${tickets.map((one) => one.homeRegionCode)}::text[])
        AS e (id, ticket_id, home_region_code)`,
  );
}

/**
 * Gives a ticket that was reopened after its station had closed to whoever is in charge there now.
 * @throws Rejection HANDOVER_OUT_OF_REACH when the actor would lose sight of it
 */
export async function withWhoIsInCharge(change: Change, ticket: ServiceTicket): Promise<ServiceTicket> {
  const { stationId } = ticket;
  if (!stationId) return ticket;
  const [own] = await change.read<Station>('ownStation', ownStation(stationId));
  if (own && isOpenOn(own, change.today)) return ticket;
  const [station = null] = await change.read<Station>(
    'stationInCharge',
    stationInCharge(stationId, change.today),
  );
  if (station?.id === stationId) return ticket;
  const { scope } = change.actor;
  const handler = handlerRegion(ticket.tenant, station);
  if (scope && !covers(scope, handler) && !covers(scope, ticket.homeRegionCode)) {
    throw reject('FORBIDDEN', 'HANDOVER_OUT_OF_REACH', 'id');
  }
  const given = await handOver(change, ticket, station, {
    status: station ? 'ASSIGNED' : 'OPEN',
    ...waiting,
  });
  await addEvent(change, given, 'HANDED_OVER', null);
  return given;
}

/** A ticket is seen from the worker's home region, whoever handles it: only those of other workers can be lost. */
async function assertNoneLost(change: Change, from: Station): Promise<void> {
  const [lost] = await change.read(
    'lostTicket',
    (visible) => sql`
    SELECT t.id FROM service_ticket t
     WHERE ${visible.ticket('t')} AND t.station_id = ${from.id} AND t.resolved_at IS NULL
       AND NOT (${visible.network('t')})
     LIMIT 1`,
  );
  if (lost) throw reject('REQUIRED', 'SUCCESSOR_NEEDED', 'successorId');
}
