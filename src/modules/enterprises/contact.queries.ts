import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { columnsOf, raw, sql } from '../../infra/db/select.ts';
import type { Reader, Statement } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { RecordRef } from '../../shared/node-id.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { EnterpriseContact } from './contact.entity.ts';
import { ofEnterprise } from './enterprise.queries.ts';

export interface ContactQueries {
  byIds: Batch<EnterpriseContact>;
  ofEnterprises: PageBatch<EnterpriseContact>;
  /** @param phoneHash the keyed hash of the number */
  ofNumber(actor: Actor, page: Page, phoneHash: Buffer): Promise<Connection<EnterpriseContact>>;
}

const newest = keyset('DESC', ['c.id', 'uuid']);

/** One contact, removed or not, for a change of it. */
export const contactById =
  ({ tenant, id }: RecordRef): Statement =>
  (visible) =>
    sql`
    SELECT ${columnsOf(EnterpriseContact, 'c')}
      FROM enterprise_contact c
     WHERE ${visible.contact('c')} AND c.tenant = ${tenant} AND c.id = ${id}`;

export const createContactQueries = (read: Reader): ContactQueries => ({
  byIds: (actor, ids) =>
    read.byKey<EnterpriseContact>(
      actor,
      'contact',
      ids,
      (contact) => contact.id,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseContact, 'c')}
        FROM enterprise_contact c
       WHERE ${visible.contact('c')} AND c.id = ANY(${ids})`,
    ),

  ofEnterprises: (actor, enterpriseIds, page) =>
    read.pages<EnterpriseContact>(
      actor,
      'contact',
      enterpriseIds,
      page,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseContact, 'c')}, ${newest.keys}
        FROM enterprise_contact c
       WHERE ${visible.contact('c')} AND ${ofEnterprise('c.enterprise_id', raw('parent.id'))}
         AND c.removed_at IS NULL AND ${newest.after(page)}
      ${newest.order(page)}`,
    ),

  /** Who has this number, newest first. */
  ofNumber: (actor, page, phoneHash) =>
    read.page<EnterpriseContact>(
      actor,
      'contacts',
      page,
      (visible) => sql`
      SELECT ${columnsOf(EnterpriseContact, 'c')}, ${newest.keys}
        FROM enterprise_contact c
       WHERE ${visible.contact('c')} AND c.phone_hash = ${phoneHash} AND c.removed_at IS NULL
         AND ${newest.after(page)}
      ${newest.order(page)}`,
    ),
});
