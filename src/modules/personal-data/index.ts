export { PersonalDataResolver } from './personal-data.resolver.ts';
export { createReveals } from './reveal.commands.ts';
export { createRevealLimit } from './reveal.limit.ts';
