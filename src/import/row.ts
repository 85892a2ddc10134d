import type { Change } from '../operations/change.ts';
import { Rejection } from '../shared/errors.ts';
import type { MessageKey } from '../shared/messages.ts';
import type { Kind } from './columns.ts';
import type { Entry, Mistake } from './table.ts';

/** Ends a row for something that its columns, and no command, show to be wrong. */
export class RowMistake extends Error {
  constructor(
    readonly field: string,
    readonly messageKey: MessageKey,
  ) {
    super(messageKey);
  }
}

/**
 * Does the work of one row. When it is refused, nothing of it is left in the transaction, and what there is to mend is
 * told by the row's own columns.
 */
export async function attempt<T>(
  change: Change,
  kind: Kind,
  entry: Entry,
  work: () => Promise<T>,
): Promise<{ done: T } | { mistakes: Mistake[] }> {
  try {
    return { done: await change.transaction.attempt(work) };
  } catch (error) {
    if (error instanceof RowMistake)
      return { mistakes: [mistake(kind, entry, error.field, error.messageKey)] };
    if (!(error instanceof Rejection)) throw error;
    return {
      mistakes: error.problems.map(({ field, messageKey }) => mistake(kind, entry, field?.[0], messageKey)),
    };
  }
}

function mistake(kind: Kind, { place, values }: Entry, field: string | undefined, key: MessageKey): Mistake {
  const column = kind.columns.find((one) => one.field === field);
  const blank = column?.required && values[column.field] === null;
  return { ...place, column: column ?? null, messageKey: blank ? 'REQUIRED' : key };
}
