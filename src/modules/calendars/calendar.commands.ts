import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { reject } from '../../shared/errors.ts';
import { wholeProvinceOf } from '../../shared/region-scope.ts';
import { keepCalendars } from './calendar.queries.ts';
import { localYear, nationalYear } from './calendar.rules.ts';
import { CalendarEntry } from './calendar-entry.entity.ts';

/** Told of each entry within the change that makes it: whoever has counted by the days before counts again. */
export type CalendarListener = (change: Change, entry: CalendarEntry) => Promise<void>;

export type CalendarCommands = ReturnType<typeof createCalendarCommands>;

const entry = { returns: 'calendarEntry', type: 'CalendarEntry' } as const;

/** Years of the calendar, entered whole. Each entry stays; the latest of a year is in force. */
export const createCalendarCommands = (command: CommandRunner, onEntered: CalendarListener) => ({
  /** The State Council's announcement of a year, or its correction. */
  enterNational: command({
    operation: 'enterNationalCalendar',
    ...entry,
    rules: nationalYear,
    run: (change, input) => enter(change, { ...input, provinceRegionCode: null }, onEntered),
  }),

  /** The holidays a province has beside the country's. */
  enterLocal: command({
    operation: 'enterLocalHolidays',
    ...entry,
    rules: localYear,

    run(change, input) {
      const provinceRegionCode = wholeProvinceOf(change.actor.scope);
      if (!provinceRegionCode) throw reject('FORBIDDEN', 'WHOLE_PROVINCE_ONLY');
      return enter(change, { ...input, makeUpDays: [], provinceRegionCode }, onEntered);
    },
  }),
});

interface Year extends Pick<CalendarEntry, 'provinceRegionCode' | 'year' | 'holidays' | 'makeUpDays'> {
  expectedVersion: number;
}

async function enter(
  change: Change,
  { expectedVersion, ...days }: Year,
  onEntered: CalendarListener,
): Promise<CalendarEntry> {
  const thisYear = Number(change.today.slice(0, 4));
  if (days.year < thisYear || days.year > thisYear + 1)
    throw reject('INVALID', 'CALENDAR_YEAR_INVALID', 'year');
  keepCalendars(change, 'to alter');
  const [latest] = await change.read<{ version: number }>(
    'calendarVersion',
    (visible) => sql`
    SELECT max(c.version) AS version FROM calendar_entry c
     WHERE ${visible.shared()} AND c.year = ${days.year}
       AND c.province_region_code IS NOT DISTINCT FROM ${days.provinceRegionCode}`,
  );
  const version = latest?.version ?? 0;
  if (version !== expectedVersion) throw reject('STALE_VERSION', 'STALE_VERSION', 'expectedVersion');
  const entered: CalendarEntry = {
    ...days,
    holidays: days.holidays.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    makeUpDays: days.makeUpDays.toSorted(),
    id: change.id,
    version: version + 1,
    enteredAt: change.now,
  };
  await change.insert(CalendarEntry, entered);
  await onEntered(change, entered);
  return entered;
}
