import { v7 as uuidv7 } from 'uuid';
import { sql } from '../infra/db/select.ts';
import type { Transaction } from '../infra/db/transaction.ts';
import type { Actor } from '../shared/actor.ts';
import type { Origin } from '../shared/origin.ts';
import { PLATFORM_TENANT } from '../shared/region-scope.ts';
import type { MovedRecord, TouchedRecord } from './trace.ts';

export interface Audited extends Origin {
  operation: string;
  recordType: string;
  recordId: string;
  at: Date;
  /** Why, in the actor's words. */
  reason?: string | null;
  changes?: (TouchedRecord | MovedRecord)[];
  /** The retired codes that were entered, by field; see `enteredCodes`. */
  formerRegionCodes?: Record<string, string> | null;
}

/** Writes the audit entries of a change into the change's own transaction: one statement, however many. */
export function writeAudit(transaction: Transaction, actor: Actor, ...audited: Audited[]): void {
  const { scope } = actor;
  const tenant = scope?.tenant ?? PLATFORM_TENANT;
  const entries = audited
    .flatMap((one) => [one, ...ofMovedRecords(one, tenant)])
    .map((one) => ({
      ...one,
      changes: one.changes?.filter((change) => !isMoved(change)) ?? null,
      tenant,
      id: uuidv7(),
      actorId: actor.id,
      actorUsername: actor.username,
      actorRole: actor.role,
      homeRegionCode: scope?.side === 'home' ? scope.regionCode : null,
      hostRegionCode: scope?.side === 'host' ? scope.regionCode : null,
    }));
  transaction.send(
    'writeAudit',
    sql`
    INSERT INTO audit_entry (tenant, id, at, actor_id, actor_username, actor_role, operation, record_type, record_id,
                             home_region_code, host_region_code, former_region_codes, request_id, address, reason, changes)
    SELECT e.tenant, e.id, e.at, e."actorId", e."actorUsername", e."actorRole", e.operation, e."recordType", e."recordId",
           e."homeRegionCode", e."hostRegionCode", e."formerRegionCodes", e."requestId", e.address, e.reason, e.changes
      FROM json_to_recordset(${JSON.stringify(entries)}) AS e (
             tenant text, id uuid, at timestamptz, "actorId" uuid, "actorUsername" text, "actorRole" text, operation text,
             "recordType" text, "recordId" uuid, "homeRegionCode" text, "hostRegionCode" text, "formerRegionCodes" jsonb,
             "requestId" text, address text, reason text, changes jsonb)`,
  );
}

/** Each record that an order has moved has an entry of its own, by which it is found: the order's, but for the record. */
const ofMovedRecords = (order: Audited, tenant: string): Audited[] =>
  (order.changes ?? []).filter(isMoved).map(({ isMoved: _, tenant: whose, ...record }) => ({
    ...order,
    recordType: record.type,
    recordId: record.id,
    changes: [whose === '' || whose === tenant ? record : { ...record, tenant: whose }],
    formerRegionCodes: null,
  }));

const isMoved = (change: TouchedRecord | MovedRecord): change is MovedRecord => 'isMoved' in change;

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
