import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { optional, optionalText, phoneNumber } from '../../operations/rules.ts';
import type { ServiceTicket } from './ticket.entity.ts';
import { TicketCaller } from './ticket-caller.entity.ts';

/** Who calls, as it is told; each may be left out. */
export const callerRules = { callerName: optionalText(60), callerPhone: optional(phoneNumber) };

interface Told {
  callerName: string | null;
  callerPhone: string | null;
}

type Sealed = Partial<Pick<TicketCaller, 'nameSealed' | 'phoneSealed' | 'phoneHash'>>;

export const isGiven = ({ callerName, callerPhone }: Told) => callerName !== null || callerPhone !== null;

/** What was told, as it is kept in the row of the ticket's caller, and found by; nothing of what was left out. */
export function sealedCaller(
  personalData: PersonalData,
  { tenant, id }: Pick<ServiceTicket, 'tenant' | 'id'>,
  { callerName, callerPhone }: Told,
): Sealed {
  const seal = (column: 'name' | 'phone', value: string) =>
    personalData.seal({ table: 'ticket_caller', column, tenant, id }, value);
  return {
    ...(callerName && { nameSealed: seal('name', callerName) }),
    ...(callerPhone && {
      phoneSealed: seal('phone', callerPhone),
      phoneHash: personalData.lookupHash('phone', callerPhone),
    }),
  };
}

/** Keeps who called about a ticket that has kept nobody yet. */
export async function addCaller(
  change: Change,
  { tenant, id, homeRegionCode, handlerRegionCode, confidential, agentId }: ServiceTicket,
  sealed: Sealed,
  workerId: string | null,
): Promise<void> {
  await change.insert(TicketCaller, {
    tenant,
    ticketId: id,
    homeRegionCode,
    handlerRegionCode,
    nameSealed: null,
    phoneSealed: null,
    phoneHash: null,
    ...sealed,
    confidential,
    ...(confidential ? { openedBy: change.actor.id, agentId, workerId } : {}),
  });
}

/** The worker known by this number, if the actor may see one. */
export async function workerOf(change: Change, phoneHash: Buffer): Promise<string | null> {
  const [worker] = await change.read<{ id: string }>(
    'workerByPhone',
    (visible) => sql`
    SELECT w.id FROM worker w
     WHERE ${visible.network('w')} AND w.phone_hash = ${phoneHash}
     ORDER BY w.id DESC LIMIT 1`,
  );
  return worker?.id ?? null;
}
