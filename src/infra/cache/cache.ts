import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { DomainError, isUnavailable } from '../../shared/errors.ts';
import type { Hearing } from '../background/outbox.ts';
import { type Entry, isKeptAt, isTrueAt, KEPT_FOR, type Span } from './entry.ts';
import type { Claim, SharedEntries } from './shared-entries.ts';
import type { Version, Versions } from './versions.ts';

/** Where an answer came from: this process's memory, one that was under way, Redis, the database, or what was left of before. */
export type Source = 'memory' | 'joined' | 'redis' | 'database' | 'stale';

/** What is asked for: the subject whose changes it depends on, and a name among all there are. */
export interface Key {
  readonly subject: string;
  readonly name: string;
}

/** Something computed, and the last instant at which it is true if nothing changes; null when that is for ever. */
export interface Computed<Value> {
  value: Value;
  until: Date | null;
}

export interface Answer<Value> {
  readonly value: Value;
  /** When it is true if nothing changes. */
  readonly span: Span;
  /** null: it is true now. Otherwise the database does not answer, and this is of that instant. */
  readonly staleSince: Date | null;
}

export interface CacheOptions {
  versions: Versions;
  shared: SharedEntries;
  /** Told where each answer came from. */
  onAnswer?: (source: Source) => void;
  /** How much this process keeps, in characters of JSON. */
  size?: number;
}

/** So long whoever waits for another process to compute does so, and between two looks, in milliseconds. */
const PATIENCE = 1_000;
const PAUSE = 10;
/** Somebody who is not told of changes waits only for what was begun within so long. */
const RECENT = 1_000;

interface Held {
  entry: Entry;
  mark: string;
  size: number;
}

type Compute = () => Promise<Computed<unknown>>;

interface Landed {
  entry: Entry;
  source: Source;
}

interface Flight {
  mark: string;
  startedAt: number;
  landed: Promise<Landed>;
}

/**
 * Answers again what was computed before, for as long as nothing has changed: from this process's memory, else from what
 * any process has left in Redis, else it is computed, once for all who ask at the same time. A change in this process
 * shows at once, one in another within a second, as `Versions` knows of them: Redis is never asked what is true. Only
 * when the database is UNAVAILABLE is what it said before given instead, and marked.
 */
export class Cache {
  readonly #memory: LRUCache<string, Held>;
  readonly #flights = new Map<string, Flight>();
  readonly #versions: Versions;
  readonly #shared: SharedEntries;
  readonly #onAnswer: (source: Source) => void;

  constructor({ versions, shared, onAnswer = () => {}, size = 8_000_000 }: CacheOptions) {
    this.#versions = versions;
    this.#shared = shared;
    this.#onAnswer = onAnswer;
    this.#memory = new LRUCache({ maxSize: size, sizeCalculation: (held) => held.size, ttl: KEPT_FOR });
  }

  /** How much this process keeps, in characters of JSON. */
  get size(): number {
    return this.#memory.calculatedSize;
  }

  async get<Value>(key: Key, now: Date, compute: () => Promise<Computed<Value>>): Promise<Answer<Value>> {
    const version = this.#versions.of(key.subject);
    const held = this.#memory.get(key.name);
    if (held && version.isCurrent && held.mark === version.mark && isTrueAt(held.entry, now)) {
      return this.#answer(held.entry, 'memory');
    }
    const underWay = this.#flights.get(key.name);
    if (underWay && isFor(version, underWay)) {
      const { entry, source } = await underWay.landed;
      if (source === 'stale') return this.#answer(entry, source);
      if (isTrueAt(entry, now)) return this.#answer(entry, 'joined');
    }
    const { entry, source } = await this.#begin(key, version, now, compute).landed;
    return this.#answer(entry, source);
  }

  /** What was last true, however long ago within bounds, for whoever cannot ask the database. @throws UNAVAILABLE */
  async left<Value>(key: Key, now: Date): Promise<Answer<Value>> {
    const entry = await this.#left(key, now);
    if (!entry) throw new DomainError('UNAVAILABLE');
    return this.#answer(entry, 'stale');
  }

  #answer<Value>(entry: Entry, source: Source): Answer<Value> {
    const { value, at, until } = entry;
    this.#onAnswer(source);
    return {
      value: value as Value,
      span: { at, until },
      staleSince: source === 'stale' ? new Date(at) : null,
    };
  }

  #begin(key: Key, version: Version, now: Date, compute: Compute): Flight {
    const flight: Flight = {
      mark: version.mark,
      startedAt: performance.now(),
      landed: this.#fly(key, version, now, compute).finally(() => {
        if (this.#flights.get(key.name) === flight) this.#flights.delete(key.name);
      }),
    };
    this.#flights.set(key.name, flight);
    return flight;
  }

  async #fly(key: Key, version: Version, now: Date, compute: Compute): Promise<Landed> {
    const { entry, claim } = await this.#ofOthers(key, now);
    if (entry) {
      this.#keep(key, version, entry, JSON.stringify(entry));
      return { entry, source: 'redis' };
    }
    try {
      // What is known by now is in what is computed from now on. What is committed meanwhile may not be, and has another
      // mark and a later position.
      const { value, until } = await compute();
      const position = version.heard?.position ?? 0;
      const computed = { value, at: now.getTime(), until: until?.getTime() ?? null, position };
      const text = JSON.stringify(computed);
      this.#keep(key, version, computed, text);
      if (version.heard) void this.#shared.set(nameOf(key, version.heard), text).then(claim?.release);
      return { entry: computed, source: 'database' };
    } catch (error) {
      void claim?.release();
      const left = isUnavailable(error) ? await this.#left(key, now) : null;
      if (!left) throw error;
      return { entry: left, source: 'stale' };
    }
  }

  /** What another process has computed, or computes just now; else the right to compute it, where that can be had. */
  async #ofOthers(key: Key, now: Date): Promise<{ entry?: Entry; claim?: Claim | null }> {
    const patience = performance.now() + PATIENCE;
    for (;;) {
      const { isCurrent, since, heard } = this.#versions.of(key.subject);
      if (!heard || !isCurrent || since === null) return {};
      const isTrue = (entry: Entry | null) =>
        entry !== null && entry.position >= since && isTrueAt(entry, now) ? entry : null;
      const name = nameOf(key, heard);
      const entry = isTrue(await this.#shared.get(name));
      if (entry) return { entry };
      if (performance.now() > patience) return {};
      // Sent together, and looked at once more behind the claim: who had it before may just have left something.
      const [claim, left] = await Promise.all([this.#shared.claim(name), this.#shared.get(name)]);
      if (claim) {
        const found = isTrue(left);
        if (!found) return { claim };
        void claim.release();
        return { entry: found };
      }
      await sleep(PAUSE);
    }
  }

  /** Unless something newer was asked for meanwhile. */
  #keep(key: Key, { mark }: Version, entry: Entry, text: string): void {
    if (this.#flights.get(key.name)?.mark === mark) {
      this.#memory.set(key.name, { entry, mark, size: text.length });
    }
  }

  async #left(key: Key, now: Date): Promise<Entry | null> {
    const { heard } = this.#versions.of(key.subject);
    const entry =
      this.#memory.get(key.name)?.entry ?? (heard && (await this.#shared.get(nameOf(key, heard))));
    return entry && isKeptAt(entry, now) ? entry : null;
  }
}

const nameOf = (key: Key, { history }: Hearing): string => `${history} ${key.name}`;

const isFor = (version: Version, { mark, startedAt }: Flight): boolean =>
  mark === version.mark && (version.isCurrent || performance.now() - startedAt < RECENT);
