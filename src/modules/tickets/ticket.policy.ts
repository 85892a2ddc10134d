import { type Actor, Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import { regions } from '../regions/index.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import type { TicketAction } from './ticket.status.ts';

type Handled = Pick<ServiceTicket, 'stationId' | 'handlerRegionCode'>;

/**
 * Whether the actor may take a step with a ticket it sees, beyond what its role allows at all: station staff with those
 * of their own station and of the regions beneath it, but not of a neighbour in their region (and take on those of none), hotline agents work on those the
 * desk handles. What the desk handles, no station can return.
 * @throws Rejection FORBIDDEN
 */
export function assertMayTake(action: TicketAction, actor: Actor, ticket: Handled): void {
  const atDesk = ticket.stationId === null;
  if (actor.role === Role.STATION_STAFF) {
    const own =
      ticket.stationId === actor.stationId || regions.isBeneath(actor.scope, ticket.handlerRegionCode);
    if (atDesk ? action !== 'accept' : !own) throw reject('FORBIDDEN', 'STATION_NOT_YOURS', 'id');
  }
  if (actor.role === Role.HOTLINE_AGENT && (action === 'accept' || action === 'resolve') && !atDesk) {
    throw reject('FORBIDDEN', 'NOT_AT_DESK', 'id');
  }
  if (action === 'return' && atDesk) throw reject('ILLEGAL_TRANSITION', 'AT_DESK', 'id');
}
