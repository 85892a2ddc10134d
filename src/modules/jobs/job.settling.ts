import type { Change } from '../../operations/change.ts';
import { JobPosting } from './job-posting.entity.ts';
import { type JobPostingAction, readsAs, statusAfter } from './job-posting.status.ts';

/** Takes a locked posting through an action. Returns it as it reads today. */
export async function settle(
  change: Change,
  action: JobPostingAction,
  posting: JobPosting,
  patch: Partial<JobPosting>,
): Promise<JobPosting> {
  const status = statusAfter(action, { ...posting, ...patch });
  const settled = await change.update(JobPosting, posting, { ...patch, status });
  return { ...settled, status: readsAs(settled, change.today) };
}
