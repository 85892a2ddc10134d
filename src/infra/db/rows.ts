import { getMetadataArgsStorage } from 'typeorm';
import { all, empty, join, propertiesOf, raw, type Sql, sql } from './select.ts';

/** An entity, by its class. */
export type RowClass<Entity extends object> = new () => Entity;

type Values = Record<string, unknown>;

/** Writes rows as their entity declares them. What a row leaves out is as the table has it by default. */
export function insertion(entity: RowClass<object>, rows: readonly object[]): Sql {
  const columns = propertiesOf(entity).filter(({ property }) =>
    rows.some((row) => (row as Values)[property] !== undefined),
  );
  const names = columns.map(({ column }) => `"${column}"`).join(', ');
  const values = rows.map((row) => {
    const all = columns.map(({ property, isJson }) => {
      const value = (row as Values)[property];
      return value === undefined ? raw('DEFAULT') : sql`${isJson ? json(value) : value}`;
    });
    return sql`(${join(all)})`;
  });
  return sql`INSERT INTO ${raw(tableOf(entity))} (${raw(names)}) VALUES ${join(values)}`;
}

/** Changes the rows that have these values of some columns; without any, all that the floor lets through. */
export function alteration(entity: RowClass<object>, key: object, patch: object): Sql {
  const named = equations(entity, key);
  const where = named.length > 0 ? sql`WHERE ${all(...named)}` : empty;
  return sql`UPDATE ${raw(tableOf(entity))} SET ${join(equations(entity, patch))} ${where}`;
}

const equations = (entity: RowClass<object>, values: object): Sql[] =>
  propertiesOf(entity).flatMap(({ property, column, isJson }) => {
    const value = (values as Values)[property];
    return value === undefined ? [] : [sql`${raw(`"${column}"`)} = ${isJson ? json(value) : value}`];
  });

const json = (value: unknown) => (value === null ? null : JSON.stringify(value));

function tableOf(entity: RowClass<object>): string {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity);
  if (!table?.name) throw new Error(`${entity.name} names no table.`);
  return `"${table.name}"`;
}
