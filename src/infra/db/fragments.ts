import { raw, type Sql, sql } from './select.ts';

/*
 * Search by any fragment of a text. A GIN index holds every run of two characters of a text ("fragments", a function of
 * the database); trigrams would not find 制衣, and most Chinese words have two characters. The index is used beneath
 * row-level security only where the policy for reading is the constant TRUE (ADR 10).
 */

/** Stands before a text whose beginning is looked for; no folded text contains it. */
export const BEGINNING = '\n';

/** The spelling that is searched, as the database's function `folded` makes it: half-width, capitals, no blanks. */
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());

/**
 * The condition that an indexed array of fragments has those of a folded text, and some keys more. It says "may
 * contain": compare the text itself, too. The planner is kept from the fragments by a sub-select, so it does not weigh
 * how frequent they are and uses the index for all of them.
 */
export const hasFragments = (
  indexed: string,
  text: string,
  size: 1 | 2 | 3,
  keys: readonly string[] = [],
): Sql => sql`${raw(indexed)} @> (SELECT ${[...fragmentsOf(text, size), ...keys]}::text[])`;

/** All fragments of a short text; of a longer one as many as cover it, since each of them costs time to look up. */
export function fragmentsOf(text: string, size: number): string[] {
  const characters = [...text];
  const last = characters.length - size;
  if (last < 0) return [];
  const step = characters.length > 2 * size ? size : 1;
  const starts = Array.from({ length: Math.ceil(last / step) }, (_, i) => i * step);
  return [...starts, last].map((start) => characters.slice(start, start + size).join(''));
}
