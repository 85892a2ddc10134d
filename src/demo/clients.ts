import type { PersonalData } from '../infra/crypto/personal-data.ts';
import { startOfBusinessDay } from '../shared/business-day.ts';
import { hours, type Period } from './calendar.ts';
import type { Enterprise } from './enterprises.ts';
import { countiesIn, sealed, somebody } from './people.ts';
import type { Random } from './random.ts';
import { cengong, sanshui } from './station-plan.ts';
import { countiesOf, isWithin, type Station } from './stations.ts';
import type { Rows } from './tables.ts';

/** An enterprise as the station that looks after it knows it. Two provinces may know the same one. */
export interface Client {
  readonly enterprise: Enterprise;
  readonly station: Station;
  readonly history: History;
  readonly contacts: readonly Contact[];
}

/**
 * CONTACTED: visited in the published period, most of them also before. INNER: so too, but it lies in the home
 * province. PAST: visited before that period only. VOIDED: no visit but voided ones. NEVER: none at all.
 */
export type History = 'CONTACTED' | 'INNER' | 'PAST' | 'VOIDED' | 'NEVER';

export interface Contact {
  readonly id: string;
  readonly createdAt: number;
}

/** How many enterprises of each history Guizhou's stations know; 5,578 outside the province is a published figure. */
const guizhouHistories: Readonly<Record<History, number>> = {
  CONTACTED: 5_578,
  INNER: 84,
  PAST: 415,
  VOIDED: 63,
  NEVER: 310,
};

const contactCounts = { 0: 38, 1: 50, 2: 12 };
const titles = ['人事经理', '人力资源主管', '招聘专员', '行政经理', '厂长', '副总经理', '办公室主任'];

export function buildGuizhouClients(
  stations: readonly Station[],
  register: (region: string) => Enterprise,
  random: Random,
): Client[] {
  const share = { HEADQUARTERS: 2, BRANCH: 2, WORKSTATION: 1 };
  // Each station counts as often as its tier deserves; Cengong's twice, as its people show the demo.
  const draw = stations.flatMap((station) =>
    Array<Station>(station.home === cengong ? 2 : share[station.tier]).fill(station),
  );
  return Object.entries(guizhouHistories).flatMap(([history, count]) =>
    Array.from({ length: count }, () => {
      const station = random.pick(draw);
      const region = history === 'INNER' ? placeNear(station.home, random) : placeNear(station.host, random);
      return buildClient(register(region), station, history as History, random);
    }),
  );
}

/** Hunan's stations share the Sanshui enterprises of Guizhou, and have a few of their own. */
export function buildHunanClients(
  stations: readonly Station[],
  guizhou: readonly Client[],
  register: (region: string) => Enterprise,
  random: Random,
): Client[] {
  const inSanshui = stations.filter(({ host }) => host === sanshui);
  const shared = guizhou
    .filter(({ enterprise, history }) => enterprise.region === sanshui && history === 'CONTACTED')
    .slice(0, 24)
    .map(({ enterprise }) => buildClient(enterprise, random.pick(inSanshui), 'CONTACTED', random));
  const own = Array.from({ length: 38 }, () => {
    const station = random.pick(stations);
    return buildClient(register(placeNear(station.host, random)), station, 'CONTACTED', random);
  });
  return [...shared, ...own];
}

/** Clients of the stations that were open when the period began. */
export const knownBefore = (clients: readonly Client[], { from }: Period): Client[] =>
  clients.filter(({ station }) => station.openedOn < from);

export function* contactRows(clients: readonly Client[], personalData: PersonalData, random: Random): Rows {
  for (const { enterprise, station, contacts } of clients) {
    for (const { id, createdAt } of contacts) {
      const { tenant, home } = station;
      yield [
        'enterprise_contact',
        {
          tenant,
          id,
          enterprise_id: enterprise.id,
          home_region_code: home,
          host_region_code: null,
          ...sealed(personalData, { table: 'enterprise_contact', tenant, id }, somebody(random)),
          title: random.pick(titles),
          created_at: new Date(createdAt),
        },
      ];
    }
  }
}

function buildClient(enterprise: Enterprise, station: Station, history: History, random: Random): Client {
  const met = Math.max(enterprise.createdAt, startOfBusinessDay(station.openedOn).getTime());
  const share = history === 'NEVER' ? 0 : random.weighted(contactCounts);
  const contacts = Array.from({ length: Number(share) }, () => {
    const createdAt = met + hours(random.int(1, 40));
    return { id: random.id(createdAt), createdAt };
  });
  return { enterprise, station, history, contacts };
}

/** A county in a region: the county itself, one of the city or province; the city, where it has no counties. */
function placeNear(region: string, random: Random): string {
  if (!region.endsWith('00')) return region;
  const counties = region.endsWith('0000') ? countiesIn(region) : countiesOf(region);
  return counties.length > 0 ? random.pick(counties) : region;
}

export const clientsIn = (clients: readonly Client[], region: string): Client[] =>
  clients.filter(({ enterprise }) => isWithin(enterprise.region, region));
