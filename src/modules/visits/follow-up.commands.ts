import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import {
  date,
  expectedVersion,
  idempotencyKey,
  idOf,
  optional,
  optionalText,
} from '../../operations/rules.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { reject } from '../../shared/errors.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { assertOpenOn, ownStation, type Station } from '../stations/index.ts';
import { FollowUp } from './follow-up.entity.ts';
import { followUpById } from './follow-up.queries.ts';
import type { EnterpriseVisit } from './visit.entity.ts';
import { assertMayChange } from './visit.policy.ts';
import { visitById } from './visit.queries.ts';
import { followUpFields } from './visit.rules.ts';

const step = z.object({ id: idOf('FollowUp'), expectedVersion });
const completion = step.extend({ note: optionalText(500) });
const postponement = step.extend({ dueOn: date, reason: optionalText(500) });
const addition = z.object({
  idempotencyKey,
  visitId: idOf('EnterpriseVisit'),
  stationId: optional(idOf('Station')),
  ...followUpFields,
});

const followUp = { returns: 'followUp', type: 'FollowUp' } as const;

export type FollowUpCommands = ReturnType<typeof createFollowUpCommands>;

export const createFollowUpCommands = (command: CommandRunner) => ({
  /** Adds something to do to a visit that was logged before: for its own station, or for another open one. */
  add: command({
    operation: 'addFollowUp',
    ...followUp,
    rules: addition,

    async run(change, { visitId, stationId, dueOn, note }): Promise<FollowUp> {
      // Held until the end: a visit that is voided meanwhile would leave this one behind.
      const visit = await change.find<EnterpriseVisit>(
        'visit',
        'visitId',
        (visible) => sql`${visitById(visitId)(visible)} FOR SHARE`,
      );
      assertMayChange(change.actor, visit, 'visitId');
      if (visit.voidedAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'visitId');
      if (dueOn < visit.visitedOn) throw reject('INVALID', 'BEFORE_VISIT', 'dueOn');
      const station = await change.find<Station>(
        'ownStation',
        'stationId',
        ownStation(stationId?.id ?? visit.stationId),
      );
      assertOpenOn(station, change.today, 'stationId');
      const added = newFollowUp(change.id, visit, station, { dueOn, note });
      await change.insert(FollowUp, added);
      return added;
    },

    again: (change, made) => change.find<FollowUp>('followUp', 'idempotencyKey', followUpById(made)),
  }),

  /** Marks a follow-up as done. */
  complete: command({
    operation: 'completeFollowUp',
    ...followUp,
    rules: completion,

    async run(change, { id, expectedVersion, note }): Promise<FollowUp> {
      const open = await lockOpen(change, id, expectedVersion);
      return change.update(FollowUp, open, { doneAt: change.now, outcome: note });
    },
  }),

  /** Moves the day of a follow-up; the day it was due at first stays on record. */
  postpone: command({
    operation: 'postponeFollowUp',
    ...followUp,
    rules: postponement,

    async run(change, { id, expectedVersion, dueOn, reason }): Promise<FollowUp> {
      const open = await lockOpen(change, id, expectedVersion);
      if (dueOn < change.today) throw reject('INVALID', 'DATE_IN_PAST', 'dueOn');
      if (dueOn <= open.dueOn) throw reject('INVALID', 'DUE_NOT_LATER', 'dueOn');
      return change.update(FollowUp, open, { dueOn, postponeReason: reason });
    },
  }),
});

/** Something to do after a visit, by a station: the visit's own unless another one takes it on. */
export const newFollowUp = (
  id: string,
  visit: EnterpriseVisit,
  station: Station,
  { dueOn, note }: { dueOn: BusinessDate; note: string },
): FollowUp => ({
  tenant: visit.tenant,
  id,
  visitId: visit.id,
  stationId: station.id,
  homeRegionCode: station.homeRegionCode,
  dueOn,
  firstDueOn: dueOn,
  postponeReason: null,
  note,
  doneAt: null,
  outcome: null,
  voidedAt: null,
  version: 1,
});

/** Locks a follow-up that is still to be done, once it is sure that this actor may change it. */
async function lockOpen(change: Change, id: RecordRef, expectedVersion: number): Promise<FollowUp> {
  const locked = await change.lock<FollowUp>('followUp', expectedVersion, followUpById(id));
  assertMayChange(change.actor, locked);
  if (locked.doneAt || locked.voidedAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
  return locked;
}
