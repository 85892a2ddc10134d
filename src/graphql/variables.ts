import {
  coerceInputValue,
  GraphQLError,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { TooComplex } from './too-complex.ts';

/** What variables may hold at most: a spreadsheet of 500 jobs is 13,000 values, in lists of 500, six deep. */
export const VARIABLE_LIMITS = { variableValues: 25_000, variableList: 1_000, variableDepth: 12 } as const;

/** Refuses variables that are larger than any operation needs, before they are looked into. @throws QUERY_TOO_COMPLEX */
export function assertModest(variables: Record<string, unknown>): void {
  const within = (limit: keyof typeof VARIABLE_LIMITS, found: number) => {
    if (found <= VARIABLE_LIMITS[limit]) return;
    throw new GraphQLError('The variables are too large.', {
      originalError: new TooComplex(limit, VARIABLE_LIMITS[limit]),
      extensions: { http: { status: 400 } },
    });
  };
  let level: unknown[] = [variables];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    within('variableDepth', depth);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (Array.isArray(value)) within('variableList', value.length);
      const inner = Object.values(value);
      values += inner.length;
      within('variableValues', values);
      for (const one of inner) next.push(one);
    }
    level = next;
  }
}

/**
 * Checks the variables before they are executed with, to say where they are wrong: graphql-js would say so too, but
 * only in one sentence that quotes the whole value.
 * @throws GraphQLError BAD_USER_INPUT with `extensions.field`, the path in the variables
 */
export function assertVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown>,
): void {
  for (const { variable, type: typeNode, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) continue;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value == null) {
      if (isNonNullType(type) && (value === null || !defaultValue)) throw invalid([name]);
      continue;
    }
    coerceInputValue(value, type, (path, _value, { message }) => {
      throw invalid([name, ...path.map(String), ...missingField(schema, message)]);
    });
  }
}

const invalid = (field: string[]) =>
  new GraphQLError('A variable is not valid.', {
    extensions: { code: 'BAD_USER_INPUT', field, http: { status: 400 } },
  });

/** The field that an object lacks, if that is what is wrong. Only names of the schema pass: keys may be anything. */
function missingField(schema: GraphQLSchema, message: string): string[] {
  const name = /^Field "(\w+)" of required type /.exec(message)?.[1];
  const known = Object.values(schema.getTypeMap()).some(
    (type) => isInputObjectType(type) && name !== undefined && Object.hasOwn(type.getFields(), name),
  );
  return name !== undefined && known ? [name] : [];
}
