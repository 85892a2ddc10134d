import {
  type DocumentNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
} from 'graphql';
// Its ES modules bring a graphql of their own along, whose types are not ours.
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity/cjs';
import { TooComplex } from './too-complex.ts';

/** About as many values as the largest screen shows: a page of 100 tickets with 20 steps of history each is 14,000. */
export const LIMIT = 30_000;

/** What a field costs beside its children, where that is more than a value. */
const costs: Record<string, number> = {
  // Hashes a password, on purpose slowly.
  'Mutation.signIn': 3_000,
  'Mutation.createAccount': 3_000,
  'Mutation.resetAccountPassword': 3_000,
  'Mutation.changePassword': 6_000,
  // Statements that count a whole period.
  'Query.networkDashboard': 2_000,
  'NetworkDashboard.trend': 2_000,
  'NetworkDashboard.topStations': 2_000,
  'NetworkDashboard.overdueStations': 2_000,
  'NetworkDashboard.stations': 2_000,
  'NetworkDashboard.enterprisesContacted': 2_000,
  'NetworkDashboard.visits': 2_000,
  'NetworkDashboard.jobPostings': 2_000,
  'NetworkDashboard.tickets': 2_000,
  'NetworkDashboard.yearOnYear': 2_000,
};

/** A statement, in values; and whatever a field of the root sets in motion. */
const STATEMENT = 20;
const ROOT = 200;
/** How many entries a list without `first` is taken to have, where it is not known better. */
const LIST = 10;
const listLengths: Record<string, number> = {
  'Query.regions': 3_500,
  'JobPostingsPayload.jobPostings': 500,
  'PersonalDataExport.tickets': 100,
};

/**
 * Refuses a document that asks for too much: every field costs one, a list as often as it has entries, `first` times
 * for a page. The document is within `documentLimits`: what is spread over and over has been refused before.
 * @returns the cost
 * @throws QUERY_TOO_COMPLEX
 */
export function assertAffordable(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode | undefined,
  variables: Record<string, unknown>,
): number {
  const known = operation && counted(operation);
  const key = operation ? deciding(operation, variables) : '';
  const operationName = operation?.name?.value;
  const cost =
    known?.get(key) ??
    getComplexity({
      schema,
      query,
      variables,
      estimators: [estimate],
      ...(operationName === undefined ? {} : { operationName }),
    });
  if (known && known.size < MOST_COUNTED) known.set(key, cost);
  if (cost > LIMIT) {
    throw new GraphQLError('The query is too complex.', {
      originalError: new TooComplex('cost', LIMIT),
      extensions: { http: { status: 400 } },
    });
  }
  return cost;
}

/** Costs counted before, which go with the document; more of one operation only a client makes that tries numbers out. */
const costsByOperation = new WeakMap<OperationDefinitionNode, Map<string, number>>();
const MOST_COUNTED = 50;

function counted(operation: OperationDefinitionNode): Map<string, number> {
  const known = costsByOperation.get(operation) ?? new Map();
  costsByOperation.set(operation, known);
  return known;
}

/** The variables that a cost can depend on: how many are asked for, and what is left out. */
const deciding = (
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown>,
): string =>
  variableDefinitions
    .map(({ variable: { name } }) => {
      const value = Object.hasOwn(variables, name.value) ? variables[name.value] : undefined;
      return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : '';
    })
    .map(String)
    .join();

const estimate: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const name = `${type.name}.${field.name}`;
  // The schema about itself is in memory, and whether it is shown at all is another setting.
  if (type.name.startsWith('__') || field.name.startsWith('__')) return 1;
  const atRoot = type.name === 'Query' || type.name === 'Mutation';
  if (typeof args.first === 'number') {
    return (
      (costs[name] ?? (atRoot ? ROOT : STATEMENT)) + Math.min(Math.max(args.first, 1), 100) * childComplexity
    );
  }
  return (costs[name] ?? (atRoot ? ROOT : 1)) + lengthOf(name, field) * childComplexity;
};

/** The entries of a list; the edges of a page are counted where `first` is. */
function lengthOf(name: string, field: GraphQLField<unknown, unknown>): number {
  const type = isNonNullType(field.type) ? field.type.ofType : field.type;
  if (!isListType(type) || getNamedType(type).name.endsWith('Edge')) return 1;
  return listLengths[name] ?? LIST;
}
