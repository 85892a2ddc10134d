import { isDeepStrictEqual } from 'node:util';
import type { Identity, Presumption } from '../../graphql/context.ts';
import type { Database } from '../../infra/db/database.ts';
import { leaveErrand, type ScopedRead, takeErrand } from '../../infra/db/errands.ts';
import type { Account } from './account.entity.ts';
import type { Session } from './session.entity.ts';

/** How a session and its account are found, and who that is. */
export interface LookUp extends ScopedRead {
  found(rows: (Account & Pick<Session, 'passwordDue'>)[]): Identity | null;
}

/**
 * That it is still this person, which is looked up beside the first read of theirs or, when there is none, by the time
 * somebody wants to know.
 */
export function presumptionOf(presumed: Identity, lookUp: LookUp, database: Database): Presumption {
  const { actor, sessionId, passwordDue } = presumed;
  const { promise: holds, resolve } = Promise.withResolvers<boolean>();
  // Whatever comes of it, somebody waits for the answer.
  const done = (rows: Promise<object[]>) =>
    rows
      .then((found) => lookUp.found(found as Parameters<LookUp['found']>[0]))
      .then((identity) => isDeepStrictEqual(identity, { actor, sessionId, passwordDue }))
      .then(resolve, () => resolve(false));
  leaveErrand(actor, { ...lookUp, done });
  return {
    holds() {
      const errand = takeErrand(actor);
      if (errand) void done(database.read(errand.settings, errand.name, errand.query));
      return holds;
    },
  };
}
