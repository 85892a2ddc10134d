import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts';

let parent: string;
let directory: string;
let server: EmbeddedPostgres | undefined;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'labor-embedded-'));
  await chmod(parent, 0o711);
  directory = join(parent, 'postgres');
});

afterAll(async () => {
  await server?.stop();
  await rm(parent, { recursive: true, force: true });
});

it('creates the roles and the database at the first start', async () => {
  server = await start();
  expect(await rows(server.adminUrl, roles)).toEqual([
    { rolname: 'labor_api', rolcanlogin: true, rolsuper: false, rolbypassrls: false },
    { rolname: 'labor_owner', rolcanlogin: true, rolsuper: false, rolbypassrls: false },
    { rolname: 'labor_service', rolcanlogin: false, rolsuper: false, rolbypassrls: false },
  ]);
  expect(await rows(server.serviceUrl, whoami)).toEqual([
    { role: 'labor_api', is_service: true, owner: 'labor_owner', encoding: 'UTF8', collation: 'C.UTF-8' },
  ]);
  await rows(server.ownerUrl, "CREATE TABLE kept AS SELECT '岑巩县' AS name");
});

it('refuses a second service on the same directory and leaves the first alone', async () => {
  await expect(start()).rejects.toThrow(/正在使用.*\nAnother service \(process \d+\) is using/);
  expect(await kept()).toEqual([{ name: '岑巩县' }]);
});

it('keeps the data from one start to the next', async () => {
  await server?.stop();
  server = await start();
  expect(await kept()).toEqual([{ name: '岑巩县' }]);
});

it('keeps the data when the server was killed', async () => {
  const record = await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8');
  process.kill(Number.parseInt(record, 10), 'SIGKILL');
  await server?.stop();
  server = await start();
  expect(await kept()).toEqual([{ name: '岑巩县' }]);
});

it('says what PostgreSQL said when it does not start', async () => {
  await server?.stop();
  server = undefined;
  await rm(join(directory, 'data', 'global', 'pg_control'));
  await expect(start()).rejects.toThrow(/启动失败。\nThe embedded PostgreSQL did not start:\n.*pg_control/s);
});

const roles = `
  SELECT rolname, rolcanlogin, rolsuper, rolbypassrls
    FROM pg_roles WHERE rolname LIKE 'labor%' ORDER BY rolname`;

const whoami = `
  SELECT current_user::text AS role, pg_has_role('labor_service', 'MEMBER') AS is_service,
         pg_get_userbyid(datdba)::text AS owner, pg_encoding_to_char(encoding)::text AS encoding,
         datcollate AS collation
    FROM pg_database WHERE datname = current_database()`;

function start(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ directory });
}

function kept(): Promise<unknown[]> {
  return rows(server?.ownerUrl ?? '', 'TABLE kept');
}

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
