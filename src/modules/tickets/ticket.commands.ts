import type { CommandRunner } from '../../operations/command.ts';
import { idOf, optionalText, text } from '../../operations/rules.ts';
import { Role } from '../../shared/actor.ts';
import { assertOpenOn, ownStation, type Station } from '../stations/index.ts';
import { assertMayHear } from './ticket.confidentiality.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { withWhoIsInCharge } from './ticket.estate.ts';
import { addEvent, callersFollow, eraseIfDue, handOver, takenOnBy, waiting } from './ticket.history.ts';
import type { OpenTicket } from './ticket.opening.ts';
import { lockFor, step } from './ticket.steps.ts';
import type { TransferTicket } from './ticket.transfer.ts';

const assignment = step.extend({ stationId: idOf('Station'), note: optionalText(2_000) });
const resolution = step.extend({ resolution: text(2_000) });
const withReason = step.extend({ reason: text(2_000) });
export type TicketCommands = ReturnType<typeof createTicketCommands>;

const ticket = { returns: 'ticket', type: 'ServiceTicket' } as const;

/** The steps of a ticket's life. Each appends to its history and counts its version up. */
export const createTicketCommands = (command: CommandRunner, open: OpenTicket, transfer: TransferTicket) => ({
  open: command({ operation: 'openTicket', ...ticket, ...open }),

  /** Gives a ticket to another province, where it is opened anew; see `createTransferTicket`. */
  transfer: command({ operation: 'transferTicket', ...ticket, ...transfer }),

  /** Sends a ticket to a station of the actor's own network, away from another one if need be. */
  assign: command({
    operation: 'assignTicket',
    ...ticket,
    rules: assignment,

    async run(change, input): Promise<ServiceTicket> {
      const { locked, status } = await lockFor(change, 'assign', input);
      const station = await change.find<Station>('ownStation', 'stationId', ownStation(input.stationId.id));
      assertOpenOn(station, change.today, 'stationId');
      const assigned = await handOver(change, locked, station, { status, ...waiting });
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
      await assertMayHear(change, locked);
      const { role, stationId } = change.actor;
      const moves = role === Role.STATION_STAFF && stationId && stationId !== locked.stationId;
      let accepted: ServiceTicket;
      if (moves) {
        const station = await change.find<Station>('ownStation', 'id', ownStation(stationId));
        assertOpenOn(station, change.today, 'id');
        accepted = await handOver(change, locked, station, { status, ...takenOnBy(change) });
      } else {
        accepted = await change.update(ServiceTicket, locked, { status, ...takenOnBy(change) });
        if (locked.confidential) await callersFollow(change, [locked.id]);
      }
      await addEvent(change, accepted, 'ACCEPTED', null);
      return accepted;
    },
  }),

  /**
   * Gives a ticket back to the desk of the province, which sends it elsewhere. The desk may lie beyond the sight of the
   * station that returns it, so the handing over is done in the province's name.
   */
  return: command({
    operation: 'returnTicket',
    ...ticket,
    rules: withReason,

    async run(change, input): Promise<ServiceTicket> {
      const { locked, status } = await lockFor(change, 'return', input);
      await addEvent(change, locked, 'RETURNED', input.reason);
      return change.provinceWide((province) => handOver(province, locked, null, { status, ...waiting }));
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
      return eraseIfDue(change, closed);
    },
  }),

  reopen: command({
    operation: 'reopenTicket',
    ...ticket,
    rules: withReason,

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
