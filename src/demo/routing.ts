import type { Period } from './calendar.ts';
import { type Client, knownBefore } from './clients.ts';
import { countiesIn } from './people.ts';
import type { Random } from './random.ts';
import { countiesOf, isWithin, type Station } from './stations.ts';

/** Where something happened, as far as it is known, to whom, and the station that handles it. */
export interface Route {
  readonly incident: string | null;
  /** The worker's county, or the province where that is all one knows. */
  readonly home: string;
  readonly station: Station;
}

/** @param known how likely the place of a matter is known */
export type Router = (known: number) => Route;

/**
 * Makes up matters and sends them where the service would: to the nearest station whose host region holds the place
 * and whose home region holds the worker. Most happen where the enterprises are, and to people of that station's own
 * region; the others go to the headquarters.
 */
export function createRouter(
  stations: readonly Station[],
  clients: readonly Client[],
  period: Period,
  random: Random,
): Router {
  const open = stations.filter(({ openedOn, closedOn }) => openedOn < period.from && closedOn === null);
  const byHost = Map.groupBy(open, ({ host }) => host);
  const places = knownBefore(clients, period)
    .filter(({ history }) => history !== 'INNER')
    .map(({ enterprise }) => enterprise.region);
  const hostCounties = [...new Set(open.map(({ host }) => `${host.slice(0, 2)}0000`))].flatMap(countiesIn);
  const homeProvince = `${open[0]?.tenant}0000`;
  const homeCounties = countiesIn(homeProvince);

  /** The stations of the county, of its city and of its province, whose headquarters fits everybody. */
  const levelsAround = (place: string): Station[][] =>
    [place, `${place.slice(0, 4)}00`, `${place.slice(0, 2)}0000`].flatMap((host) => {
      const found = byHost.get(host);
      return found ? [found] : [];
    });

  const nearest = (levels: Station[][], home: string): Station => {
    const fitting = levels.map((level) => level.filter((station) => isWithin(home, station.home)));
    return random.pick(fitting.find((level) => level.length > 0) ?? open);
  };

  return (known) => {
    const place = random.chance(0.94) ? random.pick(places) : random.pick(hostCounties);
    const levels = levelsAround(place);
    const local = random.pick(levels[0] ?? open);
    const somewhere = random.chance(0.03) ? homeProvince : random.pick(homeCounties);
    const home = random.chance(0.78) ? countyOf(local.home, random) : somewhere;
    const station = isWithin(home, local.home) ? local : nearest(levels, home);
    return { incident: random.chance(known) ? place : null, home, station };
  };
}

/** A county of a home region. */
export function countyOf(home: string, random: Random): string {
  if (!home.endsWith('00')) return home;
  return random.pick(home.endsWith('0000') ? countiesIn(home) : countiesOf(home));
}
