import { ForwardOnly } from './forward-only.ts';
import { maintained } from './policy.ts';

const tables = [
  'account',
  'audit_entry',
  'cooperation_agreement',
  'cooperation_agreement_party',
  'data_key',
  'enterprise',
  'enterprise_contact',
  'enterprise_visit',
  'idempotency_key',
  'job_collection',
  'job_posting',
  'service_ticket',
  'station',
  'ticket_caller',
  'ticket_event',
  'visit_follow_up',
  'worker',
];

/** Commands of the operators work past the floor without locking anybody out; follow-ups have a station of their own. */
export class Maintenance1795392000007 extends ForwardOnly {
  protected readonly statements = [
    ...tables.map(maintained),

    // Whose it is to do: the visiting station at first, another one once that closes.
    'ALTER TABLE visit_follow_up ADD station_id uuid',
    "SET LOCAL app.maintenance = 'on'",
    `UPDATE visit_follow_up f SET station_id = v.station_id
       FROM enterprise_visit v WHERE v.tenant = f.tenant AND v.id = f.visit_id`,
    "SET LOCAL app.maintenance = 'off'",
    'ALTER TABLE visit_follow_up ALTER station_id SET NOT NULL',
    `ALTER TABLE visit_follow_up ADD CONSTRAINT visit_follow_up_station_fkey
       FOREIGN KEY (station_id) REFERENCES station (id)`,
    'CREATE INDEX visit_follow_up_station ON visit_follow_up (tenant, station_id, due_on, id) WHERE done_at IS NULL',
    'GRANT UPDATE (station_id, home_region_code) ON visit_follow_up TO labor_service',
  ];
}
