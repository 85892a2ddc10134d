import { z } from 'zod';
import type { CommandRunner } from '../../operations/command.ts';
import { isPermitted } from '../../operations/permissions.ts';
import { idempotencyKey, listOf, optional } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { showPostings, writePostings } from './job.collections.ts';
import { draftJobs } from './job.drafts.ts';
import { ownPostingsOfBatch } from './job.queries.ts';
import { newJob } from './job.rules.ts';
import type { JobPosting } from './job-posting.entity.ts';

/** As many as a spreadsheet usually has; what is longer is sent in parts. */
const MOST = 500;

const batch = z.object({
  idempotencyKey,
  jobs: listOf(z.object(newJob), MOST, 1),
  publish: optional(z.boolean()),
});

/** Jobs posted in one change, in the order they were sent. */
export interface JobBatch {
  id: string;
  postings: JobPosting[];
}

export type JobBatches = ReturnType<typeof createJobBatches>;

export const createJobBatches = (command: CommandRunner) => ({
  /** Posts all of the jobs or, while there is anything to mend in one of them, none. */
  post: command({
    operation: 'postJobs',
    returns: 'batch',
    type: 'JobPosting',
    rules: batch,

    async run(change, { jobs, publish }): Promise<JobBatch> {
      if (publish && !isPermitted(change.actor, 'publishJobPosting')) {
        throw reject('FORBIDDEN', 'FORBIDDEN', 'publish');
      }
      const drafts = await draftJobs(change, jobs, (index) => ['jobs', String(index)]);
      const postings: JobPosting[] = drafts.map((draft) => ({
        ...draft,
        batchId: change.id,
        ...(publish && { status: 'PUBLISHED', publishedAt: change.now }),
      }));
      await writePostings(change, postings);
      if (publish) await showPostings(change, postings);
      return { id: change.id, postings };
    },

    changed: ({ postings }) => postings.map(({ id }) => id),

    async again(change, { id }): Promise<JobBatch> {
      return {
        id,
        postings: await change.read<JobPosting>('jobPosting', ownPostingsOfBatch(id, change.today)),
      };
    },
  }),
});
