import { sql } from '../infra/db/select.ts';
import type { Transaction } from '../infra/db/transaction.ts';
import type { Actor } from '../shared/actor.ts';
import { type NodeType, nodeTypes } from '../shared/node-id.ts';
import { PLATFORM_TENANT } from '../shared/region-scope.ts';

/** A record that a change touched, by its type in the API, and all that the change knows of where it belongs. */
export interface Changed {
  type: NodeType;
  id: string;
  tenant: string | undefined;
  regionCodes: readonly string[];
}

/** What the announcement of a change says of one record. */
export interface Announced extends Changed {
  tenant: string;
}

export const isNodeType = (type: string): type is NodeType => nodeTypes.some((known) => known === type);

/** Which regions a row belongs to, by its columns of that name. */
export const regionCodesOf = (row: object): string[] =>
  Object.entries(row).flatMap(([name, value]) =>
    /regionCode$/i.test(name) && typeof value === 'string' ? [value] : [],
  );

/** An account or a session of the actor's own, which belongs where the actor does. */
export const own = ({ scope }: Actor, type: 'Account' | 'Session', id: string): Changed => ({
  type,
  id,
  tenant: undefined,
  regionCodes: scope ? [scope.regionCode] : [],
});

/**
 * Announces the records a change has touched, in its own transaction: one statement, however many. It comes last in the
 * transaction, while the records are locked: so the announcements of one record stand in the order of its changes.
 */
export function announce(
  transaction: Transaction,
  actor: Actor,
  of: { operation: string; at: Date; requestId: string },
  changed: readonly Changed[],
): Announced[] {
  const ofActor = actor.scope?.tenant ?? PLATFORM_TENANT;
  const rows = changed.map(({ type, id, tenant = ofActor, regionCodes }) => ({
    type,
    id,
    tenant,
    regionCodes,
  }));
  transaction.send(
    'announce',
    sql`
    INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
    SELECT c.tenant, c.type, c.id, ${of.operation}, c."regionCodes", ${of.at}, ${of.requestId}
      FROM json_to_recordset(${JSON.stringify(rows)}) AS c (type text, id uuid, tenant text, "regionCodes" text[])`,
  );
  return rows;
}
