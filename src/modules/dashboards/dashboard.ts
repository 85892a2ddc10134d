import type { Actor } from '../../shared/actor.ts';
import { addDays, addYears, type BusinessDate } from '../../shared/business-day.ts';
import { DomainError } from '../../shared/errors.ts';
import { intersect } from '../../shared/region-range.ts';
import { regionFilter, regions } from '../regions/index.ts';
import type { Coverage, DashboardQueries, FiguresRow } from './dashboard.queries.ts';
import type { Grain, Measure, NetworkTotals, TrendPoint, YearOnYear } from './dashboard.types.ts';

const nothing: Omit<FiguresRow, 'dimension' | 'key'> = {
  stations: 0,
  visits: 0,
  enterprises: 0,
  postings: 0,
  openings: 0,
  tickets: 0,
  hotline: 0,
  governmentServices: 0,
  resolvedInTime: 0,
  overdue: 0,
};

const figureNames = Object.keys(nothing) as (keyof typeof nothing)[];

const quiet = { visits: 0, postings: 0, openings: 0, tickets: 0 };

/**
 * One dashboard of one request: its figures are read once, whichever of its fields ask for them.
 */
export class Dashboard {
  readonly regionCode: string;
  readonly #coverage: Coverage;
  #figures: Promise<FiguresRow[]> | undefined;

  /**
   * @param homeCode the home region asked for, six digits or a prefix; it is cut down to the actor's own region
   * @throws NOT_FOUND when the two have nothing in common
   */
  constructor(
    private readonly queries: DashboardQueries,
    private readonly actor: Actor,
    homeCode: string,
    { from, to }: { from: BusinessDate; to: BusinessDate },
    now: Date,
  ) {
    const { scope } = actor;
    const range = scope?.side === 'home' ? intersect(regionFilter(homeCode), scope) : null;
    if (!range) throw new DomainError('NOT_FOUND');
    this.regionCode = regions.get(range.from).code;
    this.#coverage = { home: regions.scope('home', this.regionCode), from, to, now };
  }

  async totals(): Promise<NetworkTotals> {
    const [total] = await this.#slices('total');
    const { enterprises, postings, hotline, overdue, ...figures } = total ?? nothing;
    return {
      ...figures,
      enterprisesContacted: enterprises,
      jobPostings: postings,
      hotlineMatters: hotline,
      overdueTickets: overdue,
    };
  }

  async byHostProvince() {
    const slices = await this.#slices('host');
    return slices
      .map(({ key, enterprises, postings, ...figures }) => ({
        ...figures,
        regionCode: key,
        enterprisesContacted: enterprises,
        jobPostings: postings,
      }))
      .sort((a, b) => b.stations - a.stations || a.regionCode.localeCompare(b.regionCode));
  }

  async byHomeCity() {
    const slices = await this.#slices('city');
    return underCurrentCodes(slices)
      .map(({ key, postings, overdue, ...figures }) => ({
        ...figures,
        regionCode: key,
        jobPostings: postings,
        overdueTickets: overdue,
      }))
      .sort((a, b) => a.regionCode.localeCompare(b.regionCode));
  }

  async ticketsByCategory() {
    const slices = await this.#slices('category');
    return slices
      .map(({ key, tickets, resolvedInTime }) => ({ category: key, count: tickets, resolvedInTime }))
      .sort((a, b) => b.count - a.count || a.category.localeCompare(b.category));
  }

  /** Every step of the period, cut to it; quiet ones are zero. */
  async trend(grain: Grain): Promise<TrendPoint[]> {
    const { from, to } = this.#coverage;
    const rows = await this.queries.trend(this.actor, this.#coverage, grain);
    const byStart = new Map(rows.map((row) => [row.from, row]));
    const points: TrendPoint[] = [];
    for (let start = startOf(from, grain); start < to; start = endOf(start, grain)) {
      const { postings, ...figures } = byStart.get(start) ?? quiet;
      const end = endOf(start, grain);
      points.push({
        ...figures,
        jobPostings: postings,
        from: start < from ? from : start,
        to: end > to ? to : end,
      });
    }
    return points;
  }

  topStations(first: number, measure: Measure) {
    if (first < 1 || first > 100) throw new DomainError('BAD_USER_INPUT', 'PAGE_SIZE_INVALID');
    return this.queries.topStations(this.actor, this.#coverage, measure, first);
  }

  async yearOnYear(): Promise<YearOnYear> {
    const yearBefore = {
      ...this.#coverage,
      from: addYears(this.#coverage.from, -1),
      to: addYears(this.#coverage.to, -1),
    };
    const [now, before] = await Promise.all([
      this.totals(),
      this.queries
        .figures(this.actor, yearBefore)
        .then((rows) => rows.find((row) => row.dimension === 'total')),
    ]);
    const base = before ?? nothing;
    return {
      visits: perCent(now.visits, base.visits),
      jobPostings: perCent(now.jobPostings, base.postings),
      openings: perCent(now.openings, base.openings),
      tickets: perCent(now.tickets, base.tickets),
    };
  }

  /** The slices of one dimension in which anything is not zero, and the total in any case. */
  async #slices(dimension: FiguresRow['dimension']): Promise<FiguresRow[]> {
    this.#figures ??= this.queries.figures(this.actor, this.#coverage);
    const rows = await this.#figures;
    return rows.filter(
      (row) =>
        row.dimension === dimension &&
        (dimension === 'total' || Object.values(row).some((value) => typeof value === 'number' && value > 0)),
    );
  }
}

/** Adds what still stands under a city's former code to what stands under its present one. */
function underCurrentCodes(slices: FiguresRow[]): FiguresRow[] {
  const cities = new Map<string, FiguresRow>();
  for (const row of slices) {
    const key = regions.get(row.key).code;
    const counted = cities.get(key) ?? { ...row, ...nothing, key };
    for (const figure of figureNames) counted[figure] += row[figure];
    cities.set(key, counted);
  }
  return [...cities.values()];
}

/** One decimal, or null without a base. */
const perCent = (now: number, base: number): number | null =>
  base === 0 ? null : Math.round(((now - base) / base) * 1_000) / 10;

/** The first day of the step that a day lies in. */
const startOf = (day: BusinessDate, grain: Grain): BusinessDate =>
  ({ DAY: day, MONTH: `${day.slice(0, 7)}-01`, YEAR: `${day.slice(0, 4)}-01-01` })[grain];

/** The first day behind the step that begins on this day. */
function endOf(start: BusinessDate, grain: Grain): BusinessDate {
  if (grain === 'DAY') return addDays(start, 1);
  if (grain === 'YEAR') return addYears(start, 1);
  // 31 days on from the first of a month lies within the next one.
  return `${addDays(start, 31).slice(0, 7)}-01`;
}
