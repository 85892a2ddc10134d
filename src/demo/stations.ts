import { regions } from '../modules/regions/region.directory.ts';
import { addDays, startOfBusinessDay } from '../shared/business-day.ts';
import { digits, personName } from './names.ts';
import type { Random } from './random.ts';
import {
  areaCodes,
  type CityPlan,
  cengong,
  type HostPlan,
  pinnedHosts,
  sanshui,
  sevenDigitAreas,
  uncounted,
} from './station-plan.ts';
import type { Rows } from './tables.ts';

export interface Station {
  readonly id: string;
  readonly tier: 'HEADQUARTERS' | 'BRANCH' | 'WORKSTATION';
  readonly name: string;
  readonly tenant: string;
  readonly home: string;
  readonly host: string;
  readonly parent: Station | null;
  readonly phone: string;
  readonly openedOn: string;
  readonly closedOn: string | null;
  /** Who works there, as visits name them. */
  readonly staff: readonly string[];
}

/** Real counties only: development zones (fifth digit 7) are left to the enterprises. */
export const countiesOf = (cityCode: string): string[] =>
  regions
    .list({ parentCode: cityCode })
    .map(({ code }) => code)
    .filter((code) => code.charAt(4) !== '7');

/** The stations of a home province, parents before children. All open before 2024, about one in ten during 2023. */
export function buildStations(homeProvince: string, plan: readonly HostPlan[], random: Random): Station[] {
  return plan.flatMap(({ host, cities }) => {
    const headquarters = build(
      random,
      'HEADQUARTERS',
      homeProvince,
      host,
      null,
      dayIn(random, '2018-03-01', 500),
    );
    return [headquarters, ...cities.flatMap((city) => cityStations(city, headquarters, random))];
  });
}

/** Those of Guizhou that no figure of the published period includes. */
export const buildUncounted = (stations: readonly Station[], random: Random): Station[] =>
  uncounted.map(({ home, host, openedOn, closedOn }) => {
    const parent = stations.find(({ tier, host: at }) => tier === 'HEADQUARTERS' && isWithin(host, at));
    return build(random, 'WORKSTATION', home, host, parent ?? null, openedOn, closedOn);
  });

export function* stationRows(stations: readonly Station[]): Rows {
  for (const station of stations) {
    yield [
      'station',
      {
        id: station.id,
        name: station.name,
        tier: station.tier,
        home_region_code: station.home,
        host_region_code: station.host,
        parent_id: station.parent?.id ?? null,
        phone: station.phone,
        opened_on: station.openedOn,
        closed_on: station.closedOn,
        close_reason: station.closedOn && '站点撤并，业务由省级总站接续',
        successor_id: station.closedOn && (station.parent?.id ?? null),
      },
    ];
  }
}

/** Whether a region lies in another or is it; both codes have six digits. */
export const isWithin = (code: string, region: string): boolean =>
  code.startsWith(region.replace(/(00){1,2}$/, ''));

function cityStations(plan: CityPlan, headquarters: Station, random: Random): Station[] {
  const branch =
    plan.branch &&
    build(random, 'BRANCH', plan.home, plan.branch, headquarters, dayIn(random, '2019-06-01', 700));
  const homes = countiesOf(plan.home);
  // Guangdong takes a city's first counties and the other provinces its last, so that hardly one has two stations.
  if (headquarters.host !== '440000' || headquarters.tenant !== '52') homes.reverse();
  const hosts = plan.around.flatMap(countiesOf).filter((code) => code !== sanshui);
  const workstations = homes.slice(0, plan.workstations).map((home, i) => {
    const host = pinnedHosts[home] ?? hosts[i % hosts.length] ?? plan.home;
    const opened = home === cengong ? '2021-04-16' : dayIn(random, '2020-03-01', 1350);
    return build(random, 'WORKSTATION', home, host, branch || headquarters, opened);
  });
  return branch ? [branch, ...workstations] : workstations;
}

function build(
  random: Random,
  tier: Station['tier'],
  home: string,
  host: string,
  parent: Station | null,
  openedOn: string,
  closedOn: string | null = null,
): Station {
  return {
    id: random.id(startOfBusinessDay(openedOn).getTime()),
    tier,
    name: nameOf(tier, home, host),
    tenant: home.slice(0, 2),
    home,
    host,
    parent,
    phone: officePhone(host, random),
    openedOn,
    closedOn,
    staff: Array.from({ length: tier === 'WORKSTATION' ? 3 : 6 }, () => personName(random)),
  };
}

/** 岑巩县驻佛山市三水区劳务协作工作站: the home region, and the host without its province where that goes without saying. */
function nameOf(tier: Station['tier'], home: string, host: string): string {
  const kind = { HEADQUARTERS: '总站', BRANCH: '分站', WORKSTATION: '工作站' }[tier];
  const province = regions.get(`${host.slice(0, 2)}0000`).name;
  const place = regions.fullName(host);
  const shown = province.endsWith('市') || tier === 'HEADQUARTERS' ? place : place.slice(province.length);
  return `${regions.get(home).name}驻${shown}劳务协作${kind}`;
}

/** The telephone of an office in this region. */
export function officePhone(host: string, random: Random): string {
  const capital = `${host.slice(0, 2)}0100`;
  const city = host.endsWith('0000') ? capital : `${host.slice(0, 4)}00`;
  const area = areaCodes[city] ?? areaCodes[capital] ?? '020';
  return `${area}-${random.pick(['2', '3', '6', '8'])}${digits(random, sevenDigitAreas.has(area) ? 6 : 7)}`;
}

const dayIn = (random: Random, from: string, days: number) => addDays(from, random.int(0, days));
