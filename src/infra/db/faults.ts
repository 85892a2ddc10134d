import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { DomainError } from '../../shared/errors.ts';

/** SQLSTATEs that say the database cannot serve just now (PostgreSQL documentation, appendix A). */
const UNAVAILABLE = /^(08|53|57P|58|25P0[34]|25006|55P03|57014)/;

/** Serialization failure and deadlock: the same transaction, run again, may well succeed. */
export const isLostRace = (error: unknown): boolean => /^(40001|40P01)$/.test(codeOf(error));

/**
 * Whether a connection's prepared statement no longer serves: a column has another type since (feature_not_supported
 * says "cached plan must not change result type"), or somebody in between has discarded it.
 */
export const isOutdatedPlan = (error: unknown): boolean => /^(0A000|26000)$/.test(codeOf(error));

/** Whether a row was refused because another one holds the same place in a unique index or key of this name. */
export const isTaken = (error: unknown, key: string): boolean =>
  codeOf(error) === '23505' && (error as { constraint?: unknown }).constraint === key;

/**
 * Turns a connection that failed or a statement that ran out of time into UNAVAILABLE, text that no column can hold
 * into BAD_USER_INPUT; leaves all else as it is.
 */
export function asDomainError(error: unknown): unknown {
  const code = codeOf(error);
  const message = textOf(error, 'message');
  const connectionFailed =
    // TypeORM takes a lost connection from a transaction under way, whose next statement then finds it gone.
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError ||
    /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_AGAIN)/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/.test(
      message,
    );
  // character_not_in_repertoire: PostgreSQL stores no NUL, so a filter with one can only be a mistake.
  if (code === '22021') return new DomainError('BAD_USER_INPUT', 'BAD_USER_INPUT', { cause: error });
  return UNAVAILABLE.test(code) || connectionFailed
    ? new DomainError('UNAVAILABLE', 'UNAVAILABLE', { cause: error })
    : error;
}

const codeOf = (error: unknown): string => textOf(error, 'code');

function textOf(error: unknown, field: 'code' | 'message'): string {
  const text = (error as Record<string, unknown> | null | undefined)?.[field];
  return typeof text === 'string' ? text : '';
}
