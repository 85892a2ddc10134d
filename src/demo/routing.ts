import type { Period } from './calendar.ts';
import { type Client, knownBefore } from './clients.ts';
import { countiesIn } from './people.ts';
import type { Random } from './random.ts';
import { countiesOf, type Station } from './stations.ts';

/** Where something happened, as far as it is known, and the station that handles it. */
export interface Route {
  readonly incident: string | null;
  readonly station: Station;
}

export interface Router {
  /** @param known how likely the place is known */
  route(known: number): Route;
  /** Where the worker is from: often the station's own region, now and then known by the province only. */
  homeFor(station: Station): string;
}

/**
 * Sends matters to stations as a desk would: to one of the county where it happened, else of its city, else to the
 * province's headquarters. Most happen where the enterprises are.
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
  const homeCounties = countiesIn(`${open[0]?.tenant}0000`);

  const handlerOf = (place: string): Station => {
    const near = [place, `${place.slice(0, 4)}00`, `${place.slice(0, 2)}0000`].map((code) =>
      byHost.get(code),
    );
    return random.pick(near.find((found) => found) ?? open);
  };
  const within = new Map<string, string[]>();
  const countiesWithin = (home: string): string[] => {
    let counties = within.get(home);
    if (!counties) {
      counties = home.endsWith('0000') ? homeCounties : home.endsWith('00') ? countiesOf(home) : [home];
      within.set(home, counties);
    }
    return counties;
  };

  return {
    route(known) {
      const place = random.chance(0.94) ? random.pick(places) : random.pick(hostCounties);
      return { incident: random.chance(known) ? place : null, station: handlerOf(place) };
    },
    homeFor(station) {
      if (random.chance(0.03)) return `${station.tenant}0000`;
      return random.pick(random.chance(0.55) ? countiesWithin(station.home) : homeCounties);
    },
  };
}
