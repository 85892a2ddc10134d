import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/** The pool every server has: the service's own default. */
export const POOL_SIZE = 10;

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** The database, past row-level security. */
export const databaseUrl = process.env.DATABASE_URL ?? '';

export const createPool = () => new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE });

/** Listens on a free port and says where, as the service does. */
export function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`Ready: http://127.0.0.1:${port}/graphql\n`);
  });
}
