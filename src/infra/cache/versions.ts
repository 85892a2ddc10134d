import type { Hearing, Outbox } from '../background/outbox.ts';

/** What a process knows of the changes that bear on one subject, such as the figures of a province. */
export interface Version {
  /** Another one as soon as a change is known: what was computed under the same mark is true. */
  readonly mark: string;
  /** Whether every change of over a second ago is known, whichever process made it. */
  readonly isCurrent: boolean;
  /**
   * What another process computed is true here if it knew of all announcements up to this position; null where that
   * cannot be told, as while a change of this process has none yet.
   */
  readonly since: number | null;
  /** What whoever computes from now on knows at least; null while nothing is heard of other processes. */
  readonly heard: Hearing | null;
}

/** What is said of a change: the type of a record and the tenant it belongs to. */
export interface Change {
  readonly type: string;
  readonly tenant: string;
}

/** What a change bears on: one subject, all there are, or none. */
export type Bearing = { subject: string } | 'all' | 'none';

/** So old may be what is known of other processes, in milliseconds. */
const CURRENT = 1_000;

class Changes {
  count = 0;
  /** The position of the last one. */
  position = 0;
  /** When this process last committed one itself. */
  committedAt = Number.NEGATIVE_INFINITY;
}

/**
 * Numbers the states of each subject: a change moves the number in its own process before it is answered, and in every
 * other when the outbox tells of it. What is not known is never taken for unchanged.
 */
export class Versions {
  readonly #ofAll = new Changes();
  readonly #bySubject = new Map<string, Changes>();
  /** The history that is followed, from where on, and how often this process has begun to. */
  #history: string | null = null;
  #from = 0;
  #beginnings = 0;

  constructor(
    private readonly outbox: Pick<Outbox, 'follow' | 'heard'>,
    private readonly bearingOf: (change: Change) => Bearing,
  ) {
    outbox.follow((announcements) => {
      for (const { recordType: type, tenant, position } of announcements) {
        const changes = this.#concerned({ type, tenant });
        if (!changes) continue;
        changes.count++;
        changes.position = position;
      }
    });
  }

  /** This process has committed them: what is asked from now on is asked after them. */
  committed(of: readonly Change[]): void {
    for (const change of of) {
      const changes = this.#concerned(change);
      if (!changes) continue;
      changes.count++;
      changes.committedAt = performance.now();
    }
  }

  of(subject: string): Version {
    const { heard } = this.outbox;
    if (heard && heard.history !== this.#history) this.#begin(heard);
    const own = this.#of(subject);
    const committedAt = Math.max(own.committedAt, this.#ofAll.committedAt);
    return {
      mark: `${this.#beginnings} ${this.#ofAll.count} ${own.count}`,
      isCurrent: heard !== null && performance.now() - heard.until < CURRENT,
      since:
        heard !== null && committedAt < heard.until
          ? Math.max(own.position, this.#ofAll.position, this.#from)
          : null,
      heard,
    };
  }

  /** Of what was announced until now nobody has told. */
  #begin({ history, position }: Hearing): void {
    this.#history = history;
    this.#from = position;
    this.#beginnings++;
    for (const changes of [this.#ofAll, ...this.#bySubject.values()]) changes.position = 0;
  }

  #concerned(change: Change): Changes | null {
    const bearing = this.bearingOf(change);
    if (bearing === 'none') return null;
    return bearing === 'all' ? this.#ofAll : this.#of(bearing.subject);
  }

  #of(subject: string): Changes {
    const known = this.#bySubject.get(subject) ?? new Changes();
    this.#bySubject.set(subject, known);
    return known;
  }
}
