import { describe, expect, it } from '@jest/globals';
import { trendOf, yearBefore } from './dashboard.periods.ts';
import { type Figures, figureNames } from './dashboard.sources.ts';

const nothing = Object.fromEntries(figureNames.map((figure) => [figure, 0])) as Figures;

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

  it('cuts its years', () => {
    const days = [visitsOn('2023-12-31', 1), visitsOn('2024-01-01', 2)];
    expect(steps({ from: '2023-12-31', to: '2024-01-02' }, 'YEAR', ...days)).toEqual([
      ['2023-12-31', '2024-01-01', 1],
      ['2024-01-01', '2024-01-02', 2],
    ]);
  });
});
