import pg from 'pg';
import type { Table } from './tables.ts';

const quoted = pg.escapeIdentifier;

/** A record of the backup that cannot stand beside what is there. Its columns are named, and no value of them is. */
export interface Conflict {
  readonly id: string;
  /** What differs from the record of the same key; or what another record has the same. */
  readonly columns: readonly string[];
  readonly kind: 'differs' | 'taken';
}

/** More are not told of. */
const MOST = 20;

/**
 * Compares the rows of the table `arriving` with those that are there: the same key with other content, or another
 * key with the same content of a unique key.
 * @returns the conflicts, and how many records are there in a later version
 */
export async function conflictsOf(
  client: pg.Client,
  table: Table,
  columns: readonly string[],
): Promise<{ conflicts: Conflict[]; kept: number }> {
  const conflicts: Conflict[] = [];
  const name = quoted(table.name);
  const same = (on: readonly string[]) => on.map((column) => `t.${quoted(column)} = a.${quoted(column)}`);
  let kept = 0;

  if (table.kind === 'shared') {
    const differs = (column: string) => `a.${quoted(column)} IS DISTINCT FROM t.${quoted(column)}`;
    const anyDiffers = `(${columns.map(differs).join(' OR ')})`;
    const later = columns.includes('version') ? 't.version > a.version' : 'FALSE';
    const { rows } = await client.query<{ id: string; columns: string[]; later: boolean; of: string }>(`
      SELECT a.id, ${later} AS later, count(*) OVER (PARTITION BY ${later}) AS "of",
             array_remove(ARRAY[${columns
               .map((column) => `CASE WHEN ${differs(column)} THEN ${pg.escapeLiteral(column)} END`)
               .join(', ')}], NULL) AS columns
        FROM arriving a JOIN ${name} t ON ${same(table.key).join(' AND ')}
       WHERE ${anyDiffers} ORDER BY later, a.id LIMIT ${MOST}`);
    kept = Number(rows.find((row) => row.later)?.of ?? 0);
    for (const row of rows)
      if (!row.later) conflicts.push({ id: row.id, columns: row.columns, kind: 'differs' });
  }

  for (const unique of table.uniques) {
    // The province has no rows yet, and those of others cannot be in the way of its own.
    if (unique.includes('tenant')) continue;
    const otherKey = `(${same(table.key).join(' AND ')}) IS NOT TRUE`;
    const { rows } = await client.query<{ id: string }>(
      `SELECT ${table.key.map((column) => `a.${quoted(column)}::text`).join(" || ' ' || ")} AS id
         FROM arriving a JOIN ${name} t ON ${same(unique).join(' AND ')}
        WHERE ${otherKey} LIMIT ${MOST}`,
    );
    conflicts.push(...rows.map(({ id }) => ({ id, columns: unique, kind: 'taken' as const })));
  }
  return { conflicts, kept };
}

export function describeConflicts(table: Table, conflicts: readonly Conflict[]): string {
  const lines = conflicts
    .slice(0, MOST)
    .map(({ id, columns, kind }) =>
      kind === 'differs'
        ? `  ${id}: ${columns.join(', ')} 不同 / differ`
        : `  ${id}: ${columns.join(', ')} 已被另一记录占用 / taken by another record`,
    );
  return [
    `${table.name} 中的记录与备份相矛盾，未恢复 / Records of ${table.name} contradict the backup; nothing was restored:`,
    ...lines,
  ].join('\n');
}

/** A key over expressions or some of the rows was in the way; its error names values, which go no further. */
export function describeTaken(error: unknown, { name }: Table): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code !== '23505') return error;
  return new Error(
    `${name} 中已有记录占用 ${constraint}，未恢复 / A record of ${name} stands in the way (${constraint}); nothing was restored.`,
  );
}
