import type { Batch } from '../../graphql/loaders.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { PersonalDataRequest } from './request.entity.ts';

export interface PersonalDataRequestQueries {
  byIds: Batch<PersonalDataRequest>;
  list(actor: Actor, page: Page): Promise<Connection<PersonalDataRequest>>;
}

const latest = keyset('DESC', ['r.id', 'uuid']);

export const createPersonalDataRequestQueries = (read: Reader): PersonalDataRequestQueries => ({
  byIds: (actor, ids) =>
    read.byKey<PersonalDataRequest>(
      actor,
      'personalDataRequest',
      ids,
      (request) => request.id,
      (visible) => sql`
      SELECT ${columnsOf(PersonalDataRequest, 'r')} FROM personal_data_request r
       WHERE ${visible.network('r')} AND r.id = ANY(${ids})`,
    ),

  list: (actor, page) =>
    read.page<PersonalDataRequest>(
      actor,
      'personalDataRequests',
      page,
      (visible) => sql`
      SELECT ${columnsOf(PersonalDataRequest, 'r')}, ${latest.keys} FROM personal_data_request r
       WHERE ${visible.network('r')} AND ${latest.after(page)}
      ${latest.order(page)}`,
    ),
});
