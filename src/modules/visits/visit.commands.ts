import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { CommandRunner } from '../../operations/command.ts';
import {
  date,
  expectedVersion,
  idempotencyKey,
  idOf,
  listOf,
  optional,
  optionalText,
  text,
} from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { type ContactBook, contactRules, type Enterprise, enterpriseById } from '../enterprises/index.ts';
import { ownStation, type Station } from '../stations/index.ts';
import { FollowUp } from './follow-up.entity.ts';
import { EnterpriseVisit, VisitWay } from './visit.entity.ts';
import { followUpById, visitById } from './visit.queries.ts';

const visitRules = z.object({
  idempotencyKey,
  stationId: idOf('Station'),
  enterpriseId: idOf('Enterprise'),
  visitedOn: date,
  way: z.enum(VisitWay),
  participants: listOf(text(60), 20, 1),
  contact: optional(contactRules),
  findings: optionalText(4_000),
  openingsPromised: optional(z.number().int().min(0).max(100_000)),
  followUps: z.preprocess((entries) => entries ?? [], listOf(z.object({ dueOn: date, note: text(500) }), 20)),
});

const completion = z.object({ id: idOf('FollowUp'), expectedVersion, note: optionalText(500) });

export type VisitCommands = ReturnType<typeof createVisitCommands>;

export const createVisitCommands = (command: CommandRunner, contacts: ContactBook) => ({
  /** Logs a visit of one of the actor's stations, with whom was met and what is to follow. */
  log: command({
    operation: 'logVisit',
    returns: 'visit',
    type: 'EnterpriseVisit',
    rules: visitRules,

    async run(change, input): Promise<EnterpriseVisit> {
      const { visitedOn } = input;
      if (visitedOn > change.today) throw reject('INVALID', 'DATE_IN_FUTURE', 'visitedOn');
      const early = input.followUps.findIndex((followUp) => followUp.dueOn < visitedOn);
      if (early >= 0) throw reject('INVALID', 'BEFORE_VISIT', `followUps.${early}.dueOn`);
      const station = await change.find<Station>('ownStation', 'stationId', ownStation(input.stationId.id));
      if (visitedOn < station.openedOn || (station.closedOn && visitedOn >= station.closedOn)) {
        throw reject('INVALID', 'STATION_NOT_OPEN', 'visitedOn');
      }
      const enterprise = await change.find<Enterprise>(
        'enterprise',
        'enterpriseId',
        enterpriseById(input.enterpriseId),
      );

      const owner = { tenant: station.homeRegionCode.slice(0, 2), homeRegionCode: station.homeRegionCode };
      const visit: EnterpriseVisit = {
        ...owner,
        id: change.id,
        stationId: station.id,
        enterpriseId: enterprise.id,
        hostRegionCode: enterprise.regionCode,
        visitedOn,
        way: input.way,
        participants: input.participants,
        contactId:
          input.contact &&
          (await contacts.remember(change, { ...owner, enterpriseId: enterprise.id }, input.contact)),
        findings: input.findings,
        openingsPromised: input.openingsPromised,
        voidedAt: null,
        version: 1,
        createdAt: change.now,
      };
      await change.insert(EnterpriseVisit, visit);
      if (input.followUps.length > 0) {
        await change.insert(
          FollowUp,
          input.followUps.map((followUp) => ({
            ...owner,
            ...followUp,
            id: uuidv7(),
            visitId: visit.id,
            stationId: station.id,
          })),
        );
      }
      return visit;
    },

    again: (change, made) => change.find<EnterpriseVisit>('visit', 'idempotencyKey', visitById(made)),
  }),

  /** Marks a follow-up as done. */
  completeFollowUp: command({
    operation: 'completeFollowUp',
    returns: 'followUp',
    type: 'FollowUp',
    rules: completion,

    async run(change, { id, expectedVersion, note }): Promise<FollowUp> {
      const followUp = await change.lock<FollowUp>('followUp', expectedVersion, followUpById(id));
      if (followUp.doneAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      return change.update(FollowUp, followUp, { doneAt: change.now, outcome: note });
    },
  }),
});
