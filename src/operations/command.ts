import type { z } from 'zod';
import type { PersonalData } from '../infra/crypto/personal-data.ts';
import type { Database, StatementListener } from '../infra/db/database.ts';
import { actorSettings } from '../infra/db/scope-settings.ts';
import type { Actor } from '../shared/actor.ts';
import type { Clock } from '../shared/clock.ts';
import { type Problem, Rejection } from '../shared/errors.ts';
import type { NodeType, RecordRef } from '../shared/node-id.ts';
import type { Origin } from '../shared/origin.ts';
import { type Announced, announce, regionCodesOf } from './announcement.ts';
import { enteredCodes, writeAudit } from './audit.ts';
import { Change } from './change.ts';
import { claimKey, claimNewKey, isClaimed } from './idempotency.ts';
import { authorize, type Operation } from './permissions.ts';
import { check } from './rules.ts';

/** On whose behalf, and in which request, a change is made. */
export interface Request extends Origin {
  readonly actor: Actor;
}

/** What the client gets: the record under its name, or what there is to mend. */
export type Outcome<Name extends string, Row> = Record<Name, Row | null> & { userErrors: readonly Problem[] };

/** A use case: what lies between the checks every change passes and the traces every change leaves. */
export interface Command<Input, Name extends string, Row extends { id: string }> {
  operation: Operation;
  /** The payload's field for the record, and the record's type. */
  returns: Name;
  type: NodeType;
  rules: z.ZodType<Input>;
  run(change: Change, input: Input): Promise<Row>;
  /** For commands that change several records at once: their ids, for the audit. */
  changed?(row: Row): readonly string[];
  /** For commands that must say why: the actor's reason, for the audit. It is kept in clear. */
  reason?(input: Input): string | null;
  /** For commands with an idempotency key: finds the record an earlier call made, in its present state. */
  again?(change: Change, made: RecordRef, input: Input): Promise<Row>;
}

/** A use case as it is called. */
export interface RunnableCommand<Name extends string, Row> {
  /** By itself, in a transaction of its own. */
  (request: Request, input: unknown): Promise<Outcome<Name, Row>>;
  /**
   * As a part of a larger change, in its transaction: with its own permission, rules and audit entry, and without a key,
   * which the whole has. @throws Rejection
   */
  partOf(change: Change, input: unknown): Promise<Row>;
}

export type CommandRunner = <Input, Name extends string, Row extends { id: string }>(
  command: Command<Input, Name, Row>,
) => RunnableCommand<Name, Row>;

/**
 * The one runner: permission, rules of the input, scoped transaction, idempotency key, audit entry and announcement. A
 * rejection rolls back and is answered as user errors.
 * @param announced told after a change was committed, and before it is answered, what it has announced
 */
export function createCommandRunner(
  database: Database,
  personalData: PersonalData,
  clock: Clock,
  onStatement: StatementListener = () => {},
  announced: (records: readonly Announced[]) => void = () => {},
): CommandRunner {
  const digest = (text: string) => personalData.lookupHash('audit', text).toString('base64url');

  return <Input, Name extends string, Row extends { id: string }>(command: Command<Input, Name, Row>) => {
    const { operation, returns, type, rules, run, again } = command;
    const { changed = ({ id }: Row) => [id], reason = () => null } = command;

    const perform = async (change: Change, raw: unknown, input: Input): Promise<Row> => {
      const row = await run(change, input);
      const ids = changed(row);
      const changes = change.trace.of(ids, digest);
      const entries = ids.map((recordId, index) => ({
        ...change.origin,
        operation,
        recordType: type,
        recordId,
        at: change.now,
        reason: reason(input),
        changes: changes[index] ?? [],
        // The paths in it are those of the whole input: once is enough.
        formerRegionCodes: index === 0 ? enteredCodes(raw, input) : null,
      }));
      const touched = change.trace.changed();
      const unknown = ids.filter((id) => touched.every((one) => one.id !== id));
      const named = unknown.map((id) => placeOf(type, id, row));
      const { transaction, actor, now: at, origin } = change;
      writeAudit(transaction, actor, ...entries);
      change.announced.push(
        ...announce(transaction, actor, { ...origin, operation, at }, [...touched, ...named]),
      );
      return row;
    };

    const transact = async ({ actor, requestId, address }: Request, raw: unknown, input: Input) => {
      const origin = address === undefined ? { requestId } : { requestId, address };
      const attempt = (isNewKey: boolean) =>
        database.transaction(actorSettings(actor), async (transaction) => {
          const change = new Change(transaction, actor, clock(), onStatement, origin);
          if (again) {
            const key = keyed(operation, input, personalData);
            const made = isNewKey ? claimNewKey(change, key) : await claimKey(change, key);
            if (made) {
              const { tenant } = change;
              const row = await again(change, { tenant, id: made }, input);
              // Whoever asks again may not know that it was done before.
              return [row, [{ type, id: made, tenant, regionCodes: [] }]] as const;
            }
          }
          return [await perform(change, raw, input), change.announced] as const;
        });
      const [row, records] = await attempt(true).catch((error: unknown) => {
        if (!isClaimed(error)) throw error;
        return attempt(false);
      });
      announced(records);
      return row;
    };

    const outcome = (row: Row | null, userErrors: readonly Problem[]) =>
      ({ [returns]: row, userErrors }) as Outcome<Name, Row>;

    const alone = async (request: Request, raw: unknown) => {
      authorize(request.actor, operation);
      try {
        return outcome(await transact(request, raw, check(rules, raw)), []);
      } catch (error) {
        if (error instanceof Rejection) return outcome(null, error.problems);
        throw error;
      }
    };

    const partOf = async (whole: Change, raw: unknown) => {
      authorize(whole.actor, operation);
      return perform(whole.part(), raw, check(rules, raw));
    };
    return Object.assign(alone, { partOf });
  };
}

/** A record that a command names and that its trace does not know: where it belongs stands in what is returned. */
function placeOf(type: NodeType, id: string, row: { id: string; tenant?: string }) {
  const own = row.id === id ? row : null;
  return { type, id, tenant: own?.tenant, regionCodes: own ? regionCodesOf(own) : [] };
}

/** Rules put the input's fields into one order, so equal inputs have equal text. */
function keyed(operation: Operation, input: unknown, personalData: PersonalData) {
  const { idempotencyKey } = input as { idempotencyKey: string };
  return {
    key: idempotencyKey,
    operation,
    hash: personalData.lookupHash('idempotency', `${operation}\n${JSON.stringify(input)}`),
  };
}
