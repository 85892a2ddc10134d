import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { isPermitted } from '../../operations/permissions.ts';
import { text } from '../../operations/rules.ts';
import { Role } from '../../shared/actor.ts';
import { reject } from '../../shared/errors.ts';
import { wholeProvinceOf } from '../../shared/region-scope.ts';
import { regions } from '../regions/index.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { addEvent } from './ticket.history.ts';
import { callerOf, ticketById } from './ticket.queries.ts';
import { lockFor, step } from './ticket.steps.ts';
import type { TicketCaller } from './ticket-caller.entity.ts';

/** No longer than this is anybody let in; who still needs it is let in again. */
const DAYS = 90;

const marking = step.extend({ reason: text(500) });
const withdrawal = step.extend({ username: text(64), reason: text(500) });
const granting = withdrawal.extend({ until: z.date() });

interface Colleague {
  id: string;
  role: Role;
  homeRegionCode: string;
}

export type TicketConfidentiality = ReturnType<typeof createTicketConfidentiality>;

const ticket = { returns: 'ticket', type: 'ServiceTicket' } as const;

/** 保密: who sees the caller of a ticket, beside those who opened and handle it. */
export const createTicketConfidentiality = (command: CommandRunner) => ({
  /** Hides the caller from now on, it may be from the actor, too. There is no way back. */
  mark: command({
    operation: 'markTicketConfidential',
    ...ticket,
    rules: marking,
    reason: ({ reason }) => reason,

    async run(change, { reason, ...which }): Promise<ServiceTicket> {
      const { locked } = await lockFor(change, 'hideCaller', which);
      if (locked.confidential || locked.anonymous)
        throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      await change.execute('hideCaller', sql`SELECT hide_caller(${locked.id})`);
      const marked = await change.update(ServiceTicket, locked, { confidential: true, workerId: null });
      await addEvent(change, marked, 'MADE_CONFIDENTIAL', reason);
      return marked;
    },
  }),

  /**
   * Lets a colleague see the caller for a time. Four eyes: nobody lets themselves in, and a manager of the whole province,
   * who does for those who have left, lets others in and not themselves.
   */
  grant: command({
    operation: 'grantCallerAccess',
    ...ticket,
    rules: granting,
    reason: ({ reason }) => reason,

    async run(change, { username, until, reason, ...which }): Promise<ServiceTicket> {
      const locked = await lockConfidential(change, which);
      if (username === change.actor.username) throw reject('FORBIDDEN', 'OWN_ACCOUNT', 'username');
      const latest = change.now.getTime() + DAYS * 86_400_000;
      if (until <= change.now || until.getTime() > latest)
        throw reject('INVALID', 'ACCESS_TOO_LONG', 'until');
      const colleague = await colleagueOf(change, username, locked);
      await letSee(change, locked, colleague.id, username, until);
      return told(change, locked, 'ACCESS_GRANTED', username, reason);
    },
  }),

  withdraw: command({
    operation: 'withdrawCallerAccess',
    ...ticket,
    rules: withdrawal,
    reason: ({ reason }) => reason,

    async run(change, { username, reason, ...which }): Promise<ServiceTicket> {
      const locked = await lockConfidential(change, which);
      await letSee(change, locked, null, username, null);
      return told(change, locked, 'ACCESS_WITHDRAWN', username, reason);
    },
  }),
});

/**
 * Whoever takes a confidential ticket on learns who called. Managers steer and could take on any: those who do not know
 * the caller already may not. @throws Rejection FORBIDDEN
 */
export async function assertMayHear(change: Change, ticket: ServiceTicket): Promise<void> {
  if (!ticket.confidential || change.actor.role !== Role.MANAGER) return;
  const [known] = await change.read('ticketCaller', callerOf(ticket));
  if (!known) throw reject('FORBIDDEN', 'CALLER_HIDDEN', 'id');
}

/** A confidential ticket, for one who may say who sees its caller: who knows the caller by right, or a whole province's manager. */
async function lockConfidential(change: Change, { id, expectedVersion }: z.output<typeof step>) {
  const locked = await change.lock<ServiceTicket>('ticket', expectedVersion, ticketById(id));
  if (!locked.confidential) throw reject('ILLEGAL_TRANSITION', 'NOT_CONFIDENTIAL', 'id');
  const { id: actorId, role, scope } = change.actor;
  const [caller] = await change.read<TicketCaller>('ticketCaller', callerOf(locked));
  const knowsByRight = caller?.openedBy === actorId || caller?.agentId === actorId;
  const answersForAll = role === Role.MANAGER && wholeProvinceOf(scope) !== null;
  if (!knowsByRight && !answersForAll) throw reject('FORBIDDEN', 'CALLER_NOT_YOURS', 'id');
  return locked;
}

/** Somebody of the actor's own network who sees the ticket and may reveal who called. */
async function colleagueOf(change: Change, username: string, ticket: ServiceTicket): Promise<Colleague> {
  const [colleague] = await change.execute<Colleague>(
    'colleague',
    sql`SELECT id, role, home_region_code AS "homeRegionCode" FROM colleague(${username})`,
  );
  const scope = colleague && regions.scope('home', colleague.homeRegionCode);
  const sees = [ticket.homeRegionCode, ticket.handlerRegionCode].some(
    (code) => scope && code >= scope.from && code < scope.to,
  );
  if (!colleague || !sees || !isPermitted(colleague, 'revealPersonalData')) {
    throw reject('NOT_FOUND', 'COLLEAGUE_UNFIT', 'username');
  }
  return colleague;
}

/** The database, too, takes it from those alone who know the caller by right or whose scope is the whole province. */
async function letSee(
  change: Change,
  { id }: ServiceTicket,
  accountId: string | null,
  username: string,
  until: Date | null,
): Promise<void> {
  const [done] = await change.execute(
    'letSeeCaller',
    sql`SELECT let_see_caller(${id}, ${accountId}::uuid, ${username}, ${until}::timestamptz)`,
  );
  if (!done) throw reject('FORBIDDEN', 'CALLER_NOT_YOURS', 'id');
}

async function told(
  change: Change,
  locked: ServiceTicket,
  type: 'ACCESS_GRANTED' | 'ACCESS_WITHDRAWN',
  username: string,
  reason: string,
): Promise<ServiceTicket> {
  const changed = await change.update(ServiceTicket, locked, {});
  await addEvent(change, changed, type, `${username}: ${reason}`);
  return changed;
}
