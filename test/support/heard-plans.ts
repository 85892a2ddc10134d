import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { asAdmin } from '../setup/database.ts';
import { looked, type Plan } from './plans.ts';

/** A statement that was run, by whomever, in a function or a trigger too, and how it was carried out. */
export interface HeardPlan {
  statement: string;
  plan: Plan;
}

/** Reads of a table beyond what a statement may look at. */
export interface Excess {
  /** Its beginning, which names the operation. */
  statement: string;
  table: string;
  node: string;
  index: string | undefined;
  rows: number;
  pages: number;
}

/**
 * Every statement on a connection to this database that is opened from now on tells its plan, with what it really read: as
 * the service's own role, under its policies and settings, planned as it plans. PostgreSQL tells it in notices of the
 * connection, which nobody but us listens to: plans hold values, and the log is searched for personal ones.
 */
export const tellPlans = (database: { adminUrl: string }): Promise<void> =>
  asAdmin(database, async (admin) => {
    const name = new URL(database.adminUrl).pathname.slice(1);
    await admin.query("LOAD 'auto_explain'");
    for (const [setting, value] of Object.entries({
      session_preload_libraries: 'auto_explain',
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_timing': 'off',
      'auto_explain.log_buffers': 'on',
      'auto_explain.log_nested_statements': 'on',
      'auto_explain.log_format': 'json',
      'auto_explain.log_level': 'notice',
    })) {
      await admin.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
    }
  });

/** What the service's connections tell, those that it has and those that it opens. */
export function hearPlans(dataSource: DataSource): HeardPlan[] {
  const heard: HeardPlan[] = [];
  const { master } = dataSource.driver as unknown as { master: pg.Pool & { _clients: pg.PoolClient[] } };
  const listen = (client: pg.PoolClient) =>
    client.on('notice', ({ message }) => {
      const [, json] = /plan:\n([\s\S]*)$/.exec(message ?? '') ?? [];
      if (!json) return;
      const { 'Query Text': statement, Plan: plan } = JSON.parse(json);
      heard.push({ statement, plan });
    });
  for (const client of master._clients) listen(client);
  master.on('connect', listen);
  return heard;
}

/** What one step of a plan may look at. */
export interface Bounds {
  rows: number;
  /** Of an index, for a bitmap: hundreds of them are on a page. */
  entries: number;
  /** For so few rows: whoever reads more pages reads an index in vain. */
  pages: number;
}

/** The steps of a plan that look at too much of one of the tables, each by itself. */
export function excessesOf(
  { statement, plan }: HeardPlan,
  tables: ReadonlySet<string>,
  most: Bounds,
): Excess[] {
  const found: Excess[] = [];
  const walk = (node: Plan, above?: string) => {
    // An index that a bitmap is made of names no table.
    const table = node['Relation Name'] ?? (node['Node Type'].startsWith('Bitmap') ? above : undefined);
    const parts = node.Plans ?? [];
    if (table !== undefined && tables.has(table) && node['Node Type'] !== 'ModifyTable') {
      const rows = Math.round(looked(node));
      const pages = pagesOf(node) - parts.reduce((sum, part) => sum + pagesOf(part), 0);
      const many = node['Node Type'] === 'Bitmap Index Scan' ? most.entries : most.rows;
      if (rows > many || pages > Math.max(most.pages, PAGES_OF_A_ROW * rows)) {
        found.push({
          statement: statement.replace(/\s+/g, ' ').slice(0, 160),
          table,
          node: node['Node Type'],
          index: node['Index Name'],
          rows,
          pages,
        });
      }
    }
    for (const part of parts) walk(part, table);
  };
  walk(plan);
  return found;
}

/** The levels of an index, the row, and what else a look-up of one row meets. */
const PAGES_OF_A_ROW = 8;

const pagesOf = (node: Plan) => (node['Shared Hit Blocks'] ?? 0) + (node['Shared Read Blocks'] ?? 0);
