import type { Wanted } from '../../graphql/wanted.ts';
import { empty, raw, recordWithin, type Sql, sql } from '../../infra/db/select.ts';
import { authorize } from '../../operations/permissions.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Connection } from '../../shared/pagination.ts';
import { Enterprise } from './enterprise.entity.ts';

/** A row that names an enterprise, and may have it with it. */
export interface WithEnterprise {
  enterpriseId: string | null;
  enterprise?: Enterprise | null;
}

/** How a list reads the enterprise of each of its rows along with them, where it is asked for. */
export interface EnterpriseAlong {
  /** Follow the columns of the row. */
  columns: Sql;
  /** Follows its table. */
  join: Sql;
  /** Gives each row its enterprise, but for one that was merged: that is left to whoever looks it up by its id. */
  place<Row extends WithEnterprise>(page: Connection<Row>): Connection<Row>;
}

const NOT_ASKED: EnterpriseAlong = { columns: empty, join: empty, place: (page) => page };

/** @param column the one that names it: `j.enterprise_id` */
export function enterpriseAlong(actor: Actor, wanted: Wanted | null, column: string): EnterpriseAlong {
  if (!wanted) return NOT_ASKED;
  authorize(actor, 'enterprise');
  const { columns, in: within } = recordWithin<Enterprise>(
    Enterprise,
    'along',
    'enterprise',
    wanted.properties,
  );
  return {
    columns: sql`, ${columns}`,
    join: sql`LEFT JOIN enterprise along ON along.id = ${raw(column)} AND along.merged_into IS NULL`,
    place(page) {
      for (const { node } of page.edges) node.enterprise = within(node);
      return page;
    },
  };
}
