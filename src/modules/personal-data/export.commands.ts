import { z } from 'zod';
import type { PersonalData, Place } from '../../infra/crypto/personal-data.ts';
import type { SealedReading } from '../../infra/crypto/reading.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner, Request } from '../../operations/command.ts';
import { isPermitted } from '../../operations/permissions.ts';
import { optional } from '../../operations/rules.ts';
import type { Locale } from '../../shared/messages.ts';
import { EnterpriseContact } from '../enterprises/index.ts';
import { ServiceTicket, TicketCaller, TicketEvent } from '../tickets/index.ts';
import type { Worker } from '../workers/index.ts';
import type { HeldContact, HeldTicket, HeldWorker, PersonalDataExport, Revealing } from './export.types.ts';
import { asking, oneOfTwo, type Person, personOf, register, ticketsAbout } from './person.ts';
import type { RevealLimit } from './reveal.limit.ts';

/** How much one export holds. */
const MOST = { tickets: 100, steps: 2_000, contacts: 100, reveals: 500 };

const exporting = asking.extend({ openedBefore: optional(z.date()) }).superRefine(oneOfTwo);

export type Exports = ReturnType<typeof createExports>;

/**
 * A copy of what a province keeps of a person (article 45), in clear, and of who had it in clear before. It is counted
 * like a reveal, audited and entered into the register. Confidential tickets are in it where the actor may know their
 * caller: a number must not lead a manager to them. As many statements for a hundred tickets as for one.
 */
export function createExports(
  command: CommandRunner,
  personalData: PersonalData,
  reading: SealedReading,
  limit: RevealLimit,
) {
  const run = command({
    operation: 'exportPersonalData',
    returns: 'export',
    type: 'PersonalDataRequest',
    rules: exporting,
    reason: ({ reason }) => reason,

    async run(change, input) {
      const person = await personOf(change, input, personalData, 'to read');
      const tickets = await ticketsOf(change, person, input.openedBefore);
      const ids = tickets.slice(0, MOST.tickets).map(({ id }) => id);
      const callers = await callersOf(change, person, ids);
      const steps = await stepsOf(change, person, ids);
      const contacts = await contactsOf(change, person);
      const records = [...ids, ...contacts.map(({ id }) => id), ...person.workers.map(({ id }) => id)];
      const reveals = await revealsOf(change, person, records);
      const request = await register(change, 'EXPORT', person, input.reason);
      const { workers } = person;
      return { id: request.id, request, workers, tickets, callers, steps, contacts, reveals };
    },
  });

  type Sealed = Pick<Worker, 'tenant' | 'nameSealed' | 'phoneSealed'>;
  type Rows = NonNullable<Awaited<ReturnType<typeof run>>['export']>;

  /** What was found, as the person gets it. */
  function inClear(found: Rows, locale: Locale): PersonalDataExport {
    const opened = (table: Place['table'], id: string, row: Sealed | undefined) => {
      const open = (column: Place['column'], sealed: Buffer | null | undefined) =>
        row && sealed ? reading.inClear({ table, column, tenant: row.tenant, id }, sealed, locale) : null;
      return { name: open('name', row?.nameSealed), phone: open('phone', row?.phoneSealed) };
    };
    const { request, workers, tickets, callers, steps, contacts, reveals } = found;
    const callerOf = new Map(callers.map((caller) => [caller.ticketId, caller]));
    const stepsByTicket = Map.groupBy(steps.slice(0, MOST.steps), ({ ticketId }) => ticketId);
    return {
      request,
      workers: workers.map((worker): HeldWorker => ({ worker, ...opened('worker', worker.id, worker) })),
      tickets: tickets.slice(0, MOST.tickets).map((ticket): HeldTicket => {
        const { name, phone } = opened('ticket_caller', ticket.id, callerOf.get(ticket.id));
        const history = stepsByTicket.get(ticket.id) ?? [];
        return { ticket, callerName: name, callerPhone: phone, history };
      }),
      contacts: contacts
        .slice(0, MOST.contacts)
        .map((contact): HeldContact => ({ contact, ...opened('enterprise_contact', contact.id, contact) })),
      reveals: reveals.slice(0, MOST.reveals),
      complete:
        tickets.length <= MOST.tickets &&
        steps.length <= MOST.steps &&
        contacts.length <= MOST.contacts &&
        reveals.length <= MOST.reveals,
    };
  }

  return {
    async export(request: Request & { locale: Locale }, input: object) {
      // Whoever may not at all is refused below, and counted nowhere.
      if (isPermitted(request.actor, 'exportPersonalData')) await limit(request.actor.id);
      const { export: found, userErrors } = await run(request, input);
      return { export: found && inClear(found, request.locale), userErrors };
    },
  };
}

