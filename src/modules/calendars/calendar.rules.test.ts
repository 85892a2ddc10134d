import { describe, expect, it } from '@jest/globals';
import { check } from '../../operations/rules.ts';
import type { Rejection } from '../../shared/errors.ts';
import { localYear, nationalYear } from './calendar.rules.ts';
import { publishedYears } from './published-years.ts';

const day = (name: string, from: string, through = from) => ({ name, from, through });
const statutory = [
  day('元旦', '2027-01-01', '2027-01-03'),
  day('劳动节', '2027-05-01', '2027-05-05'),
  day('国庆节', '2027-10-01', '2027-10-07'),
];
const national = (more: object = {}) => ({
  expectedVersion: 0,
  year: 2027,
  holidays: statutory,
  makeUpDays: ['2027-05-08', '2027-10-09'],
  ...more,
});

function problems(rules: Parameters<typeof check>[0], input: unknown) {
  try {
    check(rules, input);
    return [];
  } catch (error) {
    return (error as Rejection).problems.map(({ messageKey, field }) => `${messageKey} ${field?.join('.')}`);
  }
}

describe('a year of the country’s calendar', () => {
  it('is taken as it is announced', () => {
    expect(check(nationalYear, national())).toEqual(national());
  });

  it.each([...publishedYears].filter(([year]) => year >= 2008))('is taken as it was in %i', (year, days) => {
    expect(problems(nationalYear, { expectedVersion: 0, year, ...days })).toEqual([]);
  });

  it.each([
    ['without National Day', { holidays: statutory.slice(0, 2) }, 'CALENDAR_UNFINISHED holidays'],
    ['without any day', { holidays: [], makeUpDays: [] }, 'CALENDAR_UNFINISHED holidays'],
    [
      'with a holiday of another year',
      { holidays: [...statutory, day('元旦', '2026-12-31', '2027-01-01')] },
      'DAY_OF_ANOTHER_YEAR holidays.3.from',
    ],
    [
      'with a holiday that runs into the next year',
      { holidays: [...statutory, day('元旦', '2027-12-31', '2028-01-01')] },
      'DAY_OF_ANOTHER_YEAR holidays.3.through',
    ],
    [
      'with a holiday that ends before it begins',
      { holidays: [...statutory, day('春节', '2027-02-12', '2027-02-05')] },
      'HOLIDAY_ENDS_EARLY holidays.3.through',
    ],
    [
      'with a day in two holidays',
      { holidays: [...statutory, day('中秋节', '2027-10-07')] },
      'HOLIDAYS_OVERLAP holidays.3',
    ],
    ['with a make-up day in the week', { makeUpDays: ['2027-05-10'] }, 'MAKE_UP_DAY_INVALID makeUpDays.0'],
    ['with a make-up day in a holiday', { makeUpDays: ['2027-10-02'] }, 'MAKE_UP_DAY_INVALID makeUpDays.0'],
    [
      'with a make-up day twice',
      { makeUpDays: ['2027-05-08', '2027-05-08'] },
      'MAKE_UP_DAY_INVALID makeUpDays.1',
    ],
    [
      'with a make-up day of another year',
      { makeUpDays: ['2026-10-10'] },
      'DAY_OF_ANOTHER_YEAR makeUpDays.0',
    ],
    [
      'with a nameless holiday',
      { holidays: [...statutory, day(' ', '2027-04-05')] },
      'REQUIRED holidays.3.name',
    ],
    ['with a day that does not exist', { makeUpDays: ['2027-02-30'] }, 'INVALID makeUpDays.0'],
    ['with more holidays than a year has', { holidays: Array(31).fill(statutory[0]) }, 'TOO_MANY holidays'],
    ['of another age', { year: 1999 }, 'INVALID year'],
  ])('is refused %s', (_, more, problem) => {
    expect(problems(nationalYear, national(more))).toContain(problem);
  });
});

describe('a province’s own holidays', () => {
  const local = (...holidays: object[]) => ({ expectedVersion: 0, year: 2027, holidays });

  it('may be any days of the year, and none', () => {
    expect(problems(localYear, local())).toEqual([]);
    expect(problems(localYear, local(day('三月三', '2027-04-09', '2027-04-10')))).toEqual([]);
  });

  it('lie within the year and do not overlap', () => {
    expect(problems(localYear, local(day('州庆', '2026-07-23')))).toEqual([
      'DAY_OF_ANOTHER_YEAR holidays.0.from',
    ]);
    expect(
      problems(localYear, local(day('州庆', '2027-07-23'), day('州庆', '2027-07-22', '2027-07-24'))),
    ).toEqual(['HOLIDAYS_OVERLAP holidays.1']);
  });
});
