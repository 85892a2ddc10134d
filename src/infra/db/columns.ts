import { Check, Column, PrimaryColumn } from 'typeorm';

/** A code, compared by bytes (collation "C"): policies and look-ups by range can then be served by an index. */
export const CodeColumn = (options: { nullable?: boolean } = {}) =>
  Column({ type: 'text', collation: 'C', ...options });

/** A value sealed by `PersonalData`, or the keyed hash it is found by. */
export const SealedColumn = (options: { nullable?: boolean } = {}) => Column('bytea', options);

/** A row that a province owns: its key begins with the tenant, so that every look-up goes to one shard. */
export abstract class TenantRow {
  @PrimaryColumn('text', { collation: 'C' })
  tenant: string;

  @PrimaryColumn('uuid')
  id: string;
}

/** Names a table's CHECK constraints. Their text stands in the migrations alone: TypeORM compares them by name. */
export const Checked =
  (table: string, ...rules: string[]): ClassDecorator =>
  (entity) => {
    for (const rule of rules) Check(`${table}_${rule}_check`, 'see the migrations')(entity);
  };
