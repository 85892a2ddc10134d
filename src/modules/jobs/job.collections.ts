import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { agreedHomeRegions } from '../partners/index.ts';
import { JobCollection } from './job-collection.entity.ts';
import { JobPosting } from './job-posting.entity.ts';
import { JobTitle } from './job-title.entity.ts';

/** Writes new postings. What stations collected counts for their provinces from this day on. */
export async function writePostings(change: Change, postings: JobPosting[]): Promise<void> {
  await change.insert(JobPosting, postings);
  await collect(
    change,
    postings.flatMap(({ id, regionCode, stationId, authorHomeRegionCode }) =>
      authorHomeRegionCode === null
        ? []
        : [{ postingId: id, hostRegionCode: regionCode, stationId, homeRegionCode: authorHomeRegionCode }],
    ),
  );
}

/** Shows postings to everybody: they are found by their titles, and an office's are credited to its partners. */
export async function showPostings(change: Change, published: readonly JobPosting[]): Promise<void> {
  await listTitles(change, published);
  await creditPartners(change, published);
}

async function listTitles(change: Change, published: readonly JobPosting[]): Promise<void> {
  await change.insert(
    JobTitle,
    published.map(({ id, title, regionCode }) => ({ postingId: id, title, regionCode })),
  );
}

/**
 * Counts an office's postings, once published, for every province that has an agreement in force with the region of the
 * work, its city or its province: for the region whose agreement it is, or the province where there are several.
 */
async function creditPartners(change: Change, published: readonly JobPosting[]): Promise<void> {
  const offices = published.filter(({ authorHostRegionCode }) => authorHostRegionCode !== null);
  if (offices.length === 0) return;
  const agreed = await change.read<{ hostRegionCode: string; homeRegionCode: string }>(
    'agreedHomeRegions',
    agreedHomeRegions([...new Set(offices.map(({ regionCode }) => regionCode))], change.today),
  );
  const byHost = Map.groupBy(agreed, ({ hostRegionCode }) => hostRegionCode);
  await collect(
    change,
    offices.flatMap(({ id, regionCode }) =>
      (byHost.get(regionCode) ?? []).map((agreement) => ({ ...agreement, postingId: id, stationId: null })),
    ),
  );
}

type Collected = Omit<JobCollection, 'tenant' | 'collectedOn'>;

async function collect(change: Change, collected: readonly Collected[]): Promise<void> {
  if (collected.length === 0) return;
  const column = (name: keyof Collected) => collected.map((one) => one[name]);
  await change.execute(
    'collectJobs',
    sql`
    INSERT INTO job_collection (tenant, posting_id, home_region_code, host_region_code, station_id, collected_on)
    SELECT left(home, 2), posting, home, host, station, ${change.today}
      FROM unnest(${column('postingId')}::uuid[], ${column('homeRegionCode')}::text[],
                  ${column('hostRegionCode')}::text[], ${column('stationId')}::uuid[])
           AS collected (posting, home, host, station)`,
  );
  change.trace.inserted(JobCollection, ...collected.map((one) => ({ ...one, collectedOn: change.today })));
}
