import { columnsOf, sql } from '../infra/db/select.ts';
import { Station, type StationCommands } from '../modules/stations/index.ts';
import type { Change } from '../operations/change.ts';
import { encodeNodeId } from '../shared/node-id.ts';
import { regionRange } from '../shared/region-range.ts';
import { stationSheet } from './columns.ts';
import { attempt, RowMistake } from './row.ts';
import type { Entry, Mistake } from './table.ts';

type Known = Pick<Station, 'id' | 'name' | 'tier' | 'homeRegionCode' | 'hostRegionCode'>;

/** The stations of a province by name: those that are open, and those that the sheets bring. */
export class Directory {
  readonly #byName: Map<string, Known[]>;
  readonly #faulty = new Set<string>();

  constructor(stations: readonly Known[]) {
    this.#byName = Map.groupBy(stations, ({ name }) => name);
  }

  static async of(change: Change): Promise<Directory> {
    const { from, to } = regionRange(change.tenant);
    const stations = await change.read<Station>(
      'stations',
      (visible) => sql`
      SELECT ${columnsOf(Station, 's')} FROM station s
       WHERE ${visible.shared()} AND s.closed_on IS NULL
         AND s.home_region_code >= ${from} AND s.home_region_code < ${to}`,
    );
    return new Directory(stations);
  }

  add(station: Known): void {
    this.#byName.set(station.name, [...(this.#byName.get(station.name) ?? []), station]);
  }

  addFaulty(name: string | null): void {
    if (name) this.#faulty.add(name);
  }

  at(name: string | null, homeRegionCode: string | null): Known | undefined {
    return this.#byName.get(name ?? '')?.find((one) => one.homeRegionCode === homeRegionCode);
  }

  /** The id of the one station of this name; null for none asked for. @throws RowMistake of the field */
  idOf(name: string | null, field: string): string | null {
    if (name === null) return null;
    const [found, another] = this.#byName.get(name) ?? [];
    if (another) throw new RowMistake(field, 'IMPORT_STATION_AMBIGUOUS');
    if (found) return encodeNodeId('Station', null, found.id);
    throw new RowMistake(field, this.#faulty.has(name) ? 'IMPORT_STATION_FAULTY' : 'IMPORT_STATION_UNKNOWN');
  }
}

const tiers = ['HEADQUARTERS', 'BRANCH', 'WORKSTATION'];
const rank = ({ values }: Entry) => tiers.indexOf(values.tier ?? '');

/** Opens what is not there yet, from the top tier down, and adds it to the directory. */
export async function importStations(
  change: Change,
  open: StationCommands['open'],
  entries: readonly Entry[],
  directory: Directory,
): Promise<{ made: number; there: number; mistakes: Mistake[] }> {
  const made = new Set<string>();
  const mistakes: Mistake[] = [];
  let there = 0;
  for (const entry of [...entries].sort((a, b) => rank(a) - rank(b))) {
    const { name, homeRegionCode, parentId } = entry.values;
    const outcome = await attempt(change, stationSheet, entry, async () => {
      const known = directory.at(name ?? null, homeRegionCode ?? null);
      if (known && made.has(known.id)) throw new RowMistake('name', 'IMPORT_TWICE');
      if (known) return assertSame(known, entry);
      const parent = directory.idOf(parentId ?? null, 'parentId');
      const input = { ...entry.values, parentId: parent, idempotencyKey: KEY };
      return open.partOf(change, input);
    });
    if ('mistakes' in outcome) {
      mistakes.push(...outcome.mistakes);
      directory.addFaulty(name ?? null);
    } else if (outcome.done === null) {
      there++;
    } else {
      made.add(outcome.done.id);
      directory.add(outcome.done);
    }
  }
  return { made: made.size, there, mistakes };
}

/** No key is claimed for a part of a change. */
export const KEY = 'part-of-an-import';

/** What has changed in the service since is left as it is; another place is another station. */
function assertSame(known: Known, { values }: Entry): null {
  for (const field of ['tier', 'hostRegionCode'] as const) {
    if (known[field] !== values[field]) throw new RowMistake(field, 'IMPORT_DIFFERS');
  }
  return null;
}
