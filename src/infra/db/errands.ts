import type { Sql } from './select.ts';

/** A read-only statement with the scope it runs in, as a SET LOCAL list. */
export interface ScopedRead {
  readonly settings: string;
  /** What it is for, by which it is counted and found in the log. */
  readonly name: string;
  readonly query: Sql;
}

/**
 * A read that somebody needs before a request is answered, but not before it begins: it travels in the packet of the
 * request's first read, ahead of it and in a transaction of its own.
 */
export interface Errand extends ScopedRead {
  /** Told once what it brought; `rows` rejects as any read does. */
  done(rows: Promise<object[]>): void;
}

const waiting = new WeakMap<object, Errand>();

/** Leaves an errand for whatever this actor reads first. */
export const leaveErrand = (actor: object, errand: Errand): void => void waiting.set(actor, errand);

/** Takes the errand that waits for the actor: whoever takes it sees to it that it is done. */
export function takeErrand(actor: object): Errand | undefined {
  const errand = waiting.get(actor);
  waiting.delete(actor);
  return errand;
}
