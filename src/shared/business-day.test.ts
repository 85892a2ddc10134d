import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addYears, businessDate, isBusinessDate, startOfBusinessDay } from './business-day.ts';

const anyInstant = fc.date({
  min: new Date('1992-01-01T00:00:00Z'),
  max: new Date('2998-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

describe('the business date', () => {
  it.each([
    ['2024-09-30T15:59:59.999Z', '2024-09-30'],
    ['2024-09-30T16:00:00.000Z', '2024-10-01'],
    ['2024-12-31T16:00:00.000Z', '2025-01-01'],
  ])('at %s is %s', (instant, date) => {
    expect(businessDate(new Date(instant))).toBe(date);
  });

  it('agrees with the time zone database, and holds the instant between its start and the next', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const date = businessDate(instant);
        expect(date).toBe(shanghai.format(instant));
        expect(startOfBusinessDay(date).getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(startOfBusinessDay(addDays(date, 1)).getTime()).toBeGreaterThan(instant.getTime());
      }),
    );
  });

  it('does not exist for an invalid or absurd instant', () => {
    expect(() => businessDate(new Date(Number.NaN))).toThrow(RangeError);
    expect(() => businessDate(new Date('3000-01-01T00:00:00Z'))).toThrow(RangeError);
    expect(() => businessDate(new Date('-000001-01-01T00:00:00Z'))).toThrow(RangeError);
  });
});

describe('a business date', () => {
  it.each(['1900-01-01', '2024-02-29', '2000-02-29', '2999-12-31'])('may be %s', (value) => {
    expect(isBusinessDate(value)).toBe(true);
  });

  it.each([
    '',
    '2023-02-29',
    '1900-02-29',
    '2024-02-30',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '1899-12-31',
    '3000-01-01',
    '2024-1-1',
    '20240101',
    '2024-01-01T00:00:00Z',
    '2024-01-01\n',
    '２０２４-01-01',
  ])('is not %j', (value) => {
    expect(isBusinessDate(value)).toBe(false);
    expect(() => startOfBusinessDay(value)).toThrow(RangeError);
    expect(() => addDays(value, 1)).toThrow(RangeError);
    expect(() => addYears(value, 1)).toThrow(RangeError);
  });

  it('begins at 16:00 UTC of the day before', () => {
    expect(startOfBusinessDay('2024-10-01').toISOString()).toBe('2024-09-30T16:00:00.000Z');
  });
});

describe('counting days and years', () => {
  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2024-03-01', 0, '2024-03-01'],
  ])('%s and %i days is %s', (date, n, result) => {
    expect(addDays(date, n)).toBe(result);
  });

  it.each([
    ['2024-02-29', 1, '2025-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2024-02-29', -1, '2023-02-28'],
    ['2023-02-28', 1, '2024-02-28'],
    ['2024-10-12', 2, '2026-10-12'],
    ['2024-12-31', -10, '2014-12-31'],
  ])('%s and %i years is %s', (date, n, result) => {
    expect(addYears(date, n)).toBe(result);
  });

  it('stays within the calendar', () => {
    expect(() => addDays('2999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('2024-01-01', Number.NaN)).toThrow(RangeError);
    expect(() => addYears('1900-01-01', -1)).toThrow(RangeError);
  });

  it('comes back by the same number of days', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -10_000, max: 100 }), (instant, n) => {
        const date = businessDate(instant);
        expect(addDays(addDays(date, n), -n)).toBe(date);
      }),
    );
  });
});
