import { setImmediate as turn } from 'node:timers/promises';
import type { Answer } from '../../infra/cache/cache.ts';
import type { Actor } from '../../shared/actor.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { intersect } from '../../shared/region-range.ts';
import { regionFilter, regions } from '../regions/index.ts';
import { StationTier } from '../stations/index.ts';
import type { DashboardFigures } from './dashboard.cache.ts';
import type { DashboardLists } from './dashboard.lists.ts';
import { trendOf } from './dashboard.periods.ts';
import type { DayRow, FiguresRow, OverdueRow, StationRow } from './dashboard.queries.ts';
import {
  type Coverage,
  type Figure,
  type Figures,
  figureNames,
  type Slice,
  type Sums,
} from './dashboard.sources.ts';
import type { Dimension } from './dashboard.sums.ts';
import type { Grain, TrendPoint, YearOnYear } from './dashboard.types.ts';

const nothing = Object.fromEntries(figureNames.map((figure) => [figure, 0])) as Figures;

/**
 * One dashboard of one request: its figures are read once, whichever of its fields ask for them.
 */
export class Dashboard {
  readonly regionCode: string;
  readonly #coverage: Coverage;
  #figures: Promise<readonly FiguresRow[]> | undefined;
  #overdue: Promise<readonly OverdueRow[]> | undefined;
  #days: Promise<readonly DayRow[]> | undefined;
  #months: Promise<readonly DayRow[]> | undefined;
  #stations: Promise<readonly StationRow[]> | undefined;
  /** All that was read for it. */
  readonly answers: Promise<Answer<unknown>>[] = [];

