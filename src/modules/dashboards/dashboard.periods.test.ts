import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../shared/business-day.ts';
import { trendOf, wholeMonths, yearBefore } from './dashboard.periods.ts';
import { type Sums, summedFigures } from './dashboard.sources.ts';

const somewhere = fc.integer({ min: 0, max: 12_000 }).map((n) => addDays('2000-01-01', n));

/** The first day of a month, counted on from January of a year. */
const monthOf = (year: number, month: number) =>
  `${year + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;

const nothing = Object.fromEntries(summedFigures.map((figure) => [figure, 0])) as Sums;

describe('the same period a year before', () => {
  it.each([
    ['an ordinary year', '2025-01-01', '2026-01-01', '2024-01-01', '2025-01-01'],
    ['nine months', '2024-01-01', '2024-10-01', '2023-01-01', '2023-10-01'],
    ['a February of 28 days is one of 29', '2025-02-01', '2025-03-01', '2024-02-01', '2024-03-01'],
    ['a February of 29 days is one of 28', '2024-02-01', '2024-03-01', '2023-02-01', '2023-03-01'],
    ['29 February is the 28th', '2024-02-29', '2024-03-01', '2023-02-28', '2023-03-01'],
    ['28 February of a leap year is not lost', '2024-02-28', '2024-02-29', '2023-02-28', '2023-03-01'],
    ['January to 28 February', '2024-01-01', '2024-02-29', '2023-01-01', '2023-03-01'],
  ])('of %s', (_, from, to, before, until) => {
    expect(yearBefore({ from, to })).toEqual({ from: before, to: until });
  });

  it('is never empty, and meets that of the period behind it, but that 29 February has the 28th for its base', () => {
    fc.assert(
      fc.property(somewhere, fc.integer({ min: 1, max: 800 }), (from, length) => {
        const to = addDays(from, length);
        const before = yearBefore({ from, to });
        const behind = yearBefore({ from: to, to: addDays(to, 1) });
        expect(before.from < before.to).toBe(true);
        expect(behind.from).toBe(to.endsWith('02-29') ? addDays(before.to, -1) : before.to);
      }),
    );
  });

  it('of months is that of their quarter, and of quarters that of their year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1951, max: 2900 }), fc.constantFrom(1, 3, 12), (year, months) => {
        const steps = Array.from({ length: 12 / months + 1 }, (_, i) => monthOf(year, i * months));
        const parts = steps.slice(1).map((to, i) => yearBefore({ from: steps[i] ?? '', to }));
        expect(parts).toEqual(
          steps.slice(1).map((_, i) => ({
            from: monthOf(year - 1, i * months),
            to: monthOf(year - 1, (i + 1) * months),
          })),
        );
      }),
    );
  });
});

describe('the whole months of a period', () => {
  it.each([
    ['of nine months', '2024-01-01', '2024-10-01', '2024-01-01', '2024-10-01'],
    ['but not those it begins and ends in', '2024-01-02', '2024-04-30', '2024-02-01', '2024-04-01'],
    ['over the end of a year', '2023-11-30', '2024-02-01', '2023-12-01', '2024-02-01'],
    ['are none within one', '2024-02-01', '2024-02-29', '2024-02-29', '2024-02-29'],
    ['are none across the end of one', '2024-01-31', '2024-02-02', '2024-02-02', '2024-02-02'],
    ['is the one', '2024-02-01', '2024-03-01', '2024-02-01', '2024-03-01'],
  ])('%s', (_, from, to, first, last) => {
    expect(wholeMonths({ from, to })).toEqual({ first, last });
  });
});

describe('a trend', () => {
  const visitsOn = (day: string, visits: number) => ({ ...nothing, day, visits });
  const steps = (
    period: { from: string; to: string },
    grain: 'DAY' | 'MONTH' | 'YEAR',
    ...days: ReturnType<typeof visitsOn>[]
  ) => trendOf(days, period, grain, nothing).map(({ from, to, visits }) => [from, to, visits]);

  it('has every day, quiet ones too', () => {
    expect(steps({ from: '2024-02-28', to: '2024-03-02' }, 'DAY', visitsOn('2024-02-29', 3))).toEqual([
      ['2024-02-28', '2024-02-29', 0],
      ['2024-02-29', '2024-03-01', 3],
      ['2024-03-01', '2024-03-02', 0],
    ]);
  });

  it('cuts its first and last month to the period', () => {
    const days = [
      visitsOn('2024-01-31', 1),
      visitsOn('2024-02-01', 2),
      visitsOn('2024-02-29', 4),
      visitsOn('2024-03-01', 8),
    ];
    expect(steps({ from: '2024-01-31', to: '2024-03-02' }, 'MONTH', ...days)).toEqual([
      ['2024-01-31', '2024-02-01', 1],
      ['2024-02-01', '2024-03-01', 6],
      ['2024-03-01', '2024-03-02', 8],
    ]);
  });

  it('has steps that meet without a gap, and the same sum by day, by month, by year and in all', () => {
    const days = fc.uniqueArray(fc.record({ at: fc.nat(2_000), visits: fc.nat(9) }), {
      selector: ({ at }) => at,
      maxLength: 40,
    });
    fc.assert(
      fc.property(somewhere, fc.integer({ min: 1, max: 2_000 }), days, (from, length, visited) => {
        const period = { from, to: addDays(from, length) };
        const inside = visited.filter(({ at }) => at < length);
        const sum = inside.reduce((all, { visits }) => all + visits, 0);
        for (const grain of ['DAY', 'MONTH', 'YEAR'] as const) {
          const points = steps(
            period,
            grain,
            ...inside.map(({ at, visits }) => visitsOn(addDays(from, at), visits)),
          );
          const bounds = points.map(([start]) => start);
          expect(bounds[0]).toBe(period.from);
          expect(points.map(([, end]) => end)).toEqual([...bounds.slice(1), period.to]);
          for (const [start, end] of points) {
            const last = addDays(String(end), -1);
            const digits = { DAY: 10, MONTH: 7, YEAR: 4 }[grain];
            expect(last.slice(0, digits)).toBe(String(start).slice(0, digits));
          }
          expect(points.reduce((all, [, , visits]) => all + Number(visits), 0)).toBe(sum);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('cuts its years', () => {
    const days = [visitsOn('2023-12-31', 1), visitsOn('2024-01-01', 2)];
    expect(steps({ from: '2023-12-31', to: '2024-01-02' }, 'YEAR', ...days)).toEqual([
      ['2023-12-31', '2024-01-01', 1],
      ['2024-01-01', '2024-01-02', 2],
    ]);
  });
});
