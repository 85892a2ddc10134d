import { z } from 'zod';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import {
  breach,
  date,
  expectedVersion,
  idempotencyKey,
  idOf,
  money,
  optional,
  optionalText,
  text,
} from '../../operations/rules.ts';
import { Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import { type Enterprise, enterpriseById } from '../enterprises/index.ts';
import { agreedHomeProvinces } from '../partners/index.ts';
import { regionCode } from '../regions/index.ts';
import { assertOpenOn, ownStation, type Station } from '../stations/index.ts';
import { ownPosting } from './job.queries.ts';
import { JobCollection } from './job-collection.entity.ts';
import { JobPosting } from './job-posting.entity.ts';
import { PayUnit } from './job-posting.enums.ts';
import { jobPostingStatus } from './job-posting.status.ts';

const postingRules = z
  .object({
    idempotencyKey,
    enterpriseId: idOf('Enterprise'),
    title: text(80),
    openings: z.number().int().min(1).max(100_000),
    payMin: optional(money),
    payMax: optional(money),
    payUnit: z.enum(PayUnit),
    regionCode,
    validThrough: date,
    duties: optionalText(4_000),
    conditions: optionalText(4_000),
    stationId: optional(idOf('Station')),
  })
  .superRefine(({ payMin, payMax }, context) => {
    if (payMin !== null && payMax !== null && Number(payMax) < Number(payMin)) {
      breach(context, 'INVALID', 'PAY_RANGE_INVALID', ['payMax']);
    }
  });

const publication = z.object({ id: idOf('JobPosting'), expectedVersion });
const closing = publication.extend({ reason: optionalText(200) });

export type JobCommands = ReturnType<typeof createJobCommands>;

export const createJobCommands = (command: CommandRunner) => ({
  /**
   * Posts a job as a draft. One that a station collected counts for its home province from this day on; one that an
   * office posts counts when it is published.
   */
  post: command({
    operation: 'postJob',
    returns: 'jobPosting',
    type: 'JobPosting',
    rules: postingRules,

    async run(change, { idempotencyKey: _, enterpriseId, stationId, ...input }): Promise<JobPosting> {
      if (input.validThrough < change.today) throw reject('INVALID', 'DATE_IN_PAST', 'validThrough');
      const enterprise = await change.find<Enterprise>(
        'enterprise',
        'enterpriseId',
        enterpriseById(enterpriseId),
      );
      const author = await authorOf(change, input.regionCode, stationId?.id);
      const posting: JobPosting = {
        ...input,
        ...author,
        id: change.id,
        enterpriseId: enterprise.id,
        filled: 0,
        status: 'DRAFT',
        publishedAt: null,
        closedAt: null,
        closeReason: null,
        version: 1,
        createdAt: change.now,
      };
      await change.insert(JobPosting, posting);
      if (author.authorHomeRegionCode) {
        await change.insert(JobCollection, {
          tenant: author.authorHomeRegionCode.slice(0, 2),
          postingId: posting.id,
          homeRegionCode: author.authorHomeRegionCode,
          hostRegionCode: posting.regionCode,
          stationId: author.stationId,
          collectedOn: change.today,
        });
      }
      return posting;
    },

    again: (change, made) => change.find<JobPosting>('jobPosting', 'idempotencyKey', ownPosting(made)),
  }),

  /** Shows a draft to everybody. An office's posting is credited to every province it has an agreement with. */
  publish: command({
    operation: 'publishJobPosting',
    returns: 'jobPosting',
    type: 'JobPosting',
    rules: publication,

    async run(change, { id, expectedVersion }): Promise<JobPosting> {
      const posting = await change.lock<JobPosting>('jobPosting', expectedVersion, ownPosting(id));
      const status = jobPostingStatus(posting.status, 'publish');
      if (posting.validThrough < change.today) throw reject('INVALID', 'DATE_IN_PAST', 'id');
      if (posting.authorHostRegionCode) await creditPartners(change, posting, posting.authorHostRegionCode);
      return change.update(JobPosting, posting, { status, publishedAt: change.now });
    },
  }),

  /** Takes a posting back. */
  close: command({
    operation: 'closeJobPosting',
    returns: 'jobPosting',
    type: 'JobPosting',
    rules: closing,

    async run(change, { id, expectedVersion, reason }): Promise<JobPosting> {
      const posting = await change.lock<JobPosting>('jobPosting', expectedVersion, ownPosting(id));
      const status = jobPostingStatus(posting.status, 'close');
      return change.update(JobPosting, posting, { status, closedAt: change.now, closeReason: reason });
    },
  }),
});

/** Whose posting it is: an office's within its region, or one that a station of the actor's scope collected. */
async function authorOf(change: Change, workRegionCode: string, stationId: string | undefined) {
  const { role, scope, stationId: ownStationId } = change.actor;
  if (scope?.side === 'host') {
    if (stationId) throw reject('INVALID', 'INVALID', 'stationId');
    if (!covers(scope, workRegionCode)) throw reject('INVALID', 'REGION_NOT_YOURS', 'regionCode');
    return { stationId: null, authorHomeRegionCode: null, authorHostRegionCode: scope.regionCode };
  }
  const collecting = stationId ?? (role === Role.STATION_STAFF ? ownStationId : null);
  if (!collecting) throw reject('REQUIRED', 'REQUIRED', 'stationId');
  const station = await change.find<Station>('ownStation', 'stationId', ownStation(collecting));
  assertOpenOn(station, change.today, 'stationId');
  return {
    stationId: station.id,
    authorHomeRegionCode: station.homeRegionCode,
    authorHostRegionCode: null,
  };
}

async function creditPartners(change: Change, posting: JobPosting, officeRegionCode: string): Promise<void> {
  const partners = await change.read<{ tenant: string }>(
    'agreedHomeProvinces',
    agreedHomeProvinces(officeRegionCode, change.today),
  );
  const collections = partners.map(({ tenant }) => ({
    tenant,
    postingId: posting.id,
    homeRegionCode: `${tenant}0000`,
    hostRegionCode: posting.regionCode,
    stationId: null,
    collectedOn: change.today,
  }));
  if (collections.length > 0) await change.insert(JobCollection, collections);
}
