import type { z } from 'zod';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { breach, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { addCaller, callerRules, isGiven, sealedCaller, workerOf } from './ticket.caller.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { addEvent } from './ticket.history.ts';
import { callerOf } from './ticket.queries.ts';
import { lockFor, step } from './ticket.steps.ts';
import { TicketCaller } from './ticket-caller.entity.ts';

const correction = step.extend({ ...callerRules, reason: text(500) }).superRefine((input, context) => {
  if (!isGiven(input)) breach(context, 'REQUIRED', 'NAME_OR_PHONE', ['callerName']);
  if (namesCaller(input)) breach(context, 'INVALID', 'REASON_NAMES_CALLER', ['reason']);
});
type Correction = z.output<typeof correction>;

export type CorrectCaller = ReturnType<typeof createCorrectCaller>;

/**
 * Puts right who called (更正, article 46 of the Personal Information Protection Law), or adds what was not told at
 * first: by whoever knows the caller and may take a step with the ticket, however long ago it ended, and here too where
 * another province goes on with it. The ticket is found by the new number from then on and no longer by the old one. It
 * tells nobody whether what they say is what stood there: numbers could be tried out by it.
 */
export const createCorrectCaller = (command: CommandRunner, personalData: PersonalData) =>
  command({
    operation: 'correctTicketCaller',
    returns: 'ticket',
    type: 'ServiceTicket',
    rules: correction,
    reason: ({ reason }) => reason,

    async run(change, { reason, ...input }): Promise<ServiceTicket> {
      const { locked } = await lockFor(change, 'correctCaller', input);
      const [caller] = await change.read<TicketCaller>('ticketCaller', callerOf(locked));
      if (!caller && locked.confidential) throw reject('FORBIDDEN', 'CALLER_HIDDEN', 'id');
      if (locked.anonymous) throw reject('ILLEGAL_TRANSITION', 'ANONYMOUS_HAS_NO_CALLER', 'id');
      if (locked.summary === '' || caller?.erasureDue)
        throw reject('ILLEGAL_TRANSITION', 'CALLER_ERASED', 'id');

      const sealed = sealedCaller(personalData, locked, input);
      const { phoneHash } = sealed;
      const isNew = phoneHash && !caller?.phoneHash?.equals(phoneHash);
      const worker = isNew ? { workerId: await workerOf(change, phoneHash) } : {};
      if (!caller) await addCaller(change, locked, sealed, null);
      else await changeCaller(change, caller, { ...sealed, ...(locked.confidential ? worker : {}) });
      const corrected = await change.update(ServiceTicket, locked, locked.confidential ? {} : worker);
      await addEvent(change, corrected, 'CALLER_CORRECTED', reason);
      return corrected;
    },
  });

/** The caller's row has no version of its own: its ticket is locked. */
async function changeCaller(
  change: Change,
  caller: TicketCaller,
  patch: Partial<TicketCaller>,
): Promise<void> {
  const { tenant, ticketId } = caller;
  if ((await change.alter(TicketCaller, { tenant, ticketId }, patch)) !== 1)
    throw new Error('Expected to change the caller that was read.');
  change.trace.updated(TicketCaller, caller, patch);
}

/** The reason is read by all who see the ticket, its caller hidden or not, and stays in the audit for good. */
function namesCaller({ callerName, callerPhone, reason }: Correction): boolean {
  const digits = reason.normalize('NFKC').replace(/\D/g, '');
  return (
    (callerName !== null && [...callerName].length > 1 && reason.includes(callerName)) ||
    (callerPhone !== null && digits.includes(callerPhone))
  );
}
