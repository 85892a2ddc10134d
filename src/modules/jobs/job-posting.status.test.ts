import { describe, expect, it } from '@jest/globals';
import type { Rejection } from '../../shared/errors.ts';
import { JobPostingStatus } from './job-posting.enums.ts';
import { type JobPostingAction, jobPostingStatus, jobPostingTransitions } from './job-posting.status.ts';

const actions = ['publish', 'close'] as const satisfies JobPostingAction[];

/** Where each action leads, in the order of `actions`; null where the status does not allow it. */
const life: Record<JobPostingStatus, (JobPostingStatus | null)[]> = {
  DRAFT: ['PUBLISHED', 'CLOSED'],
  PUBLISHED: [null, 'CLOSED'],
  FILLED: [null, 'CLOSED'],
  EXPIRED: [null, null],
  CLOSED: [null, null],
};

const steps = Object.values(JobPostingStatus).flatMap((status) =>
  actions.map((action, i) => ({ status, action, after: life[status][i] ?? null })),
);

const rejectionOf = (status: JobPostingStatus, action: JobPostingAction) => {
  try {
    return jobPostingStatus(status, action);
  } catch (error) {
    return (error as Rejection).problems;
  }
};

describe('a posting', () => {
  it.each(steps.filter(({ after }) => after !== null))(
    'that is $status becomes $after by $action',
    ({ status, action, after }) => {
      expect(jobPostingStatus(status, action)).toBe(after);
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
