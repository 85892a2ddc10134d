import { v7 as uuidv7 } from 'uuid';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { type Estate, isOpenOn, ownStation, type Station, stationInCharge } from '../stations/index.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { addEvent, callersFollow, handlerRegion, handOver, waiting } from './ticket.history.ts';

type Held = Pick<
  ServiceTicket,
  | 'tenant'
  | 'id'
  | 'homeRegionCode'
  | 'handlerRegionCode'
  | 'stationId'
  | 'status'
  | 'agentId'
  | 'agentUsername'
>;

/**
 * Hands the unresolved tickets of a station that closes over to another one, which has them to accept, or back to the
 * desk. Each counts its version up and tells of it in its history; deadlines stay. As many statements for a thousand.
 */
export async function handOverTickets(change: Change, { from, to, reason }: Estate): Promise<void> {
  const tenant = from.homeRegionCode.slice(0, 2);
  const handler = handlerRegion(tenant, to);

  const status = to ? 'ASSIGNED' : 'OPEN';
  const tickets = await change.read<Held>(
    'handOverTickets',
    (visible) => sql`
    WITH held AS (
      SELECT t.id, t.handler_region_code, t.station_id, t.status, t.agent_id, t.agent_username
        FROM service_ticket t
       WHERE ${visible.ticket('t')} AND t.tenant = ${tenant} AND t.station_id = ${from.id} AND t.resolved_at IS NULL
         FOR UPDATE)
    UPDATE service_ticket t
       SET station_id = ${to?.id ?? null}, handler_region_code = ${handler}, status = ${status},
           agent_id = NULL, agent_username = NULL, version = t.version + 1
      FROM held h
     WHERE t.tenant = ${tenant} AND t.id = h.id
    RETURNING t.tenant, t.id, t.home_region_code AS "homeRegionCode", h.handler_region_code AS "handlerRegionCode",
              h.station_id AS "stationId", h.status, h.agent_id AS "agentId", h.agent_username AS "agentUsername"`,
  );
  if (tickets.length === 0) return;
  change.trace.moved(ServiceTicket, tickets, {
    stationId: to?.id ?? null,
    handlerRegionCode: handler,
    status,
    agentId: null,
    agentUsername: null,
  });
  const ids = tickets.map(({ id }) => id);
  await callersFollow(change, ids);
  if (handler !== from.homeRegionCode) {
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
 * Gives a ticket that was reopened after its station had closed to whoever is in charge there now, who may lie beyond
 * the sight of the one who reopens it: so it is done in the province's name.
 */
export async function withWhoIsInCharge(change: Change, ticket: ServiceTicket): Promise<ServiceTicket> {
  const { stationId } = ticket;
  if (!stationId) return ticket;
  return change.provinceWide(async (province) => {
    const [own] = await province.read<Station>('ownStation', ownStation(stationId));
    if (own && isOpenOn(own, change.today)) return ticket;
    const [station = null] = await province.read<Station>(
      'stationInCharge',
      stationInCharge(stationId, change.today),
    );
    const status = station ? 'ASSIGNED' : 'OPEN';
    const given = await handOver(province, ticket, station, { status, ...waiting });
    await addEvent(province, given, 'HANDED_OVER', null);
    return given;
  });
}
