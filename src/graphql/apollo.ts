import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type GraphQLSchema, Kind, OperationTypeNode } from 'graphql';
import type { Logger } from 'pino';
import type { Meter } from '../infra/metrics.ts';
import { assertAffordable } from './complexity.ts';
import type { Context } from './context.ts';
import { documentLimits } from './document-limits.ts';
import { DocumentStore } from './document-store.ts';
import { describeError, isFault } from './errors.ts';
import { createExecutor } from './execution/executor.ts';
import { type KeptAnswersOptions, keptAnswers } from './kept-answers.ts';
import { metering } from './metering.ts';
import { assertUnhurried, type Rates } from './rates.ts';
import { requestScope } from './request-scope.ts';
import { assertModest, assertVariables } from './variables.ts';

const MAX_TOKENS = 2_000;

/** Apollo Server with only what earns its cost, strict limits and errors that tell nothing they should not. */
export const createApollo = (
  schema: GraphQLSchema,
  {
    logger,
    meter,
    rates,
    introspection,
    kept,
  }: { logger: Logger; meter: Meter; rates: Rates; introspection: boolean; kept: KeptAnswersOptions },
): ApolloServer<Context> =>
  new ApolloServer<Context>({
    gateway: executedByPlans(schema),
    logger,
    introspection,
    csrfPrevention: true,
    persistedQueries: false,
    documentStore: new DocumentStore(),
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [documentLimits],
    parseOptions: { maxTokens: MAX_TOKENS },
    // Apollo's own puts an end of line behind the answer, which is then copied whole.
    stringifyResult: JSON.stringify,
    formatError(formatted, error) {
      const { locale, requestId } = requestScope.getStore() ?? { locale: 'zh-CN', requestId: '' };
      return describeError(formatted, error, locale, requestId);
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      limits(schema, rates),
      keptAnswers(schema, kept),
      tellWhenAgain(),
      requestLog(logger),
      metering(meter),
    ],
  });

/** Apollo's place for an executor of one's own is that of a gateway. */
function executedByPlans(schema: GraphQLSchema): NonNullable<ApolloServerOptions<Context>['gateway']> {
  const execute = createExecutor(schema);
  return {
    onSchemaLoadOrUpdate(loaded) {
      loaded({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({
      async executor({ document, operation, request: { operationName, variables }, context: copy }) {
        const context = copy as Context;
        const asked = { document, operation, operationName, variables: variables ?? {} };
        // A change is begun by nobody who is only presumed.
        if (operation?.operation !== OperationTypeNode.QUERY) await context.makeSure();
        const answer = await execute(asked, context);
        return (await context.makeSure()) ? answer : execute(asked, context);
      },
    }),
    async stop() {},
  };
}

/** Looks at an operation before it runs: are its variables right, does it ask for too much, and not too often? */
const limits = (schema: GraphQLSchema, rates: Rates): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation, request, contextValue }) {
        const variables = request.variables ?? {};
        assertModest(variables);
        if (operation) assertVariables(schema, operation, variables);
        const cost = assertAffordable(schema, document, operation, variables);
        await assertUnhurried(rates, contextValue, cost);
      },
    };
  },
});

/** Says in the header, too, when there is room again. */
const tellWhenAgain = (): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
        const waits = errors.flatMap(({ extensions }) => Number(extensions?.retryAfter ?? 0));
        const longest = Math.max(0, ...waits);
        if (longest > 0) http.headers.set('retry-after', String(longest));
      },
    };
  },
});

/** One line for each operation: its root fields, who asked and how long it took; and one for each fault. */
const requestLog = (logger: Logger): ApolloServerPlugin<Context> => ({
  async requestDidStart({ contextValue }) {
    const startedAt = performance.now();
    const { requestId } = contextValue;
    return {
      async didEncounterErrors({ errors }) {
        for (const error of errors.filter(isFault)) {
          logger.error({ requestId, path: error.path, err: error.originalError ?? error }, 'fault');
        }
      },
      async willSendResponse({ operation, errors, contextValue: { authentication } }) {
        const fields = operation?.selectionSet.selections.map((selection) =>
          selection.kind === Kind.FIELD ? selection.name.value : '...',
        );
        const actor = authentication.kind === 'actor' ? authentication.actor : undefined;
        logger.info(
          {
            requestId,
            fields: fields?.slice(0, 10),
            username: actor?.username,
            role: actor?.role,
            errors: errors?.length ?? 0,
            ms: Math.round(performance.now() - startedAt),
          },
          'operation',
        );
      },
    };
  },
});
