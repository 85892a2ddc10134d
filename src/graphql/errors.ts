import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '../shared/errors.ts';
import { type Locale, type MessageKey, translate } from '../shared/messages.ts';

/** Messages of graphql-js that speak of the document and the schema alone, never of a value that was sent. */
const DOCUMENT_MESSAGES =
  /^(Cannot query field|Unknown (argument|type|fragment|directive|operation)|Field "\w+" (must|of type|argument)|Fragment|Variable "\$\w+" (is not|is never|of type|has)|There can be only one|Must provide operation|The directive|Directive)/;

/** Syntax errors quote the token they met; its value may be somebody's data, its kind is not. */
const syntaxMessage = (message: string) =>
  message.replace(/(Expected|Unexpected|found) (\w+) ".*$/s, '$1 $2.');

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

  const original = unwrapResolverError(error);
  if (original instanceof DomainError) return answer(original.code, original.messageKey);
  switch (formatted.extensions?.code) {
    case 'GRAPHQL_PARSE_FAILED':
      return answer('GRAPHQL_PARSE_FAILED', 'DOCUMENT_UNREADABLE', {}, syntaxMessage(formatted.message));
    case 'GRAPHQL_VALIDATION_FAILED': {
      const detail = DOCUMENT_MESSAGES.test(formatted.message) ? formatted.message : '';
      return answer('GRAPHQL_VALIDATION_FAILED', detail ? 'DOCUMENT_INVALID' : 'BAD_USER_INPUT', {}, detail);
    }
    case 'BAD_USER_INPUT': {
      const field = variablePath(formatted.message);
      return answer('BAD_USER_INPUT', 'BAD_USER_INPUT', field ? { field } : {});
    }
    case 'BAD_REQUEST':
    case 'OPERATION_RESOLUTION_FAILURE':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      return answer('BAD_USER_INPUT', 'BAD_REQUEST_BODY');
    default:
      return answer('INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR', { requestId });
  }
}

/** Whether an error is a fault of the service, which belongs into its log, and not the client's or the rules'. */
export function isFault(error: unknown): boolean {
  const original = unwrapResolverError(error);
  if (original instanceof DomainError) return original.code === 'UNAVAILABLE';
  return !(original instanceof GraphQLError);
}

/** `input.participants.3`, taken out of graphql-js's message on a variable, which quotes the whole value. */
function variablePath(message: string): string[] | undefined {
  const name = /^Variable "\$(\w+)" got invalid value /.exec(message)?.[1];
  if (!name) return undefined;
  const at = / at "([\w.[\]]+)"; /.exec(message)?.[1] ?? name;
  const missing = /; Field "(\w+)" of required type /.exec(message)?.[1];
  const path = at.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  return missing ? [...path, missing] : path;
}
