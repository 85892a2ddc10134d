export { createAuditQueries } from './audit.queries.ts';
export { AuditResolver } from './audit.resolver.ts';
export { assertOld, pruneAudit } from './pruning.ts';
export { type Sealing, sealAudit, sealing } from './sealing.ts';
export { createSigner, type Head, readHead, type Signer } from './signing.ts';
export { type Finding, verifyAudit } from './verifying.ts';
