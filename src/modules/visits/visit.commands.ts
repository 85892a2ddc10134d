import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { CommandRunner } from '../../operations/command.ts';
import { idempotencyKey, idOf, listOf } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { type ContactBook, type Enterprise, enterpriseById } from '../enterprises/index.ts';
import { assertOpenOn, ownStation, type Station } from '../stations/index.ts';
import { newFollowUp } from './follow-up.commands.ts';
import { FollowUp } from './follow-up.entity.ts';
import { EnterpriseVisit } from './visit.entity.ts';
import { visitById } from './visit.queries.ts';
import { assertVisitDay, followUpFields, visitFields } from './visit.rules.ts';
import { VisitParticipant } from './visit-participant.entity.ts';

const visitRules = z.object({
  idempotencyKey,
  stationId: idOf('Station'),
  enterpriseId: idOf('Enterprise'),
  ...visitFields,
  followUps: z.preprocess((entries) => entries ?? [], listOf(z.object(followUpFields), 20)),
});

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
      assertVisitDay(station, visitedOn, change.today);
      // A visit may be logged when its station has closed since; to follow it up there is nobody left.
      if (input.followUps.length > 0) assertOpenOn(station, change.today, 'followUps');
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
        voidReason: null,
        version: 1,
        createdAt: change.now,
      };
      await change.insert(EnterpriseVisit, visit);
      await change.insert(
        VisitParticipant,
        visit.participants.map((name) => ({ ...owner, visitId: visit.id, name, visitedOn })),
      );
      if (input.followUps.length > 0) {
        await change.insert(
          FollowUp,
          input.followUps.map((followUp) => newFollowUp(uuidv7(), visit, station, followUp)),
        );
      }
      return visit;
    },

    again: (change, made) => change.find<EnterpriseVisit>('visit', 'idempotencyKey', visitById(made)),
  }),
});
