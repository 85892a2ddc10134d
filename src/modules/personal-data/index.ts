export { createErasures } from './erasure.commands.ts';
export { createExports } from './export.commands.ts';
export { PersonalDataResolver } from './personal-data.resolver.ts';
export { PersonalDataRequest } from './request.entity.ts';
export { createPersonalDataRequestQueries } from './request.queries.ts';
export { createReveals } from './reveal.commands.ts';
export { createRevealLimit, type RevealLimit } from './reveal.limit.ts';
