import { v7 as uuidv7 } from 'uuid';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { Station } from '../stations/index.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { ticketById } from './ticket.queries.ts';
import { TicketEvent, type TicketEventType } from './ticket-event.entity.ts';

/** What a step of one kind says beside its note. */
type Said = Partial<Pick<TicketEvent, 'reached' | 'satisfied' | 'originTenant'>>;

/** Appends a step to the history of a ticket. */
export async function addEvent(
  change: Change,
  { tenant, id, homeRegionCode, handlerRegionCode }: ServiceTicket,
  type: TicketEventType,
  note: string | null,
  said: Said = {},
): Promise<void> {
  await change.insert(TicketEvent, {
    ...said,
    tenant,
    id: uuidv7(),
    ticketId: id,
    homeRegionCode,
    handlerRegionCode,
    at: change.now,
    type,
    note,
    actorId: change.actor.id,
    actorUsername: change.actor.username,
    actorStationId: change.actor.stationId,
  });
}

/** Who takes a ticket on: the actor. */
export const takenOnBy = ({ actor }: Change) => ({ agentId: actor.id, agentUsername: actor.username });

/** Nobody has taken it on yet. */
export const waiting = { agentId: null, agentUsername: null };

/** Whose sight a ticket's handler is: the station's home region, or the whole province while the desk handles it. */
export const handlerRegion = (tenant: string, station: Station | null): string =>
  station?.homeRegionCode ?? `${tenant}0000`;

/**
 * Gives a locked ticket to a station, or to the desk, and with it the sight of it: its parts carry copies of the
 * handler's region.
 */
export async function handOver(
  change: Change,
  ticket: ServiceTicket,
  station: Station | null,
  patch: Pick<ServiceTicket, 'status' | 'agentId' | 'agentUsername'>,
): Promise<ServiceTicket> {
  const handlerRegionCode = handlerRegion(ticket.tenant, station);
  if (handlerRegionCode !== ticket.handlerRegionCode) {
    const parts = { tenant: ticket.tenant, ticketId: ticket.id };
    await change.alter(TicketEvent, parts, { handlerRegionCode });
  }
  const handed = await change.update(ServiceTicket, ticket, {
    ...patch,
    stationId: station?.id ?? null,
    handlerRegionCode,
  });
  await callersFollow(change, [ticket.id]);
  return handed;
}

/**
 * Lets who sees the callers follow from where their tickets are handled now, and by whom. The database does it: whoever
 * hands a confidential ticket on need not see its caller, and nobody changes a row that they do not see.
 */
export async function callersFollow(change: Change, ticketIds: readonly string[]): Promise<void> {
  await change.execute('callersFollow', sql`SELECT follow_tickets(${ticketIds}::uuid[])`);
}

/**
 * Erases what an ended ticket says of a person whose erasure waited for that: only confidential ones wait, as whoever
 * erased did not know of them.
 */
export async function eraseIfDue(change: Change, ticket: ServiceTicket): Promise<ServiceTicket> {
  if (!ticket.confidential) return ticket;
  await change.execute('eraseIfDue', sql`SELECT erase_if_due(${ticket.id})`);
  const [present = ticket] = await change.read<ServiceTicket>('ticket', ticketById(ticket));
  return present;
}
