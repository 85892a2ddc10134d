/** Something that was computed, and what is known of when it is true. */
export interface Entry {
  readonly value: unknown;
  /** The instant of which it is, and the last one at which it is true if nothing changes; milliseconds of the clock. */
  readonly at: number;
  readonly until: number | null;
  /** Of all announcements up to this position it knows; 0 where nothing is heard of other processes. */
  readonly position: number;
}

/** So far apart the clocks of two processes may be. */
const SKEW = 1_000;
/** For as long something is taken for true: a bound on what a change that nobody announced can do. */
const TRUE_FOR = 600_000;
/** For as long it may stand in for what cannot be had now; then it is forgotten. */
export const KEPT_FOR = 3_600_000;

/** Whether it is true at this instant, if nothing has changed. */
export const isTrueAt = ({ at, until }: Entry, now: Date): boolean =>
  isOf(at, now, TRUE_FOR) && (until === null || now.getTime() <= until);

/** Whether it may stand in. */
export const isKeptAt = ({ at }: Entry, now: Date): boolean => isOf(at, now, KEPT_FOR);

const isOf = (at: number, now: Date, age: number): boolean =>
  at - SKEW <= now.getTime() && now.getTime() - at < age;
