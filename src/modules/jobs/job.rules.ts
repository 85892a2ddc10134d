import { z } from 'zod';
import { date, idOf, money, optional, optionalText, text } from '../../operations/rules.ts';
import { regionCode } from '../regions/index.ts';
import type { JobPosting } from './job-posting.entity.ts';
import { JobKind, PayUnit } from './job-posting.enums.ts';

/** What is told of a job, when it is posted and when it is edited. */
export const jobFields = {
  enterpriseId: idOf('Enterprise'),
  title: text(80),
  kind: z.enum(JobKind),
  occupation: optionalText(60),
  openings: z.number().int().min(1).max(100_000),
  payMin: optional(money),
  payMax: optional(money),
  payUnit: z.enum(PayUnit),
  regionCode,
  validThrough: date,
  duties: optionalText(4_000),
  conditions: optionalText(4_000),
  boardAndLodging: optionalText(200),
  insurance: optionalText(200),
};

/** A job to post: REGULAR unless it says otherwise, for a station where a station collected it. */
export const newJob = {
  ...jobFields,
  kind: z.preprocess((kind) => kind ?? JobKind.REGULAR, jobFields.kind),
  stationId: optional(idOf('Station')),
};

export type NewJob = z.output<z.ZodObject<typeof newJob>>;

/** Whether the highest pay is below the lowest. */
export const isPayReversed = ({ payMin, payMax }: { payMin: string | null; payMax: string | null }) =>
  payMin !== null && payMax !== null && Number(payMax) < Number(payMin);

/** What was told of a job that is posted already. */
export const toldOf = (posting: JobPosting): NewJob => ({
  enterpriseId: { type: 'Enterprise', tenant: null, id: posting.enterpriseId },
  title: posting.title,
  kind: posting.kind,
  occupation: posting.occupation,
  openings: posting.openings,
  payMin: posting.payMin,
  payMax: posting.payMax,
  payUnit: posting.payUnit,
  regionCode: posting.regionCode,
  validThrough: posting.validThrough,
  duties: posting.duties,
  conditions: posting.conditions,
  boardAndLodging: posting.boardAndLodging,
  insurance: posting.insurance,
  stationId: posting.stationId === null ? null : { type: 'Station', tenant: null, id: posting.stationId },
});
