import { z } from 'zod';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import type { Change } from '../../operations/change.ts';
import { breach, idempotencyKey, idOf, money, optional, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { covers } from '../../shared/region-range.ts';
import { keepCalendars } from '../calendars/index.ts';
import { type Enterprise, enterpriseById } from '../enterprises/index.ts';
import { regionCode } from '../regions/index.ts';
import { deadlineIn } from './deadline.counting.ts';
import { addCaller, callerRules, isGiven, sealedCaller, workerOf } from './ticket.caller.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { TicketCategory, TicketChannel, TicketPriority } from './ticket.enums.ts';
import { addEvent, takenOnBy, waiting } from './ticket.history.ts';
import { nextNumber } from './ticket.number.ts';
import { ticketById } from './ticket.queries.ts';
import { route } from './ticket.routing.ts';

const opening = z
  .object({
    idempotencyKey,
    channel: z.enum(TicketChannel),
    category: z.enum(TicketCategory),
    priority: optional(z.enum(TicketPriority)),
    summary: text(500),
    ...callerRules,
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

    const priority = input.priority ?? TicketPriority.NORMAL;
    const confidential = input.confidential === true;
    const caller = sealedCaller(personalData, { tenant, id: change.id }, input);
    keepCalendars(change, 'to count by');
    const [station, deadline, workerId, number] = await Promise.all([
      route(change, homeRegionCode, incidentRegionCode),
      deadlineIn(province, change, { category: input.category, priority }),
      caller.phoneHash ? workerOf(change, caller.phoneHash) : null,
      nextNumber(change, tenant),
    ]);
    if (!station && !covers(scope, homeRegionCode))
      throw reject('INVALID', 'REGION_NOT_YOURS', 'homeRegionCode');

    const ticket: ServiceTicket = {
      tenant,
      id: change.id,
      number,
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
    if (confidential || isGiven(input)) await addCaller(change, ticket, caller, workerId);
    await addEvent(change, ticket, 'OPENED', null);
    if (station) await addEvent(change, ticket, 'ASSIGNED', null);
    return ticket;
  },

  again: (change: Change, made: RecordRef) =>
    change.find<ServiceTicket>('ticket', 'idempotencyKey', ticketById(made)),
});
