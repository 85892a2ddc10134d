import { z } from 'zod';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { breach, idempotencyKey, idOf, money, optional, optionalText, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { normalizePhone } from '../../shared/phone.ts';
import { covers } from '../../shared/region-range.ts';
import { keepCalendars } from '../calendars/index.ts';
import { type Enterprise, enterpriseById } from '../enterprises/index.ts';
import { regionCode } from '../regions/index.ts';
import { deadlineIn } from './deadline.counting.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { TicketCategory, TicketChannel, TicketPriority } from './ticket.enums.ts';
import { addEvent, takenOnBy, waiting } from './ticket.history.ts';
import { nextNumber } from './ticket.number.ts';
import { ticketById } from './ticket.queries.ts';
import { route } from './ticket.routing.ts';
import { TicketCaller } from './ticket-caller.entity.ts';

const opening = z
  .object({
    idempotencyKey,
    channel: z.enum(TicketChannel),
    category: z.enum(TicketCategory),
    priority: optional(z.enum(TicketPriority)),
    summary: text(500),
    callerName: optionalText(60),
    callerPhone: optional(
      z
        .string()
        .transform((phone, context) => normalizePhone(phone) ?? breach(context, 'INVALID', 'PHONE_INVALID')),
    ),
    confidential: optional(z.boolean()),
    anonymous: optional(z.boolean()),
    homeRegionCode: optional(regionCode),
    incidentRegionCode: optional(regionCode),
    enterpriseId: optional(idOf('Enterprise')),
    peopleInvolved: optional(z.number().int().min(1).max(100_000)),
    amountOwed: optional(money),
  })
  .superRefine((input, context) => {
    if (!input.anonymous) return;
    for (const field of ['callerName', 'callerPhone', 'confidential'] as const) {
      if (input[field]) breach(context, 'INVALID', 'ANONYMOUS_HAS_NO_CALLER', [field]);
    }
  });
type Opening = z.output<typeof opening>;

export type OpenTicket = ReturnType<typeof createOpenTicket>;

/** Opens a ticket and sends it to the station that fits; see `route`. */
export const createOpenTicket = (personalData: PersonalData) => ({
  rules: opening,

  async run(change: Change, input: Opening): Promise<ServiceTicket> {
    const scope = change.actor.scope;
    if (!scope) throw reject('FORBIDDEN', 'FORBIDDEN');
    const { tenant } = scope;
    const province = `${tenant}0000`;
    const homeRegionCode = input.homeRegionCode ?? province;
    if (!homeRegionCode.startsWith(tenant)) throw reject('INVALID', 'OTHER_PROVINCE', 'homeRegionCode');
    const enterprise =
      input.enterpriseId &&
      (await change.find<Enterprise>('enterprise', 'enterpriseId', enterpriseById(input.enterpriseId)));
    const incidentRegionCode = input.incidentRegionCode ?? enterprise?.regionCode ?? null;

    const station = await route(change, homeRegionCode, incidentRegionCode);
    if (!station && !covers(scope, homeRegionCode))
      throw reject('INVALID', 'REGION_NOT_YOURS', 'homeRegionCode');

    const phoneHash = input.callerPhone ? personalData.lookupHash('phone', input.callerPhone) : null;
    const priority = input.priority ?? TicketPriority.NORMAL;
    await keepCalendars(change, 'to count by');
    const deadline = await deadlineIn(province, change, { category: input.category, priority });
    const confidential = input.confidential === true;
    const workerId = phoneHash && (await workerOf(change, phoneHash));
    const ticket: ServiceTicket = {
      tenant,
      id: change.id,
      number: await nextNumber(change, tenant),
      channel: input.channel,
      category: input.category,
      status: station ? 'ASSIGNED' : 'OPEN',
      priority,
      summary: input.summary,
      homeRegionCode,
      handlerRegionCode: station?.homeRegionCode ?? province,
      incidentRegionCode,
      stationId: station?.id ?? null,
      confidential,
      anonymous: input.anonymous === true,
      workerId: confidential ? null : workerId,
      enterpriseId: enterprise?.id ?? null,
      peopleInvolved: input.peopleInvolved,
      amountOwed: input.amountOwed,
      openedAt: change.now,
      ...deadline,
      ...(station ? waiting : takenOnBy(change)),
      transferredToNumber: null,
      transferredFromNumber: null,
      resolvedAt: null,
      firstResolvedAt: null,
      closedAt: null,
      version: 1,
    };
    await change.insert(ServiceTicket, ticket);
    await addCaller(change, ticket, input, { phoneHash, workerId }, personalData);
    await addEvent(change, ticket, 'OPENED', null);
    if (station) await addEvent(change, ticket, 'ASSIGNED', null);
    return ticket;
  },

  again: (change: Change, made: RecordRef) =>
    change.find<ServiceTicket>('ticket', 'idempotencyKey', ticketById(made)),
});

async function addCaller(
  change: Change,
  { tenant, id, homeRegionCode, handlerRegionCode, confidential, agentId }: ServiceTicket,
  { callerName, callerPhone }: Opening,
  { phoneHash, workerId }: { phoneHash: Buffer | null; workerId: string | null },
  personalData: PersonalData,
): Promise<void> {
  if (!callerName && !callerPhone && !confidential) return;
  const seal = (column: 'name' | 'phone', value: string) =>
    personalData.seal({ table: 'ticket_caller', column, tenant, id }, value);
  await change.insert(TicketCaller, {
    tenant,
    ticketId: id,
    homeRegionCode,
    handlerRegionCode,
    nameSealed: callerName ? seal('name', callerName) : null,
    phoneSealed: callerPhone ? seal('phone', callerPhone) : null,
    phoneHash,
    confidential,
    ...(confidential ? { openedBy: change.actor.id, agentId, workerId } : {}),
  });
}

/** The worker known by this number, if the actor may see one. */
async function workerOf(change: Change, phoneHash: Buffer): Promise<string | null> {
  const [worker] = await change.read<{ id: string }>(
    'workerByPhone',
    (visible) => sql`
    SELECT w.id FROM worker w
     WHERE ${visible.network('w')} AND w.phone_hash = ${phoneHash}
     ORDER BY w.id DESC LIMIT 1`,
  );
  return worker?.id ?? null;
}
