import Negotiator from 'negotiator';

const JSON_TYPE = 'application/json';
const TYPES = [JSON_TYPE, 'application/graphql-response+json'];

/** The type of GraphQL over HTTP that a client would rather have; null when it takes neither. */
export function mediaTypeAccepted(accept: string | undefined): string | null {
  return new Negotiator({ headers: { accept } }).mediaType(TYPES) ?? null;
}

/** The same for an answer that must be given: who takes neither gets JSON. */
export const mediaTypeFor = (accept: string | undefined): string =>
  `${mediaTypeAccepted(accept) ?? JSON_TYPE}; charset=utf-8`;
