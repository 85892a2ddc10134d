import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import type { SealedReading } from '../../infra/crypto/reading.ts';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { idempotencyKey, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { provinceOf, regionRange } from '../../shared/region-range.ts';
import { keepCalendars } from '../calendars/index.ts';
import { regionCode } from '../regions/index.ts';
import { deadlineIn } from './deadline.counting.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { addEvent, eraseIfDue, waiting } from './ticket.history.ts';
import { nextNumber } from './ticket.number.ts';
import { callerOf } from './ticket.queries.ts';
import { findTicket, lockFor, step } from './ticket.steps.ts';
import { TicketCaller } from './ticket-caller.entity.ts';

const transfer = step.extend({ idempotencyKey, homeRegionCode: regionCode, reason: text(2_000) });

export type TransferTicket = ReturnType<typeof createTransferTicket>;

/**
 * Gives a ticket to the province whose worker it is about. Keys never move: a ticket of its own, linked by number, is
 * opened at the other province's desk and due by the other province's rules; ours ends. What is written there cannot
 * be read from here.
 */
export const createTransferTicket = (personalData: PersonalData, reading: SealedReading) => ({
  rules: transfer,

  async run(
    change: Change,
    { homeRegionCode, reason, ...which }: ReturnType<typeof transfer.parse>,
  ): Promise<ServiceTicket> {
    // Before the ticket is locked: whoever enters a calendar locks them in this order, too.
    keepCalendars(change, 'to count by');
    const { locked, status } = await lockFor(change, 'transfer', which);
    const tenant = provinceOf(homeRegionCode);
    if (tenant === locked.tenant) throw reject('INVALID', 'SAME_PROVINCE', 'homeRegionCode');
    await assertNetwork(change, `${tenant}0000`);

    const opened: ServiceTicket = {
      ...locked,
      ...waiting,
      ...(await deadlineIn(`${tenant}0000`, change, locked)),
      tenant,
      id: change.id,
      number: await nextNumber(change, tenant),
      status: 'OPEN',
      homeRegionCode,
      handlerRegionCode: `${tenant}0000`,
      stationId: null,
      workerId: null,
      openedAt: change.now,
      resolvedAt: null,
      firstResolvedAt: null,
      closedAt: null,
      transferredFromNumber: locked.number,
      transferredToNumber: null,
      version: 1,
    };
    await change.insert(ServiceTicket, opened);
    await copyCaller(change, locked, opened, personalData, reading);
    await addEvent(change, opened, 'OPENED', reason, { originTenant: locked.tenant });

    const ended = await change.update(ServiceTicket, locked, {
      status,
      resolvedAt: change.now,
      closedAt: change.now,
      transferredToNumber: opened.number,
    });
    await addEvent(change, ended, 'TRANSFERRED', reason);
    return eraseIfDue(change, ended);
  },

  again: (change: Change, _: RecordRef, input: ReturnType<typeof transfer.parse>) =>
    findTicket(change, input),
});

/** A province without a station open has nobody who would find the ticket. */
async function assertNetwork(change: Change, provinceCode: string): Promise<void> {
  const { from, to } = regionRange(provinceCode);
  const [station] = await change.read(
    'networkOf',
    (visible) => sql`
    SELECT s.id FROM station s
     WHERE ${visible.shared()} AND s.home_region_code >= ${from} AND s.home_region_code < ${to}
       AND s.opened_on <= ${change.today} AND (s.closed_on IS NULL OR s.closed_on > ${change.today})
     LIMIT 1`,
  );
  if (!station) throw reject('INVALID', 'NO_NETWORK', 'homeRegionCode');
}

/**
 * Sealed anew: what is sealed is bound to the row it stands in. The keyed hash of a number is the same everywhere. What
 * is confidential stays so: nobody sees the caller there until somebody takes the ticket on or is let in.
 */
async function copyCaller(
  change: Change,
  from: ServiceTicket,
  to: ServiceTicket,
  personalData: PersonalData,
  reading: SealedReading,
): Promise<void> {
  const [caller] = await change.read<TicketCaller>('ticketCaller', callerOf(from));
  if (!caller && from.confidential) throw reject('FORBIDDEN', 'CALLER_HIDDEN', 'id');
  if (!caller) return;
  const reseal = (column: 'name' | 'phone', sealed: Buffer | null) => {
    const place = (ticket: ServiceTicket) =>
      ({ table: 'ticket_caller', column, tenant: ticket.tenant, id: ticket.id }) as const;
    const text = sealed && reading.open(place(from), sealed);
    // What does not open goes on as it is: it does not open there either, and says so.
    return text === null ? sealed : personalData.seal(place(to), text);
  };
  await change.insert(TicketCaller, {
    tenant: to.tenant,
    ticketId: to.id,
    homeRegionCode: to.homeRegionCode,
    handlerRegionCode: to.handlerRegionCode,
    originTenant: from.tenant,
    nameSealed: reseal('name', caller.nameSealed),
    phoneSealed: reseal('phone', caller.phoneSealed),
    phoneHash: caller.phoneHash,
    confidential: from.confidential,
    openedBy: from.confidential ? change.actor.id : null,
  });
}
