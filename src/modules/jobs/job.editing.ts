import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { expectedVersion, idOf } from '../../operations/rules.ts';
import { Rejection, reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import { type Enterprise, enterpriseById } from '../enterprises/index.ts';
import { ownPosting } from './job.queries.ts';
import { isPayReversed, jobFields } from './job.rules.ts';
import { settle } from './job.settling.ts';
import { JobCollection } from './job-collection.entity.ts';
import type { JobPosting } from './job-posting.entity.ts';
import { statusAfter } from './job-posting.status.ts';

/** What is left out stays as it is; what may be unknown is emptied by null. */
const edit = z
  .object({ id: idOf('JobPosting'), expectedVersion })
  .extend(z.object(jobFields).partial().shape);

/** What a posting is known and counted by once it is published; its validity is renewed, not edited. */
const fixed = ['enterpriseId', 'title', 'kind', 'occupation', 'regionCode', 'validThrough'] as const;

export type JobEditing = ReturnType<typeof createJobEditing>;

export const createJobEditing = (command: CommandRunner) => ({
  /** Changes what is told of a job: all of it in a draft, once published what is not fixed. Figures follow. */
  edit: command({
    operation: 'editJobPosting',
    returns: 'jobPosting',
    type: 'JobPosting',
    rules: edit,

    async run(change, { id, expectedVersion, ...input }): Promise<JobPosting> {
      const posting = await change.lock<JobPosting>(
        'jobPosting',
        expectedVersion,
        ownPosting(id, change.today),
      );
      statusAfter('edit', posting);
      const { enterpriseId, ...told } = input;
      const named = { ...told, ...(enterpriseId && { enterpriseId: enterpriseId.id }) };
      const patch = changesIn(posting, named);
      assertEditable(change, posting, patch);
      if (patch.enterpriseId && enterpriseId) {
        await change.find<Enterprise>('enterprise', 'enterpriseId', enterpriseById(enterpriseId));
      }
      if (patch.regionCode && posting.authorHomeRegionCode) {
        await change.alter(
          JobCollection,
          { tenant: posting.authorHomeRegionCode.slice(0, 2), postingId: posting.id },
          { hostRegionCode: patch.regionCode },
        );
        change.trace.updated(
          JobCollection,
          { postingId: posting.id, hostRegionCode: posting.regionCode },
          { hostRegionCode: patch.regionCode },
        );
      }
      return settle(change, 'edit', posting, patch);
    },
  }),
});

/** Those of the named columns that would change. */
const changesIn = (posting: JobPosting, named: object): Partial<JobPosting> =>
  Object.fromEntries(
    Object.entries(named).filter(
      ([name, value]) => value !== undefined && !isDeepStrictEqual(posting[name as keyof JobPosting], value),
    ),
  );

/** @throws Rejection unless the posting may be changed so */
function assertEditable(change: Change, posting: JobPosting, patch: Partial<JobPosting>): void {
  const { scope } = change.actor;
  if (Object.keys(patch).length === 0) throw reject('INVALID', 'NOTHING_CHANGED', 'id');
  const late = posting.publishedAt ? fixed.filter((field) => field in patch) : [];
  if (late.length > 0) {
    throw new Rejection(
      late.map((field) => ({ code: 'INVALID', messageKey: 'FIXED_ONCE_PUBLISHED', field: [field] })),
    );
  }
  if (patch.validThrough && patch.validThrough < change.today) {
    throw reject('INVALID', 'DATE_IN_PAST', 'validThrough');
  }
  if (patch.regionCode && scope?.side === 'host' && !covers(scope, patch.regionCode)) {
    throw reject('INVALID', 'REGION_NOT_YOURS', 'regionCode');
  }
  const after = { ...posting, ...patch };
  if (after.openings < after.filled) throw reject('INVALID', 'BELOW_FILLED', 'openings');
  if (isPayReversed(after)) throw reject('INVALID', 'PAY_RANGE_INVALID', 'payMax');
}
