import { createHash } from 'node:crypto';
import { raw } from '../../infra/db/select.ts';

/** Everything an entry `e` says, as texts in a fixed order that depends on no setting of the database. */
export const SAID =
  raw(`ARRAY[e.tenant, e.id::text, (extract(epoch FROM e.at) * 1000000)::bigint::text, e.actor_id::text,
  e.actor_username, e.actor_role, e.operation, e.record_type, e.record_id::text, e.home_region_code, e.host_region_code,
  e.former_region_codes::text, e.request_id, e.address, e.reason, e.changes::text]`);

/** A link of a tenant's chain, without the hash that closes it. Hashes are in hexadecimal. */
export interface Link {
  number: bigint;
  entryId: string;
  /** Of what the entry says. */
  digest: string;
  /** In microseconds since 1970. */
  sealedAt: bigint;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

export const digestOf = (said: readonly (string | null)[]): string => sha256(JSON.stringify(said));

/** What stands before the first link. */
export const beginningOf = (tenant: string): string => sha256(`labor-cooperation/audit/1\n${tenant}`);

export const hashOf = (before: string, { number, entryId, digest, sealedAt }: Link): string =>
  sha256([before, number, entryId, digest, sealedAt].join('\n'));

/** When an entry got its id, in milliseconds since 1970: ids are UUIDv7. */
export const timeOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
