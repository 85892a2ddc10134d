export { type ContactBook, contactRules, createContactBook } from './contact.book.ts';
export { createContactCommands } from './contact.commands.ts';
export { EnterpriseContact } from './contact.entity.ts';
export { type ContactQueries, createContactQueries } from './contact.queries.ts';
export { ContactResolver, EnterpriseContactsResolver } from './contact.resolver.ts';
export { creditCodeWithCheck } from './credit-code.ts';
export { enterpriseAlong, type WithEnterprise } from './enterprise.along.ts';
export { createEnterpriseCommands } from './enterprise.commands.ts';
export { Enterprise } from './enterprise.entity.ts';
export {
  createEnterpriseQueries,
  type EnterpriseQueries,
  enterpriseById,
  enterprisesByIds,
  ofEnterprise,
} from './enterprise.queries.ts';
export { EnterpriseResolver } from './enterprise.resolver.ts';
export { EnterpriseConnection } from './enterprise.types.ts';
export { KeyEnterprise } from './key-enterprise.entity.ts';
export { createMergeCommands } from './merge.commands.ts';
export { EnterpriseMerge } from './merge.entity.ts';
export { createMergeQueries } from './merge.queries.ts';
export { EnterpriseMergesResolver, MergeResolver } from './merge.resolver.ts';
