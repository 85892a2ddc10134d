import type { MigrationInterface } from 'typeorm';
import { createDataSource } from './data-source.ts';
import { asOwner } from './owner.ts';

/** Any number, the same for every migrating process of this service. */
const MIGRATION_LOCK = 5_226_260_001n;

/**
 * Brings the database up to date, as the owner of its tables. Two processes that start together take turns: TypeORM's
 * migrations lock nothing, so an advisory lock is held on a connection of its own around them.
 * @param progress told the name of each migration as it begins: one of ten years' records takes minutes
 * @returns the names of the migrations that ran, none when the database was current
 */
export async function migrate(
  url: string,
  progress: (message: string) => void = () => {},
): Promise<string[]> {
  return asOwner(url, async (lock) => {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const owner = await createDataSource({ url, entities: [], poolSize: 1, bounded: false }).initialize();
    try {
      for (const migration of owner.migrations) tellBefore(migration, progress);
      const ran = await owner.runMigrations({ transaction: 'each' });
      return ran.map((migration) => migration.name);
    } finally {
      await owner.destroy();
    }
  });
}

function tellBefore(migration: MigrationInterface, progress: (name: string) => void): void {
  const up = migration.up.bind(migration);
  migration.up = (queryRunner) => {
    progress(migration.constructor.name);
    return up(queryRunner);
  };
}
