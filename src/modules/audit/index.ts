export { createAuditQueries } from './audit.queries.ts';
export { AuditResolver } from './audit.resolver.ts';
export { assertOld, pruneAudit } from './pruning.ts';
export { sealAudit, sealing } from './sealing.ts';
export { createSigner, readHead } from './signing.ts';
export { type Finding, verifyAudit } from './verifying.ts';
