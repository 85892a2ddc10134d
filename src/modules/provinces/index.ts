export { createProvinceCommands } from './province.commands.ts';
export { Province } from './province.entity.ts';
export { createProvinceQueries } from './province.queries.ts';
export { ProvinceResolver } from './province.resolver.ts';
