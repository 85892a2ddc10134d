import sql, { join, raw, type Sql } from 'sql-template-tag';
import { getMetadataArgsStorage } from 'typeorm';
import { columnName } from './naming.ts';

// biome-ignore lint/complexity/noBannedTypes: any class TypeORM knows as an entity
export type EntityClass = Function;

/** Which columns of an entity: those of these properties and its id. Null is all of them. */
export type Only = ReadonlySet<string> | null;

/**
 * The select list of an entity under an alias, each column named as its property: `v.visited_on AS "visitedOn"`.
 * It follows the entity's own declarations, so a read never lags behind its table.
 * @param computed what to read a property from, where that is not its column
 */
export function columnsOf(
  entity: EntityClass,
  alias: string,
  computed: Record<string, Sql> = {},
  only: Only = null,
): Sql {
  const parts: Sql[] = [];
  let plain: string[] = [];
  for (const { property, column } of selected(entity, only)) {
    const { [property]: expression } = computed;
    if (!expression) {
      plain.push(`${alias}.${column} AS "${property}"`);
      continue;
    }
    if (plain.length > 0) parts.push(raw(plain.join(', ')));
    plain = [];
    parts.push(sql`${expression} AS ${raw(`"${property}"`)}`);
  }
  if (plain.length > 0) parts.push(raw(plain.join(', ')));
  return join(parts);
}

/** A record in each row of another one's, each column named as its property within it: `e.name AS "enterprise.name"`. */
export function recordWithin<Row extends { id: string }>(
  entity: EntityClass,
  alias: string,
  name: string,
  only: Only,
): { columns: Sql; in(row: object): Row | null } {
  const properties = selected(entity, only).map((property) => ({
    ...property,
    within: `${name}.${property.property}`,
  }));
  return {
    columns: raw(properties.map(({ column, within }) => `${alias}.${column} AS "${within}"`).join(', ')),
    in(row) {
      const record: Record<string, unknown> = {};
      for (const { property, within } of properties) record[property] = (row as typeof record)[within];
      return record.id === null ? null : (record as Row);
    },
  };
}

interface Property {
  readonly property: string;
  readonly column: string;
  readonly isJson: boolean;
}

const propertiesKnown = new Map<EntityClass, readonly Property[]>();

const selected = (entity: EntityClass, only: Only): readonly Property[] =>
  propertiesOf(entity).filter(({ property }) => !only || property === 'id' || only.has(property));

/** The columns of an entity, those it inherits among them. */
export function propertiesOf(entity: EntityClass): readonly Property[] {
  const known = propertiesKnown.get(entity);
  if (known) return known;
  const classes: EntityClass[] = [];
  for (let type = entity; type !== Function.prototype; type = Object.getPrototypeOf(type)) classes.push(type);
  const properties = getMetadataArgsStorage()
    .columns.filter((column) => classes.includes(column.target as EntityClass))
    .map(({ propertyName: property, options: { type } }) => ({
      property,
      column: columnName(property),
      isJson: type === 'jsonb',
    }));
  propertiesKnown.set(entity, properties);
  return properties;
}

export { empty, join, raw, type Sql } from 'sql-template-tag';
export { sql };

/** Joins the conditions that are there by AND. */
export const all = (...conditions: (Sql | false | '' | null | undefined)[]): Sql => {
  const present = conditions.filter((condition): condition is Sql => Boolean(condition));
  return present.reduce((left, right) => sql`${left} AND ${right}`);
};
