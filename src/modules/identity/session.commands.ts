import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { idOf } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { Session } from './session.entity.ts';
import { sessionById } from './session.queries.ts';

export type SessionCommands = ReturnType<typeof createSessionCommands>;

export const createSessionCommands = (command: CommandRunner) => ({
  /** Ends a session from elsewhere: one's own on a lost phone, or one of an account one manages. */
  revoke: command({
    operation: 'revokeSession',
    returns: 'session',
    type: 'Session',
    rules: z.object({ id: idOf('Session') }),

    async run(change, { id }): Promise<Session> {
      const found = await change.find<Session>(
        'session',
        'id',
        (visible) => sql`${sessionById(change.actor, id.id)(visible)} FOR UPDATE`,
      );
      if (found.endedAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      await change.execute(
        'revokeSession',
        sql`UPDATE session SET ended_at = ${change.now}, ended_by = 'REVOKED' WHERE id = ${id.id}`,
      );
      const ended = { endedAt: change.now, endedBy: 'REVOKED' } as const;
      change.trace.updated(Session, found, ended);
      return { ...found, ...ended };
    },
  }),
});
