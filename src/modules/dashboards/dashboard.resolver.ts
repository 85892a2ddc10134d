import { Arg, Ctx, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { found } from '../../graphql/found.ts';
import { assertPeriod, PeriodInput } from '../../graphql/period.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { authorize } from '../../operations/permissions.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { Region, regions } from '../regions/index.ts';
import { Station, type StationQueries } from '../stations/index.ts';
import type { CachedFigures } from './dashboard.cache.ts';
import type { DashboardLists } from './dashboard.lists.ts';
import type { Sums } from './dashboard.sources.ts';
import { Dashboard } from './dashboard.ts';
import {
  Grain,
  HomeCityFigures,
  HostProvinceFigures,
  Measure,
  NetworkTotals,
  StationFigure,
  TicketCategoryFigures,
  TierFigures,
  TrendPoint,
  YearOnYear,
} from './dashboard.types.ts';

const measures: Record<Measure, keyof Sums> = {
  VISITS: 'visits',
  JOB_POSTINGS: 'jobPostings',
  OPENINGS: 'openings',
  TICKETS: 'tickets',
};

@ObjectType({ description: '数据看板: the network of a home region in a period.' })
export class NetworkDashboard {}

@Resolver(() => NetworkDashboard)
export class DashboardResolver {
  constructor(
    private readonly figures: CachedFigures,
    private readonly lists: DashboardLists,
    private readonly clock: Clock,
  ) {}

  @Query(() => NetworkDashboard, { nullable: true, description: 'The network of a home region in a period.' })
  async networkDashboard(
    @Ctx() ctx: Context,
    @Arg('homeProvinceCode', () => String, { description: 'The home region: 52 or 520000.' })
    homeProvinceCode: string,
    @Arg('period', () => PeriodInput, { description: 'The business days it covers.' }) period: PeriodInput,
  ): Promise<Dashboard> {
    // Figures that are at hand are read by nobody, and so would ask for no proof.
    if (!(await ctx.isSure())) throw new DomainError('UNAUTHENTICATED');
    const { actor, isVerified } = ctx.asLastKnown;
    authorize(actor, 'networkDashboard');
    assertPeriod(period);
    const figures = isVerified ? this.figures.current : this.figures.left;
    const dashboard = new Dashboard(figures, this.lists, actor, homeProvinceCode, period, this.clock());
    ctx.sources.push(dashboard);
    return dashboard;
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'Null: the figures are those of now. Otherwise the database does not answer, and those beside this field are of that instant.',
  })
  staleSince(@Root() dashboard: Dashboard) {
    return dashboard.staleSince();
  }

  @FieldResolver(() => Region, {
    description: 'What the figures cover: the region asked for, cut down to your own.',
  })
  scope(@Root() dashboard: Dashboard) {
    return regions.get(dashboard.regionCode);
  }

  @FieldResolver(() => NetworkTotals, { description: 'The figures of the whole scope.' })
  totals(@Root() dashboard: Dashboard) {
    return dashboard.totals();
  }

  @FieldResolver(() => [HostProvinceFigures], { description: 'By host province, most stations first.' })
  byHostProvince(@Root() dashboard: Dashboard) {
    return dashboard.byHostProvince();
  }

  @FieldResolver(() => [HomeCityFigures], { description: 'By home city, in the order of their codes.' })
  byHomeCity(@Root() dashboard: Dashboard) {
    return dashboard.byHomeCity();
  }

  @FieldResolver(() => [TierFigures], { description: 'By tier of the station, from the highest.' })
  byTier(@Root() dashboard: Dashboard) {
    return dashboard.byTier();
  }

  @FieldResolver(() => [TicketCategoryFigures], { description: 'Tickets by category, most first.' })
  ticketsByCategory(@Root() dashboard: Dashboard) {
    return dashboard.ticketsByCategory();
  }

  @FieldResolver(() => [TrendPoint], { description: 'Over time, every step of the period.' })
  trend(@Root() dashboard: Dashboard, @Arg('by', () => Grain, { description: 'The steps.' }) by: Grain) {
    return dashboard.trend(by);
  }

  @FieldResolver(() => [StationFigure], { description: 'The stations with the highest figures.' })
  topStations(
    @Root() dashboard: Dashboard,
    @Arg('first', () => Int, { description: 'How many, 1 to 100.' }) first: number,
    @Arg('by', () => Measure, { description: 'What to rank by.' }) by: Measure,
  ) {
    return dashboard.topStations(first, measures[by]);
  }

  @FieldResolver(() => [StationFigure], { description: 'The stations with the most overdue tickets.' })
  overdueStations(
    @Root() dashboard: Dashboard,
    @Arg('first', () => Int, { description: 'How many, 1 to 100.' }) first: number,
  ) {
    return dashboard.overdueStations(first);
  }

  @FieldResolver(() => YearOnYear, { description: 'Against the same period a year before.' })
  yearOnYear(@Root() dashboard: Dashboard) {
    return dashboard.yearOnYear();
  }
}

@Resolver(() => HostProvinceFigures)
export class HostProvinceFiguresResolver {
  @FieldResolver(() => Region, { description: 'The host province.' })
  region(@Root() figures: HostProvinceFigures) {
    return regions.get(figures.regionCode);
  }
}

@Resolver(() => HomeCityFigures)
export class HomeCityFiguresResolver {
  @FieldResolver(() => Region, { description: 'The home city.' })
  region(@Root() figures: HomeCityFigures) {
    return regions.get(figures.regionCode);
  }
}

@Resolver(() => StationFigure)
export class StationFigureResolver {
  constructor(private readonly stations: StationQueries) {}

  @FieldResolver(() => Station, { description: 'The station.' })
  async station(@Root() figure: StationFigure, @Ctx() ctx: Context) {
    return found(await ctx.one(this.stations.byIds, figure.stationId));
  }
}
