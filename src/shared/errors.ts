import type { MessageKey } from './messages.ts';

/** The codes of top-level errors: authentication, authorisation, limits and faults. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'QUERY_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** An error the client is told of. Its message is chosen by the reader's language when it is answered. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly messageKey: MessageKey;
  /** In how many seconds to try again, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    messageKey: MessageKey = code,
    { retryAfter, ...options }: ErrorOptions & { retryAfter?: number } = {},
  ) {
    super(messageKey, options);
    this.retryAfter = retryAfter;
    this.name = 'DomainError';
    this.code = code;
    this.messageKey = messageKey;
  }
}

/** Whether it says that the database cannot serve just now. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'UNAVAILABLE';

export const UserErrorCode = {
  REQUIRED: 'REQUIRED',
  INVALID: 'INVALID',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  STALE_VERSION: 'STALE_VERSION',
  ILLEGAL_TRANSITION: 'ILLEGAL_TRANSITION',
  IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
  FORBIDDEN: 'FORBIDDEN',
  LOCKED: 'LOCKED',
} as const;
export type UserErrorCode = (typeof UserErrorCode)[keyof typeof UserErrorCode];

/** One thing a person can mend: what is wrong, and in which field of the input. */
export interface Problem {
  readonly code: UserErrorCode;
  readonly messageKey: MessageKey;
  readonly field: readonly string[] | null;
}

/** Ends a change without effect; its problems are answered as `userErrors`. */
export class Rejection extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.messageKey).join(', '));
    this.name = 'Rejection';
    this.problems = problems;
  }
}

/** A rejection for one reason. `field` is a path such as `contact.phone`. */
export const reject = (code: UserErrorCode, messageKey: MessageKey, field?: string): Rejection =>
  new Rejection([{ code, messageKey, field: field?.split('.') ?? null }]);
