import { ForwardOnly } from './forward-only.ts';

/** No plan for a whole province takes these: it would have the rows out of order, and guesses that they are few. */
const OF_COUNTIES = `WHERE right(home_region_code, 2) <> '00'`;

/**
 * What had to be looked for among all of a province's history: a county's own lists, whatever its share of the province,
 * tickets of a status or a category that few have, and what somebody has asked for before.
 */
export class ListsOfACounty1795392000033 extends ForwardOnly {
  protected readonly statements = [
    `CREATE INDEX service_ticket_home ON service_ticket (tenant, home_region_code, opened_at, id) ${OF_COUNTIES}`,
    `CREATE INDEX service_ticket_handler ON service_ticket (tenant, handler_region_code, opened_at, id)
      WHERE (handler_region_code <> home_region_code) IS TRUE`,
    // How few these are, the planner would not guess; written as IS TRUE, it looks here.
    'CREATE STATISTICS service_ticket_elsewhere ON (handler_region_code <> home_region_code) FROM service_ticket',
    `CREATE INDEX service_ticket_current ON service_ticket (tenant, opened_at, id) WHERE status <> 'CLOSED'`,
    'CREATE INDEX service_ticket_category ON service_ticket (tenant, category, opened_at, id)',
    `CREATE INDEX enterprise_visit_home ON enterprise_visit (tenant, home_region_code, visited_on, id) ${OF_COUNTIES}`,
    `CREATE INDEX visit_follow_up_home ON visit_follow_up (tenant, home_region_code, due_on, id) ${OF_COUNTIES}`,
    'CREATE INDEX personal_data_request_home ON personal_data_request (tenant, home_region_code, id)',
    'CREATE INDEX personal_data_request_phone ON personal_data_request (tenant, phone_hash) WHERE phone_hash IS NOT NULL',
    'CREATE INDEX personal_data_request_worker ON personal_data_request (tenant, worker_id) WHERE worker_id IS NOT NULL',
  ];
}
