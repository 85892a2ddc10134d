import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, join, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { type BusinessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { ServiceTicket } from './ticket.entity.ts';
import type { TicketCategory, TicketOrder, TicketStatus } from './ticket.enums.ts';
import { TicketCaller } from './ticket-caller.entity.ts';
import { TicketEvent } from './ticket-event.entity.ts';

export interface TicketCriteria {
  status?: readonly TicketStatus[] | null;
  category?: TicketCategory | null;
  stationId?: string | null;
  /** Whether unresolved and past its deadline at this instant. */
  overdue?: { at: Date; is: boolean } | null;
  period?: { from: BusinessDate; to: BusinessDate } | null;
  number?: string | null;
  /** Those the actor took on. */
  mine?: boolean | null;
}

/** Somebody who has called before, or whom the network knows by this number. */
export interface CallerRow {
  phoneHash: Buffer;
  workerId: string | null;
}

export interface TicketQueries {
  byIds: Batch<ServiceTicket>;
  list(
    actor: Actor,
    page: Page,
    criteria: TicketCriteria,
    order: TicketOrder,
  ): Promise<Connection<ServiceTicket>>;
  callersByTicketIds: Batch<TicketCaller>;
  eventsByIds: Batch<TicketEvent>;
  history: PageBatch<TicketEvent>;
  caller(actor: Actor, phoneHash: Buffer): Promise<CallerRow | null>;
  ofCaller(actor: Actor, page: Page, phoneHash: Buffer): Promise<Connection<ServiceTicket>>;
}

const latest = keyset('DESC', ['t.opened_at', 'timestamptz'], ['t.id', 'uuid']);
const dueSoonest = keyset('ASC', ['t.due_at', 'timestamptz'], ['t.id', 'uuid']);
const oldest = keyset('ASC', ['e.id', 'uuid']);

/** One ticket, for a change of it. */
export const ticketById =
  ({ tenant, id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(ServiceTicket, 't')} FROM service_ticket t WHERE ${visible.ticket('t')} AND t.tenant = ${tenant} AND t.id = ${id}`;

/** Who called about a ticket, for a change: nobody where the actor may not know. */
export const callerOf =
  ({ tenant, id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(TicketCaller, 'c')} FROM ticket_caller c
     WHERE ${visible.caller('c')} AND c.tenant = ${tenant} AND c.ticket_id = ${id}`;

export const createTicketQueries = (read: Reader): TicketQueries => ({
  byIds: (actor, ids) =>
    read.byKey<ServiceTicket>(
      actor,
      'ticket',
      ids,
      (ticket) => ticket.id,
      (visible) => sql`
      SELECT ${columnsOf(ServiceTicket, 't')}
        FROM service_ticket t
       WHERE ${visible.ticket('t')} AND t.id = ANY(${ids})`,
    ),

  /** Tickets in the actor's scope: the latest first, or those not resolved yet, the earliest deadline first. */
  list: (actor, page, { status, category, stationId, overdue, period, number, mine }, order) => {
    const by = order === 'DUE_SOONEST' ? dueSoonest : latest;
    return read.page<ServiceTicket>(actor, 'tickets', page, (visible) => {
      // A station, an agent, a number and what is open have an index each, which is in order for every scope.
      const isNarrow = stationId || mine || number || order === 'DUE_SOONEST';
      const found = (isNarrow ? [visible.ticket('t')] : visible.ticketParts('t')).map(
        (part) => sql`
        service_ticket t
       WHERE ${all(
         part,
         status && sql`t.status = ANY(${status})`,
         category && sql`t.category = ${category}`,
         stationId && sql`t.station_id = ${stationId}`,
         order === 'DUE_SOONEST' && sql`t.resolved_at IS NULL`,
         overdue?.is === true && sql`t.resolved_at IS NULL AND t.due_at < ${overdue.at}`,
         overdue?.is === false && sql`NOT (t.resolved_at IS NULL AND t.due_at < ${overdue.at})`,
         period &&
           sql`t.opened_at >= ${startOfBusinessDay(period.from)} AND t.opened_at < ${startOfBusinessDay(period.to)}`,
         number && sql`t.number = ${number}`,
         mine && sql`t.agent_id = ${actor.id}`,
         by.after(page),
       )}
      ${by.order(page)}`,
      );
      const columns = sql`${columnsOf(ServiceTicket, 't')}, ${by.keys}`;
      const [first, ...others] = found;
      if (first && others.length === 0) return sql`SELECT ${columns} FROM ${first}`;
      const parts = join(
        found.map((part) => sql`(SELECT t.* FROM ${part})`),
        ' UNION ALL ',
      );
      return sql`SELECT ${columns} FROM (${parts}) t ${by.order(page)}`;
    });
  },

  callersByTicketIds: (actor, ticketIds) =>
    read.byKey<TicketCaller>(
      actor,
      'ticket',
      ticketIds,
      (caller) => caller.ticketId,
      (visible) => sql`
      SELECT ${columnsOf(TicketCaller, 'c')}
        FROM ticket_caller c
       WHERE ${visible.caller('c')} AND c.ticket_id = ANY(${ticketIds})`,
    ),

  eventsByIds: (actor, ids) =>
    read.byKey<TicketEvent>(
      actor,
      'ticket',
      ids,
      (event) => event.id,
      (visible) => sql`
      SELECT ${columnsOf(TicketEvent, 'e')}
        FROM ticket_event e
       WHERE ${visible.ticket('e')} AND e.id = ANY(${ids})`,
    ),

  history: (actor, ticketIds, page) =>
    read.pages<TicketEvent>(
      actor,
      'ticket',
      ticketIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(TicketEvent, 'e')}, ${oldest.keys}
        FROM ticket_event e
       WHERE ${visible.ticket('e')} AND e.ticket_id = parent.id AND ${oldest.after(page)}
      ${oldest.order(page)}`,
    ),

  async caller(actor, phoneHash) {
    const [known] = await read.rows<{ workerId: string | null; hasCalled: boolean }>(
      actor,
      'caller',
      (visible) => sql`
      SELECT (SELECT w.id FROM worker w
               WHERE ${visible.network('w')} AND w.phone_hash = ${phoneHash}
               ORDER BY w.id DESC LIMIT 1) AS "workerId",
             EXISTS (SELECT FROM ticket_caller c
                      WHERE ${visible.caller('c')} AND c.phone_hash = ${phoneHash}) AS "hasCalled"`,
    );
    return known && (known.workerId || known.hasCalled) ? { phoneHash, workerId: known.workerId } : null;
  },

  /** What this number has called about, latest first. */
  ofCaller: (actor, page, phoneHash) =>
    read.page<ServiceTicket>(
      actor,
      'caller',
      page,
      (visible) => sql`
      SELECT ${columnsOf(ServiceTicket, 't')}, ${latest.keys}
        FROM ticket_caller c
        JOIN service_ticket t ON t.tenant = c.tenant AND t.id = c.ticket_id
       WHERE ${visible.caller('c')} AND c.phone_hash = ${phoneHash} AND ${visible.ticket('t')} AND ${latest.after(page)}
      ${latest.order(page)}`,
    ),
});
