export { type Recoded, recodeRegions } from './recoding.ts';
export { type RegionRecord, regions } from './region.directory.ts';
export { RegionResolver } from './region.resolver.ts';
export { regionCode, regionFilter } from './region.rules.ts';
export { Region, RegionLevel } from './region.type.ts';
export { tellRetired } from './retired.upkeep.ts';
