import type { TicketCategory, TicketChannel } from '../modules/tickets/ticket.enums.ts';
import { addDays, type BusinessDate, startOfBusinessDay } from '../shared/business-day.ts';
import { during } from './calendar.ts';
import { nationalDeadline } from './deadlines.ts';
import { knownWorker, type Worker } from './people.ts';
import type { Random } from './random.ts';
import { countyOf, createRouter, type Router } from './routing.ts';
import { cengong, sanshui } from './station-plan.ts';
import type { Rows } from './tables.ts';
import { type Fate, transferredAfter } from './ticket-course.ts';
import { numberOf, ticketRows } from './ticket-rows.ts';
import { type TicketSources, ticketDrafter } from './tickets.ts';

/** How old a ticket is in days. No deadline is longer than 13 working days or, for most, 3. */
type Age = 'FRESH' | 'OVERDUE' | 'DONE';

interface Want {
  readonly fate: Fate;
  readonly age: Age;
  readonly count: number;
}

const network: readonly Want[] = [
  { fate: 'OPEN', age: 'FRESH', count: 26 },
  { fate: 'ASSIGNED', age: 'FRESH', count: 30 },
  { fate: 'IN_PROGRESS', age: 'FRESH', count: 48 },
  { fate: 'RETURNED', age: 'FRESH', count: 6 },
  { fate: 'ASSIGNED', age: 'OVERDUE', count: 9 },
  { fate: 'IN_PROGRESS', age: 'OVERDUE', count: 17 },
  { fate: 'RESOLVED', age: 'DONE', count: 30 },
  { fate: 'IN_TIME', age: 'DONE', count: 40 },
  { fate: 'CALLED_BACK', age: 'DONE', count: 20 },
];
const qiandongnan = network.map((want) => ({ ...want, count: Math.ceil(want.count / 8) }));
const cengongs: readonly Want[] = [
  { fate: 'OPEN', age: 'FRESH', count: 2 },
  { fate: 'ASSIGNED', age: 'FRESH', count: 4 },
  { fate: 'IN_PROGRESS', age: 'FRESH', count: 4 },
  { fate: 'ASSIGNED', age: 'OVERDUE', count: 2 },
  { fate: 'IN_PROGRESS', age: 'OVERDUE', count: 3 },
  { fate: 'RESOLVED', age: 'DONE', count: 2 },
  { fate: 'IN_TIME', age: 'DONE', count: 3 },
];

/** The tickets of Guizhou that are under way on the day of the load, none opened on the day itself. */
export function* liveTickets(
  sources: TicketSources,
  known: Worker,
  today: BusinessDate,
  random: Random,
): Rows {
  const everywhere = createRouter(sources.stations, sources.clients, { from: today, to: today }, random);
  const inQiandongnan = sources.stations.filter(
    ({ home, openedOn, closedOn }) => home.startsWith('5226') && openedOn < today && closedOn === null,
  );
  const atCengong = inQiandongnan.filter(({ home }) => home === cengong);
  const within = (stations: typeof inQiandongnan): Router => {
    return () => {
      const station = random.pick(stations);
      return { incident: station.host, home: countyOf(station.home, random), station };
    };
  };
  yield* wanted(network, sources, everywhere, today, random);
  yield* wanted(qiandongnan, sources, within(inQiandongnan), today, random);
  yield* wanted(cengongs, sources, within(atCengong), today, random);
  yield* pastOfKnownWorker(sources, within(atCengong), known, today, random);
  yield* hiddenCallers(sources, within(atCengong), today, random);
}

/** Two confidential matters, one of which the station has taken on, and an anonymous one. */
function* hiddenCallers(sources: TicketSources, router: Router, today: BusinessDate, random: Random): Rows {
  const draft = ticketDrafter(sources, router, random);
  for (const [fate, hidden] of [
    ['ASSIGNED', { confidential: true, caller: { name: '龙小妹', phone: '13700008888' } }],
    ['IN_PROGRESS', { confidential: true, caller: { name: '石大哥', phone: '13700009999' } }],
    ['ASSIGNED', { anonymous: true, caller: null }],
  ] as const) {
    const openedAt = openedAtAge('FRESH', 'RIGHTS_PROTECTION', today, random);
    const told = draft('HOTLINE_12333', openedAt);
    yield* ticketRows(
      { ...told, category: 'RIGHTS_PROTECTION', priority: 'NORMAL', workerId: null, fate, ...hidden },
      { ...sources, deadlines: nationalDeadline, random },
    );
  }
}

