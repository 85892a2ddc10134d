export { type CalendarListener, createCalendarCommands } from './calendar.commands.ts';
export { createCalendarQueries, entriesInForce, keepCalendars } from './calendar.queries.ts';
export { CalendarResolver } from './calendar.resolver.ts';
export { CalendarEntry } from './calendar-entry.entity.ts';
export { addWorkingDays, type WorkingCalendar, workingCalendar } from './working-calendar.ts';
