import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Meter } from '../infra/metrics.ts';
import type { Context } from './context.ts';

/** Measures each request. */
export const metering = (meter: Meter): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    const startedAt = performance.now();
    return {
      async willSendResponse({ document, operation, response }) {
        const fragments =
          document?.definitions.filter((part) => part.kind === Kind.FRAGMENT_DEFINITION) ?? [];
        const seconds = (performance.now() - startedAt) / 1_000;
        meter.request(labelOf(operation, fragments), outcomeOf(response.body), seconds);
      },
    };
  },
  async invalidRequestWasReceived() {
    meter.request('none', 'BAD_USER_INPUT', 0);
  },
});

/**
 * The one field of the root that an operation asks for. Others share a word, so that there are no more labels than
 * fields, whatever clients send: `several`, or `none` where the document was not one that could run.
 */
function labelOf(
  operation: OperationDefinitionNode | undefined,
  fragments: FragmentDefinitionNode[],
): string {
  if (!operation) return 'none';
  const fields = new Set<string>();
  const spread = new Set<string>();
  const look = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) fields.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) look(selection.selectionSet);
      // Once each: fragments that spread one another twice would double with every level.
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.find(({ name }) => name.value === selection.name.value);
        if (fragment) look(fragment.selectionSet);
      }
    }
  };
  look(operation.selectionSet);
  const [field, ...others] = fields;
  return field === undefined || others.length > 0 ? 'several' : field;
}

/** OK, or the code of the first error: they are few and ours. */
function outcomeOf(body: GraphQLResponse['body']): string {
  const error = body.kind === 'single' ? body.singleResult.errors?.[0] : undefined;
  return error ? String(error.extensions?.code) : 'OK';
}
