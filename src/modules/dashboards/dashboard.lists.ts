import { keyset } from '../../infra/db/keyset.ts';
import { raw, sql } from '../../infra/db/select.ts';
import type { Reader } from '../../operations/reader.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { type Coverage, type Figure, figures, rowsOf, type Slice, sources } from './dashboard.sources.ts';

/** The records a figure counts: the list behind it. */
export interface DashboardLists {
  /** The ids of one page. */
  page(actor: Actor, coverage: Coverage, figure: Figure, slice: Slice, page: Page): Promise<Connection<Id>>;
  /** What the list counts up to: the figure. */
  value(actor: Actor, coverage: Coverage, figure: Figure, slice: Slice): Promise<number>;
}

interface Id {
  id: string;
}

/** What a source's rows are records of, and their order: stations as in the directory, the rest latest first. */
const lists = {
  stations: { id: raw('m.id'), order: keyset('ASC', ['m.home_region_code', 'text'], ['m.id', 'uuid']) },
  visits: { id: raw('m.id'), order: keyset('DESC', ['m.day', 'date'], ['m.id', 'uuid']) },
  postings: { id: raw('m.id'), order: keyset('DESC', ['m.day', 'date'], ['m.id', 'uuid']) },
  tickets: { id: raw('m.id'), order: keyset('DESC', ['m.opened_at', 'timestamptz'], ['m.id', 'uuid']) },
};
/** Enterprises once each, however often they were visited. */
const enterprises = {
  id: raw('DISTINCT m.enterprise_id AS id'),
  order: keyset('ASC', ['m.enterprise_id', 'uuid']),
};

export const createDashboardLists = (read: Reader): DashboardLists => ({
  page: (actor, coverage, figure, slice, page) => {
    const { id, order } = figure === 'enterprisesContacted' ? enterprises : lists[figures[figure].source];
    return read.page<Id>(
      actor,
      'networkDashboard',
      page,
      (visible) => sql`
      WITH ${sources(visible, coverage)}
      SELECT ${id}, ${order.keys} FROM ${rowsOf(figure, slice)} AND ${order.after(page)}
      ${order.order(page)}`,
    );
  },

  async value(actor, coverage, figure, slice) {
    const [row] = await read.rows<{ value: number }>(
      actor,
      'networkDashboard',
      (visible) => sql`
      WITH ${sources(visible, coverage)}
      SELECT coalesce(${raw(figures[figure].value)}, 0)::int AS value FROM ${rowsOf(figure, slice)}`,
    );
    return row?.value ?? 0;
  },
});
