import { BEGINNING, folded, hasFragments } from '../../infra/db/fragments.ts';
import { keyset } from '../../infra/db/keyset.ts';
import { all, columnsOf, raw, type Sql, sql } from '../../infra/db/select.ts';
import type { Visibility } from '../../infra/db/visibility.ts';
import type { Statement } from '../../operations/reader.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Page } from '../../shared/pagination.ts';
import { prefixOf, type RegionRange } from '../../shared/region-range.ts';
import { Enterprise } from './enterprise.entity.ts';

export interface EnterpriseCriteria {
  region?: RegionRange | null;
  /** Of these alone that the actor's home province marks as key enterprises. */
  key?: boolean | null;
}

/** The enterprises of a list; one that was merged into another is not among them. */
export const enterprisesOf = (visible: Visibility, { key }: EnterpriseCriteria): Sql =>
  all(
    visible.shared(),
    sql`e.merged_into IS NULL`,
    key &&
      sql`e.id IN (SELECT coalesce(r.merged_into, r.id)
                     FROM key_enterprise k JOIN enterprise r ON r.id = k.enterprise_id
                    WHERE ${visible.ownProvince('k')} AND k.marked)`,
  );

/** Up to so many are all found and sorted. */
const FEW = 2_000;

/**
 * So many times the page are looked at before, in a large register: the index need not be asked for what every tenth
 * name contains. What fills a page from them is found in more than a few, if there are so many times a few at all.
 */
const NEAR = 100;
const LARGE = sql`(SELECT c.reltuples FROM pg_class c WHERE c.oid = 'enterprise'::regclass) > ${FEW * NEAR}`;

/** Of a few, those that begin with the text come first. Of many there is no best: they have one order alone. */
const RANK = { begins: 0, contains: 1, none: 2 };

/**
 * The order within a rank: credit codes read backwards begin with the check character and the serial number, which is
 * as good as by chance, and always the same. So what is frequent is soon met, wherever one begins.
 */
const PLACE = raw('reverse(e.credit_code)');

const byRank = keyset('ASC', ['f.rank', 'numeric'], ['f.place', 'text']);

/**
 * One page of the enterprises a text is found in. Rare texts and frequent ones cost the same: the first page finds out
 * which it is, and the cursor says it to the next.
 */
export function searchEnterprises(search: string, criteria: EnterpriseCriteria, page: Page): Statement {
  const { matches, begins, indexed } = conditions(search, criteria);
  const [rank, place = ''] = byRank.position(page) ?? [];
  const wanted = sql`${page.first + 1}::integer`;
  return (visible) => {
    const found = sql`${enterprisesOf(visible, criteria)} AND ${matches}`;
    const few = sql`SELECT e.id, e.name, e.credit_code FROM enterprise e WHERE ${found} AND ${indexed}`;
    // In order first, whatever the planner makes of the conditions: so it goes no further than the page.
    const many = sql`
      SELECT ${RANK.none}::integer AS rank, e.id, ${PLACE} AS place
        FROM (SELECT * FROM enterprise e WHERE ${PLACE} > ${place} ORDER BY ${PLACE} OFFSET 0) e
       WHERE ${found} LIMIT ${wanted}`;
    const ranked = sql`
      SELECT CASE WHEN ${begins} THEN ${RANK.begins}::integer ELSE ${RANK.contains}::integer END AS rank, e.id, ${PLACE} AS place
        FROM few e`;

    const pages = {
      first: sql`
        near AS MATERIALIZED (
          SELECT ${RANK.none}::integer AS rank, e.id, ${PLACE} AS place
            FROM (SELECT * FROM enterprise e ORDER BY ${PLACE} LIMIT ${NEAR * (page.first + 1)}) e
           WHERE ${LARGE} AND ${found} LIMIT ${wanted}),
        few AS MATERIALIZED (${few} AND (SELECT count(*) FROM near) < ${wanted} LIMIT ${FEW + 1}),
        found AS (
          SELECT * FROM near WHERE (SELECT count(*) FROM near) = ${wanted}
          UNION ALL (${ranked} WHERE (SELECT count(*) FROM few) <= ${FEW})
          UNION ALL (SELECT * FROM (${many}) many WHERE (SELECT count(*) FROM few) > ${FEW}))`,
      few: sql`few AS MATERIALIZED (${few}), found AS (SELECT * FROM (${ranked}) f WHERE ${byRank.after(page)})`,
      many: sql`found AS (${many})`,
    };
    const which = rank === undefined ? 'first' : Number(rank) === RANK.none ? 'many' : 'few';
    return sql`
      WITH ${pages[which]}
      SELECT ${columnsOf(Enterprise, 'e')}, ${byRank.keys}
        FROM (SELECT * FROM found ORDER BY rank, place LIMIT ${wanted}) f JOIN enterprise e ON e.id = f.id
      ${byRank.order(page)}`;
  };
}

const LONGEST = 200;
const INDEXED = 'enterprise_fragments(e.name, e.credit_code, e.region_code)';

/**
 * Names are searched from two characters on and credit codes from three. A single character must begin the name, two
 * must begin the code: too much contains them.
 * @throws BAD_USER_INPUT for a text longer than any name
 */
function conditions(search: string, { region, key }: EnterpriseCriteria) {
  const text = folded(search);
  const length = [...text].length;
  if (length > LONGEST) throw new DomainError('BAD_USER_INPUT', 'TOO_LONG');
  const ofCode = /^[0-9A-Z]{2,}$/.test(text);

  const nameBegins = sql`starts_with(folded(e.name), ${text})`;
  const codeBegins = sql`starts_with(e.credit_code, ${text})`;
  // Most names are written as they are searched, and folding one takes longer than looking through it.
  const nameContains = sql`(strpos(e.name, ${text}) > 0 OR strpos(folded(e.name), ${text}) > 0)`;
  const codeContains = sql`strpos(e.credit_code, ${text}) > 0`;

  // The index of fragments has the regions, too; another index beside it would be read in vain.
  const prefix = region && prefixOf(region);
  const keys = prefix ? [`@${prefix}`] : [];
  const inRegion = prefix && sql`left(e.region_code, ${prefix.length}::integer) = ${prefix}`;
  const inName = hasFragments(INDEXED, length > 1 ? text : BEGINNING + text, 2, keys);
  const inCode = hasFragments(INDEXED, length > 2 ? text : BEGINNING + text, 3, keys);
  const either = (name: Sql, code: Sql) => (ofCode ? sql`(${name} OR ${code})` : name);
  return {
    begins: either(nameBegins, codeBegins),
    matches: all(
      inRegion,
      either(length > 1 ? nameContains : nameBegins, length > 2 ? codeContains : codeBegins),
    ),
    // The key list is short and says itself which enterprises to look at.
    indexed: key ? sql`TRUE` : either(inName, inCode),
  };
}
