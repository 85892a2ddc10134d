import type { PersonalData } from '../infra/crypto/personal-data.ts';
import { regions } from '../modules/regions/region.directory.ts';
import type { TicketCategory, TicketChannel, TicketPriority } from '../modules/tickets/ticket.enums.ts';
import { businessDate } from '../shared/business-day.ts';
import type { Account, Desk } from './accounts.ts';
import type { Deadlines } from './deadlines.ts';
import type { Enterprise } from './enterprises.ts';
import { type Person, sealed } from './people.ts';
import type { Random } from './random.ts';
import type { Station } from './stations.ts';
import type { Rows } from './tables.ts';
import { courseOf, type Fate, type Step, type StepType, stateAfter } from './ticket-course.ts';
import { isAboutArrears, resolutions, summaries } from './ticket-texts.ts';

export interface Ticket {
  readonly openedAt: number;
  readonly channel: TicketChannel;
  readonly category: TicketCategory;
  readonly priority: TicketPriority;
  readonly fate: Fate;
  readonly home: string;
  readonly incident: string | null;
  /** Who handles it, or will; an OPEN ticket is not given to it yet. */
  readonly station: Station;
  readonly enterprise: Enterprise | null;
  readonly workerId: string | null;
  readonly caller: Person | null;
  /** Known to those alone whom it concerns. */
  readonly confidential?: boolean;
  /** Nobody may know; it has no caller. */
  readonly anonymous?: boolean;
  /** Of tickets transferred between provinces: the number that was given to this one, and that of the other. */
  readonly transfer?: { readonly number: string } & (
    | { readonly to: string }
    | { readonly from: string; readonly by: Desk }
  );
}

/** What the tickets of a load have in common. */
export interface TicketOffice {
  readonly desk: Desk;
  readonly deadlines: Deadlines;
  readonly personalData: PersonalData;
  readonly random: Random;
  /** The next value of the sequence that numbers tickets. */
  nextNumber(): number;
}

/** A ticket with its caller and its history. */
export function* ticketRows(ticket: Ticket, office: TicketOffice): Rows {
  const { random, personalData } = office;
  const { openedAt, category, priority, station, caller, confidential } = ticket;
  const { tenant } = station;
  const id = random.id(openedAt);
  const opened = new Date(openedAt);
  const { dueAt, provisional } = office.deadlines(opened, category, priority);
  const steps = courseOf(ticket.fate, openedAt, dueAt.getTime(), priority, random);
  const state = stateAfter(steps);
  const handled = state.status === 'OPEN' ? null : station;
  const from = ticket.transfer && 'from' in ticket.transfer ? ticket.transfer : null;
  const agent = agentOf(steps, ticket, office.desk);
  const opener = actorOf({ type: 'OPENED' }, ticket, from?.by ?? office.desk);
  const regionsOfPart = {
    home_region_code: ticket.home,
    handler_region_code: handled?.home ?? `${tenant}0000`,
  };
  yield [
    'service_ticket',
    {
      tenant,
      id,
      number: ticket.transfer?.number ?? numberOf(tenant, opened, office.nextNumber()),
      channel: ticket.channel,
      category,
      status: state.status,
      priority,
      ...contentOf(ticket, random),
      confidential: confidential ?? false,
      anonymous: ticket.anonymous ?? false,
      incident_region_code: ticket.incident,
      station_id: handled?.id ?? null,
      worker_id: ticket.workerId,
      enterprise_id: ticket.enterprise?.id ?? null,
      opened_at: opened,
      agent_id: agent?.id ?? null,
      agent_username: agent?.username ?? null,
      transferred_to_number: ticket.transfer && 'to' in ticket.transfer ? ticket.transfer.to : null,
      transferred_from_number: from?.from ?? null,
      due_at: dueAt,
      due_at_provisional: provisional,
      resolved_at: instant(state.resolvedAt),
      first_resolved_at: instant(state.firstResolvedAt),
      closed_at: instant(state.closedAt),
      version: state.version,
      ...regionsOfPart,
    },
  ];
  if (caller) {
    yield [
      'ticket_caller',
      {
        tenant,
        ticket_id: id,
        origin_tenant: from?.from.slice(0, 2) ?? null,
        ...sealed(personalData, { table: 'ticket_caller', tenant, id }, caller),
        confidential: confidential ?? false,
        opened_by: confidential ? opener.account.id : null,
        agent_id: confidential ? (agent?.id ?? null) : null,
        ...regionsOfPart,
      },
    ];
  }
  for (const step of steps) {
    const { account, at } = actorOf(step, ticket, from && step.type === 'OPENED' ? from.by : office.desk);
    yield [
      'ticket_event',
      {
        tenant,
        id: random.id(step.at),
        ticket_id: id,
        at: new Date(step.at),
        type: step.type,
        note: from && step.type === 'OPENED' ? transferNote : noteOf(step, category, random),
        reached: step.type === 'CALLED_BACK' ? true : null,
        satisfied: step.type === 'CALLED_BACK' ? true : null,
        origin_tenant: from && step.type === 'OPENED' ? from.from.slice(0, 2) : null,
        actor_id: account.id,
        actor_username: account.username,
        actor_station_id: at?.id ?? null,
        ...regionsOfPart,
      },
    ];
  }
}

