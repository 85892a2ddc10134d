import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
} from 'graphql';
import { createParameterDecorator, Extensions } from 'type-graphql';

/** What a document asks of the rows in one place of it. */
export interface Wanted {
  /** The properties that the fields asked for are made of; null when all may be. */
  readonly properties: ReadonlySet<string> | null;
  /** The same of the row in a field; null where that is not asked for. */
  of(field: string): Wanted | null;
}

/** For whoever does not know: all properties of the row itself, and no other row. */
export const ALL: Wanted = { properties: null, of: () => null };

/** What a plan knows of a field. graphql-js, which is left the rare documents, knows no such thing. */
export interface PlannedInfo extends GraphQLResolveInfo {
  readonly wanted: Wanted;
}

/** Tells a resolver what is asked of its rows, which are those in the fields of this path. */
export const WantedIn = (...path: string[]) =>
  createParameterDecorator(({ info }) => {
    let wanted: Wanted | null = (info as Partial<PlannedInfo>).wanted ?? ALL;
    for (const field of path) wanted = wanted?.of(field) ?? null;
    return wanted ?? ALL;
  });

/** Says which properties of the row a field with a method is made of; of one that does not say it may be any. */
export const Reads = <Row>(...properties: (keyof Row & string)[]) => Extensions({ reads: properties });

interface Asked {
  readonly name: string;
  readonly nodes: readonly FieldNode[];
}

/** @param fieldsOf the fields of a type that are asked for beneath some nodes, none twice under one key */
export function wantedOf(
  returned: GraphQLResolveInfo['returnType'],
  nodes: readonly FieldNode[],
  fieldsOf: (type: GraphQLObjectType, nodes: readonly FieldNode[]) => readonly Asked[],
): Wanted {
  const type = getNamedType(returned);
  if (!isObjectType(type)) return ALL;
  const fields = fieldsOf(type, nodes);
  const read = fields.map(({ name }) => propertiesOf(type, name));
  const within = new Map<string, Wanted | null>();
  const look = (field: string): Wanted | null => {
    const beneath = fields.filter(({ name }) => name === field).flatMap((asked) => asked.nodes);
    const definition = type.getFields()[field];
    return definition && beneath.length > 0 ? wantedOf(definition.type, beneath, fieldsOf) : null;
  };
  return {
    properties: read.includes(null) ? null : new Set(read.flatMap((properties) => properties ?? [])),
    of(field) {
      const known = within.get(field);
      if (known !== undefined) return known;
      const wanted = look(field);
      within.set(field, wanted);
      return wanted;
    },
  };
}

function propertiesOf(type: GraphQLObjectType, name: string): readonly string[] | null {
  const field = type.getFields()[name];
  // Those of every type are made of none.
  if (!field) return [];
  const { reads } = field.extensions as { reads?: readonly string[] };
  return reads ?? (field.resolve ? null : [name]);
}
