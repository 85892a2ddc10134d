import pg from 'pg';

const { TIMESTAMPTZ } = pg.types.builtins;
const parseAny = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => unknown;

/** As PostgreSQL writes an instant in a session of UTC, but for years that JavaScript writes otherwise. */
const PLAIN = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/;

/** Reads an instant by JavaScript's own parser, several times as fast as the driver's, which takes all others. */
export const parseInstant = (text: string): unknown =>
  PLAIN.test(text) ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : parseAny(text);
