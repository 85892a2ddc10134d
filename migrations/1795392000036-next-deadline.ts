import { ForwardOnly } from './forward-only.ts';
import { backstage, HOME_TENANT } from './policy.ts';

/** So many deadlines are looked at, however many tickets are open. */
const AHEAD = 100;

const BLOCK = 1_024;

/** A function that a reader's statement takes in as if it stood there. */
const inlined = (signature: string, returns: string, expression: string) => [
  `CREATE FUNCTION ${signature} RETURNS ${returns} LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ${expression}`,
  `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION ${signature} TO labor_service`,
];

/**
 * Until when figures of overdue tickets stand, by one look at the index of deadlines: a reader's own statement would go through
 * all open tickets for one that its period and its policies let pass.
 */
export class NextDeadline1795392000036 extends ForwardOnly {
  protected readonly statements = [
    // The next deadline of an open ticket of the province that was opened in a period; where none of those that are looked
    // at was, the last of these: no ticket of the period is overdue before.
    ...backstage(
      'next_deadline(after timestamptz, opened_from timestamptz, opened_before timestamptz)',
      'timestamptz',
      `SELECT min(n.due_at) FILTER (WHERE n.counts OR n.place = ${AHEAD}) INTO result
         FROM (SELECT t.due_at, t.opened_at >= opened_from AND t.opened_at < opened_before AS counts,
                      row_number() OVER (ORDER BY t.due_at) AS place
                 FROM service_ticket t
                WHERE t.tenant = ${HOME_TENANT} AND t.resolved_at IS NULL AND t.due_at >= after
                ORDER BY t.due_at LIMIT ${AHEAD}) n;`,
    ),

    // Where an enterprise stands in the sets of contacts.
    ...inlined('contact_block(ordinal integer)', 'integer', `ordinal / ${BLOCK}`),
    ...inlined('contact_bits(ordinal integer)', 'bit', `set_bit(0::bit(${BLOCK}), ordinal % ${BLOCK}, 1)`),
  ];
}
