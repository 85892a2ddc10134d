export { createDashboardQueries } from './dashboard.queries.ts';
export {
  DashboardResolver,
  HomeCityFiguresResolver,
  HostProvinceFiguresResolver,
  StationFigureResolver,
} from './dashboard.resolver.ts';
