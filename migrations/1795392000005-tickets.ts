import { ForwardOnly } from './forward-only.ts';
import { grant, inHomeScope, protect } from './policy.ts';

// A ticket is seen from the worker's home region and from the handling station's. Its parts carry copies of both
// codes: a policy with a sub-select on the ticket could not be distributed.
const either = `${inHomeScope('home_region_code')} OR ${inHomeScope('handler_region_code')}`;
const regions = (table: string) => `
     home_region_code text COLLATE "C" NOT NULL,
     handler_region_code text COLLATE "C" NOT NULL,
     CONSTRAINT ${table}_tenant_check CHECK (
       tenant = left(home_region_code, 2) AND tenant = left(handler_region_code, 2))`;

/** Workers and the service tickets opened for them. */
export class Tickets1795392000005 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE worker (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       home_region_code text COLLATE "C" NOT NULL,
       name_sealed bytea NOT NULL,
       phone_sealed bytea,
       phone_hash bytea,
       version integer NOT NULL DEFAULT 1,
       created_at timestamptz NOT NULL,
       CONSTRAINT worker_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT worker_tenant_check CHECK (tenant = left(home_region_code, 2))
     )`,
    'CREATE INDEX worker_phone ON worker (tenant, phone_hash)',
    ...protect('worker', { ALL: inHomeScope() }),
    grant('worker', 'SELECT'),

    'CREATE SEQUENCE service_ticket_number',
    'GRANT USAGE ON SEQUENCE service_ticket_number TO labor_service',
    `CREATE TABLE service_ticket (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       number text COLLATE "C" NOT NULL,
       channel text NOT NULL CHECK (channel IN
         ('HOTLINE_12333', 'HOMETOWN_AFFAIRS', 'WALK_IN', 'VISIT', 'ONLINE')),
       category text NOT NULL CHECK (category IN
         ('RIGHTS_PROTECTION', 'JOB_SEEKING', 'POLICY_CONSULTATION', 'RETURN_TO_WORK', 'GOVERNMENT_SERVICE', 'OTHER')),
       status text NOT NULL CHECK (status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS', 'RESOLVED', 'CLOSED')),
       priority text NOT NULL CHECK (priority IN ('NORMAL', 'URGENT')),
       summary text NOT NULL,
       incident_region_code text COLLATE "C" CHECK (incident_region_code ~ '^[0-9]{6}$'),
       station_id uuid,
       worker_id uuid,
       enterprise_id uuid,
       people_involved integer CHECK (people_involved > 0),
       amount_owed numeric(14, 2) CHECK (amount_owed >= 0),
       opened_at timestamptz NOT NULL,
       due_at timestamptz NOT NULL,
       due_at_provisional boolean NOT NULL,
       resolved_at timestamptz,
       first_resolved_at timestamptz,
       closed_at timestamptz,
       version integer NOT NULL DEFAULT 1,
       ${regions('service_ticket')},
       CONSTRAINT service_ticket_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT service_ticket_number_key UNIQUE (tenant, number),
       CONSTRAINT service_ticket_station_fkey FOREIGN KEY (station_id) REFERENCES station (id),
       CONSTRAINT service_ticket_worker_fkey FOREIGN KEY (tenant, worker_id) REFERENCES worker (tenant, id),
       CONSTRAINT service_ticket_enterprise_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
     )`,
    'CREATE INDEX service_ticket_opened ON service_ticket (tenant, opened_at, id)',
    'CREATE INDEX service_ticket_station ON service_ticket (tenant, station_id, opened_at, id)',
    'CREATE INDEX service_ticket_due ON service_ticket (tenant, due_at) WHERE resolved_at IS NULL',
    ...protect('service_ticket', { ALL: either }),
    grant(
      'service_ticket',
      'SELECT, INSERT, UPDATE (status, station_id, handler_region_code, resolved_at, first_resolved_at, closed_at, version)',
    ),

    `CREATE TABLE ticket_caller (
       tenant text COLLATE "C" NOT NULL,
       ticket_id uuid NOT NULL,
       name_sealed bytea,
       phone_sealed bytea,
       phone_hash bytea,
       ${regions('ticket_caller')},
       CONSTRAINT ticket_caller_pkey PRIMARY KEY (tenant, ticket_id),
       CONSTRAINT ticket_caller_ticket_fkey
         FOREIGN KEY (tenant, ticket_id) REFERENCES service_ticket (tenant, id)
     )`,
    'CREATE INDEX ticket_caller_phone ON ticket_caller (tenant, phone_hash)',
    ...protect('ticket_caller', { ALL: either }),
    grant('ticket_caller', 'SELECT, INSERT, UPDATE (handler_region_code)'),

    `CREATE TABLE ticket_event (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       ticket_id uuid NOT NULL,
       at timestamptz NOT NULL,
       type text NOT NULL CHECK (type IN
         ('OPENED', 'ASSIGNED', 'ACCEPTED', 'NOTED', 'RESOLVED', 'CLOSED', 'REOPENED')),
       note text,
       actor_id uuid NOT NULL,
       actor_username text COLLATE "C" NOT NULL,
       actor_station_id uuid,
       ${regions('ticket_event')},
       CONSTRAINT ticket_event_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT ticket_event_ticket_fkey
         FOREIGN KEY (tenant, ticket_id) REFERENCES service_ticket (tenant, id),
       CONSTRAINT ticket_event_actor_station_fkey FOREIGN KEY (actor_station_id) REFERENCES station (id)
     )`,
    'CREATE INDEX ticket_event_ticket ON ticket_event (tenant, ticket_id, id)',
    ...protect('ticket_event', { ALL: either }),
    grant('ticket_event', 'SELECT, INSERT, UPDATE (handler_region_code)'),
  ];
}
