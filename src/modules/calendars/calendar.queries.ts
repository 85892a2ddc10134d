import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { homeProvinceOf } from '../../shared/region-scope.ts';
import { CalendarEntry } from './calendar-entry.entity.ts';

export interface CalendarQueries {
  byIds: Batch<CalendarEntry>;
  /** The entries in force of a year: at most the country's and the one of the actor's home province. */
  ofYear(actor: Actor, year: number): Promise<CalendarEntry[]>;
  /** Every entry of a year, of the country and of the actor's home province, latest first. */
  entries(actor: Actor, page: Page, year: number): Promise<Connection<CalendarEntry>>;
}

const latest = keyset('DESC', ['c.id', 'uuid']);

/** The entries in force from a year on: the country's, and those of the provinces with these codes. */
export const entriesInForce =
  (provinceCodes: readonly string[], fromYear: number): Statement =>
  (visible) =>
    sql`
    SELECT DISTINCT ON (c.province_region_code, c.year) ${columnsOf(CalendarEntry, 'c')}
      FROM calendar_entry c
     WHERE ${visible.shared()} AND c.year >= ${fromYear}
       AND (c.province_region_code IS NULL OR c.province_region_code = ANY(${provinceCodes}))
     ORDER BY c.province_region_code, c.year, c.version DESC`;

/** Any number, the same for every process of this service. */
const LOCK = '5226260013';

/**
 * Keeps what deadlines are counted by as it is until the change ends. Whoever alters it keeps everybody else out: of a
 * ticket that is opened meanwhile, the deadline is either counted by the new days or moved with all others.
 */
export function keepCalendars(change: Change, how: 'to count by' | 'to alter'): void {
  change.send(
    'lockCalendars',
    how === 'to alter'
      ? sql`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`
      : sql`SELECT pg_advisory_xact_lock_shared(${LOCK}::bigint)`,
  );
}

export const createCalendarQueries = (read: Reader): CalendarQueries => ({
  byIds: (actor, ids) =>
    read.byKey<CalendarEntry>(
      actor,
      'calendarEntries',
      ids,
      (entry) => entry.id,
      (visible) => sql`
      SELECT ${columnsOf(CalendarEntry, 'c')} FROM calendar_entry c WHERE ${visible.shared()} AND c.id = ANY(${ids})`,
    ),

  ofYear: (actor, year) =>
    read.rows<CalendarEntry>(
      actor,
      'calendar',
      (visible) => sql`
      SELECT DISTINCT ON (c.province_region_code) ${columnsOf(CalendarEntry, 'c')}
        FROM calendar_entry c
       WHERE ${visible.shared()} AND c.year = ${year}
         AND (c.province_region_code IS NULL OR c.province_region_code = ${homeProvinceOf(actor.scope)})
       ORDER BY c.province_region_code, c.version DESC`,
    ),

  entries: (actor, page, year) =>
    read.page<CalendarEntry>(
      actor,
      'calendarEntries',
      page,
      (visible) => sql`
      SELECT ${columnsOf(CalendarEntry, 'c')}, ${latest.keys}
        FROM calendar_entry c
       WHERE ${visible.shared()} AND c.year = ${year}
         AND (c.province_region_code IS NULL OR c.province_region_code = ${homeProvinceOf(actor.scope)})
         AND ${latest.after(page)}
      ${latest.order(page)}`,
    ),
});
