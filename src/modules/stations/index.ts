export { AccountStationResolver } from './account-station.resolver.ts';
export { PastActor, PastActorResolver } from './past-actor.ts';
export { Station, StationTier } from './station.entity.ts';
export { createStationQueries, ownStation, type StationQueries } from './station.queries.ts';
export { StationConnection, StationResolver } from './station.resolver.ts';
export { findStationToStaff } from './station.staffing.ts';
export { ViewerStationResolver } from './viewer-station.resolver.ts';
