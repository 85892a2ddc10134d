import type pg from 'pg';
import { ALL, type Wanted } from '../../src/graphql/wanted.ts';
import type { Database } from '../../src/infra/db/database.ts';
import { createReader, type Reader } from '../../src/operations/reader.ts';

/** A node of a plan as EXPLAIN (ANALYZE, FORMAT JSON) tells it. */
export interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: Plan[];
}

/** How many rows a node looked at, those it passed over among them. */
export const looked = (plan: Plan): number =>
  (plan['Actual Rows'] +
    (plan['Rows Removed by Filter'] ?? 0) +
    (plan['Rows Removed by Index Recheck'] ?? 0)) *
  plan['Actual Loops'];

/** The service's reader on a session of the service's role: statement and settings are its own. */
export const readerOn = (session: pg.Client): Reader => readerWith(session, '', () => {});

/** All nodes of the plan of the one statement that a read runs. The read itself finds nothing. */
export async function planOf(
  session: pg.Client,
  read: (reader: Reader) => Promise<unknown>,
): Promise<Plan[]> {
  let top: Plan | undefined;
  const explain = 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ';
  await read(
    readerWith(session, explain, ([row]) => {
      const [explained] = row ? (row['QUERY PLAN'] as { Plan: Plan }[]) : [];
      top = explained?.Plan;
    }),
  );
  const withParts = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(withParts)];
  return top ? withParts(top) : [];
}

function readerWith(
  session: pg.Client,
  prefix: string,
  heard: (rows: Record<string, unknown>[]) => void,
): Reader {
  const instead: Pick<Database, 'read'> = {
    async read(settings, _name, query) {
      await session.query(`BEGIN READ ONLY; ${settings}`);
      const { rows } = await session.query(prefix + query.text, query.values);
      await session.query('COMMIT');
      heard(rows);
      return prefix ? [] : rows;
    },
  };
  return createReader(instead as Database);
}

/** All of a row, and its enterprise along with it. */
export const withEnterprise: Wanted = {
  properties: null,
  of: (field) => (field === 'enterprise' ? ALL : null),
};
