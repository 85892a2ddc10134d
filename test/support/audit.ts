import type { Person } from './network.ts';

const OF_RECORD = `query ($id: ID!) { auditTrail(first: 20, filter: { recordId: $id }) { edges { node {
  operation actorUsername recordId recordType reason changes { type inserted fields { name before after } } } } } }`;

export interface Trail {
  operation: string;
  actorUsername: string;
  recordType: string;
  reason: string | null;
  /** What became of the record's fields: [before, since]. */
  fields: Record<string, [string | null, string | null]>;
}

interface Told extends Omit<Trail, 'fields'> {
  changes: { type: string; fields: { name: string; before: string | null; after: string | null }[] }[];
}

/** What the audit tells an auditor of one record, latest first. */
export async function trailOf(auditor: Person, id: string): Promise<Trail[]> {
  const { auditTrail } = await auditor.data<{ auditTrail: { edges: { node: Told }[] } }>(OF_RECORD, { id });
  return auditTrail.edges.map(({ node: { operation, actorUsername, recordType, reason, changes } }) => {
    const fields = changes.filter(({ type }) => type === recordType).flatMap((change) => change.fields);
    return {
      operation,
      actorUsername,
      recordType,
      reason,
      fields: Object.fromEntries(fields.map(({ name, before, after }) => [name, [before, after]])),
    };
  });
}
