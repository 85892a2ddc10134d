import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addYears, businessDate, startOfBusinessDay } from '../shared/business-day.ts';
import { DomainError } from '../shared/errors.ts';
import { assertPeriod } from './period.ts';
import { DateScalar } from './scalars.ts';

const day = (from: string, days: number) => fc.integer({ min: 0, max: days }).map((n) => addDays(from, n));
/** Every day that the scalar lets through. */
const anyDay = day('1900-01-01', 401_766);

/** What is said of a period: nothing, or an error's code. */
const said = (from: string, to: string) => {
  try {
    assertPeriod({ from, to });
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code;
  }
};

describe('a period', () => {
  it('of whatever days is one that can be reckoned with, or BAD_USER_INPUT', () => {
    expect(DateScalar.parseValue('2999-12-31')).toBe(addDays('1900-01-01', 401_766));
    fc.assert(
      fc.property(anyDay, anyDay, (from, to) => {
        const holds = from >= '1950-01-01' && to <= '2950-01-01' && from < to && to <= addYears(from, 20);
        expect(said(from, to)).toBe(holds ? null : 'BAD_USER_INPUT');
      }),
    );
  });

  it('may be as short as a day and as long as twenty years, from whatever day on', () => {
    fc.assert(
      fc.property(day('1950-01-01', 350_000), (from) => {
        expect(said(from, from)).toBe('BAD_USER_INPUT');
        expect(said(from, addDays(from, 1))).toBeNull();
        expect(said(from, addYears(from, 20))).toBeNull();
        expect(said(from, addDays(addYears(from, 20), 1))).toBe('BAD_USER_INPUT');
      }),
    );
  });

  it('meets the next one: cut anywhere, each instant of it lies in exactly one part', () => {
    const cuts = fc.uniqueArray(day('2023-01-01', 1_500), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(
        cuts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (days, part, atMidnight) => {
          const bounds = days.toSorted();
          const [from, to] = [bounds[0] ?? '', bounds.at(-1) ?? ''];
          const [start, end] = [startOfBusinessDay(from), startOfBusinessDay(to)].map(Number) as [
            number,
            number,
          ];
          const at = new Date(Math.min(end - 1, Math.floor(start + part * (end - start))));
          // Midnight is where the parts meet.
          const instant = atMidnight ? startOfBusinessDay(businessDate(at)) : at;
          const parts = bounds.slice(1).map((end, i) => [bounds[i] ?? '', end] as const);
          const byInstant = parts.filter(
            ([from, to]) => instant >= startOfBusinessDay(from) && instant < startOfBusinessDay(to),
          );
          const byDay = parts.filter(
            ([from, to]) => businessDate(instant) >= from && businessDate(instant) < to,
          );
          expect(byInstant).toHaveLength(1);
          expect(byDay).toEqual(byInstant);
        },
      ),
    );
  });
});
