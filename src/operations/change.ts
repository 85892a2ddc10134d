import { v7 as uuidv7 } from 'uuid';
import type { StatementListener } from '../infra/db/database.ts';
import { isTaken } from '../infra/db/faults.ts';
import { alteration, insertion, type RowClass } from '../infra/db/rows.ts';
import { actorSettings, withoutScopeSettings } from '../infra/db/scope-settings.ts';
import { type Sql, sql } from '../infra/db/select.ts';
import type { Transaction } from '../infra/db/transaction.ts';
import type { Actor } from '../shared/actor.ts';
import { type BusinessDate, businessDate } from '../shared/business-day.ts';
import { type Rejection, reject } from '../shared/errors.ts';
import type { Origin } from '../shared/origin.ts';
import { homeProvinceOf, PLATFORM_TENANT, type RegionScope, regionScope } from '../shared/region-scope.ts';
import type { Announced } from './announcement.ts';
import { type Statement, scoped } from './reader.ts';
import { Trace } from './trace.ts';

interface Versioned {
  id: string;
  version: number;
  tenant?: string;
}

/** One change under way: the transaction, on whose behalf it runs, and its instant. */
export class Change {
  /** The id of the record that a creating change makes. */
  readonly id: string = uuidv7();
  readonly today: BusinessDate;

  constructor(
    readonly transaction: Transaction,
    readonly actor: Actor,
    readonly now: Date,
    private readonly onStatement: StatementListener,
    readonly origin: Origin,
    /** What it does to records. Statements written out by hand add to it what they do. */
    readonly trace = new Trace(),
    /** All that was announced in its transaction so far. */
    readonly announced: Announced[] = [],
  ) {
    this.today = businessDate(now);
  }

  /** The same change, making another record. */
  part(): Change {
    const { transaction, actor, now, onStatement, origin, announced } = this;
    return new Change(transaction, actor, now, onStatement, origin, new Trace(), announced);
  }

  /** The tenant of the actor's own rows. */
  get tenant(): string {
    return this.actor.scope?.tenant ?? PLATFORM_TENANT;
  }

  /** Runs a scoped statement inside the transaction. */
  read<Row extends object>(name: string, statement: Statement): Promise<Row[]> {
    return this.execute<Row>(name, scoped(this.actor, name, statement));
  }

  /** Runs a statement as it is: for those that read nobody else's rows. */
  async execute<Row extends object>(name: string, query: Sql): Promise<Row[]> {
    this.onStatement(name);
    return (await this.transaction.run<Row>(name, query)).rows;
  }

  /** Sends such a statement on its way when nothing depends on its answer; should it fail, so does the change. */
  send(name: string, query: Sql): void {
    this.onStatement(name);
    this.transaction.send(name, query);
  }

  /** The one row of a scoped statement, or a rejection NOT_FOUND of the named input field. */
  async find<Row extends object>(name: string, field: string, statement: Statement): Promise<Row> {
    const [row] = await this.read<Row>(name, statement);
    if (!row) throw reject('NOT_FOUND', 'REFERENCE_NOT_FOUND', field);
    return row;
  }

  /**
   * Locks the row of a scoped statement that people share until the change ends.
   * Rejections: NOT_FOUND, and STALE_VERSION when it is no longer the version the person saw.
   */
  async lock<Row extends Versioned>(
    name: string,
    expectedVersion: number,
    statement: Statement,
  ): Promise<Row> {
    const row = await this.find<Row>(name, 'id', (visible) => sql`${statement(visible)} FOR UPDATE`);
    if (row.version !== expectedVersion) throw reject('STALE_VERSION', 'STALE_VERSION', 'expectedVersion');
    return row;
  }

  /**
   * Does work of a province with its sight: what an order sets in motion there may lie beyond the sight of a manager of
   * one of its regions, and of an administrator's altogether. Nobody reaches into another province.
   */
  async inside<T>(scope: RegionScope, work: (change: Change) => Promise<T>): Promise<T> {
    const own = this.actor.scope;
    if (own && (own.side !== scope.side || own.tenant !== scope.tenant)) {
      throw new Error('Expected a scope of the actor’s own province.');
    }
    const { actor } = this;
    const other = { ...actor, scope };
    const { transaction, now, onStatement, origin, trace, announced } = this;
    transaction.set(`${withoutScopeSettings}; ${actorSettings(other)}`);
    const result = await work(new Change(transaction, other, now, onStatement, origin, trace, announced));
    transaction.set(`${withoutScopeSettings}; ${actorSettings(actor)}`);
    return result;
  }

  /**
   * Does what reaches beyond the actor's own region, though not beyond the actor's province: a station gives a ticket
   * back to the province's desk.
   */
  async provinceWide<T>(work: (change: Change) => Promise<T>): Promise<T> {
    const province = homeProvinceOf(this.actor.scope);
    if (!province) throw new Error('Expected somebody of a home province.');
    return this.inside(regionScope('home', province), work);
  }

  /** What the work gives, or this rejection when it meets another row in the unique index of this name. */
  async unlessTaken<T>(key: string, taken: Rejection, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      await this.transaction.settled();
      return result;
    } catch (error) {
      throw isTaken(error, key) ? taken : error;
    }
  }

  /**
   * Writes rows, and waits for no answer: what refuses one of them fails the change. Asks for nothing back: a row may be
   * written where it may not be read.
   */
  async insert<Entity extends object>(
    entity: RowClass<Entity>,
    values: Partial<Entity> | Partial<Entity>[],
  ): Promise<void> {
    const rows = Array.isArray(values) ? values : [values];
    this.transaction.send('insert', insertion(entity, rows));
    this.trace.inserted(entity, ...rows);
  }

  /** Changes a locked row and counts its version up. Returns the row as it now stands. */
  async update<Entity extends object, Row extends Versioned>(
    entity: RowClass<Entity>,
    row: Row,
    patch: Partial<Row>,
  ): Promise<Row> {
    const { id, tenant, version } = row;
    const changed = { ...patch, version: version + 1 };
    const key = tenant === undefined ? { id, version } : { tenant, id, version };
    if ((await this.alter(entity, key, changed)) !== 1)
      throw reject('STALE_VERSION', 'STALE_VERSION', 'expectedVersion');
    this.trace.updated(entity, row, patch);
    return { ...row, ...changed };
  }

  /** Changes the rows with these columns, as the trace is then told by hand. @returns how many */
  async alter(entity: RowClass<object>, key: object, patch: object): Promise<number> {
    return (await this.transaction.run('update', alteration(entity, key, patch))).count;
  }
}
