import { type Actor, Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import type { TicketAction } from './ticket.status.ts';

type Handled = Pick<ServiceTicket, 'stationId' | 'handlerRegionCode'>;

/**
 * Whether the actor may take a step with a ticket it sees, beyond what its role allows at all: station staff with those
 * of their own stations (and take on those of none), hotline agents work on those the desk handles.
 * @throws Rejection FORBIDDEN
 */
export function assertMayTake(action: TicketAction, actor: Actor, ticket: Handled): void {
  const atDesk = ticket.stationId === null;
  if (actor.role === Role.STATION_STAFF) {
    const own = !atDesk && actor.scope !== null && covers(actor.scope, ticket.handlerRegionCode);
    if (!own && !(action === 'accept' && atDesk)) throw reject('FORBIDDEN', 'STATION_NOT_YOURS', 'id');
  }
  if (actor.role === Role.HOTLINE_AGENT && (action === 'accept' || action === 'resolve') && !atDesk) {
    throw reject('FORBIDDEN', 'NOT_AT_DESK', 'id');
  }
}
