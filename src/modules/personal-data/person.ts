import { z } from 'zod';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { columnsOf, empty, type Sql, sql } from '../../infra/db/select.ts';
import type { Visibility } from '../../infra/db/visibility.ts';
import type { Change } from '../../operations/change.ts';
import { breach, idOf, optional, phoneNumber, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { wholeProvinceOf } from '../../shared/region-scope.ts';
import { Worker } from '../workers/index.ts';
import { PersonalDataRequest, type PersonalDataRequestKind } from './request.entity.ts';

/** Who asks: by number or as a worker, one of the two. */
export const asking = z.object({
  phone: optional(phoneNumber),
  workerId: optional(idOf('Worker')),
  reason: text(500),
});

export const oneOfTwo = (
  { phone, workerId }: Pick<z.output<typeof asking>, 'phone' | 'workerId'>,
  context: z.RefinementCtx,
) => {
  if ((phone === null) === (workerId === null)) breach(context, 'REQUIRED', 'PHONE_OR_WORKER', ['phone']);
};

/** Somebody of whom a province keeps something. */
export interface Person {
  tenant: string;
  /** The keyed hash of the number; null for a worker without one. */
  phoneHash: Buffer | null;
  /** Everybody whom the network knows by that number, or the one worker. */
  workers: readonly Worker[];
}

/**
 * Finds whom a request is about, for a manager of the whole province: nobody else can speak for all of it. Of two that
 * would change the same person the second waits for the first.
 */
export async function personOf(
  change: Change,
  { phone, workerId }: z.output<typeof asking>,
  personalData: PersonalData,
  use: 'to read' | 'to erase',
): Promise<Person> {
  const province = wholeProvinceOf(change.actor.scope);
  if (!province) throw reject('FORBIDDEN', 'WHOLE_PROVINCE_ONLY');
  const { tenant } = change;
  const phoneHash = phone === null ? null : personalData.lookupHash('phone', phone);
  const workers = await change.read<Worker>(
    'workersOfPerson',
    (visible) => sql`
    SELECT ${columnsOf(Worker, 'w')} FROM worker w
     WHERE ${visible.network('w')} AND w.tenant = ${workerId?.tenant ?? tenant}
       AND ${workerId ? sql`w.id = ${workerId.id}` : sql`w.phone_hash = ${phoneHash}`}
     ORDER BY w.id ${use === 'to erase' ? sql`FOR UPDATE` : empty}`,
  );
  const [worker] = workers;
  if (workerId && !worker) throw reject('NOT_FOUND', 'REFERENCE_NOT_FOUND', 'workerId');
  return { tenant, phoneHash: phoneHash ?? worker?.phoneHash ?? null, workers };
}

/** The ids of the tickets about a person, of those whose caller the actor may know. */
export const ticketsAbout = (visible: Visibility, { tenant, phoneHash, workers }: Person): Sql => {
  const ids = workers.map(({ id }) => id);
  return sql`
    SELECT c.ticket_id FROM ticket_caller c
     WHERE ${visible.caller('c')} AND c.tenant = ${tenant} AND c.phone_hash = ${phoneHash}::bytea
    UNION SELECT c.ticket_id FROM ticket_caller c
     WHERE ${visible.caller('c')} AND c.tenant = ${tenant} AND c.worker_id = ANY(${ids}::uuid[])
    UNION SELECT s.id FROM service_ticket s
     WHERE ${visible.ticket('s')} AND s.tenant = ${tenant} AND s.worker_id = ANY(${ids}::uuid[])`;
};

/** Enters a request into the register. */
export async function register(
  change: Change,
  kind: PersonalDataRequestKind,
  { tenant, phoneHash, workers }: Person,
  reason: string,
): Promise<PersonalDataRequest> {
  const request: PersonalDataRequest = {
    tenant,
    id: change.id,
    homeRegionCode: `${tenant}0000`,
    kind,
    phoneHash,
    workerId: workers[0]?.id ?? null,
    reason,
    actorId: change.actor.id,
    actorUsername: change.actor.username,
    requestedAt: change.now,
  };
  await change.insert(PersonalDataRequest, request);
  return request;
}
