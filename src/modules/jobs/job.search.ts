import { folded, hasFragments } from '../../infra/db/fragments.ts';
import { all, type Sql, sql } from '../../infra/db/select.ts';
import type { Visibility } from '../../infra/db/visibility.ts';
import { DomainError } from '../../shared/errors.ts';
import { prefixOf, type RegionRange } from '../../shared/region-range.ts';

/** Up to so many are all found first and sorted then; of more, every page is soon full in the order of the list. */
const FEW = 4_000;

const LONGEST = 200;

/**
 * The ids (`found.id`) of the postings whose title a text is found in: of published ones, and of what the actor's own
 * side has not published. A rare text is found by its fragments. What a frequent one is found in is met by reading the
 * list itself, in its order.
 * @param list the conditions of the list on a posting `j`, but for the text
 * @param order the order of the list and how much of it is wanted
 * @throws BAD_USER_INPUT for a text longer than any title
 */
export function postingsFound(
  visible: Visibility,
  search: string,
  region: RegionRange | null,
  list: Sql,
  order: Sql,
): Sql {
  const text = folded(search);
  const length = [...text].length;
  if (length > LONGEST) throw new DomainError('BAD_USER_INPUT', 'TOO_LONG');
  const keys = region ? [`@${prefixOf(region)}`] : [];
  const indexed = hasFragments('job_fragments(t.title, t.region_code)', text, length > 1 ? 2 : 1, keys);
  // Most titles are written as they are searched, and folding one takes longer than looking through it.
  const contains = (title: Sql) =>
    sql`(strpos(${title}, ${text}) > 0 OR strpos(folded(${title}), ${text}) > 0)`;
  return sql`
    few AS MATERIALIZED (
      SELECT t.posting_id AS id FROM job_title t WHERE ${all(indexed, contains(sql`t.title`))} LIMIT ${FEW + 1}),
    rare AS MATERIALIZED (SELECT count(*) <= ${FEW} AS yes FROM few),
    found AS (
      SELECT id FROM few WHERE (SELECT yes FROM rare)
      UNION ALL
      SELECT j.id FROM job_posting j
       WHERE (SELECT yes FROM rare) AND j.published_at IS NULL AND ${visible.ownPostings('j')}
         AND ${contains(sql`j.title`)}
      UNION ALL
      SELECT id FROM (
        SELECT j.id FROM job_posting j
         WHERE NOT (SELECT yes FROM rare) AND ${list} AND ${contains(sql`j.title`)}
        ${order}) AS many)`;
}
