import { addDays, type BusinessDate, startOfBusinessDay } from '../shared/business-day.ts';
import { during, minutes, type Period, spread } from './calendar.ts';
import { type Client, knownBefore } from './clients.ts';
import { conditions } from './industries.ts';
import type { Random } from './random.ts';
import type { Rows, Values } from './tables.ts';

/** What one period holds: exactly `total` postings collected for the home province of the clients' stations. */
export interface PostingPlan {
  readonly period: Period;
  readonly total: number;
  /** Host provinces (two digits) whose HR offices publish, too: those with an agreement at that time. */
  readonly offices: readonly string[];
}

/** A posting to make, written on `date`, and how it ended if it did. */
export interface Posting {
  readonly createdAt: number;
  readonly date: BusinessDate;
  readonly validThrough: BusinessDate;
  readonly end: keyof typeof ends | 'DRAFT' | 'PUBLISHED';
  /** The region of the HR office that wrote it; null when the client's station collected it. */
  readonly office: string | null;
}

/** How a posting ended. */
const ends = { EXPIRED: 86, FILLED: 9, CLOSED: 5 };

/** How many openings it had: mostly a handful; workshops that hire by the hundred are few. */
const sizes = { few: { from: 1, to: 8 }, some: { from: 9, to: 40 }, many: { from: 41, to: 200 } };
const sizeWeights = { few: 60, some: 34, many: 6 };

/** What is not paid by the hour or day: mostly all the year round. */
const kinds = { REGULAR: 91, SEASONAL: 9 };

const boardAndLodging = ['包吃包住', '包住，餐补每月 300 元', '提供宿舍，夫妻房可申请', '包午餐，不含住宿'];
const insurance = ['五险', '五险一金', '工伤保险、养老保险'];

const closings = ['企业暂停招工', '岗位信息有误，已重新发布', '用工计划调整'];

/** Postings of a period that is long past, and their collections, in the order of their days. */
export function* campaignPostings(clients: readonly Client[], plan: PostingPlan, random: Random): Rows {
  const hiring = random.shuffled(
    knownBefore(clients, plan.period).filter(({ history }) => history !== 'INNER'),
  );
  for (const { date, start, count } of spread(plan.total, plan.period, 'FIELD', random)) {
    const lastDays = Array.from({ length: 71 }, (_, i) => addDays(date, 20 + i));
    for (let i = 0; i < count; i++) {
      // The first of the list hire far more often than the last, as large enterprises do.
      const client = hiring[Math.floor(hiring.length * random.next() ** 1.6)] ?? random.pick(hiring);
      const byOffice = plan.offices.includes(client.enterprise.region.slice(0, 2)) && random.chance(0.13);
      yield* postingRows(
        client,
        {
          createdAt: during(start, random, 9, 18),
          date,
          validThrough: random.pick(lastDays),
          end: random.weighted(ends),
          office: byOffice ? officeOf(client, random) : null,
        },
        random,
      );
    }
  }
}

export function* postingRows({ enterprise, station }: Client, posting: Posting, random: Random): Rows {
  const { createdAt, date, validThrough, end, office } = posting;
  const id = random.id(createdAt);
  const { title, pay, duties } = random.pick(enterprise.industry.jobs);
  const size = sizes[random.weighted(sizeWeights)];
  const openings = random.int(size.from, size.to);
  const stationId = office === null ? station.id : null;
  const closedAt =
    end === 'CLOSED' ? startOfBusinessDay(date).getTime() + random.int(3, 15) * 86_400_000 : null;
  const filled = {
    DRAFT: 0,
    PUBLISHED: random.chance(0.35) ? random.int(0, openings - 1) : 0,
    CLOSED: 0,
    FILLED: openings,
    EXPIRED: random.int(0, openings - 1),
  }[end];
  yield [
    'job_posting',
    {
      id,
      enterprise_id: enterprise.id,
      station_id: stationId,
      author_home_region_code: office === null ? station.home : null,
      author_host_region_code: office,
      title,
      kind: pay[2] === 'HOUR' || pay[2] === 'DAY' ? 'ODD_JOB' : random.weighted(kinds),
      occupation: title.replace(/（.*）/, ''),
      openings,
      filled,
      ...payOf(pay, random),
      region_code: enterprise.region,
      valid_through: validThrough,
      duties,
      conditions: random.pick(conditions),
      board_and_lodging: random.chance(0.7) ? random.pick(boardAndLodging) : null,
      insurance: random.chance(0.6) ? random.pick(insurance) : null,
      // Nothing has to be written for a posting to expire.
      status: end === 'EXPIRED' ? 'PUBLISHED' : end,
      published_at: end === 'DRAFT' ? null : new Date(createdAt + minutes(random.int(1, 30))),
      closed_at: closedAt === null ? null : new Date(closedAt + minutes(random.int(540, 1080))),
      close_reason: closedAt === null ? null : random.pick(closings),
      version: (end === 'DRAFT' ? 1 : 2) + (filled > 0 || end === 'CLOSED' ? 1 : 0),
      created_at: new Date(createdAt),
    },
  ];
  if (end !== 'DRAFT') yield ['job_title', { posting_id: id, title, region_code: enterprise.region }];
  // The rule of the service: what a station collects counts from the day it does, an office's once it is published.
  if (end === 'DRAFT' && office !== null) return;
  yield [
    'job_collection',
    {
      tenant: station.tenant,
      posting_id: id,
      // What a station collected is its region's; what an office published is the province's as a whole.
      home_region_code: office === null ? station.home : `${station.tenant}0000`,
      host_region_code: enterprise.region,
      station_id: stationId,
      collected_on: date,
    },
  ];
}

/** The office of the enterprise's county, or of its city. */
const officeOf = ({ enterprise }: Client, random: Random) =>
  random.chance(0.6) ? enterprise.region : `${enterprise.region.slice(0, 4)}00`;

function payOf([min, max, unit]: readonly [number, number, string], random: Random) {
  const step = unit === 'MONTH' ? 100 : 1;
  const shift = random.int(-3, 3) * step;
  const negotiable = unit === 'MONTH' && random.chance(0.02);
  return {
    pay_min: negotiable ? null : Math.max(min + shift, 1),
    pay_max: negotiable ? null : Math.max(max + shift, min + shift, 1),
    pay_unit: unit,
  } satisfies Partial<Values<'job_posting'>>;
}
