import type { Batch, PageBatch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader } from '../../operations/reader.ts';
import { EnterpriseContact } from './contact.entity.ts';

export interface ContactQueries {
  byIds: Batch<EnterpriseContact>;
  ofEnterprises: PageBatch<EnterpriseContact>;
}

const newest = keyset('DESC', ['c.id', 'uuid']);

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
       WHERE ${visible.contact('c')} AND c.enterprise_id = parent.id AND ${newest.after(page)}
      ${newest.order(page)}`,
    ),
});
