import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isTrueAt, type Span } from '../infra/cache/entry.ts';
import type { Versions } from '../infra/cache/versions.ts';
import type { Clock } from '../shared/clock.ts';
import type { Context } from './context.ts';

export interface KeptAnswersOptions {
  versions: Versions;
  clock: Clock;
  /** The field of the root that is kept. */
  field: string;
  /** Whatever stands on these types beneath it depends on what changes the version of the asker's province, and on nothing else. */
  types: ReadonlySet<string>;
  /** Told of each answer that was kept. */
  onAnswer: () => void;
}

/** How much is kept, in characters of JSON. */
const SIZE = 4_000_000;
/** Variables longer than this are looked at by nobody twice. */
const LONGEST = 1_000;

interface KeptAnswer {
  data: Record<string, unknown>;
  mark: string;
  spans: Span[];
  size: number;
}

/**
 * Gives an answer again that somebody of the same role and region was given to the same document, variables and language,
 * without executing it, for as long as the figures it was made of are true: see `Cache`. Who asks is looked up, and what
 * it costs is counted, as for any other.
 */
export function keptAnswers(schema: GraphQLSchema, options: KeptAnswersOptions): ApolloServerPlugin<Context> {
  const { versions, clock, onAnswer } = options;
  const answers = new LRUCache<string, KeptAnswer>({ maxSize: SIZE, sizeCalculation: ({ size }) => size });
  const isKept = keepable(schema, options);

  return {
    async requestDidStart() {
      let asked: { name: string; mark: string } | null = null;
      return {
        async responseForOperation({ document, operationName, queryHash, request, contextValue }) {
          const { authentication, locale } = contextValue;
          if (authentication.kind !== 'actor' || authentication.passwordDue) return null;
          const { role, scope } = authentication.actor;
          const variables = JSON.stringify(request.variables ?? {});
          if (!scope || variables.length > LONGEST || !isKept(document)) return null;
          if (!(await contextValue.isSure())) return null;
          const { side, from, to, former } = scope;
          const name = [queryHash, operationName, variables, locale, role, side, from, to, ...former].join(
            '\n',
          );
          const { mark, isCurrent } = versions.of(scope.tenant);
          const kept = answers.get(name);
          const now = clock();
          if (!kept || !isCurrent || kept.mark !== mark || !kept.spans.every((span) => isTrueAt(span, now))) {
            asked = { name, mark };
            return null;
          }
          onAnswer();
          return {
            http: { headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: kept.data } },
          };
        },

        async willSendResponse({ response: { body }, contextValue }) {
          if (!asked || body.kind !== 'single' || body.singleResult.errors) return;
          const { data } = body.singleResult;
          const read = await Promise.all(contextValue.sources.flatMap((source) => source.answers));
          if (!data || read.length === 0 || read.some(({ staleSince }) => staleSince !== null)) return;
          const { name, mark } = asked;
          const spans = read.map(({ span }) => span);
          answers.set(name, { data, mark, spans, size: name.length + JSON.stringify(data).length });
        },
      };
    },
  };
}

/** Whether all that a document asks for, in whichever of its operations, may be kept. Each document is looked at once. */
function keepable(schema: GraphQLSchema, { field, types }: KeptAnswersOptions) {
  const known = new WeakMap<DocumentNode, boolean>();
  const look = (document: DocumentNode): boolean => {
    const typeInfo = new TypeInfo(schema);
    let isKept = true;
    visit(
      document,
      visitWithTypeInfo(typeInfo, {
        Field({ name }) {
          const parent = typeInfo.getParentType();
          isKept &&= parent === schema.getQueryType() ? name.value === field : types.has(parent?.name ?? '');
        },
      }),
    );
    return isKept;
  };
  return (document: DocumentNode): boolean => {
    const isKept = known.get(document) ?? look(document);
    known.set(document, isKept);
    return isKept;
  };
}
