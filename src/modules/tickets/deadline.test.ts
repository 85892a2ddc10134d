import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { businessDate, startOfBusinessDay } from '../../shared/business-day.ts';
import { workingCalendar } from '../calendars/index.ts';
import { nationalTerms, ticketDeadline } from './deadline.ts';
import { TicketCategory, TicketPriority } from './ticket.enums.ts';

const calendar = workingCalendar();
const due = (openedAt: Date, category: TicketCategory, priority: TicketPriority) =>
  ticketDeadline(openedAt, nationalTerms[category], priority, calendar);

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
    expect(due(mondayMorning, category, 'NORMAL')).toEqual({ dueAt: new Date(dueAt), provisional: false });
  });

  it.each(Object.values(TicketCategory))(
    'is 24 hours when urgent, holiday or not, whatever the category: %s',
    (category) => {
      expect(due(mondayMorning, category, 'URGENT')).toEqual({
        dueAt: new Date('2024-10-01T09:30:00+08:00'),
        provisional: false,
      });
    },
  );

  it('is as many working days, or hours, as the term says', () => {
    const term = { workingDays: 5, urgentHours: 2 };
    expect(ticketDeadline(mondayMorning, term, 'NORMAL', calendar).dueAt).toEqual(
      new Date('2024-10-13T00:00:00+08:00'),
    );
    expect(ticketDeadline(mondayMorning, term, 'URGENT', calendar).dueAt).toEqual(
      new Date('2024-09-30T11:30:00+08:00'),
    );
  });

  it('counts from the day in Shanghai, where it is tomorrow already', () => {
    const before = due(new Date('2024-10-20T15:59:59Z'), 'OTHER', 'NORMAL');
    const after = due(new Date('2024-10-20T16:00:00Z'), 'OTHER', 'NORMAL');
    expect(before.dueAt).toEqual(new Date('2024-10-24T00:00:00+08:00'));
    expect(after.dueAt).toEqual(new Date('2024-10-25T00:00:00+08:00'));
  });

  it('is provisional when it runs into a year without published holidays, unless it runs by the clock', () => {
    const opened = startOfBusinessDay('2100-12-25');
    expect(due(opened, 'RIGHTS_PROTECTION', 'NORMAL').provisional).toBe(true);
    expect(due(opened, 'RIGHTS_PROTECTION', 'URGENT').provisional).toBe(false);
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
        const { dueAt } = due(openedAt, what, how);
        const next = due(new Date(openedAt.getTime() + later), what, how).dueAt;
        expect(dueAt.getTime()).toBeGreaterThan(openedAt.getTime());
        expect(next.getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
        if (how === 'NORMAL') expect(startOfBusinessDay(businessDate(dueAt))).toEqual(dueAt);
      }),
    );
  });
});
