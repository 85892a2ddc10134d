import { describe, expect, it } from '@jest/globals';
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import fc from 'fast-check';
import { addDays, businessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import { addWorkingDays, ticketDeadline } from './deadline.ts';
import { TicketCategory, TicketPriority } from './ticket.enums.ts';

const lastPublishedYear = Math.max(
  ...Object.keys(published.holidays).map((date) => Number(date.slice(0, 4))),
);
const publishedDay = fc.integer({ min: 0, max: 365 * 20 }).map((n) => addDays('2005-01-01', n));

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
    expect(addWorkingDays(from, n)).toEqual({ date, provisional: false });
  });

  it('add up: n and then m more are n + m', () => {
    fc.assert(
      fc.property(publishedDay, fc.nat(20), fc.nat(20), (date, n, m) => {
        expect(addWorkingDays(addWorkingDays(date, n).date, m)).toEqual(addWorkingDays(date, n + m));
      }),
    );
  });

  it('are provisional as soon as one day passed lies in a year without published holidays', () => {
    const lastDay = `${lastPublishedYear}-12-31`;
    expect(addWorkingDays(lastDay, 0).provisional).toBe(false);
    expect(addWorkingDays(lastDay, 1).provisional).toBe(true);
    expect(addWorkingDays(`${lastPublishedYear}-12-01`, 13).provisional).toBe(false);
    expect(addWorkingDays(`${lastPublishedYear}-12-25`, 13).provisional).toBe(true);
    expect(addWorkingDays('2003-10-01', 1).provisional).toBe(true);
  });

  it('count Monday to Friday in a year without published holidays', () => {
    expect(addWorkingDays('2100-09-30', 5)).toEqual({ date: '2100-10-07', provisional: true });
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot be %d', (n) => {
    expect(() => addWorkingDays('2024-09-30', n)).toThrow(RangeError);
  });

  it('cannot be counted from what is no date', () => {
    expect(() => addWorkingDays('2024-02-30', 0)).toThrow(RangeError);
    expect(() => addWorkingDays('2024-02-30', 1)).toThrow(RangeError);
  });
});

describe('the deadline of a ticket', () => {
  const mondayMorning = new Date('2024-09-30T09:30:00+08:00');

  it.each([
    ['POLICY_CONSULTATION', '2024-10-11T00:00:00+08:00'],
    ['JOB_SEEKING', '2024-10-11T00:00:00+08:00'],
    ['RETURN_TO_WORK', '2024-10-11T00:00:00+08:00'],
    ['GOVERNMENT_SERVICE', '2024-10-11T00:00:00+08:00'],
    ['OTHER', '2024-10-11T00:00:00+08:00'],
    ['RIGHTS_PROTECTION', '2024-10-24T00:00:00+08:00'],
  ] as const)('of category %s opened before National Day is %s', (category, dueAt) => {
    expect(ticketDeadline(mondayMorning, category, 'NORMAL')).toEqual({
      dueAt: new Date(dueAt),
      provisional: false,
    });
  });

  it.each(Object.values(TicketCategory))(
    'is 24 hours when urgent, holiday or not, whatever the category: %s',
    (category) => {
      expect(ticketDeadline(mondayMorning, category, 'URGENT')).toEqual({
        dueAt: new Date('2024-10-01T09:30:00+08:00'),
        provisional: false,
      });
    },
  );

  it('counts from the day in Shanghai, where it is tomorrow already', () => {
    const before = ticketDeadline(new Date('2024-10-20T15:59:59Z'), 'OTHER', 'NORMAL');
    const after = ticketDeadline(new Date('2024-10-20T16:00:00Z'), 'OTHER', 'NORMAL');
    expect(before.dueAt).toEqual(new Date('2024-10-24T00:00:00+08:00'));
    expect(after.dueAt).toEqual(new Date('2024-10-25T00:00:00+08:00'));
  });

  it('is provisional when it runs into a year without published holidays', () => {
    const opened = startOfBusinessDay(`${lastPublishedYear}-12-25`);
    expect(ticketDeadline(opened, 'RIGHTS_PROTECTION', 'NORMAL').provisional).toBe(true);
    expect(ticketDeadline(opened, 'RIGHTS_PROTECTION', 'URGENT').provisional).toBe(false);
  });

  it('lies after the opening, and never earlier for a ticket opened later', () => {
    const opening = fc.date({
      min: new Date('2005-01-01T00:00:00Z'),
      max: new Date('2030-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const category = fc.constantFrom(...Object.values(TicketCategory));
    const priority = fc.constantFrom(...Object.values(TicketPriority));
    fc.assert(
      fc.property(opening, fc.nat(30 * 86_400_000), category, priority, (openedAt, later, what, how) => {
        const { dueAt } = ticketDeadline(openedAt, what, how);
        const next = ticketDeadline(new Date(openedAt.getTime() + later), what, how).dueAt;
        expect(dueAt.getTime()).toBeGreaterThan(openedAt.getTime());
        expect(next.getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
        if (how === 'NORMAL') expect(startOfBusinessDay(businessDate(dueAt))).toEqual(dueAt);
      }),
    );
  });
});
