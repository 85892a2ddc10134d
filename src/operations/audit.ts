import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../shared/actor.ts';
import type { Origin } from '../shared/origin.ts';
import { PLATFORM_TENANT } from '../shared/region-scope.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import type { TouchedRecord } from './trace.ts';

export interface Audited extends Origin {
  operation: string;
  recordType: string;
  recordId: string;
  at: Date;
  /** Why, in the actor's words. */
  reason?: string | null;
  changes?: TouchedRecord[];
  /** The retired codes that were entered, by field; see `enteredCodes`. */
  formerRegionCodes?: Record<string, string> | null;
}

/** Writes the audit entries of a change into the change's own transaction, all at once. */
export async function writeAudit(manager: EntityManager, actor: Actor, ...audited: Audited[]): Promise<void> {
  const { scope } = actor;
  const entries = audited.map((one) => ({
    ...one,
    tenant: scope?.tenant ?? PLATFORM_TENANT,
    id: uuidv7(),
    actorId: actor.id,
    actorUsername: actor.username,
    actorRole: actor.role,
    homeRegionCode: scope?.side === 'home' ? scope.regionCode : null,
    hostRegionCode: scope?.side === 'host' ? scope.regionCode : null,
  }));
  await manager.insert(AuditEntry, entries);
}

/**
 * The retired region codes of an input, by path: what was entered as one code and is kept as another. Nothing else a
 * person enters as six digits becomes other six digits.
 * @returns null when there are none
 */
export function enteredCodes(raw: unknown, input: unknown): Record<string, string> | null {
  const codes = Object.fromEntries(differences(raw, input, []));
  return Object.keys(codes).length > 0 ? codes : null;
}

function differences(raw: unknown, input: unknown, path: string[]): [path: string, entered: string][] {
  if (typeof raw === 'string' && typeof input === 'string') {
    return raw !== input && CODE.test(raw) && CODE.test(input) ? [[path.join('.'), raw]] : [];
  }
  if (typeof raw !== 'object' || typeof input !== 'object' || !raw || !input) return [];
  return Object.entries(raw).flatMap(([key, value]) =>
    differences(value, (input as Record<string, unknown>)[key], [...path, key]),
  );
}

const CODE = /^\d{6}$/;
