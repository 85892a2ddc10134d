import { ForwardOnly } from './forward-only.ts';
import { ACTOR, grant, HOME_TENANT, inHomeScope, maintained, OF_WHOLE_PROVINCE, protect } from './policy.ts';

/** What a person asks of us under articles 45 and 47 of the Personal Information Protection Law: a copy, and erasure. */
export class PersonalDataRequests1795392000027 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE personal_data_request (
       tenant text COLLATE "C" NOT NULL,
       id uuid NOT NULL,
       home_region_code text COLLATE "C" NOT NULL,
       kind text NOT NULL CHECK (kind IN ('EXPORT', 'ERASURE')),
       phone_hash bytea,
       worker_id uuid,
       reason text NOT NULL,
       actor_id uuid NOT NULL,
       actor_username text COLLATE "C" NOT NULL,
       requested_at timestamptz NOT NULL,
       CONSTRAINT personal_data_request_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT personal_data_request_tenant_check CHECK (tenant = left(home_region_code, 2)),
       CONSTRAINT personal_data_request_person_check CHECK (num_nonnulls(phone_hash, worker_id) > 0)
     )`,
    ...protect('personal_data_request', {
      SELECT: inHomeScope(),
      INSERT: `${inHomeScope()} AND actor_id = ${ACTOR}`,
    }),
    maintained('personal_data_request'),
    grant('personal_data_request', 'SELECT, INSERT'),

    // Without a name: erased. The rows stay, and with them every figure that counts them.
    'ALTER TABLE worker ALTER name_sealed DROP NOT NULL',
    grant('worker', 'UPDATE (name_sealed, phone_sealed, phone_hash, version)'),
    'ALTER TABLE enterprise_contact ALTER name_sealed DROP NOT NULL',
    'ALTER TABLE ticket_caller ADD erasure_due boolean NOT NULL DEFAULT FALSE',
    'CREATE INDEX ticket_caller_worker ON ticket_caller (tenant, worker_id) WHERE worker_id IS NOT NULL',

    // Empty text stands for erased text: nobody can write an empty one. For the owner's functions below alone.
    `CREATE FUNCTION erase_tickets(tickets uuid[]) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
       UPDATE service_ticket SET summary = '', version = version + 1
        WHERE tenant = ${HOME_TENANT} AND id = ANY (tickets) AND summary <> '';
       UPDATE ticket_event SET note = ''
        WHERE tenant = ${HOME_TENANT} AND ticket_id = ANY (tickets) AND note <> '';
       UPDATE ticket_caller
          SET name_sealed = NULL, phone_sealed = NULL, phone_hash = NULL, worker_id = NULL, erasure_due = FALSE
        WHERE tenant = ${HOME_TENANT} AND ticket_id = ANY (tickets) $$`,
    'REVOKE ALL ON FUNCTION erase_tickets(tickets uuid[]) FROM PUBLIC',

    // Everything that tickets say of a person, hidden callers among it whom the manager who erases must not learn of:
    // so it tells nothing. What has not ended is erased when it does.
    `CREATE FUNCTION erase_person(phone bytea, workers uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = public, pg_temp AS $$
     DECLARE ended uuid[]; under_way uuid[];
     BEGIN
       SELECT array_agg(t.id) FILTER (WHERE t.resolved_at IS NOT NULL), array_agg(t.id) FILTER (WHERE t.resolved_at IS NULL)
         INTO ended, under_way
         FROM service_ticket t
        WHERE t.tenant = ${HOME_TENANT} AND ${OF_WHOLE_PROVINCE} AND t.id IN (
          SELECT c.ticket_id FROM ticket_caller c WHERE c.tenant = ${HOME_TENANT} AND c.phone_hash = phone
          UNION SELECT c.ticket_id FROM ticket_caller c
                 WHERE c.tenant = ${HOME_TENANT} AND c.worker_id = ANY (workers)
          UNION SELECT w.id FROM service_ticket w WHERE w.tenant = ${HOME_TENANT} AND w.worker_id = ANY (workers));
       PERFORM erase_tickets(ended);
       UPDATE ticket_caller c SET erasure_due = TRUE
        WHERE c.tenant = ${HOME_TENANT} AND c.ticket_id = ANY (under_way);
     END $$`,
    'REVOKE ALL ON FUNCTION erase_person(phone bytea, workers uuid[]) FROM PUBLIC',
    'GRANT EXECUTE ON FUNCTION erase_person(phone bytea, workers uuid[]) TO labor_service',

    // For a ticket that ends now: nothing where no erasure waits for that.
    `CREATE FUNCTION erase_if_due(ticket uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
       SET search_path = public, pg_temp AS $$
       SELECT erase_tickets(array_agg(c.ticket_id)) FROM ticket_caller c
         JOIN service_ticket t ON t.tenant = c.tenant AND t.id = c.ticket_id
        WHERE c.tenant = ${HOME_TENANT} AND c.ticket_id = ticket AND c.erasure_due AND t.resolved_at IS NOT NULL $$`,
    'REVOKE ALL ON FUNCTION erase_if_due(ticket uuid) FROM PUBLIC',
    'GRANT EXECUTE ON FUNCTION erase_if_due(ticket uuid) TO labor_service',
  ];
}
