import { hash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

/** Where opening a ticket leaves rows, each table with the column that says which ticket they belong to. */
export const written = {
  idempotency_key: 'record_id',
  service_ticket: 'id',
  ticket_event: 'ticket_id',
  outbox: 'record_id',
  audit_entry: 'record_id',
} as const;

/** What the relay fills in, once there is an announcement. */
const RELAYED = ['position', 'written_at'];

/** One insert of the transaction, made from a row that the service wrote. */
interface Insert {
  name: string;
  table: string;
  text: string;
  /** The values of that row, of which the keys are replaced. */
  values: { column: string; value: string }[];
}

/** The inserts that the service made for a ticket: the same tables, columns and sizes. */
export async function insertsOf(pool: pg.Pool, ticketId: string): Promise<Insert[]> {
  const inserts: Insert[] = [];
  for (const [table, column] of Object.entries(written)) {
    const { rows: generated } = await pool.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND (attidentity <> '' OR attgenerated <> '')`,
      [table],
    );
    const { rows } = await pool.query<Record<string, string | null>>({
      text: `SELECT * FROM ${table} WHERE ${column} = $1`,
      values: [ticketId],
      types: { getTypeParser: () => (text: string) => text },
    });
    for (const row of rows) {
      const values = Object.entries(row).flatMap(([name, value]) =>
        value === null || RELAYED.includes(name) || generated.some((one) => one.name === name)
          ? []
          : [{ column: name, value }],
      );
      const places = values.map(({ column: name }, i) =>
        name === 'number'
          ? `left($${i + 1}, 10) || lpad(nextval('service_ticket_number')::text, 6, '0')`
          : `$${i + 1}`,
      );
      const text = `INSERT INTO ${table} (${values.map((one) => one.column).join(', ')}) VALUES (${places.join(', ')})
               ${table === 'service_ticket' ? 'RETURNING number' : ''}`;
      inserts.push({
        name: hash('md5', text),
        table,
        text,
        values,
      });
    }
  }
  return inserts;
}

/** Opens another ticket like it: one transaction, statement after statement, all prepared. */
export async function openTicket(pool: pg.Pool, inserts: readonly Insert[]): Promise<string> {
  const id = uuidv7();
  const key = randomUUID();
  let number = '';
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const { name, table, text, values } of inserts) {
      const replaced = values.map(({ column, value }) => {
        if (column === 'key') return key;
        if (column === 'id') return table === 'service_ticket' ? id : uuidv7();
        return column === 'record_id' || column === 'ticket_id' ? id : value;
      });
      const { rows } = await client.query<{ number: string }>({ name, text, values: replaced });
      number ||= rows[0]?.number ?? '';
    }
    await client.query('COMMIT');
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return JSON.stringify({
    data: { openTicket: { ticket: { id, number, status: 'ASSIGNED' }, userErrors: [] } },
  });
}
