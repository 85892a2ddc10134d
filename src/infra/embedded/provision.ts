import pg from 'pg';
import type { Credentials } from './cluster.ts';

export interface DatabaseUrls {
  adminUrl: string;
  ownerUrl: string;
  serviceUrl: string;
}

export function databaseUrls(port: number, credentials: Credentials): DatabaseUrls {
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    adminUrl: url('postgres', credentials.admin, 'postgres'),
    ownerUrl: url('labor_owner', credentials.owner, 'labor'),
    serviceUrl: url('labor_api', credentials.service, 'labor'),
  };
}

/**
 * Creates what is missing of roles and database, and sets the rest right; so a first start that was cut short is
 * completed by the next. The owner migrates, `labor_service` is what migrations grant to, `labor_api` logs in.
 */
export async function provision(adminUrl: string, credentials: Credentials): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const login = (password: string) => `LOGIN ${restricted} PASSWORD ${admin.escapeLiteral(password)}`;
    await admin.query('BEGIN');
    await ensureRole(admin, 'labor_owner', login(credentials.owner));
    await ensureRole(admin, 'labor_service', `NOLOGIN ${restricted}`);
    await ensureRole(admin, 'labor_api', login(credentials.service));
    await admin.query('GRANT labor_service TO labor_api');
    await admin.query('COMMIT');

    const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = 'labor'");
    if (!rowCount) await admin.query('CREATE DATABASE labor OWNER labor_owner');
  } finally {
    await admin.end();
  }
}

const restricted = 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE';

async function ensureRole(admin: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  await admin.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${name} ${attributes}`);
}
