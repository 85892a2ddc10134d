import { describe, expect, it } from '@jest/globals';
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import fc from 'fast-check';
import { addDays, type BusinessDate } from '../../shared/business-day.ts';
import { addWorkingDays, workingCalendar } from './working-calendar.ts';

const lastPublishedYear = Math.max(
  ...Object.keys(published.holidays).map((date) => Number(date.slice(0, 4))),
);
const publishedDay = fc.integer({ min: 0, max: 365 * 20 }).map((n) => addDays('2005-01-01', n));
const known = workingCalendar();
const next = lastPublishedYear + 1;

/** A year of the country's, entered with three holidays of one day each and more of one's choice. */
const year = (of: number, holidays: [from: string, through: string][], makeUpDays: string[] = []) => ({
  provinceRegionCode: null,
  year: of,
  holidays: [['01-01', '01-01'], ['05-01', '05-01'], ['10-01', '10-01'], ...holidays].map(
    ([from, through]) => ({ name: '假日', from: `${of}-${from}`, through: `${of}-${through}` }),
  ),
  makeUpDays: makeUpDays.map((day) => `${of}-${day}`),
});
const local = (of: number, from: string, through = from) => ({
  ...year(of, []),
  provinceRegionCode: '450000',
  holidays: [{ name: '三月三', from: `${of}-${from}`, through: `${of}-${through}` }],
});

describe('working days after a date', () => {
  it.each([
    ['2024-09-30', 5, '2024-10-12', 'over National Day, to a make-up Saturday'],
    ['2024-09-30', 1, '2024-10-08', 'over National Day'],
    ['2024-09-28', 1, '2024-09-29', 'to a make-up Sunday'],
    ['2024-10-10', 3, '2024-10-14', 'through a make-up Saturday and a free Sunday'],
    ['2024-10-18', 1, '2024-10-21', 'over a weekend'],
    ['2024-10-19', 1, '2024-10-21', 'from a Saturday'],
    ['2024-12-31', 1, '2025-01-02', 'over New Year'],
    ['2024-10-05', 0, '2024-10-05', 'none at all'],
  ])('from %s, %i: %s, %s', (from, n, date) => {
    expect(addWorkingDays(known, from, n)).toEqual({ date, provisional: false });
  });

  it('add up: n and then m more are n + m', () => {
    fc.assert(
      fc.property(publishedDay, fc.nat(20), fc.nat(20), (date, n, m) => {
        expect(addWorkingDays(known, addWorkingDays(known, date, n).date, m)).toEqual(
          addWorkingDays(known, date, n + m),
        );
      }),
    );
  });

  it('are provisional as soon as one day passed lies in a year without published holidays', () => {
    const lastDay = `${lastPublishedYear}-12-31`;
    const isProvisional = (from: string, n: number) => addWorkingDays(known, from, n).provisional;
    expect(isProvisional(lastDay, 0)).toBe(false);
    expect(isProvisional(lastDay, 1)).toBe(true);
    expect(isProvisional(`${lastPublishedYear}-12-01`, 13)).toBe(false);
    expect(isProvisional(`${lastPublishedYear}-12-25`, 13)).toBe(true);
    expect(isProvisional('2003-10-01', 1)).toBe(true);
  });

  it('count Monday to Friday in a year without published holidays', () => {
    expect(addWorkingDays(known, '2100-09-30', 5)).toEqual({ date: '2100-10-07', provisional: true });
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot be %d', (n) => {
    expect(() => addWorkingDays(known, '2024-09-30', n)).toThrow(RangeError);
  });

  it('cannot be counted from what is no date', () => {
    expect(() => addWorkingDays(known, '2024-02-30', 0)).toThrow(RangeError);
    expect(() => addWorkingDays(known, '2024-02-30', 1)).toThrow(RangeError);
  });
});

