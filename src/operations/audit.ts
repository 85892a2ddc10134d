import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../shared/actor.ts';
import { PLATFORM_TENANT } from '../shared/region-scope.ts';
import { AuditEntry } from './audit-entry.entity.ts';

export interface Audited {
  operation: string;
  recordType: string;
  recordId: string;
  at: Date;
  requestId: string;
}

/** Writes the audit entry of a change into the change's own transaction. */
export async function writeAudit(manager: EntityManager, actor: Actor, audited: Audited): Promise<void> {
  const { scope } = actor;
  await manager.insert(AuditEntry, {
    ...audited,
    tenant: scope?.tenant ?? PLATFORM_TENANT,
    id: uuidv7(),
    actorId: actor.id,
    actorUsername: actor.username,
    actorRole: actor.role,
    homeRegionCode: scope?.side === 'home' ? scope.regionCode : null,
    hostRegionCode: scope?.side === 'host' ? scope.regionCode : null,
  });
}
