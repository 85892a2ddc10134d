import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import type { Context } from '../context.ts';
import { Plan } from './plan.ts';
import { Run } from './run.ts';

/** What is to be executed; the document is valid. */
export interface Asked {
  document: DocumentNode;
  /** Undefined when the document has no operation of this name. */
  operation: OperationDefinitionNode | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

export type Executor = (asked: Asked, context: Context) => Promise<ExecutionResult>;

/**
 * Executes queries by plans, each made once for a document and kept as long as the document is. Changes, and the rare
 * documents with @skip or @include, whose fields differ from one request to the next, are left to graphql-js; a plan
 * answers as it does.
 */
export function createExecutor(schema: GraphQLSchema): Executor {
  const plans = new WeakMap<OperationDefinitionNode, Plan | null>();

  function planOf(document: DocumentNode, operation: OperationDefinitionNode): Plan | null {
    const known = plans.get(operation);
    if (known !== undefined) return known;
    const root = schema.getQueryType();
    const isPlanned = operation.operation === OperationTypeNode.QUERY && root && !hasConditions(document);
    const plan = isPlanned ? new Plan(schema, document, operation, root) : null;
    plans.set(operation, plan);
    return plan;
  }

  return async ({ document, operation, operationName, variables }, context) => {
    const plan = operation && planOf(document, operation);
    if (!plan) {
      return execute({ schema, document, contextValue: context, variableValues: variables, operationName });
    }
    const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (errors) return { errors };
    const run = new Run(context, coerced);
    plan.start(run);
    await run.whole();
    return run.errors.length > 0 ? { errors: run.errors, data: run.data } : { data: run.data };
  };
}

function hasConditions(document: DocumentNode): boolean {
  let has = false;
  visit(document, {
    Directive() {
      has = true;
    },
  });
  return has;
}
