import { reject } from '../../shared/errors.ts';
import { next, type Transitions } from '../../shared/transitions.ts';
import type { JobPostingStatus } from './job-posting.enums.ts';

export type JobPostingAction = 'publish' | 'close';

export const jobPostingTransitions: Transitions<JobPostingStatus, JobPostingAction> = {
  DRAFT: { publish: 'PUBLISHED', close: 'CLOSED' },
  PUBLISHED: { close: 'CLOSED' },
  FILLED: { close: 'CLOSED' },
  EXPIRED: {},
  CLOSED: {},
};

/** The status an action leads to. @throws Rejection ILLEGAL_TRANSITION */
export function jobPostingStatus(status: JobPostingStatus, action: JobPostingAction): JobPostingStatus {
  const after = next(jobPostingTransitions, status, action);
  if (!after) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
  return after;
}
