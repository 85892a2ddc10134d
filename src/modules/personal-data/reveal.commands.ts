import { z } from 'zod';
import type { Place } from '../../infra/crypto/personal-data.ts';
import type { SealedReading } from '../../infra/crypto/reading.ts';
import { columnsOf, type Sql, sql } from '../../infra/db/select.ts';
import type { Visibility } from '../../infra/db/visibility.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner, Outcome, Request } from '../../operations/command.ts';
import { isPermitted } from '../../operations/permissions.ts';
import { idOf, text } from '../../operations/rules.ts';
import { Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import type { Locale } from '../../shared/messages.ts';
import { decodeNodeId, type NodeType, type RecordRef } from '../../shared/node-id.ts';
import { EnterpriseContact } from '../enterprises/index.ts';
import { callerOf, ServiceTicket } from '../tickets/index.ts';
import { Worker } from '../workers/index.ts';
import type { RevealLimit } from './reveal.limit.ts';

/** What of somebody is kept, in clear. */
export type Revealed = Record<Place['column'], string | null>;

type Sealed = Pick<Worker, 'nameSealed' | 'phoneSealed'>;

/** The record that it is read from, and what is sealed in it. */
type Found = Sealed & Pick<Worker, 'tenant' | 'id'> & { table: Place['table'] };

export type Reveals = ReturnType<typeof createReveals>;

/**
 * Gives the name and number of one record in clear, with a reason. It is audited in the transaction that reads them, and
 * they leave when that has committed: what cannot be told of is not told.
 *
 * Station staff: records of their own station alone. A ticket is the station's that handles it; a contact or a worker,
 * that of the very region the station is sent from; a worker besides, whose matter it handles.
 */
export function createReveals(command: CommandRunner, reading: SealedReading, limit: RevealLimit) {
  const opened = ({ table, tenant, id, nameSealed, phoneSealed }: Found, locale: Locale): Revealed => {
    const open = (column: Place['column'], sealed: Buffer | null) =>
      sealed && reading.inClear({ table, column, tenant, id }, sealed, locale);
    return { name: open('name', nameSealed), phone: open('phone', phoneSealed) };
  };

  const revealing = <Type extends NodeType>(
    type: Type,
    run: (change: Change, ref: RecordRef) => Promise<Found>,
  ) =>
    command({
      operation: 'revealPersonalData',
      returns: 'personalData',
      type,
      rules: z.object({ id: idOf(type), reason: text(500) }),
      reason: ({ reason }) => reason,
      async run(change, { id }): Promise<Found> {
        const found = await run(change, id);
        if (!found.nameSealed && !found.phoneSealed) throw reject('NOT_FOUND', 'NOTHING_TO_REVEAL', 'id');
        return found;
      },
    });

  const byType = {
    ServiceTicket: revealing('ServiceTicket', async (change, ref) => {
      const ticket = await change.find<ServiceTicket>(
        'ticket',
        'id',
        (visible) => sql`
        SELECT ${columnsOf(ServiceTicket, 't')} FROM service_ticket t
         WHERE ${visible.ticket('t')} AND t.tenant = ${ref.tenant} AND t.id = ${ref.id}
           AND (t.confidential OR ${ownStations(change, (station) => sql`t.station_id = ${station}`)})`,
      );
      const [caller] = await change.read<Sealed>('ticketCaller', callerOf(ticket));
      // Who sees a hidden caller at all is let in by name; which station handles the ticket adds nothing to it.
      if (!caller && ticket.confidential) throw reject('FORBIDDEN', 'CALLER_HIDDEN', 'id');
      const { tenant, id } = ticket;
      const { nameSealed = null, phoneSealed = null } = caller ?? {};
      return { table: 'ticket_caller', tenant, id, nameSealed, phoneSealed };
    }),

    Worker: revealing('Worker', async (change, ref) => {
      const worker = await change.find<Worker>(
        'worker',
        'id',
        (visible) => sql`
        SELECT ${columnsOf(Worker, 'w')} FROM worker w
         WHERE ${visible.network('w')} AND w.tenant = ${ref.tenant} AND w.id = ${ref.id}
           AND (${ownRegions(change, 'w')} OR ${handledFor(change, visible)})`,
      );
      return { table: 'worker', ...worker };
    }),

    EnterpriseContact: revealing('EnterpriseContact', async (change, ref) => {
      const contact = await change.find<EnterpriseContact>(
        'contact',
        'id',
        (visible) => sql`
        SELECT ${columnsOf(EnterpriseContact, 'c')} FROM enterprise_contact c
         WHERE ${visible.contact('c')} AND c.tenant = ${ref.tenant} AND c.id = ${ref.id}
           AND ${ownRegions(change, 'c')}`,
      );
      return { table: 'enterprise_contact', ...contact };
    }),
  };

  return {
    async reveal(
      request: Request & { locale: Locale },
      input: { id: string },
    ): Promise<Outcome<'personalData', Revealed>> {
      // Whoever may not at all is refused below, and counted nowhere.
      const type = decodeNodeId(input.id)?.type;
      // Anything else keeps nobody's data: it is answered like a record that is not there.
      const run = byType[type as keyof typeof byType] ?? byType.Worker;
      if (isPermitted(request.actor, 'revealPersonalData')) await limit(request.actor.id);
      const { personalData, userErrors } = await run(request, input);
      return { personalData: personalData && opened(personalData, request.locale), userErrors };
    },
  };
}

/** TRUE for all but station staff, for whom the condition decides. */
const ownStations = ({ actor }: Change, condition: (stationId: string | null) => Sql): Sql =>
  actor.role === Role.STATION_STAFF ? condition(actor.stationId) : sql`TRUE`;

const ownRegions = (change: Change, alias: 'w' | 'c'): Sql =>
  ownStations(change, () => {
    const region = change.actor.scope?.regionCode ?? null;
    return alias === 'w' ? sql`w.home_region_code = ${region}` : sql`c.home_region_code = ${region}`;
  });

const handledFor = (change: Change, visible: Visibility): Sql =>
  ownStations(
    change,
    (station) => sql`EXISTS (
      SELECT FROM service_ticket t
       WHERE ${visible.ticket('t')} AND t.tenant = w.tenant AND t.worker_id = w.id AND t.station_id = ${station})`,
  );
