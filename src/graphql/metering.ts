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

/**
 * OK, the code of the first error, which are few and ours, or USER_ERROR for a change that left something to mend: their
 * codes stand where the client may have put anything else by an alias.
 */
function outcomeOf(body: GraphQLResponse['body']): string {
  if (body.kind !== 'single') return 'OK';
  const { errors, data } = body.singleResult;
  if (errors?.[0]) return String(errors[0].extensions?.code);
  return Object.values(data ?? {}).some(leavesToMend) ? 'USER_ERROR' : 'OK';
}

const leavesToMend = (payload: unknown): boolean =>
  typeof payload === 'object' &&
  payload !== null &&
  'userErrors' in payload &&
  Array.isArray(payload.userErrors) &&
  payload.userErrors.length > 0;