describe('a calendar', () => {
  it('is no longer provisional in a year that was entered', () => {
    const entered = workingCalendar([year(next, [])]);
    expect(addWorkingDays(known, `${lastPublishedYear}-12-31`, 5).provisional).toBe(true);
    expect(addWorkingDays(entered, `${lastPublishedYear}-12-31`, 5).provisional).toBe(false);
  });

  it('takes the entered year for the one this release knows', () => {
    const corrected = workingCalendar([year(2024, [['10-02', '10-03']])]);
    expect(addWorkingDays(corrected, '2024-09-30', 1)).toEqual({ date: '2024-10-04', provisional: false });
    expect(corrected.isWorkingDay('2024-10-12')).toBe(false);
    expect(corrected.isWorkingDay('2023-10-02')).toBe(false);
  });

  it('adds a province’s own holidays, which even a make-up day gives way to', () => {
    const guangxi = workingCalendar([local(2024, '10-11', '10-12')]);
    expect(addWorkingDays(guangxi, '2024-09-30', 5)).toEqual({ date: '2024-10-15', provisional: false });
    expect(guangxi.isWorkingDay('2024-10-01')).toBe(false);
  });

  it('is as provisional with a province’s own holidays as without', () => {
    const guangxi = workingCalendar([local(next, '04-08')]);
    expect(guangxi.isPublished(`${next}-04-08`)).toBe(false);
    expect(guangxi.isWorkingDay(`${next}-04-08`)).toBe(false);
  });

  /** As one would count on paper: by lists of days, without a look at how the calendar keeps them. */
  function recount(entries: ReturnType<typeof year>[], from: BusinessDate, n: number): BusinessDate {
    const lastOf = (of: string, isLocal: boolean) =>
      entries
        .filter((entry) => String(entry.year) === of && (entry.provinceRegionCode !== null) === isLocal)
        .at(-1);
    const works = (day: BusinessDate): boolean => {
      const of = day.slice(0, 4);
      const within = ({ from, through }: { from: string; through: string }) => from <= day && day <= through;
      if (lastOf(of, true)?.holidays.some(within)) return false;
      const national = lastOf(of, false);
      const made = national ? national.makeUpDays.includes(day) : day in published.workdays;
      const free = national ? national.holidays.some(within) : day in published.holidays;
      const weekday = new Date(`${day}T12:00:00+08:00`).getDay();
      return made || (weekday !== 0 && weekday !== 6 && !free);
    };
    const days = Array.from({ length: 400 }, (_, i) => addDays(from, i + 1)).filter(works);
    return n === 0 ? from : (days[n - 1] ?? '');
  }

  it('counts as one would on paper, whatever was entered', () => {
    const offset = fc.nat(364);
    const someYear = fc.integer({ min: 2023, max: next + 1 });
    const dayOf = (of: number, n: number) => addDays(`${of}-01-01`, n);
    const national = fc
      .tuple(
        someYear,
        fc.array(fc.tuple(offset, fc.nat(6)), { maxLength: 6 }),
        fc.array(offset, { maxLength: 6 }),
      )
      .map(([of, spans, made]) => {
        const last = `${of}-12-31`;
        const holidays = spans.map(([start, length]) => {
          const through = dayOf(of, start + length);
          return { name: '假日', from: dayOf(of, start), through: through > last ? last : through };
        });
        const free = (day: string) => holidays.some(({ from, through }) => from <= day && day <= through);
        const makeUpDays = made.map((n) => dayOf(of, n)).filter((day) => !free(day));
        return { provinceRegionCode: null as string | null, year: of, holidays, makeUpDays };
      });
    const ofProvince = national.map((entry) => ({ ...entry, provinceRegionCode: '450000', makeUpDays: [] }));
    // One entry in force for a year at most, as the service reads them.
    const entries = fc
      .tuple(
        fc.uniqueArray(national, { maxLength: 3, selector: (entry) => entry.year }),
        fc.uniqueArray(ofProvince, { maxLength: 3, selector: (entry) => entry.year }),
      )
      .map(([country, province]) => [...country, ...province]);
    const from = fc.integer({ min: 0, max: 365 * 4 }).map((n) => addDays('2023-01-01', n));
    fc.assert(
      fc.property(entries, from, fc.nat(60), (entered, date, n) => {
        expect(addWorkingDays(workingCalendar(entered), date, n).date).toBe(
          recount(entered as never, date, n),
        );
      }),
      { numRuns: 300 },
    );
  });
});
