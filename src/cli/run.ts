import { join } from 'node:path';
import { type Config, readConfig } from '../config/config.ts';
import { useEmbeddedPostgres } from '../infra/embedded/postgres.ts';
import { upgrade } from '../upgrade.ts';

/** What a command of the operators works with. */
export interface Operator {
  readonly config: Config;
  /** The owner of the tables, see `maintenance`. */
  readonly ownerUrl: string;
  /** The service's own role, held by row-level security. */
  readonly serviceUrl: string;
  /** The words behind the command. */
  readonly args: readonly string[];
  /** Says something to the operator, in Chinese and English. */
  say(message: string): void;
}

/**
 * Runs a command on the service's database, which is brought up to date first; the service may be running meanwhile.
 * Ends the process: with 0, or with 1 and the error's message when the command throws.
 */
export async function run(command: (operator: Operator) => Promise<void>): Promise<void> {
  const resources = new AsyncDisposableStack();
  const say = (message: string) => process.stdout.write(`${message}\n`);
  try {
    const config = readConfig(process.env);
    const { ownerUrl, serviceUrl } = await databaseOf(config, resources, say);
    await upgrade(ownerUrl, (name) => say(`正在迁移数据库 / Migrating the database: ${name}`));
    await command({ config, ownerUrl, serviceUrl, args: process.argv.slice(2), say });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  } finally {
    await resources.disposeAsync();
  }
}

async function databaseOf(config: Config, resources: AsyncDisposableStack, say: Operator['say']) {
  if (config.database) {
    const { url, ownerUrl } = config.database;
    if (ownerUrl) return { serviceUrl: url, ownerUrl };
    throw new Error(
      '此命令需要 MIGRATIONS_DATABASE_URL / This command needs MIGRATIONS_DATABASE_URL, the owner of the tables.',
    );
  }
  const embedded = await useEmbeddedPostgres({ directory: join(config.dataDir, 'postgres'), progress: say });
  resources.defer(() => embedded.stop());
  return embedded;
}
