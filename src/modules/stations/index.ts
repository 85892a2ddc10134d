export { PastActor, PastActorResolver } from './past-actor.ts';
export { Station, StationTier } from './station.entity.ts';
export { createStationQueries, ownStation, type StationQueries } from './station.queries.ts';
export { StationConnection, StationResolver } from './station.resolver.ts';
export { ViewerStationResolver } from './viewer-station.resolver.ts';