const ticketsOf = (change: Change, person: Person, openedBefore: Date | null) =>
  change.read<ServiceTicket>(
    'ticketsOfPerson',
    (visible) => sql`
    SELECT ${columnsOf(ServiceTicket, 't')} FROM service_ticket t
     WHERE ${visible.ticket('t')} AND t.tenant = ${person.tenant} AND t.id IN (${ticketsAbout(visible, person)})
       AND (${openedBefore}::timestamptz IS NULL OR t.opened_at < ${openedBefore})
     ORDER BY t.opened_at DESC, t.id DESC LIMIT ${MOST.tickets + 1}`,
  );

const callersOf = (change: Change, { tenant }: Person, ticketIds: readonly string[]) =>
  change.read<TicketCaller>(
    'callersOfPerson',
    (visible) => sql`
    SELECT ${columnsOf(TicketCaller, 'c')} FROM ticket_caller c
     WHERE ${visible.caller('c')} AND c.tenant = ${tenant} AND c.ticket_id = ANY(${ticketIds}::uuid[])`,
  );

const stepsOf = (change: Change, { tenant }: Person, ticketIds: readonly string[]) =>
  change.read<TicketEvent>(
    'stepsOfPerson',
    (visible) => sql`
    SELECT ${columnsOf(TicketEvent, 'e')} FROM ticket_event e
     WHERE ${visible.ticket('e')} AND e.tenant = ${tenant} AND e.ticket_id = ANY(${ticketIds}::uuid[])
     ORDER BY e.id LIMIT ${MOST.steps + 1}`,
  );

const contactsOf = (change: Change, { tenant, phoneHash }: Person) =>
  change.read<EnterpriseContact>(
    'contactsOfPerson',
    (visible) => sql`
    SELECT ${columnsOf(EnterpriseContact, 'c')} FROM enterprise_contact c
     WHERE ${visible.contact('c')} AND c.tenant = ${tenant} AND c.phone_hash = ${phoneHash}::bytea
     ORDER BY c.id LIMIT ${MOST.contacts + 1}`,
  );

/** Who had these records in clear: read for the person they are about, who may know it. */
const revealsOf = (change: Change, { tenant, phoneHash, workers }: Person, recordIds: readonly string[]) =>
  change.read<Revealing>(
    'revealsOfPerson',
    (visible) => sql`
    SELECT a.at, a.actor_username AS username, a.reason
      FROM audit_entry a
     WHERE ${visible.network('a')} AND a.tenant = ${tenant} AND a.record_id = ANY(${recordIds}::uuid[])
       AND a.operation = 'revealPersonalData'
     UNION ALL
    SELECT r.requested_at, r.actor_username, r.reason
      FROM personal_data_request r
     WHERE ${visible.network('r')} AND r.tenant = ${tenant} AND r.kind = 'EXPORT'
       AND (r.phone_hash = ${phoneHash}::bytea OR r.worker_id = ANY(${workers.map(({ id }) => id)}::uuid[]))
     ORDER BY at DESC LIMIT ${MOST.reveals + 1}`,
  );
