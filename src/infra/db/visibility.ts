import { isCounty, type RegionRange } from '../../shared/region-range.ts';
import { PLATFORM_TENANT, type RegionScope, type Side } from '../../shared/region-scope.ts';
import { raw, type Sql, sql } from './select.ts';

/**
 * The region scope of one person as conditions for the statements that read on that person's behalf. This is the one
 * place where scope is written; beneath it the policies of the database say the same once more.
 *
 * Each method takes the alias of a table of its kind. A reader refuses a statement that asked for none of them.
 */
export class Visibility {
  /** Whether any condition was asked for. */
  used = false;
  readonly #scope: RegionScope | null;
  readonly #person: string;

  /** @param person the account's id */
  constructor(scope: RegionScope | null, person: string) {
    this.#scope = scope;
    this.#person = person;
  }

  /** Rows of the home network: visits, follow-ups, collections, workers. */
  network(alias: string): Sql {
    return this.#within('home', alias, 'home_region_code', 'home_region_code');
  }

  /** The audit of one's own part of the network; for administrators, who have none, that of the platform. */
  audit(alias: string): Sql {
    if (this.#scope) return this.network(alias);
    this.used = true;
    return sql`${raw(alias)}.tenant = ${PLATFORM_TENANT}`;
  }

  /** Tickets and their parts: seen from the worker's home region and from the handling station's. */
  ticket(alias: string): Sql {
    return this.#within('home', alias, 'home_region_code', 'handler_region_code');
  }

  /**
   * The same in parts that have no ticket in common: a list of a county is read from an index in its order, part by part.
   */
  ticketParts(alias: string): Sql[] {
    const scope = this.#scope;
    if (scope?.side !== 'home' || !isCounty(scope) || scope.former.length > 0) return [this.ticket(alias)];
    this.used = true;
    const a = raw(alias);
    const owned = sql`${a}.tenant = ${scope.tenant}`;
    return [
      sql`${owned} AND ${ofCounty(raw(`${alias}.home_region_code`), scope.from)}`,
      sql`${owned} AND ${a}.handler_region_code = ${scope.from} AND (${a}.handler_region_code <> ${a}.home_region_code) IS TRUE`,
    ];
  }

  /**
   * Who called about tickets: with the ticket, but for confidential ones, whose caller those alone see who opened it, who
   * handle it, and whom one of these, or a manager, has let in for a time.
   */
  caller(alias: string): Sql {
    const c = raw(alias);
    const person = this.#person;
    return sql`${this.ticket(alias)} AND (NOT ${c}.confidential OR ${c}.opened_by = ${person} OR ${c}.agent_id = ${person}
      OR (${c}.grants -> ${person} ->> 'until')::timestamptz > now())`;
  }

  /** Figures added up by the region whose people see what they count. */
  figures(alias: string): Sql {
    return this.#within('home', alias, 'region', 'region');
  }

  /** The cells that figures are added up from: each names all regions whose people see what it counts. */
  cells(alias: string): Sql {
    this.used = true;
    const scope = this.#scope;
    if (scope?.side !== 'home') return sql`FALSE`;
    const a = raw(alias);
    return sql`${a}.tenant = ${scope.tenant} AND ${a}.regions @> ARRAY[${scope.regionCode}]`;
  }

  /** Contacts: the network's by home region, an office's own by host region. */
  contact(alias: string): Sql {
    return this.#scope?.side === 'host'
      ? this.#within('host', alias, 'host_region_code', 'host_region_code')
      : this.network(alias);
  }

  /** Job postings: everybody's once published, drafts within their author's scope. */
  posting(alias: string): Sql {
    this.used = true;
    const scope = this.#scope;
    if (!scope) return sql`${raw(alias)}.published_at IS NOT NULL`;
    const own = inRange(alias, `author_${scope.side}_region_code`, scope);
    return sql`(${raw(alias)}.published_at IS NOT NULL OR (${own}))`;
  }

  /** Stations of the actor's own part of the network: those it may act for. */
  ownStations(alias: string): Sql {
    this.used = true;
    const scope = this.#scope;
    return scope?.side === 'home' ? inRange(alias, 'home_region_code', scope) : sql`FALSE`;
  }

  /** What a home region keeps in tables all provinces share, for a change of it; administrators keep everything. */
  kept(alias: string): Sql {
    this.used = true;
    const scope = this.#scope;
    if (!scope) return sql`TRUE`;
    return scope.side === 'home' ? inRange(alias, 'home_region_code', scope) : sql`FALSE`;
  }

  /** Job postings the actor's side wrote: those it may change. */
  ownPostings(alias: string): Sql {
    this.used = true;
    const scope = this.#scope;
    return scope ? inRange(alias, `author_${scope.side}_region_code`, scope) : sql`FALSE`;
  }

  /**
   * Accounts, and what belongs to them: one's own, and those of one's scope for whoever manages accounts; an
   * administrator's scope is all of them. @param account the column with the account's id
   */
  accounts(alias: string, account: string, { id, manages }: { id: string; manages: boolean }): Sql {
    this.used = true;
    const scope = this.#scope;
    const own = sql`${raw(`${alias}.${account}`)} = ${id}`;
    if (!manages) return own;
    return scope ? sql`(${own} OR (${inRange(alias, `${scope.side}_region_code`, scope)}))` : sql`TRUE`;
  }

  /** Enterprise identity the actor's side may change: an office that of its region, home provinces all of it. */
  identities(alias: string): Sql {
    this.used = true;
    const scope = this.#scope;
    if (!scope) return sql`FALSE`;
    return scope.side === 'home' ? sql`TRUE` : inRange(alias, 'region_code', scope);
  }

  /** What the actor's home province says for all of its network. */
  ownProvince(alias: string): Sql {
    this.used = true;
    const scope = this.#scope;
    return scope?.side === 'home' ? sql`${raw(alias)}.tenant = ${scope.tenant}` : sql`FALSE`;
  }

  /** Tables all provinces share: stations, agreements, enterprise identity. */
  shared(): Sql {
    this.used = true;
    return sql`TRUE`;
  }

  #within(side: Side, alias: string, ...columns: [string, string]): Sql {
    this.used = true;
    const scope = this.#scope;
    if (scope?.side !== side) return sql`FALSE`;
    const [first, second] = columns;
    const owned = sql`${raw(alias)}.tenant = ${scope.tenant}`;
    return first === second
      ? sql`${owned} AND ${inRange(alias, first, scope)}`
      : sql`${owned} AND (${inRange(alias, first, scope)} OR ${inRange(alias, second, scope)})`;
  }
}

function inRange(alias: string, column: string, scope: RegionScope): Sql {
  return within(raw(`${alias}.${column}`), scope);
}

/**
 * A county's code. The second condition is that of the indexes which have lists of counties in order: no plan takes them
 * for the whole of a province, which they would have out of order.
 */
const ofCounty = (code: Sql, county: string): Sql => sql`${code} = ${county} AND right(${code}, 2) <> '00'`;

/**
 * A code of the range, or one that its regions had before. A county is one code: what an index has of it stands in the
 * order of the columns behind.
 */
export function within(code: Sql, region: RegionRange & { former?: readonly string[] }): Sql {
  const { from, to, former = [] } = region;
  const range = isCounty(region) ? ofCounty(code, from) : sql`${code} >= ${from} AND ${code} < ${to}`;
  return former.length === 0 ? range : sql`(${range} OR ${code} = ANY(${former}))`;
}
