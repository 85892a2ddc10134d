import { ForwardOnly } from './forward-only.ts';
import { formerly, grant, inHomeScope, maintained, protect } from './policy.ts';

/** Visits are corrected and voided with what was before kept; found by who went; follow-ups are postponed. */
export class Visits1795392000011 extends ForwardOnly {
  protected readonly statements = [
    'ALTER TABLE enterprise_visit ADD void_reason text',
    `GRANT UPDATE (enterprise_id, host_region_code, visited_on, way, participants, contact_id, findings,
                   openings_promised, voided_at, void_reason, version) ON enterprise_visit TO labor_service`,

    // A visit as it was before a change of it: appended, never changed.
    `CREATE TABLE visit_revision (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       visit_id uuid NOT NULL,
       home_region_code text COLLATE "C" NOT NULL,
       at timestamptz NOT NULL,
       kind text NOT NULL CHECK (kind IN ('CORRECTED', 'VOIDED')),
       reason text NOT NULL,
       fields text[] NOT NULL,
       actor_id uuid NOT NULL,
       actor_username text COLLATE "C" NOT NULL,
       actor_station_id uuid,
       enterprise_id uuid NOT NULL,
       host_region_code text COLLATE "C" NOT NULL CHECK (host_region_code ~ '^[0-9]{6}$'),
       visited_on date NOT NULL,
       way text NOT NULL CHECK (way IN ('ON_SITE', 'PHONE', 'ONLINE')),
       participants text[] NOT NULL,
       contact_id uuid,
       findings text,
       openings_promised integer,
       CONSTRAINT visit_revision_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT visit_revision_tenant_check CHECK (tenant = left(home_region_code, 2)),
       CONSTRAINT visit_revision_visit_fkey
         FOREIGN KEY (tenant, visit_id) REFERENCES enterprise_visit (tenant, id),
       CONSTRAINT visit_revision_contact_fkey
         FOREIGN KEY (tenant, contact_id) REFERENCES enterprise_contact (tenant, id),
       CONSTRAINT visit_revision_enterprise_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
       CONSTRAINT visit_revision_actor_station_fkey FOREIGN KEY (actor_station_id) REFERENCES station (id)
     )`,
    'CREATE INDEX visit_revision_visit ON visit_revision (tenant, visit_id, id)',
    ...protect('visit_revision', { ALL: inHomeScope() }),
    formerly('visit_revision', 'home', ['home_region_code']),
    maintained('visit_revision'),
    grant('visit_revision', 'SELECT, INSERT'),

    // Who went, one row a name: below a policy an index on the visit's own array is out of the planner's reach, as its
    // operators may tell what they see. A name that was corrected away stays and is looked at again in the visit.
    `CREATE TABLE visit_participant (
       tenant text COLLATE "C" NOT NULL,
       visit_id uuid NOT NULL,
       name text COLLATE "C" NOT NULL,
       home_region_code text COLLATE "C" NOT NULL,
       visited_on date NOT NULL,
       CONSTRAINT visit_participant_pkey PRIMARY KEY (tenant, visit_id, name),
       CONSTRAINT visit_participant_tenant_check CHECK (tenant = left(home_region_code, 2)),
       CONSTRAINT visit_participant_visit_fkey
         FOREIGN KEY (tenant, visit_id) REFERENCES enterprise_visit (tenant, id)
     )`,
    'CREATE INDEX visit_participant_name ON visit_participant (tenant, name, visited_on, visit_id)',
    ...protect('visit_participant', { ALL: inHomeScope() }),
    formerly('visit_participant', 'home', ['home_region_code']),
    maintained('visit_participant'),
    grant('visit_participant', 'SELECT, INSERT, UPDATE (visited_on)'),

    'ALTER TABLE visit_follow_up ADD voided_at timestamptz, ADD first_due_on date, ADD postpone_reason text',
    "SET LOCAL app.maintenance = 'on'",
    `INSERT INTO visit_participant (tenant, visit_id, name, home_region_code, visited_on)
     SELECT DISTINCT v.tenant, v.id, name, v.home_region_code, v.visited_on
       FROM enterprise_visit v CROSS JOIN unnest(v.participants) AS name`,
    'UPDATE visit_follow_up SET first_due_on = due_on',
    "SET LOCAL app.maintenance = 'off'",
    'ALTER TABLE visit_follow_up ALTER first_due_on SET NOT NULL',
    'GRANT UPDATE (due_on, postpone_reason, voided_at) ON visit_follow_up TO labor_service',
    'DROP INDEX visit_follow_up_due, visit_follow_up_station',
    `CREATE INDEX visit_follow_up_due ON visit_follow_up (tenant, due_on, id)
       WHERE done_at IS NULL AND voided_at IS NULL`,
    `CREATE INDEX visit_follow_up_station ON visit_follow_up (tenant, station_id, due_on, id)
       WHERE done_at IS NULL AND voided_at IS NULL`,
    'CREATE INDEX visit_follow_up_day ON visit_follow_up (tenant, due_on, id)',
    'CREATE INDEX visit_follow_up_station_day ON visit_follow_up (tenant, station_id, due_on, id)',
  ];
}
