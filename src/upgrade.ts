import { migrate } from './infra/db/migrate.ts';
import { asOwner } from './infra/db/owner.ts';
import { regions, tellRetired } from './modules/regions/index.ts';

/**
 * Brings a database up to this release, as the owner of its tables: its schema, and what it has to know of the directory.
 * @returns the names of the migrations that ran, none when the database was current
 */
export async function upgrade(ownerUrl: string, progress?: (message: string) => void): Promise<string[]> {
  const ran = await migrate(ownerUrl, progress);
  await asOwner(ownerUrl, (client) => tellRetired(client, regions.retired));
  return ran;
}