  /**
   * @param homeCode the home region asked for, six digits or a prefix; it is cut down to the actor's own region
   * @throws NOT_FOUND when the two have nothing in common
   */
  constructor(
    private readonly read: DashboardFigures,
    private readonly lists: DashboardLists,
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

  async totals(): Promise<Figures> {
    const [total] = await this.#slices('total');
    return total ?? nothing;
  }

  async byHostProvince() {
    const slices = await this.#slices('host');
    return slices
      .map(({ key, ...figures }) => ({ ...figures, regionCode: key }))
      .sort((a, b) => b.stations - a.stations || a.regionCode.localeCompare(b.regionCode));
  }

  async byHomeCity() {
    const slices = await this.#slices('city');
    return underCurrentCodes(slices)
      .map(({ key, ...figures }) => ({ ...figures, regionCode: key }))
      .sort((a, b) => a.regionCode.localeCompare(b.regionCode));
  }

  /** Every tier, from the highest. */
  async byTier() {
    const slices = await this.#slices('tier');
    return Object.values(StationTier).map((tier) => ({
      ...(slices.find(({ key }) => key === tier) ?? nothing),
      tier,
    }));
  }

  async ticketsByCategory() {
    const slices = await this.#slices('category');
    return slices
      .map(({ key, tickets, ...figures }) => ({ ...figures, category: key, count: tickets }))
      .sort((a, b) => b.count - a.count || a.category.localeCompare(b.category));
  }

  /** Every step of the period, cut to it; quiet ones are zero. */
  async trend(grain: Grain): Promise<TrendPoint[]> {
    const rows = await (grain === 'DAY' ? this.#byDay() : this.#byMonth());
    return trendOf(rows, this.#coverage, grain, nothing);
  }

  /** The stations with the highest sums, those with none left out. */
  async topStations(first: number, figure: keyof Sums) {
    this.#stations ??= this.#rows(this.read.byStation(this.actor, this.#coverage));
    const rows = await this.#stations;
    return highest(
      first,
      rows.map((row) => ({ stationId: row.stationId, value: row[figure] })),
    );
  }

  /** The stations with the most overdue tickets, those with none left out. */
  async overdueStations(first: number) {
    const rows = await this.#late();
    return highest(
      first,
      rows
        .filter(({ dimension }) => dimension === 'station')
        .map(({ key, overdueTickets }) => ({ stationId: key, value: overdueTickets })),
    );
  }

  async yearOnYear(): Promise<YearOnYear> {
    const [now, rows] = await Promise.all([this.totals(), this.#once()]);
    const base = rows.find((row) => row.dimension === 'before') ?? nothing;
    return {
      visits: perCent(now.visits, base.visits),
      jobPostings: perCent(now.jobPostings, base.jobPostings),
      openings: perCent(now.openings, base.openings),
      tickets: perCent(now.tickets, base.tickets),
    };
  }

  /** The instant of which the oldest figures are that were asked for, when the database does not answer; else null. */
  async staleSince(): Promise<Date | null> {
    // What stands beside it has been asked for by then.
    await turn();
    const answers = await Promise.allSettled(this.answers);
    const since = answers.flatMap((one) =>
      one.status === 'fulfilled' && one.value.staleSince ? [one.value.staleSince.getTime()] : [],
    );
    return since.length > 0 ? new Date(Math.min(...since)) : null;
  }

  /** A page of the records that a figure of a slice counts, by their ids. */
  page(figure: Figure, slice: Slice, page: Page): Promise<Connection<{ id: string }>> {
    return this.lists.page(this.actor, this.#coverage, figure, slice, page);
  }

  /** The figure of a slice, however it is cut. */
  value(figure: Figure, slice: Slice): Promise<number> {
    return this.lists.value(this.actor, this.#coverage, figure, slice);
  }

  async #rows<Row>(answer: Promise<Answer<readonly Row[]>>): Promise<readonly Row[]> {
    this.answers.push(answer);
    return (await answer).value;
  }

  /** The slices of one dimension in which anything is not zero, and the total in any case. */
  async #slices(dimension: Dimension): Promise<SliceFigures[]> {
    const [rows, late] = await Promise.all([this.#once(), this.#late()]);
    const overdue = new Map(
      late.flatMap((row) => (row.dimension === dimension ? [[row.key, row.overdueTickets]] : [])),
    );
    return rows
      .filter((row) => row.dimension === dimension)
      .map(({ dimension: _, ...row }) => ({ ...row, overdueTickets: overdue.get(row.key) ?? 0 }))
      .filter((row) => dimension === 'total' || figureNames.some((figure) => row[figure] > 0));
  }

  #once() {
    this.#figures ??= this.#rows(this.read.figures(this.actor, this.#coverage));
    return this.#figures;
  }

  #byDay() {
    this.#days ??= this.#rows(this.read.byDay(this.actor, this.#coverage));
    return this.#days;
  }

  #byMonth() {
    this.#months ??= this.#rows(this.read.byMonth(this.actor, this.#coverage));
    return this.#months;
  }

  #late() {
    this.#overdue ??= this.#rows(this.read.overdue(this.actor, this.#coverage));
    return this.#overdue;
  }
}

/** The figures of one slice, under a region code, a tier, a category, or '' for all. */
type SliceFigures = Figures & { key: string };

/** Adds what still stands under a city's former code to what stands under its present one. */
function underCurrentCodes(slices: SliceFigures[]): SliceFigures[] {
  const cities = new Map<string, SliceFigures>();
  for (const row of slices) {
    const key = regions.get(row.key).code;
    const counted = cities.get(key) ?? { ...nothing, key };
    for (const figure of figureNames) counted[figure] += row[figure];
    cities.set(key, counted);
  }
  return [...cities.values()];
}

/** One decimal, or null without a base. */
const perCent = (now: number, base: number): number | null =>
  base === 0 ? null : Math.round(((now - base) / base) * 1_000) / 10;

/** @throws BAD_USER_INPUT for fewer than one or more than 100 */
function highest(first: number, stations: { stationId: string; value: number }[]) {
  if (first < 1 || first > 100) throw new DomainError('BAD_USER_INPUT', 'PAGE_SIZE_INVALID');
  return stations
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value || a.stationId.localeCompare(b.stationId))
    .slice(0, first);
}
