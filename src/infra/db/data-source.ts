import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.ts';
import { parseInstant } from './instants.ts';
import { SnakeCaseNaming } from './naming.ts';
import type { EntityClass } from './select.ts';

// Dates are business days, not instants: they stay the text PostgreSQL sends.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, parseInstant);

export const MIGRATIONS_TABLE = 'schema_migration';

export interface DataSourceOptions {
  url: string;
  entities: EntityClass[];
  poolSize: number;
  /** Whether each statement is bounded in time: yes for requests, no for migrations. */
  bounded: boolean;
  onIdleError?: (error: Error) => void;
}

/** Neither a slow statement, nor a waiting lock, nor a lost client may hold a connection for long. */
const bounds = {
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
  // For a server that stands still and keeps none of these: past the others, which tell more.
  query_timeout: 12_000,
};

/**
 * A connection whose loss between two statements ends no process: the pool listens to idle ones alone, and whoever has
 * borrowed one is told by the next statement.
 */
class Connection extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => {});
  }
}

/** The connection pool, not yet connected. Statements on one connection are sent without waiting (pg's pipeline). */
export const createDataSource = (options: DataSourceOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities,
    migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    installExtensions: false,
    poolErrorHandler: (error: Error) => options.onIdleError?.(error),
    extra: {
      Client: Connection,
      pipeline: true,
      max: options.poolSize,
      connectionTimeoutMillis: 3_000,
      ...(options.bounded ? bounds : {}),
      keepAlive: true,
      application_name: 'labor-cooperation',
      // A prepared statement is planned for the values of each call: how many rows a scope or a period takes in differs.
      options: '-c TimeZone=UTC -c plan_cache_mode=force_custom_plan',
    },
  });

/** Where a data source leads, for a connection outside its pool. */
export const urlOf = ({ options }: DataSource): string =>
  options.type === 'postgres' && options.url ? options.url : '';
