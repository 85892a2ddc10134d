import { drive, type Load, median, type Pace } from './drive.ts';

/** How long and how often. */
export interface Rhythm {
  rounds: number;
  seconds: number;
  warmUp: number;
}

/**
 * Drives several loads in turns, so that whatever else the machine does meets all of them: each is warmed up, then every
 * round drives each once, in another order than the round before. A load that is null has no paces.
 */
export async function inTurns<Name extends string>(
  loads: Record<Name, Load | null>,
  connections: number,
  { rounds, seconds, warmUp }: Rhythm,
): Promise<Record<Name, Pace[]>> {
  const all = Object.entries<Load | null>(loads).map(([name, load]) => ({ name, load, paces: [] as Pace[] }));
  const driven = all.flatMap(({ load, paces }) => (load ? [{ load, paces }] : []));
  for (const { load } of driven) await drive(load, connections, warmUp);
  for (let round = 0; round < rounds; round++) {
    for (const { load, paces } of rotated(driven, round)) paces.push(await drive(load, connections, seconds));
  }
  return Object.fromEntries(all.map(({ name, paces }) => [name, paces])) as Record<Name, Pace[]>;
}

/** The median, over the rounds, of what one of them did in relation to the other. */
export const ratio = (of: readonly Pace[], to: readonly Pace[], what: keyof Pace = 'perSecond'): number =>
  median(of.map((pace, round) => pace[what] / (to[round]?.[what] ?? Number.NaN)));

export const typical = (paces: readonly Pace[], what: keyof Pace): number =>
  median(paces.map((pace) => pace[what]));

const rotated = <T>(list: readonly T[], by: number) => list.map((_, i) => list[(i + by) % list.length] as T);
