import { ForwardOnly } from './forward-only.ts';
import { ACTOR, HOME_TENANT, inFormerScope, inHomeScope, OF_WHOLE_PROVINCE } from './policy.ts';

const regions = ['home_region_code', 'handler_region_code'];
const ofOwnScope = (alias: string) =>
  regions
    .flatMap((column) => [inHomeScope(`${alias}.${column}`), inFormerScope(`${alias}.${column}`, 'home')])
    .join(' OR ');

/** The one row of a ticket's caller that the actor's scope holds, whether the actor sees who it is or not. */
const callerOf = (ticket: string) =>
  `c.tenant = ${HOME_TENANT} AND c.ticket_id = ${ticket} AND (${ofOwnScope('c')})`;

/**
 * A function of the owner, for one purpose that the service's role cannot serve itself: nobody may change a row that
 * they do not see, and whoever hands a confidential ticket on does not see its caller. The policies by region bind it.
 */
const ofOwner = (signature: string, returns: string, body: string) => [
  `CREATE FUNCTION ${signature} RETURNS ${returns} LANGUAGE sql VOLATILE SECURITY DEFINER
     SET search_path = public, pg_temp AS $$ ${body} $$`,
  `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION ${signature} TO labor_service`,
];

/** Confidential and anonymous tickets: who called is kept from those whom it does not concern, row by row. */
export class ConfidentialTickets1795392000026 extends ForwardOnly {
  protected readonly statements = [
    `ALTER TABLE service_ticket
       ADD confidential boolean NOT NULL DEFAULT FALSE,
       ADD anonymous boolean NOT NULL DEFAULT FALSE,
       ADD CONSTRAINT service_ticket_hidden_worker_check CHECK (
         NOT (confidential OR anonymous) OR worker_id IS NULL)`,
    'CREATE INDEX service_ticket_worker ON service_ticket (tenant, worker_id) WHERE worker_id IS NOT NULL',
    'GRANT UPDATE (confidential, worker_id) ON service_ticket TO labor_service',

    `ALTER TABLE ticket_caller
       ADD confidential boolean NOT NULL DEFAULT FALSE,
       ADD opened_by uuid,
       ADD agent_id uuid,
       ADD grants jsonb NOT NULL DEFAULT '{}',
       ADD worker_id uuid`,
    // It holds beside every policy that shows rows by region. The owner's commands are bound by none.
    `CREATE POLICY ticket_caller_sight ON ticket_caller AS RESTRICTIVE FOR SELECT TO labor_service USING (
       NOT confidential OR opened_by = ${ACTOR} OR agent_id = ${ACTOR}
       OR (grants -> ${ACTOR}::text ->> 'until')::timestamptz > now())`,

    // Copies what a ticket says of where it is handled, and by whom, to its caller; it cannot say anything else.
    ...ofOwner(
      'follow_tickets(tickets uuid[])',
      'void',
      `UPDATE ticket_caller c SET handler_region_code = t.handler_region_code, agent_id = t.agent_id
         FROM service_ticket t
        WHERE ${callerOf('ANY(tickets)')} AND t.tenant = c.tenant AND t.id = c.ticket_id`,
    ),

    // Keeps the caller of a ticket from now on, and its worker, from those who neither opened nor handle it.
    ...ofOwner(
      'hide_caller(ticket uuid)',
      'void',
      `INSERT INTO ticket_caller AS c
         (tenant, ticket_id, home_region_code, handler_region_code, confidential, agent_id, worker_id, opened_by)
       SELECT t.tenant, t.id, t.home_region_code, t.handler_region_code, TRUE, t.agent_id, t.worker_id,
              (SELECT e.actor_id FROM ticket_event e
                WHERE e.tenant = t.tenant AND e.ticket_id = t.id ORDER BY e.id LIMIT 1)
         FROM service_ticket t
        WHERE t.tenant = ${HOME_TENANT} AND t.id = ticket AND NOT t.confidential AND (${ofOwnScope('t')})
       ON CONFLICT (tenant, ticket_id) DO UPDATE
          SET confidential = TRUE, agent_id = excluded.agent_id, worker_id = excluded.worker_id,
              opened_by = excluded.opened_by`,
    ),

    // Lets a colleague see a hidden caller until an instant, or no longer: never oneself, and only by those who see it in
    // their own right or who answer for the whole province. What is past goes.
    ...ofOwner(
      'let_see_caller(ticket uuid, account uuid, username text, until timestamptz)',
      'SETOF uuid',
      `UPDATE ticket_caller c
          SET grants = (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') FROM jsonb_each(c.grants) e
                         WHERE (e.value ->> 'until')::timestamptz > now() AND e.value ->> 'username' <> username)
                       || CASE WHEN until IS NULL THEN '{}' ELSE jsonb_build_object(account,
                            jsonb_build_object('username', username, 'until', until)) END
        WHERE ${callerOf('ticket')} AND c.confidential
          AND (c.opened_by = ${ACTOR} OR c.agent_id = ${ACTOR} OR ${OF_WHOLE_PROVINCE})
          AND (until IS NULL OR account <> ${ACTOR})
       RETURNING c.ticket_id`,
    ),

    // Whom a name stands for in one's own network: accounts are their owners' and their managers' to read.
    `CREATE POLICY account_colleague ON account FOR SELECT TO CURRENT_USER USING (tenant = ${HOME_TENANT})`,
    ...ofOwner(
      'colleague(wanted text)',
      'TABLE (id uuid, role text, home_region_code text)',
      `SELECT a.id, a.role, a.home_region_code FROM account a
        WHERE a.tenant = ${HOME_TENANT} AND a.username = wanted AND a.disabled_at IS NULL`,
    ),

    'ALTER TABLE ticket_event DROP CONSTRAINT ticket_event_type_check',
    `ALTER TABLE ticket_event ADD CONSTRAINT ticket_event_type_check CHECK (type IN
       ('OPENED', 'ASSIGNED', 'ACCEPTED', 'RETURNED', 'NOTED', 'SUPERVISED', 'TRANSFERRED', 'RESOLVED', 'CALLED_BACK',
        'CLOSED', 'REOPENED', 'HANDED_OVER', 'MADE_CONFIDENTIAL', 'ACCESS_GRANTED', 'ACCESS_WITHDRAWN'))`,
  ];
}
