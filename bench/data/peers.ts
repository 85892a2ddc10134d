import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { regions } from '../../src/modules/regions/region.directory.ts';

/**
 * What the other servers need: a role that row-level security does not hold, and the regions as a table, which the
 * service has in memory.
 * @param adminUrl the superuser, on the database of the service
 * @returns as whom the others connect
 */
export async function admitPeers(adminUrl: string): Promise<string> {
  const password = randomBytes(16).toString('hex');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const { rowCount } = await admin.query("SELECT FROM pg_roles WHERE rolname = 'bench_peer'");
  // A run that was killed may have left the log of statements on.
  await admin.query('ALTER SYSTEM RESET log_min_duration_statement');
  await admin.query('SELECT pg_reload_conf()');
  await admin.query(`
    ${rowCount ? 'ALTER' : 'CREATE'} ROLE bench_peer LOGIN BYPASSRLS PASSWORD '${password}';
    DROP SCHEMA IF EXISTS bench CASCADE;
    CREATE SCHEMA bench;
    CREATE TABLE bench.region (code text COLLATE "C" PRIMARY KEY, name text NOT NULL);
    GRANT USAGE ON SCHEMA bench TO bench_peer;
    GRANT SELECT ON ALL TABLES IN SCHEMA public, bench TO bench_peer;
    GRANT INSERT ON ALL TABLES IN SCHEMA public TO bench_peer;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO bench_peer`);
  const all = regions.list({});
  await admin.query('INSERT INTO bench.region SELECT * FROM unnest($1::text[], $2::text[])', [
    all.map(({ code }) => code),
    all.map(({ name }) => name),
  ]);
  await admin.query('ANALYZE bench.region');
  await admin.end();
  const url = new URL(adminUrl);
  url.username = 'bench_peer';
  url.password = password;
  return url.href;
}
