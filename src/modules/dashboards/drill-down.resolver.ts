import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import type { NodeReads } from '../../graphql/node.resolver.ts';
import { NetworkDashboard } from './dashboard.resolver.ts';
import type { Dashboard } from './dashboard.ts';
import { FigureList, sliceOf } from './drill-down.ts';
import {
  CountedEnterpriseConnection,
  CountedJobPostingConnection,
  CountedStationConnection,
  CountedTicketConnection,
  CountedVisitConnection,
  FigureListArgs,
  TicketFigureListArgs,
  ticketFigures,
} from './drill-down.types.ts';

/** From a figure to the records it counts: each list has the figure's own name, slice and period. */
@Resolver(() => NetworkDashboard)
export class DrillDownResolver {
  constructor(
    private readonly reads: Pick<
      NodeReads,
      'Station' | 'Enterprise' | 'EnterpriseVisit' | 'JobPosting' | 'ServiceTicket'
    >,
  ) {}

  @FieldResolver(() => CountedStationConnection, { description: 'The stations that are counted.' })
  stations(
    @Root() dashboard: Dashboard,
    @Ctx() ctx: Context,
    @Args(() => FigureListArgs) { slice, ...page }: FigureListArgs,
  ) {
    return new FigureList(ctx, dashboard, 'stations', sliceOf(slice, ctx.actor), page, this.reads.Station);
  }

  @FieldResolver(() => CountedEnterpriseConnection, { description: 'The enterprises visited.' })
  enterprisesContacted(
    @Root() dashboard: Dashboard,
    @Ctx() ctx: Context,
    @Args(() => FigureListArgs) { slice, ...page }: FigureListArgs,
  ) {
    const part = sliceOf(slice, ctx.actor);
    return new FigureList(ctx, dashboard, 'enterprisesContacted', part, page, this.reads.Enterprise);
  }

  @FieldResolver(() => CountedVisitConnection, { description: 'The visits that are counted.' })
  visits(
    @Root() dashboard: Dashboard,
    @Ctx() ctx: Context,
    @Args(() => FigureListArgs) { slice, ...page }: FigureListArgs,
  ) {
    const part = sliceOf(slice, ctx.actor);
    return new FigureList(ctx, dashboard, 'visits', part, page, this.reads.EnterpriseVisit);
  }

  @FieldResolver(() => CountedJobPostingConnection, { description: 'The postings that are counted.' })
  jobPostings(
    @Root() dashboard: Dashboard,
    @Ctx() ctx: Context,
    @Args(() => FigureListArgs) { slice, ...page }: FigureListArgs,
  ) {
    const part = sliceOf(slice, ctx.actor);
    return new FigureList(ctx, dashboard, 'jobPostings', part, page, this.reads.JobPosting);
  }

  @FieldResolver(() => CountedTicketConnection, { description: 'The tickets that a figure counts.' })
  tickets(
    @Root() dashboard: Dashboard,
    @Ctx() ctx: Context,
    @Args(() => TicketFigureListArgs) { slice, figure, category, ...page }: TicketFigureListArgs,
  ) {
    const part = { ...sliceOf(slice, ctx.actor), category: category ?? null };
    const counted = ticketFigures[figure ?? 'TICKETS'];
    return new FigureList(ctx, dashboard, counted, part, page, this.reads.ServiceTicket);
  }
}
