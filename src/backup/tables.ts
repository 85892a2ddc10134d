import type { CatalogTable } from './catalog.ts';

/** The range of region codes of a province, in digits alone: COPY takes no parameters. */
export interface Province {
  /** Two digits. */
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
}

const lies = (column: string, { from, to }: Province) => `(${column} >= '${from}' AND ${column} < '${to}')`;

/**
 * Tables that all provinces share, each with the rows that are this province's own. Rows that others of its rows refer
 * to come along by themselves, through the foreign keys.
 */
const shared: Record<string, (province: Province) => string> = {
  province: (province) => lies('t.region_code', province),
  station: (province) => lies('t.home_region_code', province),
  hr_office: (province) =>
    `${lies('t.host_region_code', province)} OR ${lies('t.home_region_code', province)}`,
  calendar_entry: (province) => lies('t.province_region_code', province),
  ticket_deadline_rule: (province) => lies('t.province_region_code', province),
  enterprise: (province) => lies('t.region_code', province),
  job_posting: (province) =>
    `${lies('t.author_home_region_code', province)} OR ${lies('t.author_host_region_code', province)}`,
  cooperation_agreement: (province) =>
    `t.id IN (SELECT p.agreement_id FROM cooperation_agreement_party p WHERE ${lies('p.region_code', province)})`,
};

/** Tables whose rows belong to a row of another one, with the column that names it. */
const parts: Record<string, string> = {
  account_credential: 'account_id',
  cooperation_agreement_party: 'agreement_id',
  enterprise_merge: 'source_id',
  job_title: 'posting_id',
};

/** Tables that no backup holds, and why. */
const leftOut: Record<string, string> = {
  schema_migration: 'the head of the backup names the migrations',
  data_key: 'the head of the backup has the fingerprint',
  outbox: 'what was announced is done with; a restored province is announced as such',
  outbox_mark: 'positions of the outbox',
  contact_change: 'marked again when visits are restored',
  contact_set: 'made from the visits when they are restored',
  enterprise_ordinal: 'each database numbers enterprises for itself',
  figure: 'added up from the rows when they are restored',
  figure_cell: 'added up from the rows when they are restored',
  retired_region: 'the directory of the release says it',
  timer: 'when this database is due to be tidied',
  session: 'everybody signs in again: one that was ended since the backup must not come back',
  sign_in_address: 'counted by the platform, of addresses',
  sign_in_failure: 'counted by the platform, of names with and without an account',
};

/** Every table that is thought of by name: each must be there, or it is somebody's mistake. */
export const named = [shared, parts, leftOut].flatMap((list) => Object.keys(list));

/** What a table's rows have to do with a province. */
export type Table = CatalogTable &
  (
    | { readonly kind: 'tenant' }
    | { readonly kind: 'shared'; readonly own: (province: Province) => string }
    | { readonly kind: 'part'; readonly by: string; readonly of: string }
  );

/**
 * The tables of a backup, each with its kind, in the order of the catalog. A table that nobody thought of is not
 * silently left out: it must have a tenant or stand in one of the lists above.
 * @throws Error that names the tables which do neither, or whose rows the owner cannot reach
 */
export function tablesOf(catalog: readonly CatalogTable[]): Table[] {
  const unknown: string[] = [];
  const tables = catalog.flatMap((table): Table[] => {
    const { name, columns, references, reachable } = table;
    if (leftOut[name] !== undefined) return [];
    const own = shared[name];
    const by = parts[name];
    const of = references.find((reference) => reference.columns.join() === by)?.table;
    if (reachable && own) return [{ ...table, kind: 'shared', own }];
    if (reachable && by && of) return [{ ...table, kind: 'part', by, of }];
    if (reachable && columns.includes('tenant')) return [{ ...table, kind: 'tenant' }];
    unknown.push(name);
    return [];
  });
  if (unknown.length > 0) {
    throw new Error(
      `A backup does not know what to do with ${unknown.join(', ')}: see src/backup/tables.ts and \`maintained\` in ` +
        'migrations/policy.ts.',
    );
  }
  return tables;
}
