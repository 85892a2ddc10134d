import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../shared/business-day.ts';
import { Rejection } from '../../shared/errors.ts';
import { JobPostingStatus } from './job-posting.enums.ts';
import { type JobPostingAction, jobPostingTransitions, readsAs, statusAfter } from './job-posting.status.ts';

const actions = [
  'edit',
  'publish',
  'recordHires',
  'renew',
  'repost',
  'close',
] as const satisfies JobPostingAction[];

/** What is stored after each action, in the order of `actions`; null where the status does not allow it. */
const life: Record<JobPostingStatus, (JobPostingStatus | null)[]> = {
  DRAFT: ['DRAFT', 'PUBLISHED', null, null, null, 'CLOSED'],
  PUBLISHED: ['PUBLISHED', null, 'PUBLISHED', 'PUBLISHED', null, 'CLOSED'],
  FILLED: ['PUBLISHED', null, 'PUBLISHED', 'PUBLISHED', 'FILLED', 'CLOSED'],
  EXPIRED: [null, null, 'PUBLISHED', 'PUBLISHED', 'EXPIRED', null],
  CLOSED: [null, null, null, null, 'CLOSED', null],
};

const steps = Object.values(JobPostingStatus).flatMap((status) =>
  actions.map((action, i) => ({ status, action, after: life[status][i] ?? null })),
);

const today = '2026-03-01';
const posting = { openings: 3, filled: 1, validThrough: today };

const rejectionOf = (status: JobPostingStatus, action: JobPostingAction) => {
  try {
    return statusAfter(action, { ...posting, status });
  } catch (error) {
    return (error as Rejection).problems;
  }
};

describe('a posting with openings left', () => {
  it.each(steps.filter(({ after }) => after !== null))(
    'that is $status is stored as $after after $action',
    ({ status, action, after }) => {
      expect(statusAfter(action, { ...posting, status })).toBe(after);
    },
  );

  it.each(steps.filter(({ after }) => after === null))(
    'that is $status knows no $action',
    ({ status, action }) => {
      expect(rejectionOf(status, action)).toEqual([
        { code: 'ILLEGAL_TRANSITION', messageKey: 'ILLEGAL_TRANSITION', field: ['id'] },
      ]);
    },
  );

  it('knows no other status and no other action', () => {
    expect(Object.keys(jobPostingTransitions).sort()).toEqual(Object.keys(life).sort());
    expect(new Set(Object.values(jobPostingTransitions).flatMap((allowed) => Object.keys(allowed)))).toEqual(
      new Set(actions),
    );
  });
});

describe('a full posting', () => {
  it.each(steps.filter(({ after }) => after === 'PUBLISHED'))(
    'that is $status is stored as FILLED after $action',
    ({ status, action }) => {
      expect(statusAfter(action, { ...posting, filled: 3, status })).toBe('FILLED');
    },
  );
});

describe('a posting on a day', () => {
  const expires = ['PUBLISHED', 'FILLED'];
  it.each(Object.values(JobPostingStatus))('that is stored as %s', (status) => {
    const on = (day: string) => readsAs({ ...posting, status }, day);
    expect(on(addDays(today, -1))).toBe(status);
    expect(on(today)).toBe(status);
    expect(on(addDays(today, 1))).toBe(expires.includes(status) ? 'EXPIRED' : status);
  });
});

/** Any life, day by day: whatever is tried, and whenever. */
describe('a posting through its life', () => {
  const attempt = fc.oneof(
    fc.record({ action: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ action: fc.constant('edit' as const), openings: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ action: fc.constant('recordHires' as const), hires: fc.integer({ min: -4, max: 4 }) }),
    fc.record({ action: fc.constant('renew' as const), days: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ action: fc.constantFrom('publish' as const, 'close' as const, 'repost' as const) }),
  );

  it('is FILLED exactly when full, EXPIRED exactly past its date, and comes back from nothing but a draft or time', () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 40 }), (attempts) => {
        let day = today;
        let stored: { status: JobPostingStatus; openings: number; filled: number; validThrough: string } = {
          status: 'DRAFT',
          openings: 2,
          filled: 0,
          validThrough: addDays(today, 10),
        };
        for (const tried of attempts) {
          const before = readsAs(stored, day);
          if (tried.action === 'wait') {
            day = addDays(day, tried.days);
          } else {
            const patch = {
              ...('openings' in tried && { openings: Math.max(tried.openings, stored.filled) }),
              ...('hires' in tried && {
                filled: Math.min(Math.max(stored.filled + tried.hires, 0), stored.openings),
              }),
              ...(tried.action === 'renew' && { validThrough: addDays(day, tried.days) }),
            };
            try {
              const status = statusAfter(tried.action, { ...stored, ...patch, status: before });
              // Whoever reposts makes another posting and leaves this one as it is.
              if (tried.action !== 'repost') stored = { ...stored, ...patch, status };
            } catch (error) {
              expect(error).toBeInstanceOf(Rejection);
            }
          }
          const after = readsAs(stored, day);
          const isPast = stored.validThrough < day;
          expect(stored.status).not.toBe('EXPIRED');
          if (['PUBLISHED', 'FILLED', 'EXPIRED'].includes(after)) {
            expect(after).toBe(
              isPast ? 'EXPIRED' : stored.filled === stored.openings ? 'FILLED' : 'PUBLISHED',
            );
          }
          if (before === 'CLOSED') expect(after).toBe('CLOSED');
          if (before !== 'DRAFT') expect(after).not.toBe('DRAFT');
          if (before === 'EXPIRED' && tried.action !== 'renew') expect(after).toBe('EXPIRED');
        }
      }),
      { numRuns: 500 },
    );
  });
});
