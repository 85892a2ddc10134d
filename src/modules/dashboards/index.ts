export { bearingOnFigures, createCachedFigures, keptTypes } from './dashboard.cache.ts';
export { createDashboardLists } from './dashboard.lists.ts';
export { createDashboardQueries } from './dashboard.queries.ts';
export {
  DashboardResolver,
  HomeCityFiguresResolver,
  HostProvinceFiguresResolver,
  StationFigureResolver,
} from './dashboard.resolver.ts';
export { DrillDownResolver } from './drill-down.resolver.ts';
export { folding } from './figure.folding.ts';
export { verifyFigures } from './figure.verifying.ts';
