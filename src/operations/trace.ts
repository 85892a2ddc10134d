import { type EntityTarget, getMetadataArgsStorage, type ObjectLiteral } from 'typeorm';
import { type Changed, isNodeType, regionCodesOf } from './announcement.ts';

/** What a change did to one record, as the audit keeps it. */
export interface TouchedRecord {
  /** The record's type as the API names it, or that of a part of a record. */
  type: string;
  /** The record's UUID; of a part without an id of its own, that of its record. */
  id: string;
  inserted: boolean;
  /** What each field was before, and what it is since. */
  fields: Record<string, [before: Kept, after: Kept]>;
  /** Whose record it is, where it is not the actor's own province's. */
  tenant?: string;
}

/** One of many records that an order has changed alike: it has an audit entry of its own beside that of the order. */
export interface MovedRecord extends TouchedRecord {
  tenant: string;
  isMoved: true;
}

/** A value that says nothing of a person, or the keyed digest of any other. */
export type Kept = string | number | boolean | null | { digest: string };

/** Keyed: whoever has no data key can neither read a value back nor try out which it was. */
export type Digest = (text: string) => string;

type Row = Record<string, unknown>;
interface Touch {
  entity: EntityTarget<ObjectLiteral>;
  before: Row | null;
  after: Row;
}

/**
 * Collects what a change does to records, for the audit and for the announcement: the one place where before and after
 * are told apart.
 */
export class Trace {
  readonly #touched: Touch[] = [];
  readonly #moved: Touch[] = [];
  readonly #followed: Touch[] = [];

  inserted(entity: EntityTarget<ObjectLiteral>, ...rows: object[]): void {
    this.#touched.push(...rows.map((row) => ({ entity, before: null, after: row as Row })));
  }

  /** @param row as far as it is known how it was, with its key */
  updated(entity: EntityTarget<ObjectLiteral>, row: object, patch: object): void {
    this.#touched.push({ entity, before: row as Row, after: patch as Row });
  }

  /**
   * Records that one statement changed, however many.
   * @param rows as far as it is known how they were, with their keys
   * @param patch what has become of each
   */
  moved<Of extends object>(
    entity: EntityTarget<ObjectLiteral>,
    rows: readonly Of[],
    patch: object | ((row: Of) => object),
  ): void {
    for (const row of rows) {
      const after = typeof patch === 'function' ? patch(row) : patch;
      this.#moved.push({ entity, before: row as Row, after: after as Row });
    }
  }

  /** Records whose copies of another one's columns were kept in step: they are announced, and the audit has the other. */
  followed(entity: EntityTarget<ObjectLiteral>, rows: readonly object[], patch: object): void {
    for (const row of rows) this.#followed.push({ entity, before: row as Row, after: patch as Row });
  }

  /** Every record that was touched, once; parts of a record without a place in the API go with it. */
  changed(): Changed[] {
    const records = new Map<string, Changed>();
    for (const { entity, before, after } of [...this.#touched, ...this.#moved, ...this.#followed]) {
      const { type, key } = shapeOf(entity);
      if (!isNodeType(type)) continue;
      const row = { ...after, ...before };
      const id = String(row[key]);
      const known = records.get(id);
      const codes = [known?.regionCodes ?? [], regionCodesOf(before ?? {}), regionCodesOf(after)].flat();
      const tenant = known?.tenant ?? (row.tenant as string | undefined);
      records.set(id, { type, id, tenant, regionCodes: [...new Set(codes)] });
    }
    return [...records.values()];
  }

  /** What was done to each of these records; what was done to others, and what was moved, stands with the first. */
  of(recordIds: readonly string[], digest: Digest): (TouchedRecord | MovedRecord)[][] {
    const entries = recordIds.map((): (TouchedRecord | MovedRecord)[] => []);
    const positions = new Map(recordIds.map((id, position) => [id, position]));
    for (const touch of this.#touched) {
      const record = recordOf(touch, digest);
      entries[positions.get(record.id) ?? 0]?.push(record);
    }
    for (const touch of this.#moved) {
      const { tenant } = { ...touch.after, ...touch.before };
      entries[0]?.push({ ...recordOf(touch, digest), tenant: String(tenant ?? ''), isMoved: true });
    }
    return entries;
  }
}

function recordOf({ entity, before, after }: Touch, digest: Digest): TouchedRecord {
  const { type, columns, key } = shapeOf(entity);
  const id = String({ ...after, ...before }[key]);
  const keep = (column: Column, value: unknown): Kept => {
    const text = textOf(value);
    if (text === null || isClear(column, text)) return text === null ? null : clear(value, text);
    // Bound to its place: equal values of two people have different digests.
    return { digest: digest([type, column.name, id, text].join('\n')) };
  };
  const fields: TouchedRecord['fields'] = {};
  for (const column of columns) {
    const now = after[column.name];
    if (now === undefined || typeof now === 'function') continue;
    if (textOf(before?.[column.name]) === textOf(now)) continue;
    fields[column.name] = [keep(column, before?.[column.name]), keep(column, now)];
  }
  return { type, id, inserted: before === null, fields };
}

interface Column {
  name: string;
  /** Of a type that holds no words: an id, a number, a day, a code. */
  isWordless: boolean;
}

interface Shape {
  type: string;
  columns: Column[];
  /** The UUID among the columns of the primary key. */
  key: string;
}

const shapes = new Map<unknown, Shape>();

/** How an entity declares itself; what is in every row and says nothing of the change is left out. */
function shapeOf(entity: EntityTarget<ObjectLiteral>): Shape {
  const known = shapes.get(entity);
  if (known) return known;
  if (typeof entity !== 'function') throw new Error('Expected an entity by its class.');
  const classes: unknown[] = [];
  for (let type: unknown = entity; type !== Function.prototype; type = Object.getPrototypeOf(type)) {
    classes.push(type);
  }
  const declared = getMetadataArgsStorage().columns.filter(({ target }) => classes.includes(target));
  const key = declared.find(({ options }) => options.primary && options.type === 'uuid')?.propertyName;
  if (!key) throw new Error(`${entity.name} has no UUID in its key.`);
  const columns = declared
    .filter(({ propertyName }) => !['tenant', 'version', key].includes(propertyName))
    .map(({ propertyName: name, options: { type, collation, primary } }) => ({
      name,
      isWordless:
        WORDLESS.has(String(type)) || (collation === 'C' && !primary) || name.endsWith('RegionCode'),
    }));
  const shape = { type: entity.name, columns, key };
  shapes.set(entity, shape);
  return shape;
}

const WORDLESS = new Set([
  'uuid',
  'integer',
  'smallint',
  'bigint',
  'numeric',
  'boolean',
  'date',
  'timestamptz',
]);

/** Columns of text that take one word of a fixed list each. A new one that is not among them is kept by its digest. */
const VOCABULARIES = new Set([
  'category',
  'channel',
  'endedBy',
  'kind',
  'level',
  'payUnit',
  'priority',
  'role',
  'side',
  'size',
  'status',
  'tier',
  'type',
  'way',
]);

const isClear = ({ name, isWordless }: Column, text: string): boolean =>
  isWordless || (VOCABULARIES.has(name) && /^[A-Z][A-Z0-9_]*$/.test(text));

const clear = (value: unknown, text: string): Kept =>
  typeof value === 'number' || typeof value === 'boolean' ? value : text;

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
