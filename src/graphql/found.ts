import type { Actor } from '../shared/actor.ts';
import { DomainError } from '../shared/errors.ts';
import { decodeNodeId, type NodeType } from '../shared/node-id.ts';
import { PLATFORM_TENANT } from '../shared/region-scope.ts';

/** The row, or NOT_FOUND: what is out of reach is answered like what never was. */
export function found<Row>(row: Row | null): Row {
  if (row === null) throw new DomainError('NOT_FOUND');
  return row;
}

/** The same of a row that may still be on its way. */
export const foundIn = <Row>(row: Row | null | Promise<Row | null>): Row | Promise<Row> =>
  row instanceof Promise ? row.then(found) : found(row);

/**
 * The UUID inside an id of this type.
 * @throws NOT_FOUND for anything else, a record of another tenant among it
 */
export function idAs(type: NodeType, id: string, actor: Actor): string {
  const ref = decodeNodeId(id);
  const reachable =
    ref?.type === type && (ref.tenant === null || ref.tenant === (actor.scope?.tenant ?? PLATFORM_TENANT));
  if (!ref || !reachable) throw new DomainError('NOT_FOUND');
  return ref.id;
}
