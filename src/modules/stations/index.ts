export { AccountStationResolver } from './account-station.resolver.ts';
export { PastActor, PastActorResolver } from './past-actor.ts';
export type { Estate } from './station.closing.ts';
export { createStationCommands, type StationCommands } from './station.commands.ts';
export type { StationDirectory } from './station.directory.ts';
export { Station, StationTier } from './station.entity.ts';
export {
  createStationDirectory,
  createStationQueries,
  ownStation,
  ownStations,
  type StationQueries,
  serving,
  stationInCharge,
  stationsByRegion,
} from './station.queries.ts';
export { StationResolver } from './station.resolver.ts';
export { assertOpenOn, isOpenOn, officePhone } from './station.rules.ts';
export { findStationToStaff } from './station.staffing.ts';
export { StationConnection } from './station.types.ts';
export { ViewerStationResolver } from './viewer-station.resolver.ts';
