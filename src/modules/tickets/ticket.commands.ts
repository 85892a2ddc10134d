import { z } from 'zod';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { expectedVersion, idempotencyKey, idOf, optionalText, text } from '../../operations/rules.ts';
import { Role } from '../../shared/actor.ts';
import { assertOpenOn, ownStation, type Station } from '../stations/index.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { withWhoIsInCharge } from './ticket.estate.ts';
import { addEvent, handOver } from './ticket.history.ts';
import type { OpenTicket } from './ticket.opening.ts';
import { assertMayTake } from './ticket.policy.ts';
import { ticketById } from './ticket.queries.ts';
import { type TicketAction, ticketStatus } from './ticket.status.ts';

const step = z.object({ id: idOf('ServiceTicket'), expectedVersion });
const note = z.object({ id: idOf('ServiceTicket'), idempotencyKey, note: text(2_000) });
const assignment = step.extend({ stationId: idOf('Station'), note: optionalText(2_000) });
const resolution = step.extend({ resolution: text(2_000) });
const reopening = step.extend({ reason: text(2_000) });

export type TicketCommands = ReturnType<typeof createTicketCommands>;

const ticket = { returns: 'ticket', type: 'ServiceTicket' } as const;

/** The steps of a ticket's life. Each appends to its history; all but the note count its version up. */
export const createTicketCommands = (command: CommandRunner, open: OpenTicket) => ({
  open: command({ operation: 'openTicket', ...ticket, ...open }),

  addNote: command({
    operation: 'addTicketNote',
    ...ticket,
    rules: note,

    async run(change, input): Promise<ServiceTicket> {
      const found = await change.find<ServiceTicket>('ticket', 'id', ticketById(input.id));
      await addEvent(change, found, 'NOTED', input.note);
      return found;
    },

    again: (change, _, { id }) => change.find<ServiceTicket>('ticket', 'id', ticketById(id)),
  }),

  /** Sends a ticket to a station of the actor's own network, away from another one if need be. */
  assign: command({
    operation: 'assignTicket',
    ...ticket,
    rules: assignment,

    async run(change, input): Promise<ServiceTicket> {
      const { locked, status } = await lockFor(change, 'assign', input);
      const station = await change.find<Station>('ownStation', 'stationId', ownStation(input.stationId.id));
      assertOpenOn(station, change.today, 'stationId');
      const assigned = await handOver(change, locked, station, status);
      await addEvent(change, assigned, 'ASSIGNED', input.note);
      return assigned;
    },
  }),

  /** Takes a ticket on: station staff for their own station, others where it is. */
  accept: command({
    operation: 'acceptTicket',
    ...ticket,
    rules: step,

    async run(change, input): Promise<ServiceTicket> {
      const { locked, status } = await lockFor(change, 'accept', input);
      const { role, stationId } = change.actor;
      const moves = role === Role.STATION_STAFF && stationId && stationId !== locked.stationId;
      let accepted: ServiceTicket;
      if (moves) {
        const station = await change.find<Station>('ownStation', 'id', ownStation(stationId));
        assertOpenOn(station, change.today, 'id');
        accepted = await handOver(change, locked, station, status);
      } else {
        accepted = await change.update(ServiceTicket, locked, { status });
      }
      await addEvent(change, accepted, 'ACCEPTED', null);
      return accepted;
    },
  }),

  resolve: command({
    operation: 'resolveTicket',
    ...ticket,
    rules: resolution,

    async run(change, input): Promise<ServiceTicket> {
      const { locked, status } = await lockFor(change, 'resolve', input);
      const resolved = await change.update(ServiceTicket, locked, {
        status,
        resolvedAt: change.now,
        firstResolvedAt: locked.firstResolvedAt ?? change.now,
      });
      await addEvent(change, resolved, 'RESOLVED', input.resolution);
      return resolved;
    },
  }),

  close: command({
    operation: 'closeTicket',
    ...ticket,
    rules: step,

    async run(change, input): Promise<ServiceTicket> {
      const { locked, status } = await lockFor(change, 'close', input);
      const closed = await change.update(ServiceTicket, locked, {
        status,
        closedAt: change.now,
      });
      await addEvent(change, closed, 'CLOSED', null);
      return closed;
    },
  }),

  reopen: command({
    operation: 'reopenTicket',
    ...ticket,
    rules: reopening,

    async run(change, input): Promise<ServiceTicket> {
      const { locked, status } = await lockFor(change, 'reopen', input);
      const reopened = await change.update(ServiceTicket, locked, {
        status,
        resolvedAt: null,
        closedAt: null,
      });
      await addEvent(change, reopened, 'REOPENED', input.reason);
      return withWhoIsInCharge(change, reopened);
    },
  }),
});

/** Locks a ticket for a step, once it is sure that this actor may take it and that the ticket's status allows it. */
async function lockFor(change: Change, action: TicketAction, { id, expectedVersion }: z.output<typeof step>) {
  const locked = await change.lock<ServiceTicket>('ticket', expectedVersion, ticketById(id));
  assertMayTake(action, change.actor, locked);
  return { locked, status: ticketStatus(locked.status, action) };
}
