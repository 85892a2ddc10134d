import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '../shared/errors.ts';
import { type Locale, type MessageKey, translate } from '../shared/messages.ts';
import { TooComplex } from './too-complex.ts';

/** Messages of graphql-js that speak of the document and the schema alone, never of a value that was sent. */
const DOCUMENT_MESSAGES =
  /^(Cannot query field|Unknown (argument|type|fragment|directive|operation)|Field "\w+" (must|of type|argument)|Fragment|Variable "\$\w+" (is not|is never|of type|has)|There can be only one|Must provide operation|The directive|Directive)/;

/** What the parser says of a document that is too long, and nothing of what is in it. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more that (\d+) tokens\. Parsing aborted\.$/;

/**
 * What the client is told of an error: a stable code, a message in the reader's language, where it happened.
 * Nothing of an unexpected error leaves but the request id, and no value of the input ever does.
 */
export function describeError(
  formatted: GraphQLFormattedError,
  error: unknown,
  locale: Locale,
  requestId: string,
): GraphQLFormattedError {
  const position = {
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    ...(formatted.path ? { path: formatted.path } : {}),
  };
  const answer = (code: string, key: MessageKey, extensions = {}, detail = '') => ({
    message: detail ? `${translate(key, locale)} ${detail}` : translate(key, locale),
    ...position,
    extensions: { code, ...extensions },
  });

  const original = originalOf(error);
  const tooComplex = (limit: string, max: number) =>
    answer('QUERY_TOO_COMPLEX', 'QUERY_TOO_COMPLEX', { limit, max }, `(${limit} ≤ ${max})`);
  if (original instanceof TooComplex) return tooComplex(original.limit, original.max);
  if (original instanceof DomainError) {
    const { code, messageKey, retryAfter } = original;
    return retryAfter === undefined
      ? answer(code, messageKey)
      : answer(code, messageKey, { retryAfter }, `(${retryAfter} s)`);
  }
  switch (formatted.extensions?.code) {
    case 'GRAPHQL_PARSE_FAILED': {
      const tokens = TOO_MANY_TOKENS.exec(formatted.message)?.[1];
      if (tokens) return tooComplex('tokens', Number(tokens));
      // Its message quotes what it met, which may be somebody's data; its location does not.
      return answer('GRAPHQL_PARSE_FAILED', 'DOCUMENT_UNREADABLE');
    }
    case 'GRAPHQL_VALIDATION_FAILED': {
      // They name what the document names; nothing of a schema has so many digits, but somebody's number has.
      const { message } = formatted;
      const detail = DOCUMENT_MESSAGES.test(message) && !/\d{7}/.test(message) ? message : '';
      return answer('GRAPHQL_VALIDATION_FAILED', detail ? 'DOCUMENT_INVALID' : 'BAD_USER_INPUT', {}, detail);
    }
    case 'BAD_USER_INPUT': {
      const { field } = formatted.extensions;
      return answer('BAD_USER_INPUT', 'BAD_USER_INPUT', field ? { field } : {});
    }
    case 'BAD_REQUEST':
      if (formatted.message === 'Operation batching disabled.') {
        return answer('BAD_USER_INPUT', 'BATCHES_NOT_TAKEN');
      }
      return answer('BAD_USER_INPUT', 'BAD_REQUEST_BODY');
    case 'OPERATION_RESOLUTION_FAILURE':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      return answer('BAD_USER_INPUT', 'BAD_REQUEST_BODY');
    default:
      return answer('INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR', { requestId });
  }
}

/** Whether an error is a fault of the service, which belongs into its log, and not the client's or the rules'. */
export function isFault(error: Error): boolean {
  const original = originalOf(error);
  if (original instanceof DomainError) return original.code === 'UNAVAILABLE';
  return !(error instanceof GraphQLError) || !CLIENT_CODES.includes(String(error.extensions.code));
}

/** The codes Apollo gives to what the client did. */
const CLIENT_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

const originalOf = (error: unknown) =>
  error instanceof GraphQLError ? (error.originalError ?? error) : error;
