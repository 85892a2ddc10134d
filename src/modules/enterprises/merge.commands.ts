import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { expectedVersion, idempotencyKey, idOf, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { type RegionScope, wholeProvinceOf } from '../../shared/region-scope.ts';
import { Enterprise } from './enterprise.entity.ts';
import { identities } from './enterprise.queries.ts';
import { EnterpriseMerge } from './merge.entity.ts';
import { mergeById } from './merge.queries.ts';

const merging = z.object({
  idempotencyKey,
  sourceId: idOf('Enterprise'),
  targetId: idOf('Enterprise'),
  expectedVersion,
  reason: text(500),
});

const undoing = z.object({ id: idOf('EnterpriseMerge'), expectedVersion, reason: text(500) });

export type MergeCommands = ReturnType<typeof createMergeCommands>;

const merge = { returns: 'merge', type: 'EnterpriseMerge' } as const;

/**
 * A merge is a pointer from the duplicate to the enterprise that stands for it, and nothing else: what any province
 * recorded of either stays where it is, and reads follow the pointer. So undoing it needs to take back nothing else.
 */
export const createMergeCommands = (command: CommandRunner) => ({
  /** Merges a duplicate into another enterprise. Neither has been merged, and nothing into the duplicate. */
  merge: command({
    operation: 'mergeEnterprises',
    ...merge,
    rules: merging,

    async run(change, { sourceId, targetId, expectedVersion, reason }): Promise<EnterpriseMerge> {
      assertMayMerge(change.actor.scope, 'sourceId');
      if (sourceId.id === targetId.id) throw reject('INVALID', 'MERGED_WITH_ITSELF', 'targetId');
      const { source, target } = await lockBoth(change, sourceId.id, targetId.id);
      if (!source) throw reject('NOT_FOUND', 'REFERENCE_NOT_FOUND', 'sourceId');
      if (!target) throw reject('NOT_FOUND', 'REFERENCE_NOT_FOUND', 'targetId');
      if (source.version !== expectedVersion) {
        throw reject('STALE_VERSION', 'STALE_VERSION', 'expectedVersion');
      }
      if (source.mergedInto) throw reject('ILLEGAL_TRANSITION', 'ENTERPRISE_MERGED', 'sourceId');
      if (target.mergedInto) throw reject('ILLEGAL_TRANSITION', 'ENTERPRISE_MERGED', 'targetId');
      const [other] = await change.read(
        'enterprise',
        (visible) => sql`
        SELECT e.id FROM enterprise e WHERE ${visible.shared()} AND e.merged_into = ${source.id} LIMIT 1`,
      );
      if (other) throw reject('CONFLICT', 'STANDS_FOR_OTHERS', 'sourceId');

      const made: EnterpriseMerge = {
        id: change.id,
        sourceId: source.id,
        targetId: target.id,
        reason,
        mergedAt: change.now,
        undoReason: null,
        undoneAt: null,
        version: 1,
      };
      await change.update(Enterprise, source, { mergedInto: target.id });
      await change.insert(EnterpriseMerge, made);
      return made;
    },

    again: (change, made) =>
      change.find<EnterpriseMerge>('enterpriseMerge', 'idempotencyKey', mergeById(made)),
  }),

  /** Makes two of them again. What was recorded of either in the meantime stays with the one that stood for both. */
  undo: command({
    operation: 'undoEnterpriseMerge',
    ...merge,
    rules: undoing,

    async run(change, { id, expectedVersion, reason }): Promise<EnterpriseMerge> {
      assertMayMerge(change.actor.scope, 'id');
      const made = await change.lock<EnterpriseMerge>('enterpriseMerge', expectedVersion, mergeById(id));
      const { source, target } = await lockBoth(change, made.sourceId, made.targetId);
      if (!source || !target) throw reject('NOT_FOUND', 'REFERENCE_NOT_FOUND', 'id');
      if (made.undoneAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      await change.update(Enterprise, source, { mergedInto: null });
      return change.update(EnterpriseMerge, made, { undoneAt: change.now, undoReason: reason });
    },
  }),
});

/** What stands for what concerns every province's figures: on the home side it is a whole province's say, not a county's. */
function assertMayMerge(scope: RegionScope | null, field: string): void {
  if (scope?.side === 'home' && !wholeProvinceOf(scope))
    throw reject('FORBIDDEN', 'WHOLE_PROVINCE_ONLY', field);
}

/** In one order for all, so that two merges of the same enterprises wait for each other, and do not stop each other. */
async function lockBoth(change: Change, sourceId: string, targetId: string) {
  const rows = await change.read<Enterprise>(
    'enterprise',
    (visible) => sql`${identities(sourceId, targetId)(visible)} FOR UPDATE`,
  );
  const find = (id: string) => rows.find((row) => row.id === id);
  return { source: find(sourceId), target: find(targetId) };
}
