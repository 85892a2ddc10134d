import type { Batch } from '../../graphql/loaders.ts';
import { assertPeriod } from '../../graphql/period.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, sql } from '../../infra/db/select.ts';
import { AuditEntry } from '../../operations/audit-entry.entity.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import { startOfBusinessDay } from '../../shared/business-day.ts';
import { DomainError } from '../../shared/errors.ts';
import { decodeNodeId } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { PLATFORM_TENANT } from '../../shared/region-scope.ts';
import type { AuditTrailFilter } from './audit.types.ts';

export type SealedEntry = AuditEntry & { sealedNumber: string | null };

export interface AuditQueries {
  byIds: Batch<SealedEntry>;
  /** Latest first, in the order of ids, which tell the time. @throws NOT_FOUND for a record that cannot be here */
  trail(actor: Actor, page: Page, filter: AuditTrailFilter): Promise<Connection<SealedEntry>>;
}

const latest = keyset('DESC', ['e.id', 'uuid']);

/** Seals are looked for when the page is there. */
const columns = sql`${columnsOf(AuditEntry, 'e')},
  (SELECT s.number FROM audit_seal s WHERE s.tenant = e.tenant AND s.entry_id = e.id) AS "sealedNumber"`;

/** As the index of refusals has it. */
const isRefusal = sql`e.changes @> '[{"type": "Refusal"}]'`;

/** What a name of an account, an operation or a request may be made of. */
const WORD = /^[\w.-]{1,64}$/;
/** So much an entry's id may be younger than the change it tells of, in milliseconds. */
const SLACK = 3_600_000;

export const createAuditQueries = (read: Reader): AuditQueries => ({
  byIds: (actor, ids) =>
    read.byKey<SealedEntry>(
      actor,
      'auditEntry',
      ids,
      (entry) => entry.id,
      (visible) =>
        sql`SELECT ${columns} FROM audit_entry e WHERE ${visible.audit('e')} AND e.id = ANY(${ids})`,
    ),

  trail: async (actor, page, { recordId, actorUsername, operation, requestId, refused, period }) => {
    if (period) assertPeriod(period);
    const [from, to] = period ? [startOfBusinessDay(period.from), startOfBusinessDay(period.to)] : [];
    const record = recordId == null ? null : recordIn(actor, recordId);
    const username = actorUsername == null ? null : word(actorUsername.trim().toLowerCase());
    const named = operation == null ? null : word(operation);
    const request = requestId == null ? null : word(requestId);
    return read.page<SealedEntry>(
      actor,
      'auditTrail',
      page,
      (visible) => sql`
      SELECT ${columns}, ${latest.keys} FROM audit_entry e
       WHERE ${all(
         visible.audit('e'),
         latest.after(page),
         record && sql`e.record_id = ${record.id} AND e.record_type = ${record.type}`,
         username !== null && sql`e.actor_username = ${username}`,
         named !== null && sql`e.operation = ${named}`,
         request !== null && sql`e.request_id = ${request}`,
         refused === true && isRefusal,
         refused === false && sql`(${isRefusal}) IS NOT TRUE`,
         from && sql`e.at >= ${from} AND e.id >= ${firstIdAt(from.getTime() - SLACK)}`,
         to && sql`e.at < ${to} AND e.id < ${firstIdAt(to.getTime() + SLACK)}`,
       )}
      ${latest.order(page)}`,
    );
  },
});

function recordIn({ scope }: Actor, id: string) {
  const ref = decodeNodeId(id);
  const isHere = ref && (ref.tenant === null || ref.tenant === (scope?.tenant ?? PLATFORM_TENANT));
  if (!isHere) throw new DomainError('NOT_FOUND');
  return ref;
}

function word(text: string): string {
  if (!WORD.test(text)) throw new DomainError('BAD_USER_INPUT');
  return text;
}

/** The least UUIDv7 of an instant. */
const firstIdAt = (time: number) =>
  time
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})(.{4})$/, '$1-$2-7000-8000-000000000000');
