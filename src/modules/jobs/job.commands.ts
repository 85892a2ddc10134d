import { z } from 'zod';
import type { CommandRunner } from '../../operations/command.ts';
import {
  date,
  expectedVersion,
  idempotencyKey,
  idOf,
  optional,
  optionalText,
} from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { showPostings, writePostings } from './job.collections.ts';
import { draftJobs } from './job.drafts.ts';
import { ownPosting } from './job.queries.ts';
import { newJob, toldOf } from './job.rules.ts';
import { settle } from './job.settling.ts';
import type { JobPosting } from './job-posting.entity.ts';
import { statusAfter } from './job-posting.status.ts';

const step = z.object({ id: idOf('JobPosting'), expectedVersion });
const posting = z.object({ idempotencyKey, ...newJob });
const hires = step.extend({ hires: z.number().int().min(-100_000).max(100_000) });
const renewal = step.extend({ validThrough: date });
const reposting = z.object({
  idempotencyKey,
  id: idOf('JobPosting'),
  validThrough: date,
  stationId: optional(idOf('Station')),
});
const closing = step.extend({ reason: optionalText(200) });

const jobPosting = { returns: 'jobPosting', type: 'JobPosting' } as const;

export type JobCommands = ReturnType<typeof createJobCommands>;

/** The steps of a posting's life, but for its editing. */
export const createJobCommands = (command: CommandRunner) => ({
  /**
   * Posts a job as a draft. One that a station collected counts for its home province from this day on; one that an
   * office posts counts when it is published.
   */
  post: command({
    operation: 'postJob',
    ...jobPosting,
    rules: posting,

    async run(change, { idempotencyKey: _, ...job }): Promise<JobPosting> {
      const [draft] = (await draftJobs(change, [job], () => [])) as [JobPosting];
      const posted = { ...draft, id: change.id };
      await writePostings(change, [posted]);
      return posted;
    },

    again: (change, made) =>
      change.find<JobPosting>('jobPosting', 'idempotencyKey', ownPosting(made, change.today)),
  }),

  /** Shows a draft to everybody. An office's posting is credited to every province it has an agreement with. */
  publish: command({
    operation: 'publishJobPosting',
    ...jobPosting,
    rules: step,

    async run(change, { id, expectedVersion }): Promise<JobPosting> {
      const draft = await change.lock<JobPosting>(
        'jobPosting',
        expectedVersion,
        ownPosting(id, change.today),
      );
      statusAfter('publish', draft);
      if (draft.validThrough < change.today) throw reject('INVALID', 'DATE_IN_PAST', 'id');
      await showPostings(change, [draft]);
      return settle(change, 'publish', draft, { publishedAt: change.now });
    },
  }),

  /** Counts who was found, up to the openings, or takes some back. */
  recordHires: command({
    operation: 'recordHires',
    ...jobPosting,
    rules: hires,

    async run(change, { id, expectedVersion, hires }): Promise<JobPosting> {
      const found = await change.lock<JobPosting>(
        'jobPosting',
        expectedVersion,
        ownPosting(id, change.today),
      );
      statusAfter('recordHires', found);
      const filled = found.filled + hires;
      if (hires === 0) throw reject('INVALID', 'INVALID', 'hires');
      if (filled < 0 || filled > found.openings) throw reject('INVALID', 'BEYOND_OPENINGS', 'hires');
      return settle(change, 'recordHires', found, { filled });
    },
  }),

  /** Gives a posting more time, on the market or past it. It stays the same posting, and counts no second time. */
  renew: command({
    operation: 'renewJobPosting',
    ...jobPosting,
    rules: renewal,

    async run(change, { id, expectedVersion, validThrough }): Promise<JobPosting> {
      const found = await change.lock<JobPosting>(
        'jobPosting',
        expectedVersion,
        ownPosting(id, change.today),
      );
      statusAfter('renew', found);
      if (validThrough < change.today) throw reject('INVALID', 'DATE_IN_PAST', 'validThrough');
      if (validThrough <= found.validThrough) throw reject('INVALID', 'DUE_NOT_LATER', 'validThrough');
      return settle(change, 'renew', found, { validThrough });
    },
  }),

  /** Drafts a copy of a posting that has ended. It is a new posting, and counts anew. */
  repost: command({
    operation: 'repostJob',
    ...jobPosting,
    rules: reposting,

    async run(change, { id, validThrough, stationId }): Promise<JobPosting> {
      const source = await change.find<JobPosting>('jobPosting', 'id', ownPosting(id, change.today));
      statusAfter('repost', source);
      const told = { ...toldOf(source), validThrough };
      const [draft] = (await draftJobs(change, [stationId ? { ...told, stationId } : told], () => [])) as [
        JobPosting,
      ];
      const posted = { ...draft, id: change.id, repostOfId: source.id };
      await writePostings(change, [posted]);
      return posted;
    },

    again: (change, made) =>
      change.find<JobPosting>('jobPosting', 'idempotencyKey', ownPosting(made, change.today)),
  }),

  /** Takes a posting back. */
  close: command({
    operation: 'closeJobPosting',
    ...jobPosting,
    rules: closing,

    async run(change, { id, expectedVersion, reason }): Promise<JobPosting> {
      const found = await change.lock<JobPosting>(
        'jobPosting',
        expectedVersion,
        ownPosting(id, change.today),
      );
      return settle(change, 'close', found, { closedAt: change.now, closeReason: reason });
    },
  }),
});
