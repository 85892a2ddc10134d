import type { PersonalData } from '../infra/crypto/personal-data.ts';
import type { TicketCategory, TicketChannel } from '../modules/tickets/ticket.enums.ts';
import type { Desk } from './accounts.ts';
import { during, type Period, spread } from './calendar.ts';
import type { Client } from './clients.ts';
import { rememberedDeadlines } from './deadlines.ts';
import { somebody, type Worker } from './people.ts';
import type { Random } from './random.ts';
import { createRouter, type Router } from './routing.ts';
import type { Station } from './stations.ts';
import type { Rows } from './tables.ts';
import type { Fate } from './ticket-course.ts';
import { type Ticket, type TicketOffice, ticketRows } from './ticket-rows.ts';
import { categories, leavesNumber } from './ticket-texts.ts';

/** Exactly how many tickets a period holds, by channel. */
export interface TicketPlan {
  readonly period: Period;
  readonly totals: Readonly<Partial<Record<TicketChannel, number>>>;
}

/** What a province's tickets draw on. */
export interface TicketSources {
  readonly stations: readonly Station[];
  readonly clients: readonly Client[];
  readonly workers: readonly Worker[];
  readonly desk: Desk;
  readonly personalData: PersonalData;
  nextNumber(): number;
}

/** How tickets of the past went; the few that never came to an end are overdue for ever. */
const fates: Readonly<Partial<Record<Fate, number>>> = {
  IN_TIME: 9_160,
  LATE: 690,
  REOPENED: 60,
  RESOLVED: 82,
  IN_PROGRESS: 8,
};

/** Tickets of a period that is long past, in the order of their opening. */
export function* campaignTickets(sources: TicketSources, plan: TicketPlan, random: Random): Rows {
  const router = createRouter(sources.stations, sources.clients, plan.period, random);
  const draft = ticketDrafter(sources, router, random);
  const office: TicketOffice = { ...sources, deadlines: rememberedDeadlines(), random };
  for (const { start, channels } of channelDays(plan, random)) {
    const opened = channels.map((channel) => ({ channel, at: openingTime(channel, start, random) }));
    opened.sort((one, other) => one.at - other.at);
    for (const { channel, at } of opened) yield* ticketRows(draft(channel, at), office);
  }
}

/** Makes up tickets of a channel: whose, about what, where, and how they went. */
export function ticketDrafter(sources: TicketSources, router: Router, random: Random) {
  const workersByHome = Map.groupBy(sources.workers, ({ home }) => home);
  const clientsByPlace = Map.groupBy(sources.clients, ({ enterprise }) => enterprise.region);

  return (channel: TicketChannel, openedAt: number): Ticket => {
    const category = random.weighted(categories[channel] as Record<TicketCategory, number>);
    const { incident, station, home } = router(channel === 'HOMETOWN_AFFAIRS' ? 0.7 : 0.92);
    const registered = random.chance(channel === 'HOMETOWN_AFFAIRS' ? 0.1 : 0.25)
      ? workersByHome.get(home)
      : undefined;
    const worker = registered ? random.pick(registered) : null;
    const employers =
      incident && random.chance(employed(category)) ? clientsByPlace.get(incident) : undefined;
    const fate = random.weighted(fates as Record<Fate, number>);
    // People show the demo from Qiandongnan: its desk is not to be covered with matters of years ago.
    const settled = fate === 'IN_PROGRESS' && station.home.startsWith('5226') ? 'LATE' : fate;
    return {
      openedAt,
      channel,
      category,
      priority: random.chance(0.03) ? 'URGENT' : 'NORMAL',
      fate: settled,
      home,
      incident,
      station,
      enterprise: employers ? random.pick(employers).enterprise : null,
      workerId: worker?.id ?? null,
      caller: worker ?? (random.chance(leavesNumber[channel]) ? somebody(random) : null),
    };
  };
}

/** The channels of each day's tickets, each channel's days summing to its total. */
function channelDays({ totals, period }: TicketPlan, random: Random) {
  const days = new Map<number, TicketChannel[]>();
  for (const [channel, total] of Object.entries(totals) as [TicketChannel, number][]) {
    for (const { start, count } of spread(total, period, isDesk(channel) ? 'DESK' : 'FIELD', random)) {
      const channels = days.get(start) ?? [];
      for (let i = 0; i < count; i++) channels.push(channel);
      days.set(start, channels);
    }
  }
  return [...days].map(([start, channels]) => ({ start, channels }));
}

const isDesk = (channel: TicketChannel) => channel !== 'WALK_IN' && channel !== 'VISIT';

const openingTime = (channel: TicketChannel, start: number, random: Random) =>
  isDesk(channel) && random.chance(0.15) ? during(start, random, 0, 24) : during(start, random, 8.5, 18);

const employed = (category: TicketCategory) => (category === 'RIGHTS_PROTECTION' ? 0.6 : 0.04);
