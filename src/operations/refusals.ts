import type { Database } from '../infra/db/database.ts';
import { actorSettings } from '../infra/db/scope-settings.ts';
import type { AttemptCounter } from '../infra/redis/attempts.ts';
import type { Actor } from '../shared/actor.ts';
import type { Clock } from '../shared/clock.ts';
import { DomainError, type Problem } from '../shared/errors.ts';
import type { MessageKey } from '../shared/messages.ts';
import { decodeNodeId } from '../shared/node-id.ts';
import type { Origin } from '../shared/origin.ts';
import { PLATFORM_TENANT } from '../shared/region-scope.ts';
import { writeAudit } from './audit.ts';
import type { Command, CommandRunner, Request } from './command.ts';
import type { TouchedRecord } from './trace.ts';

/** What somebody was refused, and what they were told. */
export interface Refused extends Origin {
  operation: string;
  refusal: MessageKey;
  /** Which record it was about; the account itself where there is none. */
  record?: { type: string; id: string };
}

export interface RefusalDependencies {
  database: Database;
  /** How many refusals of one account the audit takes: a flood of them is counted, and grows nothing. */
  room: AttemptCounter;
  clock: Clock;
  counted(isAudited: boolean): void;
  failed(err: unknown): void;
}

/** What stands among what an entry changed, where nothing was: so it is sealed with the rest. */
export const REFUSAL = 'Refusal';

/** So many are noted at once beside the answers. */
const MOST = 100;

/** Notes in the audit who was refused what. What cannot be noted changes no answer. */
export class Refusals {
  readonly #pending = new Set<Promise<void>>();

  constructor(private readonly deps: RefusalDependencies) {}

  async note(actor: Actor, refused: Refused): Promise<void> {
    const { database, room, clock, counted, failed } = this.deps;
    try {
      const isAudited = await room.take(`refused\n${actor.id}`);
      counted(isAudited);
      if (!isAudited) return;
      const { refusal, record = { type: 'Account', id: actor.id }, ...what } = refused;
      const said: TouchedRecord = {
        type: REFUSAL,
        id: record.id,
        inserted: false,
        fields: { code: [null, refusal] },
      };
      await database.transaction(actorSettings(actor), async (transaction) =>
        writeAudit(transaction, actor, {
          ...what,
          at: clock(),
          recordType: record.type,
          recordId: record.id,
          changes: [said],
        }),
      );
    } catch (error) {
      failed(error);
    }
  }

  /**
   * Notes it beside the answer, which takes no longer for it: how long it takes must not say whether there is such an
   * account. @param who is looked up then, too; null for nobody
   */
  aside(refused: Refused, who: () => Promise<Actor | null>): void {
    const { counted, failed } = this.deps;
    if (this.#pending.size >= MOST) {
      counted(false);
      return;
    }
    const noted = who()
      .then((actor) => (actor ? this.note(actor, refused) : counted(false)))
      .catch(failed)
      .finally(() => this.#pending.delete(noted));
    this.#pending.add(noted);
  }

  /** Fulfils when what is noted beside the answers has been. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}

/** The same runner, which also notes whoever is refused: for want of permission, or for a wrong password of their own. */
export const notingRefusals =
  (run: CommandRunner, refusals: Refusals): CommandRunner =>
  <Input, Name extends string, Row extends { id: string }>(command: Command<Input, Name, Row>) => {
    const runnable = run(command);

    const alone = async (request: Request, input: unknown) => {
      const { actor, requestId, address } = request;
      const note = ({ messageKey: refusal }: { messageKey: MessageKey }) =>
        refusals.note(actor, {
          ...(address === undefined ? { requestId } : { requestId, address }),
          operation: command.operation,
          refusal,
          ...recordIn(input, actor),
        });
      try {
        const outcome = await runnable(request, input);
        const problem = outcome.userErrors.find(isRefusal);
        if (problem) await note(problem);
        return outcome;
      } catch (error) {
        if (error instanceof DomainError && error.code === 'FORBIDDEN') await note(error);
        throw error;
      }
    };
    return Object.assign(alone, { partOf: runnable.partOf });
  };

const isRefusal = ({ code, messageKey }: Problem) => code === 'FORBIDDEN' || messageKey === 'PASSWORD_WRONG';

/** The record that an input names, where it can be one of the actor's province. */
function recordIn(input: unknown, { scope }: Actor): Pick<Refused, 'record'> {
  const { id } = (input ?? {}) as { id?: unknown };
  const ref = typeof id === 'string' ? decodeNodeId(id) : null;
  const isHere = ref && (ref.tenant === null || ref.tenant === (scope?.tenant ?? PLATFORM_TENANT));
  return isHere ? { record: { type: ref.type, id: ref.id } } : {};
}
