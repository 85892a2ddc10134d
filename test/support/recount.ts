import { regions } from '../../src/modules/regions/index.ts';
import type { TestService } from './service.ts';

/** One record that a figure counts, with all it can be cut by. */
export interface Counted {
  /** UUID; of the enterprise for enterprises contacted. */
  id: string;
  day: string;
  /** Six-digit codes in use today; null where there is none. */
  host: string | null;
  city: string | null;
  tier: string | null;
  category: string | null;
  station: string | null;
  openings: number;
}

export type Figure =
  | 'stations'
  | 'visits'
  | 'enterprisesContacted'
  | 'jobPostings'
  | 'openings'
  | 'tickets'
  | 'hotlineMatters'
  | 'governmentServices'
  | 'resolvedInTime'
  | 'overdueTickets';

interface Rows {
  stations: {
    id: string;
    tier: string;
    home: string;
    host: string;
    opened: string;
    closed: string | null;
  }[];
  visits: {
    id: string;
    station: string;
    enterprise: string;
    home: string;
    host: string;
    day: string;
    voided: boolean;
  }[];
  enterprises: { id: string; mergedInto: string | null }[];
  collections: { posting: string; station: string | null; home: string; day: string }[];
  postings: { id: string; region: string; openings: number }[];
  tickets: {
    id: string;
    station: string | null;
    home: string;
    handler: string;
    incident: string | null;
    channel: string;
    category: string;
    opened: Date;
    due: Date;
    firstResolved: Date | null;
    resolved: Date | null;
  }[];
}

/** Every row there is, past row-level security, as it stands in the tables. */
export async function readRows({ sql }: Pick<TestService, 'sql'>): Promise<Rows> {
  return {
    stations: await sql(`SELECT id, tier, home_region_code AS home, host_region_code AS host,
                                opened_on::text AS opened, closed_on::text AS closed FROM station`),
    visits:
      await sql(`SELECT id, station_id AS station, enterprise_id AS enterprise, home_region_code AS home,
                              host_region_code AS host, visited_on::text AS day, voided_at IS NOT NULL AS voided
                         FROM enterprise_visit`),
    enterprises: await sql('SELECT id, merged_into AS "mergedInto" FROM enterprise'),
    collections: await sql(`SELECT posting_id AS posting, station_id AS station, home_region_code AS home,
                                   collected_on::text AS day FROM job_collection`),
    postings: await sql('SELECT id, region_code AS region, openings FROM job_posting'),
    tickets:
      await sql(`SELECT id, station_id AS station, home_region_code AS home, handler_region_code AS handler,
                               incident_region_code AS incident, channel, category, opened_at AS opened, due_at AS due,
                               first_resolved_at AS "firstResolved", resolved_at AS resolved FROM service_ticket`),
  };
}

/** Half-open, in business days. */
export interface Period {
  from: string;
  to: string;
}

const current = (code: string) => regions.get(code).code;
const provinceOf = (code: string) => `${code.slice(0, 2)}0000`;
const cityOf = (code: string) => `${current(code).slice(0, 4)}00`;
/** Shanghai is eight hours ahead of UTC, all year. */
const dayOf = (instant: Date) => new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/**
 * What each figure counts for a home region (six digits, in use) in a period, by the definitions of the field: one record
 * after the other, in plain steps.
 */
export function recount(
  rows: Rows,
  home: string,
  { from, to }: Period,
  now: Date,
): Record<Figure, Counted[]> {
  const prefix = home.replace(/(00)+$/, '');
  const covered = (code: string) => current(code).startsWith(prefix);
  const within = (day: string) => from <= day && day < to;

  const stationOf = new Map(rows.stations.map((station) => [station.id, station]));
  const tierOf = (station: string | null) => (station && stationOf.get(station)?.tier) || null;
  const abroad = rows.stations.filter(
    (station) => covered(station.home) && provinceOf(station.host) !== provinceOf(station.home),
  );

  const mergedInto = new Map(rows.enterprises.map((one) => [one.id, one.mergedInto]));
  const standsFor = (enterprise: string): string => {
    const other = mergedInto.get(enterprise);
    return other ? standsFor(other) : enterprise;
  };
  const visits = rows.visits.flatMap((visit) => {
    const station = abroad.find(({ id }) => id === visit.station);
    if (!station || visit.voided || !within(visit.day)) return [];
    const { id, day, enterprise, host } = visit;
    return [
      {
        ...nothing,
        id,
        day,
        enterprise,
        host: provinceOf(host),
        city: cityOf(station.home),
        tier: station.tier,
        station: station.id,
      },
    ];
  });
  const collected = rows.collections.flatMap(({ posting: id, station, home, day }) => {
    const posting = rows.postings.find((one) => one.id === id);
    if (!posting || !covered(home) || !within(day)) return [];
    const { openings, region } = posting;
    return [
      {
        ...nothing,
        id,
        day,
        openings,
        host: provinceOf(region),
        city: cityOf(home),
        tier: tierOf(station),
        station,
      },
    ];
  });
  const opened = rows.tickets.flatMap((ticket) => {
    const { id, station, category, channel, due, resolved, firstResolved } = ticket;
    const day = dayOf(ticket.opened);
    if (!(covered(ticket.home) || covered(ticket.handler)) || !within(day)) return [];
    const place = ticket.incident ?? (station ? stationOf.get(station)?.host : undefined);
    return [
      {
        ...{ ...nothing, id, day, station, category, channel },
        host: place ? provinceOf(place) : null,
        city: cityOf(ticket.home),
        tier: tierOf(station),
        inTime: firstResolved !== null && firstResolved <= due,
        late: resolved === null && due < now,
      },
    ];
  });

  return {
    stations: abroad
      .filter((station) => station.opened < to && (station.closed === null || station.closed >= from))
      .map(({ id, home, host, tier }) => ({
        ...nothing,
        ...{ id, tier, station: id, host: provinceOf(host), city: cityOf(home) },
      })),
    visits,
    enterprisesContacted: visits
      .filter(({ host }) => host !== provinceOf(home))
      .map(({ enterprise, ...visit }) => ({ ...visit, id: standsFor(enterprise) })),
    jobPostings: collected,
    openings: collected,
    tickets: opened,
    hotlineMatters: opened.filter(({ channel }) => channel === 'HOTLINE_12333'),
    governmentServices: opened.filter(({ channel }) => channel === 'HOMETOWN_AFFAIRS'),
    resolvedInTime: opened.filter(({ inTime }) => inTime),
    overdueTickets: opened.filter(({ late }) => late),
  };
}

const nothing = { day: '', host: null, city: null, tier: null, category: null, station: null, openings: 0 };

/** The figure over some of its records: each enterprise once, openings in persons. */
export function figureOf(figure: Figure, counted: readonly Counted[]): number {
  if (figure === 'openings') return counted.reduce((sum, { openings }) => sum + openings, 0);
  return new Set(counted.map(({ id }) => id)).size;
}

export const figureNames: readonly Figure[] = [
  'stations',
  'visits',
  'enterprisesContacted',
  'jobPostings',
  'openings',
  'tickets',
  'hotlineMatters',
  'governmentServices',
  'resolvedInTime',
  'overdueTickets',
];
