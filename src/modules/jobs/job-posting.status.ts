import type { BusinessDate } from '../../shared/business-day.ts';
import { reject } from '../../shared/errors.ts';
import { next, type Transitions } from '../../shared/transitions.ts';
import type { JobPosting } from './job-posting.entity.ts';
import type { JobPostingStatus } from './job-posting.enums.ts';

export type JobPostingAction = 'edit' | 'publish' | 'recordHires' | 'renew' | 'repost' | 'close';

/**
 * The life of a posting, by the status it reads as today. PUBLISHED, where an action leads, means on the market: what is
 * full there is FILLED, and what is past its validity date reads as EXPIRED.
 */
export const jobPostingTransitions: Transitions<JobPostingStatus, JobPostingAction> = {
  DRAFT: { edit: 'DRAFT', publish: 'PUBLISHED', close: 'CLOSED' },
  PUBLISHED: { edit: 'PUBLISHED', recordHires: 'PUBLISHED', renew: 'PUBLISHED', close: 'CLOSED' },
  FILLED: {
    edit: 'PUBLISHED',
    recordHires: 'PUBLISHED',
    renew: 'PUBLISHED',
    repost: 'FILLED',
    close: 'CLOSED',
  },
  // Who was hired may become known after the last day; that brings nothing back onto the market.
  EXPIRED: { recordHires: 'PUBLISHED', renew: 'PUBLISHED', repost: 'EXPIRED' },
  CLOSED: { repost: 'CLOSED' },
};

type Standing = Pick<JobPosting, 'status' | 'openings' | 'filled' | 'validThrough'>;

/**
 * The status to store after an action: of a posting as it shall be, but for the status it read as before.
 * @throws Rejection ILLEGAL_TRANSITION
 */
export function statusAfter(
  action: JobPostingAction,
  { status, openings, filled }: Standing,
): JobPostingStatus {
  const after = next(jobPostingTransitions, status, action);
  if (!after) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
  return after === 'PUBLISHED' && filled >= openings ? 'FILLED' : after;
}

/** What a stored status reads as on a day: nothing has to run at midnight for a posting to expire. */
export const readsAs = ({ status, validThrough }: Standing, today: BusinessDate): JobPostingStatus =>
  (status === 'PUBLISHED' || status === 'FILLED') && validThrough < today ? 'EXPIRED' : status;
