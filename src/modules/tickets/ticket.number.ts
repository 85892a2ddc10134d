import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';

/** The next number of a province: the province, the day and a running number: 52 20261123 000042. */
export async function nextNumber(change: Change, tenant: string): Promise<string> {
  const [row] = await change.execute<{ n: string }>(
    'nextTicketNumber',
    sql`
    SELECT nextval('service_ticket_number')::text AS n`,
  );
  return `${tenant}${change.today.replaceAll('-', '')}${row?.n.padStart(6, '0')}`;
}

/** The province whose ticket has this number, six digits. */
export const provinceOfNumber = (number: string): string => `${number.slice(0, 2)}0000`;
