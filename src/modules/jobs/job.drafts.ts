import { v7 as uuidv7 } from 'uuid';
import type { Change } from '../../operations/change.ts';
import { type Actor, Role } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { type Problem, Rejection, type UserErrorCode } from '../../shared/errors.ts';
import type { MessageKey } from '../../shared/messages.ts';
import { covers } from '../../shared/region-range.ts';
import { type Enterprise, enterprisesByIds } from '../enterprises/index.ts';
import { isOpenOn, ownStations, type Station } from '../stations/index.ts';
import { isPayReversed, type NewJob } from './job.rules.ts';
import type { JobPosting } from './job-posting.entity.ts';

type Author = Pick<JobPosting, 'stationId' | 'authorHomeRegionCode' | 'authorHostRegionCode'>;

/**
 * Drafts of jobs, not yet written: each at an employer that is known, in the name of a station of the actor's scope or
 * of its office. As many statements for hundreds of jobs as for one.
 * @param pathOf the path of a job in the input
 * @throws Rejection naming what there is to mend in every one of them
 */
export async function draftJobs(
  change: Change,
  jobs: readonly NewJob[],
  pathOf: (index: number) => readonly string[],
): Promise<JobPosting[]> {
  const enterprises = await change.read<Enterprise>(
    'enterprise',
    enterprisesByIds([...new Set(jobs.map((job) => job.enterpriseId.id))]),
  );
  const stations = await stationsFor(change, jobs);
  const problems: Problem[] = [];
  const drafts = jobs.map((job, index) => {
    const { enterpriseId, stationId: _, ...told } = job;
    const mend = (field: keyof NewJob, code: UserErrorCode, messageKey: MessageKey) => {
      problems.push({ code, messageKey, field: [...pathOf(index), field] });
    };
    if (!enterprises.some(({ id }) => id === enterpriseId.id)) {
      mend('enterpriseId', 'NOT_FOUND', 'REFERENCE_NOT_FOUND');
    }
    if (isPayReversed(job)) mend('payMax', 'INVALID', 'PAY_RANGE_INVALID');
    if (job.validThrough < change.today) mend('validThrough', 'INVALID', 'DATE_IN_PAST');
    const author = authorOf(change.actor, job, stations, change.today, mend);
    return {
      ...blank,
      ...told,
      ...author,
      id: uuidv7(),
      enterpriseId: enterpriseId.id,
      createdAt: change.now,
    };
  });
  if (problems.length > 0) throw new Rejection(problems);
  return drafts;
}

const blank = {
  filled: 0,
  status: 'DRAFT',
  publishedAt: null,
  closedAt: null,
  closeReason: null,
  repostOfId: null,
  batchId: null,
  version: 1,
} as const satisfies Partial<JobPosting>;

const noAuthor: Author = { stationId: null, authorHomeRegionCode: null, authorHostRegionCode: null };

/** Whose posting it is: an office's within its region, or one that an open station of the actor's scope collected. */
function authorOf(
  { role, scope, stationId: ownStationId }: Actor,
  { stationId, regionCode }: NewJob,
  stations: readonly Station[],
  today: BusinessDate,
  mend: (field: keyof NewJob, code: UserErrorCode, messageKey: MessageKey) => void,
): Author {
  if (scope?.side === 'host') {
    if (stationId) mend('stationId', 'INVALID', 'INVALID');
    else if (!covers(scope, regionCode)) mend('regionCode', 'INVALID', 'REGION_NOT_YOURS');
    return { ...noAuthor, authorHostRegionCode: scope.regionCode };
  }
  const collecting = stationId?.id ?? (role === Role.STATION_STAFF ? ownStationId : null);
  const station = stations.find(({ id }) => id === collecting);
  if (!collecting) mend('stationId', 'REQUIRED', 'REQUIRED');
  else if (!station) mend('stationId', 'NOT_FOUND', 'REFERENCE_NOT_FOUND');
  else if (!isOpenOn(station, today)) mend('stationId', 'INVALID', 'STATION_NOT_OPEN');
  return station
    ? { ...noAuthor, stationId: station.id, authorHomeRegionCode: station.homeRegionCode }
    : noAuthor;
}

/** The stations that jobs are to be posted for, as far as they are within reach. */
async function stationsFor(change: Change, jobs: readonly NewJob[]): Promise<Station[]> {
  const { scope, stationId: own } = change.actor;
  if (scope?.side === 'host') return [];
  const ids = new Set(jobs.map(({ stationId }) => stationId?.id ?? own).filter((id) => id !== null));
  return ids.size === 0 ? [] : change.read<Station>('ownStation', ownStations([...ids]));
}
