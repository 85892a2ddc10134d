import { type Actor, Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import type { TicketAction } from './ticket.status.ts';

type Handled = Pick<ServiceTicket, 'stationId' | 'handlerRegionCode'>;

/**
 * Whether the actor may take a step with a ticket it sees, beyond what its role allows at all: station staff with those
 * of their own station and of the regions beneath it (and take on those of none), hotline agents work on those the
 * desk handles. What the desk handles, no station can return.
 * @throws Rejection FORBIDDEN
 */
export function assertMayTake(action: TicketAction, actor: Actor, ticket: Handled): void {
  const atDesk = ticket.stationId === null;
  if (actor.role === Role.STATION_STAFF) {
    const own = ticket.stationId === actor.stationId || isBeneath(actor.scope, ticket.handlerRegionCode);
    if (atDesk ? action !== 'accept' : !own) throw reject('FORBIDDEN', 'STATION_NOT_YOURS', 'id');
  }
  if (actor.role === Role.HOTLINE_AGENT && (action === 'accept' || action === 'resolve') && !atDesk) {
    throw reject('FORBIDDEN', 'NOT_AT_DESK', 'id');
  }
  if (action === 'return' && atDesk) throw reject('ILLEGAL_TRANSITION', 'AT_DESK', 'id');
}

/** Another station of one's own region is a neighbour; one of a region beneath is in one's charge. */
const isBeneath = (scope: Actor['scope'], regionCode: string): boolean =>
  scope !== null && covers(scope, regionCode) && regionCode !== scope.regionCode;
