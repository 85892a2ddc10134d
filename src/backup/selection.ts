import pg from 'pg';
import type { Province, Table } from './tables.ts';

const quoted = pg.escapeIdentifier;
const literal = pg.escapeLiteral;

/** Which rows of the shared tables go into the backup. A table of the session's own: nobody else sees it. */
const SELECTION = 'selected_row';

/** Before the snapshot begins, in which no table can be made; but rows of such a table may be written. */
export async function prepareSelection(client: pg.Client): Promise<void> {
  await client.query(
    `CREATE TEMPORARY TABLE ${SELECTION} (source text COLLATE "C", id uuid, PRIMARY KEY (source, id))`,
  );
}

/**
 * Selects of the shared tables the province's own rows, and then what these, its other rows and what was selected so
 * far refer to, until nothing new is found.
 */
export async function selectShared(
  client: pg.Client,
  tables: readonly Table[],
  province: Province,
): Promise<void> {
  const add = async (rows: string) => {
    const { rowCount } = await client.query(`INSERT INTO ${SELECTION} ${rows} ON CONFLICT DO NOTHING`);
    return rowCount ?? 0;
  };
  for (const table of tables) {
    if (table.kind !== 'shared') continue;
    await add(
      `SELECT ${literal(table.name)}, t.id FROM ${quoted(table.name)} t WHERE ${table.own(province)}`,
    );
  }
  const isShared = new Set(tables.filter(({ kind }) => kind === 'shared').map(({ name }) => name));
  // Children first: most of what is referred to is found at the first time through.
  const references = [...tables].reverse().flatMap((child) =>
    child.references.flatMap(({ table, columns: [column, ...more] }) => {
      if (!isShared.has(table) || column === undefined || more.length > 0) return [];
      return `SELECT DISTINCT ${literal(table)}, t.${quoted(column)} FROM ${quoted(child.name)} t
               WHERE (${belongs(child, tables, province)}) AND t.${quoted(column)} IS NOT NULL`;
    }),
  );
  for (let found = 1; found > 0; ) {
    found = 0;
    for (const rows of references) found += await add(rows);
    await client.query(`ANALYZE ${SELECTION}`);
  }
}

/** The condition that a row `t` of the table goes into the backup. */
export function belongs(table: Table, tables: readonly Table[], province: Province): string {
  switch (table.kind) {
    case 'tenant':
      return `t.tenant = '${province.tenant}'`;
    case 'shared':
      return `t.id IN (SELECT s.id FROM ${SELECTION} s WHERE s.source = ${literal(table.name)})`;
    case 'part': {
      const whole = tables.find(({ name }) => name === table.of);
      if (!whole) throw new Error(`${table.name} is a part of ${table.of}, which no backup holds.`);
      return `t.${quoted(table.by)} IN
        (SELECT t.id FROM ${quoted(whole.name)} t WHERE ${belongs(whole, tables, province)})`;
    }
  }
}

/** The statement that sends the rows in question out, in the order of the key. */
export const copyOut = ({ name, columns, order }: Table, condition: string): string =>
  `COPY (SELECT ${columns.map((column) => `t.${quoted(column)}`).join(', ')} FROM ${quoted(name)} t
          WHERE ${condition} ORDER BY ${order}) TO STDOUT`;
