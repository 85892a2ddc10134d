import { ForwardOnly } from './forward-only.ts';
import { formerly } from './policy.ts';

const ticket = ['home_region_code', 'handler_region_code'];

/** Region codes retire: rows under a former code stay in sight, and the audit keeps the code that was entered or left. */
export class Recoding1795392000014 extends ForwardOnly {
  protected readonly statements = [
    'ALTER TABLE audit_entry ADD former_region_codes jsonb',
    formerly('audit_entry', 'home', ['home_region_code'], 'SELECT'),
    formerly('audit_entry', 'host', ['host_region_code'], 'SELECT'),
    formerly('enterprise_contact', 'home', ['home_region_code']),
    formerly('enterprise_contact', 'host', ['host_region_code']),
    formerly('enterprise_visit', 'home', ['home_region_code']),
    formerly('visit_follow_up', 'home', ['home_region_code']),
    formerly('job_collection', 'home', ['home_region_code']),
    formerly('job_posting', 'home', ['author_home_region_code']),
    formerly('job_posting', 'host', ['author_host_region_code']),
    formerly('worker', 'home', ['home_region_code']),
    formerly('service_ticket', 'home', ticket),
    formerly('ticket_caller', 'home', ticket),
    formerly('ticket_event', 'home', ticket),
  ];
}
