import type { Actor } from '../../shared/actor.ts';
import type { Station } from './station.entity.ts';

/** How far whoever keeps a copy in memory has been told of changes; see `Hearing` of the outbox. */
export interface News {
  readonly heard: { readonly history: string; readonly until: number } | null;
}

/** So many milliseconds after the last news a change may have been made that nobody has told of. */
const CURRENT = 1_000;

/**
 * The stations of all provinces, in memory: a table of some thousand rows that everybody may read, of which every list
 * shows some and which changes a few times a day.
 */
export class StationDirectory {
  /** Null until they are read, and whenever one has changed since. */
  #stations: ReadonlyMap<string, Station> | null = null;
  /** Of which life of the database they are. */
  #history = '';
  #changes = 0;
  #isReading = false;

  constructor(
    private readonly read: (actor: Actor) => Promise<Station[]>,
    private readonly news: News,
  ) {}

  /** A station, where it is known how it is just now; to be read from the database otherwise. */
  find(actor: Actor, id: string): Station | undefined {
    const { heard } = this.news;
    // What is read before changes are told of could change and nobody would say so.
    if (!heard || performance.now() - heard.until >= CURRENT) return undefined;
    if (this.#stations && this.#history === heard.history) return this.#stations.get(id);
    void this.#readAll(actor, heard.history);
    return undefined;
  }

  /** Something was changed: by this process, once it is committed, or by another, once it is told of. */
  changed(): void {
    this.#changes++;
    this.#stations = null;
  }

  async #readAll(actor: Actor, history: string): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const changes = this.#changes;
    try {
      const stations = await this.read(actor);
      if (changes !== this.#changes) return;
      this.#stations = new Map(stations.map((station) => [station.id, Object.freeze(station)]));
      this.#history = history;
    } catch {
      // Whoever asks next reads its own from the database, and tries again.
    } finally {
      this.#isReading = false;
    }
  }
}
