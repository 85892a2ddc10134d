/** When something is true if nothing changes, in milliseconds of the clock. */
export interface Span {
  /** The instant of which it is, */
  readonly at: number;
  /** and the last one at which it is true; null: for ever. */
  readonly until: number | null;
}

/** Something that was computed. */
export interface Entry extends Span {
  readonly value: unknown;
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
export const isTrueAt = ({ at, until }: Span, now: Date): boolean =>
  isOf(at, now, TRUE_FOR) && (until === null || now.getTime() <= until);

/** Whether it may stand in. */
export const isKeptAt = ({ at }: Span, now: Date): boolean => isOf(at, now, KEPT_FOR);

const isOf = (at: number, now: Date, age: number): boolean =>
  at - SKEW <= now.getTime() && now.getTime() - at < age;
