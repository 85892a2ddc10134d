import { randomBytes } from 'node:crypto';
import pg from 'pg';

const TEMPLATE = 'labor_template';

interface Urls {
  adminUrl: string;
  ownerUrl: string;
  serviceUrl: string;
}

export interface TestDatabase extends Urls {
  /** Removes it, disconnecting whoever still uses it. */
  drop(): Promise<void>;
}

/**
 * A database of its own for a suite: migrated, empty, a clone of the template. All three URLs lead to it.
 * @param template another one to clone: PostgreSQL's own, template0, makes a database that was never migrated
 */
export async function createTestDatabase(template = TEMPLATE): Promise<TestDatabase> {
  const server = serverUrls();
  const name = `labor_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, (admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER labor_owner`),
  );
  return {
    adminUrl: at(server.adminUrl, name),
    ownerUrl: at(server.ownerUrl, name),
    serviceUrl: at(server.serviceUrl, name),
    drop: () => asAdmin(server, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** Creates and migrates the template. Nobody may connect to it afterwards: cloning needs it idle. */
export async function makeTemplate(server: Urls, migrate: (url: string) => Promise<unknown>): Promise<void> {
  await asAdmin(server, (admin) => admin.query(`CREATE DATABASE ${TEMPLATE} OWNER labor_owner`));
  await migrate(at(server.ownerUrl, TEMPLATE));
  await asAdmin(server, (admin) => admin.query(`ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`));
}

/** Where the global setup put the servers. */
function serverUrls(): Urls {
  const { TEST_ADMIN_URL, TEST_OWNER_URL, TEST_SERVICE_URL } = process.env;
  if (!TEST_ADMIN_URL || !TEST_OWNER_URL || !TEST_SERVICE_URL) {
    throw new Error('expected the test servers to run, got no TEST_*_URL: run the tests with npm test');
  }
  return { adminUrl: TEST_ADMIN_URL, ownerUrl: TEST_OWNER_URL, serviceUrl: TEST_SERVICE_URL };
}

export async function asAdmin(
  server: Pick<Urls, 'adminUrl'>,
  work: (admin: pg.Client) => Promise<unknown>,
): Promise<void> {
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** The same server and user, another database. */
function at(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
