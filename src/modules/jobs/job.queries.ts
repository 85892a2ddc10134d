import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import { JobPosting } from './job-posting.entity.ts';
import type { JobPostingOrder, JobPostingStatus } from './job-posting.enums.ts';

export interface JobPostingCriteria {
  status?: JobPostingStatus | null;
  region?: RegionRange | null;
  search?: string | null;
  enterpriseId?: string | null;
}

export interface JobQueries {
  byIds: Batch<JobPosting>;
  list(
    actor: Actor,
    page: Page,
    criteria: JobPostingCriteria,
    order: JobPostingOrder,
  ): Promise<Connection<JobPosting>>;
}

/** Ids are UUIDv7: their order is the order of time. */
const orders = {
  NEWEST: keyset('DESC', ['j.id', 'uuid']),
  PAY_HIGHEST: keyset('DESC', ['coalesce(j.pay_max, j.pay_min, 0)', 'numeric'], ['j.id', 'uuid']),
  EXPIRING: keyset('ASC', ['j.valid_through', 'date'], ['j.id', 'uuid']),
};

/** One posting of the actor's own side, for a change of it. */
export const ownPosting =
  ({ id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(JobPosting, 'j')} FROM job_posting j WHERE ${visible.ownPostings('j')} AND j.id = ${id}`;

export const createJobQueries = (read: Reader): JobQueries => ({
  byIds: (actor, ids) =>
    read.byKey<JobPosting>(
      actor,
      'jobPosting',
      ids,
      (posting) => posting.id,
      (visible) => sql`
      SELECT ${columnsOf(JobPosting, 'j')}
        FROM job_posting j
       WHERE ${visible.posting('j')} AND j.id = ANY(${ids})`,
    ),

  /** Published postings and the drafts of the actor's own side. */
  list: (actor, page, { status, region, search, enterpriseId }, order) =>
    read.page<JobPosting>(
      actor,
      'jobPostings',
      page,
      (visible) => sql`
      SELECT ${columnsOf(JobPosting, 'j')}, ${orders[order].keys}
        FROM job_posting j
       WHERE ${all(
         visible.posting('j'),
         status && sql`j.status = ${status}`,
         region && sql`j.region_code >= ${region.from} AND j.region_code < ${region.to}`,
         search && sql`strpos(j.title, ${search}) > 0`,
         enterpriseId && sql`j.enterprise_id = ${enterpriseId}`,
         orders[order].after(page),
       )}
      ${orders[order].order(page)}`,
    ),
});
