export { FollowUp } from './follow-up.entity.ts';
export { createVisitCommands } from './visit.commands.ts';
export { EnterpriseVisit } from './visit.entity.ts';
export { createVisitQueries } from './visit.queries.ts';
export { EnterpriseVisitsResolver, FollowUpResolver, VisitResolver } from './visit.resolver.ts';
