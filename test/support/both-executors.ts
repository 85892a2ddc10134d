import { ApolloServer } from '@apollo/server';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { Context } from '../../src/graphql/context.ts';
import { describeError } from '../../src/graphql/errors.ts';

interface Asked {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation?: { operation: OperationTypeNode };
  request: { query?: string; operationName?: string; variables?: Record<string, unknown> };
  context: Context;
}

/** Queries that were asked of both executors, and those of them that were not answered alike. */
export interface Comparison {
  asked: number;
  failed: number;
  different: string[];
}

/** From now on whatever query a service in this process is asked is executed by graphql-js, too, and compared. */
export function executeByBoth(): Comparison {
  const comparison: Comparison = { asked: 0, failed: 0, different: [] };
  const { start } = ApolloServer.prototype;
  ApolloServer.prototype.start = async function (this: ApolloServer) {
    await start.call(this);
    const { internals } = this as unknown as {
      internals: { gatewayExecutor(asked: Asked): Promise<ExecutionResult> };
    };
    const ours = internals.gatewayExecutor;
    internals.gatewayExecutor = async (asked) => {
      const planned = await ours(asked);
      if (asked.operation?.operation !== OperationTypeNode.QUERY) return planned;
      const expected = await byGraphqlJs(asked);
      comparison.asked++;
      if (planned.errors) comparison.failed++;
      if (!areAlike(planned, expected)) {
        const { query, variables } = asked.request;
        comparison.different.push(JSON.stringify({ query, variables, planned, expected }));
      }
      return planned;
    };
  };
  return comparison;
}

/** With batches of its own: nothing that was read for the other answer is taken. */
async function byGraphqlJs({ schema, document, request, context }: Asked): Promise<ExecutionResult> {
  const { authentication, locale, requestId, address, client } = context;
  return execute({
    schema,
    document,
    contextValue: new Context(authentication, async () => authentication, locale, requestId, address, client),
    variableValues: request.variables,
    operationName: request.operationName,
  });
}

/**
 * The same data, byte for byte, and the same errors. Where null stands for several that failed at once, one answer may tell of
 * fewer of them: who fails in what is null already need not be told of, and graphql-js leaves it to chance.
 */
function areAlike(one: ExecutionResult, other: ExecutionResult): boolean {
  if (JSON.stringify(one.data) !== JSON.stringify(other.data)) return false;
  const [first, second] = [toldByNull(one), toldByNull(other)];
  return (
    first.size === second.size &&
    [...first].every(([place, errors]) => {
      const others = second.get(place) ?? new Set();
      return others.size > 0 && (isWithin(errors, others) || isWithin(others, errors));
    })
  );
}

const isWithin = (few: Set<string>, many: Set<string>) => [...few].every((one) => many.has(one));

/** What a client is told of errors, by the place where null stands for it. */
function toldByNull({ data, errors = [] }: ExecutionResult): Map<string, Set<string>> {
  const told = new Map<string, Set<string>>();
  for (const error of errors) {
    const place: (string | number)[] = [];
    let held: unknown = data;
    for (const key of error.path ?? []) {
      if (held == null) break;
      held = (held as Record<string | number, unknown>)[key];
      place.push(key);
    }
    const where = `${held} ${JSON.stringify(place)}`;
    const text = JSON.stringify(describeError(error.toJSON(), error, 'en', ''));
    told.set(where, (told.get(where) ?? new Set()).add(text));
  }
  return told;
}
