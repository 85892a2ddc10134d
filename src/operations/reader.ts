import { type Database, PLANNED_ONCE } from '../infra/db/database.ts';
import { takeErrand } from '../infra/db/errands.ts';
import { actorSettings } from '../infra/db/scope-settings.ts';
import { raw, type Sql, sql } from '../infra/db/select.ts';
import { Visibility } from '../infra/db/visibility.ts';
import type { Actor } from '../shared/actor.ts';
import { type Connection, type Page, type Paged, toConnection } from '../shared/pagination.ts';
import { authorize, type Operation } from './permissions.ts';

/** Writes the statement of a read, with the conditions of the reader's scope at hand. */
export type Statement = (visible: Visibility) => Sql;

/** The one reader: each read is permitted, scoped and one statement. */
export interface Reader {
  rows<Row extends object>(actor: Actor, operation: Operation, statement: Statement): Promise<Row[]>;

  /** Sums, which are found by their keys: those of ten years by the same plan as those of a day. */
  sums<Row extends object>(actor: Actor, operation: Operation, statement: Statement): Promise<Row[]>;

  /** For each key its row, or null; in the order of the keys. The statement finds rows by a unique index. */
  byKey<Row extends object>(
    actor: Actor,
    operation: Operation,
    keys: readonly string[],
    keyOf: (row: Row) => string,
    statement: Statement,
  ): Promise<(Row | null)[]>;

  /** One page of a list. @param planning ONCE where the same plan is right for all values that the statement may have */
  page<Row extends object>(
    actor: Actor,
    operation: Operation,
    page: Page,
    statement: Statement,
    planning?: 'ONCE' | 'FOR_VALUES',
  ): Promise<Connection<Row>>;

  /**
   * For each parent a page of its own, all in one statement. It is written for one parent, `parent.id`, a UUID unless
   * parents have codes.
   */
  pages<Row extends object>(
    actor: Actor,
    operation: Operation,
    parentIds: readonly string[],
    page: Page,
    statement: Statement,
    parentType?: 'uuid' | 'text',
  ): Promise<Connection<Row>[]>;
}

export function createReader(database: Database): Reader {
  async function rows<Row extends object>(
    actor: Actor,
    operation: Operation,
    statement: Statement,
  ): Promise<Row[]> {
    return run<Row>(actor, operation, statement, actorSettings(actor));
  }

  async function run<Row extends object>(
    actor: Actor,
    operation: Operation,
    statement: Statement,
    settings: string,
  ): Promise<Row[]> {
    authorize(actor, operation);
    return database.read<Row>(settings, operation, scoped(actor, operation, statement), takeErrand(actor));
  }

  /** Planned once. */
  async function found<Row extends object>(
    actor: Actor,
    operation: Operation,
    statement: Statement,
  ): Promise<Row[]> {
    return run<Row>(actor, operation, statement, `${actorSettings(actor)}; ${PLANNED_ONCE}`);
  }

  return {
    rows,
    sums: found,

    async byKey<Row extends object>(
      actor: Actor,
      operation: Operation,
      keys: readonly string[],
      keyOf: (row: Row) => string,
      statement: Statement,
    ) {
      const rows = new Map((await found<Row>(actor, operation, statement)).map((row) => [keyOf(row), row]));
      return keys.map((key) => rows.get(key) ?? null);
    },

    async page<Row extends object>(
      actor: Actor,
      operation: Operation,
      page: Page,
      statement: Statement,
      planning: 'ONCE' | 'FOR_VALUES' = 'FOR_VALUES',
    ) {
      const read = planning === 'ONCE' ? found : rows;
      return toConnection(await read<Paged<Row>>(actor, operation, statement), page);
    },

    async pages<Row extends object>(
      actor: Actor,
      operation: Operation,
      parentIds: readonly string[],
      page: Page,
      statement: Statement,
      parentType: 'uuid' | 'text' = 'uuid',
    ) {
      const found = await rows<Paged<Row> & { pageOf: string }>(
        actor,
        operation,
        (visible) => sql`
          SELECT page.*, parent.id AS "pageOf"
            FROM unnest(${parentIds}::${raw(parentType)}[]) AS parent (id)
           CROSS JOIN LATERAL (${statement(visible)}) AS page`,
      );
      const byParent = Map.groupBy(found, (row) => row.pageOf);
      return parentIds.map((id) => toConnection<Row>(byParent.get(id) ?? [], page));
    },
  };
}

/** A statement that does not mention the scope is a mistake of ours, caught before it runs. */
export function scoped(actor: Actor, name: string, statement: Statement): Sql {
  const visible = new Visibility(actor.scope, actor.id);
  const query = statement(visible);
  if (!visible.used) throw new Error(`The statement of ${name} does not apply the scope.`);
  return query;
}
