import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { expectedVersion, idOf, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import { type ContactBook, type Enterprise, enterpriseById } from '../enterprises/index.ts';
import { ownStation, type Station } from '../stations/index.ts';
import { FollowUp } from './follow-up.entity.ts';
import { EnterpriseVisit } from './visit.entity.ts';
import { assertMayChange } from './visit.policy.ts';
import { visitById } from './visit.queries.ts';
import { assertVisitDay, visitFields } from './visit.rules.ts';
import { VisitField, VisitRevision, type VisitRevisionKind } from './visit-revision.entity.ts';

const step = z.object({ id: idOf('EnterpriseVisit'), expectedVersion, reason: text(200) });

/** What is left out stays as it is; what may be unknown is emptied by null. */
const correction = step.extend(
  z.object({ enterpriseId: idOf('Enterprise'), ...visitFields }).partial().shape,
);
type Correction = z.output<typeof correction>;

/** The property of a visit that a field is kept in. */
const columns = {
  ENTERPRISE: 'enterpriseId',
  VISITED_ON: 'visitedOn',
  WAY: 'way',
  PARTICIPANTS: 'participants',
  CONTACT: 'contactId',
  FINDINGS: 'findings',
  OPENINGS_PROMISED: 'openingsPromised',
} as const satisfies Record<VisitField, keyof EnterpriseVisit>;

const visit = { returns: 'visit', type: 'EnterpriseVisit' } as const;

export type VisitCorrections = ReturnType<typeof createVisitCorrections>;

/** Changes of what a visit is known to have been. Each keeps the visit as it was before, and why it was changed. */
export const createVisitCorrections = (command: CommandRunner, contacts: ContactBook) => ({
  correct: command({
    operation: 'correctVisit',
    ...visit,
    rules: correction,

    async run(change, input): Promise<EnterpriseVisit> {
      const before = await lockStanding(change, input);
      const patch = await correctedFields(change, contacts, before, input);
      const after = { ...before, ...patch };
      const fields = Object.values(VisitField).filter(
        (field) => !isDeepStrictEqual(before[columns[field]], after[columns[field]]),
      );
      if (fields.length === 0) throw reject('INVALID', 'NOTHING_CHANGED', 'id');
      if (fields.includes('VISITED_ON')) await assertDay(change, after);
      await keep(change, before, 'CORRECTED', input.reason, fields);
      if (fields.includes('VISITED_ON') || fields.includes('PARTICIPANTS')) await index(change, after);
      return change.update(EnterpriseVisit, before, patch);
    },
  }),

  /** Takes a visit out of every list and figure, and what was still to follow with it. */
  void: command({
    operation: 'voidVisit',
    ...visit,
    rules: step,

    async run(change, input): Promise<EnterpriseVisit> {
      const before = await lockStanding(change, input);
      await keep(change, before, 'VOIDED', input.reason, []);
      const followUps = await change.read<FollowUp>(
        'followUp',
        (visible) => sql`
        UPDATE visit_follow_up f SET voided_at = ${change.now}, version = f.version + 1
         WHERE ${visible.network('f')} AND f.visit_id = ${before.id}
        RETURNING f.tenant, f.id, f.home_region_code AS "homeRegionCode"`,
      );
      change.trace.moved(FollowUp, followUps, { voidedAt: change.now });
      return change.update(EnterpriseVisit, before, { voidedAt: change.now, voidReason: input.reason });
    },
  }),
});

/** Locks a visit that counts, once it is sure that this actor may change it. */
async function lockStanding(
  change: Change,
  { id, expectedVersion }: { id: RecordRef; expectedVersion: number },
): Promise<EnterpriseVisit> {
  const locked = await change.lock<EnterpriseVisit>('visit', expectedVersion, visitById(id));
  assertMayChange(change.actor, locked);
  if (locked.voidedAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
  return locked;
}

/** The columns that an input names, as they shall be. Whom one met belongs to the enterprise and changes with it. */
async function correctedFields(
  change: Change,
  contacts: ContactBook,
  before: EnterpriseVisit,
  { visitedOn, way, participants, findings, openingsPromised, enterpriseId, contact }: Correction,
): Promise<Partial<EnterpriseVisit>> {
  const patch: Partial<EnterpriseVisit> = Object.fromEntries(
    Object.entries({ visitedOn, way, participants, findings, openingsPromised }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  if (enterpriseId && enterpriseId.id !== before.enterpriseId) {
    const enterprise = await change.find<Enterprise>(
      'enterprise',
      'enterpriseId',
      enterpriseById(enterpriseId),
    );
    patch.enterpriseId = enterprise.id;
    patch.hostRegionCode = enterprise.regionCode;
    patch.contactId = null;
  }
  if (contact !== undefined) {
    const { tenant, homeRegionCode } = before;
    const of = { tenant, homeRegionCode, enterpriseId: patch.enterpriseId ?? before.enterpriseId };
    patch.contactId = contact && (await contacts.remember(change, of, contact));
  }
  return patch;
}

/** @throws Rejection unless the station served on that day and nothing was to follow before it */
async function assertDay(change: Change, { stationId, id, visitedOn }: EnterpriseVisit): Promise<void> {
  const station = await change.find<Station>('ownStation', 'visitedOn', ownStation(stationId));
  assertVisitDay(station, visitedOn, change.today);
  const early = await change.read(
    'followUp',
    (visible) => sql`
    SELECT f.id FROM visit_follow_up f
     WHERE ${visible.network('f')} AND f.visit_id = ${id} AND f.due_on < ${visitedOn} LIMIT 1`,
  );
  if (early.length > 0) throw reject('INVALID', 'BEFORE_VISIT', 'visitedOn');
}

/** Keeps a visit as it is before a change. */
async function keep(
  change: Change,
  before: EnterpriseVisit,
  kind: VisitRevisionKind,
  reason: string,
  fields: VisitField[],
): Promise<void> {
  const { tenant, homeRegionCode, enterpriseId, hostRegionCode, visitedOn, way } = before;
  await change.insert(VisitRevision, {
    tenant,
    id: uuidv7(),
    visitId: before.id,
    homeRegionCode,
    at: change.now,
    kind,
    reason,
    fields,
    actorId: change.actor.id,
    actorUsername: change.actor.username,
    actorStationId: change.actor.stationId,
    enterpriseId,
    hostRegionCode,
    visitedOn,
    way,
    participants: before.participants,
    contactId: before.contactId,
    findings: before.findings,
    openingsPromised: before.openingsPromised,
  });
}

/** Lets a visit be found by who went, on its day. Names it has no more stay; the list looks at the visit itself. */
const index = (change: Change, { tenant, id, homeRegionCode, participants, visitedOn }: EnterpriseVisit) =>
  change.execute(
    'visitParticipants',
    sql`
    WITH moved AS (
      UPDATE visit_participant p SET visited_on = ${visitedOn} WHERE p.tenant = ${tenant} AND p.visit_id = ${id})
    INSERT INTO visit_participant (tenant, visit_id, name, home_region_code, visited_on)
    SELECT ${tenant}, ${id}, name, ${homeRegionCode}, ${visitedOn} FROM unnest(${participants}::text[]) AS name
    ON CONFLICT (tenant, visit_id, name) DO NOTHING`,
  );
