import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';

/** Literals for an argument or a field of a filter; of several kinds where that makes a difference to who looks for it. */
export type Values = (name: string, type: string) => readonly string[];

/**
 * Every list at the root of a schema in many ways: in each order without a filter, by each value of each field of its
 * filter, and by each two fields at once. Each query takes $after.
 */
export function* listsOf(schema: GraphQLSchema, values: Values): Generator<string> {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    if (/Connection$/.test(getNamedType(field.type).name)) yield* waysOf(field, values);
  }
}

function* waysOf(field: GraphQLField<unknown, unknown>, values: Values): Generator<string> {
  const argument = (name: string) => field.args.find((arg) => arg.name === name);
  const required = field.args
    .filter((arg) => arg.name !== 'first' && isNonNullType(arg.type))
    .map((arg) => `${arg.name}: ${literals(arg, values)[0]}`);
  const others = field.args
    .filter(({ name, type }) => !/^(first|after|filter|orderBy)$/.test(name) && !isNonNullType(type))
    .flatMap((arg) => literals(arg, values).map((value) => `${arg.name}: ${value}`));
  const orderBy = argument('orderBy');
  const orders = ['', ...(orderBy ? literals(orderBy, values).map((order) => `orderBy: ${order}`) : [])];
  const filter = argument('filter');
  const filters = ['', ...others, ...(filter ? filtersOf(filter, values) : [])];
  for (const order of orders) {
    for (const one of filters) {
      const given = [...required, order, one].filter(Boolean).join(', ');
      yield `query ($after: String) { list: ${field.name}(first: 20, after: $after, ${given}) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
    }
  }
}

function filtersOf(filter: GraphQLArgument, values: Values): string[] {
  const type = getNamedType(filter.type);
  if (!isInputObjectType(type)) return [];
  const fields = Object.values(type.getFields()).map((field) =>
    literals(field, values).map((value) => `${field.name}: ${value}`),
  );
  const alone = fields.flat();
  const together = fields.flatMap(([one], i) => fields.slice(i + 1).map(([other]) => `${one}, ${other}`));
  return [...alone, ...together].map((given) => `filter: { ${given} }`);
}

function literals({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>, values: Values): readonly string[] {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues().map((value) => value.name);
  if (named.name === 'Boolean') return ['true', 'false'];
  return values(name, named.name);
}
