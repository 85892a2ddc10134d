export { type ContactBook, contactRules, createContactBook } from './contact.book.ts';
export { EnterpriseContact } from './contact.entity.ts';
export { type ContactQueries, createContactQueries } from './contact.queries.ts';
export { ContactResolver, EnterpriseContactsResolver } from './contact.resolver.ts';
export { creditCodeWithCheck } from './credit-code.ts';
export { createEnterpriseCommands } from './enterprise.commands.ts';
export { Enterprise } from './enterprise.entity.ts';
export {
  createEnterpriseQueries,
  type EnterpriseQueries,
  enterpriseById,
  enterprisesByIds,
} from './enterprise.queries.ts';
export { EnterpriseConnection, EnterpriseResolver } from './enterprise.resolver.ts';
export { KeyEnterprise } from './key-enterprise.entity.ts';
export { EnterpriseMerge } from './merge.entity.ts';
