import type { Batch } from '../../graphql/loaders.ts';
import type { Wanted } from '../../graphql/wanted.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, type Only, raw, type Sql, sql } from '../../infra/db/select.ts';
import { type Visibility, within } from '../../infra/db/visibility.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { type BusinessDate, businessDate } from '../../shared/business-day.ts';
import type { Clock } from '../../shared/clock.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import type { RegionRange } from '../../shared/region-range.ts';
import { enterpriseAlong, ofEnterprise, type WithEnterprise } from '../enterprises/index.ts';
import { postingsFound } from './job.search.ts';
import { JobPosting } from './job-posting.entity.ts';
import type { JobKind, JobPostingOrder, JobPostingStatus } from './job-posting.enums.ts';

export interface JobPostingCriteria {
  status?: JobPostingStatus | null;
  kind?: JobKind | null;
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
    wanted: Wanted,
  ): Promise<Connection<JobPosting & WithEnterprise>>;
}

/** Ids are UUIDv7: their order is the order of time. */
const orders = {
  NEWEST: keyset('DESC', ['j.id', 'uuid']),
  PAY_HIGHEST: keyset('DESC', ['coalesce(j.pay_max, j.pay_min, 0)', 'numeric'], ['j.id', 'uuid']),
  EXPIRING: keyset('ASC', ['j.valid_through', 'date'], ['j.id', 'uuid']),
};

const onMarket = sql`j.status IN ('PUBLISHED', 'FILLED')`;

/** The columns of a posting as it reads on a day: see `readsAs`, which says the same of one that is changed. */
const postingOn = (today: BusinessDate, only: Only = null) => {
  const status = sql`CASE WHEN ${onMarket} AND j.valid_through < ${today} THEN 'EXPIRED' ELSE j.status END`;
  return columnsOf(JobPosting, 'j', { status }, only);
};

/** The postings that read as a status on a day, by conditions an index can serve. */
const reading = (status: JobPostingStatus, today: BusinessDate, visible: Visibility): Sql =>
  ({
    DRAFT: sql`j.status = 'DRAFT' AND j.published_at IS NULL AND ${visible.ownPostings('j')}`,
    PUBLISHED: sql`j.status = 'PUBLISHED' AND j.valid_through >= ${today}`,
    FILLED: sql`j.status = 'FILLED' AND j.valid_through >= ${today}`,
    EXPIRED: sql`(j.status = 'EXPIRED' OR ${onMarket} AND j.valid_through < ${today})`,
    CLOSED: sql`j.status = 'CLOSED'`,
  })[status];

/** One posting of the actor's own side, for a change of it. */
export const ownPosting =
  ({ id }: RecordRef, today: BusinessDate): Statement =>
  (visible) =>
    sql`
    SELECT ${postingOn(today)} FROM job_posting j WHERE ${visible.ownPostings('j')} AND j.id = ${id}`;

/** What the actor's own side posted in one change, in the order it was sent. */
export const ownPostingsOfBatch =
  (batchId: string, today: BusinessDate): Statement =>
  (visible) =>
    sql`
    SELECT ${postingOn(today)}
      FROM job_posting j
     WHERE ${visible.ownPostings('j')} AND j.batch_id = ${batchId}
     ORDER BY j.id`;

export function createJobQueries(read: Reader, clock: Clock): JobQueries {
  const now = () => businessDate(clock());

  return {
    byIds: (actor, ids) =>
      read.byKey<JobPosting>(
        actor,
        'jobPosting',
        ids,
        (posting) => posting.id,
        (visible) => sql`
        SELECT ${postingOn(now())}
          FROM job_posting j
         WHERE ${visible.posting('j')} AND j.id = ANY(${ids})`,
      ),

    /** Published postings and the drafts of the actor's own side. */
    async list(actor, page, { status, kind, region, search, enterpriseId }, order, wanted) {
      const today = now();
      const { keys, after, order: inOrder } = orders[order];
      const enterprise = enterpriseAlong(actor, wanted.of('enterprise'), 'j.enterprise_id');
      const columns = sql`${postingOn(today, wanted.properties)}, ${keys}${enterprise.columns}`;
      const statement: Statement = (visible) => {
        const list = all(
          visible.posting('j'),
          status
            ? reading(status, today, visible)
            : // What one can no longer apply for is not the soonest to expire.
              order === 'EXPIRING' && sql`j.valid_through >= ${today}`,
          kind && sql`j.kind = ${kind}`,
          region && within(raw('j.region_code'), region),
          enterpriseId && ofEnterprise('j.enterprise_id', enterpriseId),
          after(page),
        );
        return search?.trim()
          ? sql`
            WITH ${postingsFound(visible, search, region ?? null, list, inOrder(page))}
            SELECT ${columns}
              FROM found JOIN job_posting j ON j.id = found.id ${enterprise.join}
             WHERE ${list}
            ${inOrder(page)}`
          : sql`
            SELECT ${columns} FROM job_posting j ${enterprise.join} WHERE ${list} ${inOrder(page)}`;
      };
      // What is published is for everybody: the newest of all are the newest for any scope.
      const isWhole = !status && !kind && !region && !enterpriseId && !search?.trim() && order === 'NEWEST';
      const planning = isWhole ? 'ONCE' : 'FOR_VALUES';
      return enterprise.place(await read.page<JobPosting>(actor, 'jobPostings', page, statement, planning));
    },
  };
}