/** Province, day and a running number, as the service gives them. */
export const numberOf = (tenant: string, opened: Date, n: number): string =>
  `${tenant}${businessDate(opened).replaceAll('-', '')}${String(n).padStart(6, '0')}`;

/** Who has a ticket: whoever accepted it, or opened it at the desk; nobody while it waits. */
function agentOf(steps: readonly Step[], ticket: Ticket, desk: Desk): Account | null {
  if (ticket.fate === 'OPEN') return ticket.transfer ? null : desk.opens;
  const accepted = steps.findLast(({ type }) => type === 'ACCEPTED');
  return accepted ? actorOf(accepted, ticket, desk).account : null;
}

/** The desk opens what comes by telephone and online, and with it assigns it; the station does the rest. */
function actorOf({ type }: Pick<Step, 'type'>, { channel, station }: Ticket, desk: Desk) {
  const metAtStation = channel === 'WALK_IN' || channel === 'VISIT';
  const opening = type === 'OPENED' || type === 'ASSIGNED';
  const byDesk = ofDesk.has(type) || (opening && !metAtStation);
  return byDesk ? { account: desk.opens, at: null } : { account: desk.staffOf(station), at: station };
}

function noteOf({ type }: Step, category: TicketCategory, random: Random): string | null {
  if (type === 'RESOLVED') return random.pick(resolutions[category]);
  return notes[type] ?? null;
}

const ofDesk: ReadonlySet<StepType> = new Set(['REOPENED', 'CALLED_BACK', 'TRANSFERRED']);
const transferNote = '来电人为湖南籍，请贵省接续办理。';
const notes: Readonly<Partial<Record<StepType, string>>> = {
  REOPENED: '回访不满意，重新办理。',
  RETURNED: '不在本站服务范围，请改派。',
  TRANSFERRED: transferNote,
  CALLED_BACK: '来电人表示满意。',
};

function contentOf({ category, incident, station, enterprise }: Ticket, random: Random) {
  const template = random.pick(summaries[category]);
  const place = regions.get(incident ?? station.host).name;
  const people = random.chance(0.5) ? 1 : random.int(2, 30);
  const months = random.int(1, 6);
  const arrears = isAboutArrears(template);
  return {
    summary: template
      .replace('{place}', place)
      .replace('{trade}', enterprise?.industry.word ?? '制造')
      .replace('{n}', String(people))
      .replace('{months}', String(months)),
    people_involved: arrears || template.includes('{n}') ? people : null,
    amount_owed: arrears ? people * months * random.int(28, 75) * 100 : null,
  };
}

const instant = (at: number | null): Date | null => (at === null ? null : new Date(at));
