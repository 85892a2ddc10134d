import { isBusinessDate } from '../../shared/business-day.ts';
import { DomainError } from '../../shared/errors.ts';
import { assertPage, decodeCursor, type Page } from '../../shared/pagination.ts';
import { join, raw, type Sql, sql } from './select.ts';

const isKey = {
  uuid: (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  date: isBusinessDate,
  // As PostgreSQL writes it into JSON in a session of UTC.
  timestamptz: (text: string) =>
    isBusinessDate(text.slice(0, 10)) &&
    /^T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?\+00:00$/.test(text.slice(10)),
  text: (text: string) => /^[\x20-\x7e]{1,64}$/.test(text),
  numeric: (text: string) => /^\d{1,12}(\.\d{1,2})?$/.test(text),
};

/** An order by columns that together are unique, all in one direction, and the pages of it. */
export interface Keyset {
  /** Selects the keys of a row: `... AS "cursorKeys"`. */
  readonly keys: Sql;
  /** The keys inside the cursor, null at the beginning of the list. Throws as `after` does. */
  position(page: Page): readonly string[] | null;
  /** Rows behind the cursor. @throws BAD_USER_INPUT for a cursor of another list or a page size out of range */
  after(page: Page): Sql;
  /** ORDER BY and LIMIT, one row more than asked: whether it is there says whether a next page is. */
  order(page: Page): Sql;
}

/** In the text, not beside it: a statement that is planned once is planned for few rows. @throws as `assertPage` */
function limit(page: Page): Sql {
  assertPage(page);
  return raw(String(page.first + 1));
}

/** @param columns expressions of the statement with their types, the last one unique */
export function keyset(
  direction: 'ASC' | 'DESC',
  ...columns: [expression: string, type: keyof typeof isKey][]
): Keyset {
  const expressions = raw(columns.map(([expression]) => expression).join(', '));

  function position(page: Page): readonly string[] | null {
    assertPage(page);
    if (page.after == null) return null;
    const values = decodeCursor(page.after);
    if (values?.length !== columns.length || !columns.every(([, type], i) => isKey[type](values[i] ?? ''))) {
      throw new DomainError('BAD_USER_INPUT', 'CURSOR_INVALID');
    }
    return values;
  }

  return {
    position,

    keys: sql`json_build_array(${expressions})::text AS "cursorKeys"`,

    after(page) {
      const values = position(page);
      if (!values) return sql`TRUE`;
      const casts = columns.map(([, type], i) => sql`${values[i]}::${raw(type)}`);
      return sql`(${expressions}) ${raw(direction === 'ASC' ? '>' : '<')} (${join(casts)})`;
    },

    order: (
      page,
    ) => sql`ORDER BY ${raw(columns.map(([expression]) => `${expression} ${direction}`).join(', '))}
      LIMIT ${limit(page)}`,
  };
}