/** A few tickets under way in a province; enough for its people to find some, and for others to find none of them. */
export function liveTicketsElsewhere(sources: TicketSources, today: BusinessDate, random: Random): Rows {
  const router = createRouter(sources.stations, sources.clients, { from: today, to: today }, random);
  const few = network.map((want) => ({ ...want, count: Math.ceil(want.count / 15) }));
  return wanted(few, sources, router, today, random, ['HOTLINE_12333', 'WALK_IN']);
}

/** Two tickets that were opened in one province and go on in another, each with its half on either side. */
export function* transferredTickets(
  from: TicketSources,
  to: TicketSources,
  today: BusinessDate,
  random: Random,
): Rows {
  const period = { from: today, to: today };
  const draftFrom = ticketDrafter(from, createRouter(from.stations, from.clients, period, random), random);
  const draftTo = ticketDrafter(to, createRouter(to.stations, to.clients, period, random), random);
  for (let i = 0; i < 2; i++) {
    const openedAt = during(startOfBusinessDay(addDays(today, -2)).getTime(), random, 8, 12);
    const told = { ...draftFrom('HOTLINE_12333', openedAt), priority: 'NORMAL', workerId: null } as const;
    const there = draftTo('HOTLINE_12333', openedAt);
    const openedThereAt = openedAt + transferredAfter;
    const number = numberOf(told.station.tenant, new Date(openedAt), from.nextNumber());
    const numberThere = numberOf(there.station.tenant, new Date(openedThereAt), to.nextNumber());
    yield* ticketRows(
      { ...told, fate: 'TRANSFERRED', transfer: { number, to: numberThere } },
      { ...from, deadlines: nationalDeadline, random },
    );
    yield* ticketRows(
      {
        ...told,
        openedAt: openedThereAt,
        home: there.home,
        station: there.station,
        fate: 'OPEN',
        transfer: { number: numberThere, from: number, by: from.desk },
      },
      { ...to, deadlines: nationalDeadline, random },
    );
  }
}

function* wanted(
  wants: readonly Want[],
  sources: TicketSources,
  router: Router,
  today: BusinessDate,
  random: Random,
  channels: readonly TicketChannel[] = [
    'HOTLINE_12333',
    'HOTLINE_12333',
    'HOMETOWN_AFFAIRS',
    'WALK_IN',
    'ONLINE',
  ],
): Rows {
  const draft = ticketDrafter(sources, router, random);
  for (const { fate, age, count } of wants) {
    for (let i = 0; i < count; i++) {
      const channel = random.pick(channels);
      const drafted = draft(channel, 0);
      const openedAt = openedAtAge(age, drafted.category, today, random);
      const priority = age === 'OVERDUE' && random.chance(0.2) ? 'URGENT' : 'NORMAL';
      yield* ticketRows(
        { ...drafted, openedAt, fate, priority },
        { ...sources, deadlines: nationalDeadline, random },
      );
    }
  }
}

/** Fresh: before its deadline today. Overdue: behind it even over the longest holidays. Done: closed before today. */
function openedAtAge(age: Age, category: TicketCategory, today: BusinessDate, random: Random): number {
  const complaint = category === 'RIGHTS_PROTECTION';
  const daysAgo = {
    FRESH: complaint ? random.int(2, 9) : 2,
    OVERDUE: complaint ? random.int(34, 45) : random.int(16, 30),
    DONE: complaint ? random.int(40, 55) : random.int(22, 40),
  }[age];
  return during(startOfBusinessDay(addDays(today, -daysAgo)).getTime(), random, 8, 18);
}

/** What `caller` shows when the known worker rings: two tickets, both settled. */
function* pastOfKnownWorker(
  sources: TicketSources,
  router: Router,
  known: Worker,
  today: BusinessDate,
  random: Random,
): Rows {
  const draft = ticketDrafter(sources, router, random);
  for (const [category, daysAgo] of [
    ['JOB_SEEKING', 43],
    ['POLICY_CONSULTATION', 24],
  ] as const) {
    const openedAt = during(startOfBusinessDay(addDays(today, -daysAgo)).getTime(), random, 9, 17);
    const ticket = {
      ...draft('HOTLINE_12333', openedAt),
      category,
      priority: 'NORMAL' as const,
      fate: 'IN_TIME' as const,
      home: known.home,
      incident: sanshui,
      enterprise: null,
      workerId: known.id,
      caller: knownWorker,
    };
    yield* ticketRows(ticket, { ...sources, deadlines: nationalDeadline, random });
  }
}
