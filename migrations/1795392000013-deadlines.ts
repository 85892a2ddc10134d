import { ForwardOnly } from './forward-only.ts';
import {
  ACTOR,
  grant,
  HOME_TENANT,
  inHomeScope,
  maintained,
  protect,
  SIGNED_IN,
  WITHOUT_SCOPE,
} from './policy.ts';

/** The rule that holds where a province has none; the service names it by this id. */
const NATIONAL_RULE = '00000000-0000-7000-8000-000000000001';

const term = (workingDays: number) => ({ workingDays, urgentHours: 24 });
const nationalTerms = {
  RIGHTS_PROTECTION: term(13),
  JOB_SEEKING: term(3),
  POLICY_CONSULTATION: term(3),
  RETURN_TO_WORK: term(3),
  GOVERNMENT_SERVICE: term(3),
  OTHER: term(3),
};

/** What is written into another province's books says in whose name, and is not of one's own province. */
const comesFromUs = (tenantOfOrigin: string) =>
  `${tenantOfOrigin} = ${HOME_TENANT} AND tenant <> ${HOME_TENANT}`;

/**
 * Calendars and rules that deadlines are counted by, transfers between provinces, who took a ticket on, and the steps
 * of a ticket's life that came later.
 */
export class Deadlines1795392000013 extends ForwardOnly {
  protected readonly statements = [
    // Both are tables that all provinces share: what is transferred to a province is due by its rules and holidays.
    `CREATE TABLE calendar_entry (
       id uuid NOT NULL,
       province_region_code text COLLATE "C" CHECK (province_region_code ~ '^[1-8][0-9]0000$'),
       year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
       holidays jsonb NOT NULL,
       make_up_days jsonb NOT NULL,
       version integer NOT NULL CHECK (version > 0),
       entered_at timestamptz NOT NULL,
       CONSTRAINT calendar_entry_pkey PRIMARY KEY (id),
       CONSTRAINT calendar_entry_version_key UNIQUE NULLS NOT DISTINCT (province_region_code, year, version)
     )`,
    ...protect('calendar_entry', {
      SELECT: SIGNED_IN,
      INSERT: `${inHomeScope('province_region_code')} OR
               (province_region_code IS NULL AND ${SIGNED_IN} AND ${WITHOUT_SCOPE})`,
    }),
    grant('calendar_entry', 'SELECT, INSERT'),
    maintained('calendar_entry'),

    `CREATE TABLE ticket_deadline_rule (
       id uuid NOT NULL,
       province_region_code text COLLATE "C" CHECK (province_region_code ~ '^[1-8][0-9]0000$'),
       valid_from date NOT NULL,
       terms jsonb NOT NULL,
       version integer NOT NULL CHECK (version > 0),
       entered_at timestamptz NOT NULL,
       CONSTRAINT ticket_deadline_rule_pkey PRIMARY KEY (id),
       CONSTRAINT ticket_deadline_rule_version_key UNIQUE NULLS NOT DISTINCT (province_region_code, version)
     )`,
    `INSERT INTO ticket_deadline_rule (id, valid_from, terms, version, entered_at)
     VALUES ('${NATIONAL_RULE}', '2000-01-01', '${JSON.stringify(nationalTerms)}', 1, '2000-01-01T00:00:00+08:00')`,
    ...protect('ticket_deadline_rule', {
      SELECT: SIGNED_IN,
      INSERT: inHomeScope('province_region_code'),
    }),
    grant('ticket_deadline_rule', 'SELECT, INSERT'),
    maintained('ticket_deadline_rule'),

    `ALTER TABLE service_ticket
       ADD deadline_rule_id uuid NOT NULL DEFAULT '${NATIONAL_RULE}',
       ADD agent_id uuid,
       ADD agent_username text COLLATE "C",
       ADD transferred_to_number text COLLATE "C",
       ADD transferred_from_number text COLLATE "C",
       ADD CONSTRAINT service_ticket_deadline_rule_fkey
         FOREIGN KEY (deadline_rule_id) REFERENCES ticket_deadline_rule (id)`,
    'DROP INDEX service_ticket_due',
    'CREATE INDEX service_ticket_due ON service_ticket (tenant, due_at, id) WHERE resolved_at IS NULL',
    `CREATE INDEX service_ticket_station_due ON service_ticket (tenant, station_id, due_at, id)
       WHERE resolved_at IS NULL`,
    'CREATE INDEX service_ticket_agent ON service_ticket (tenant, agent_id, opened_at, id)',
    'CREATE INDEX service_ticket_agent_due ON service_ticket (tenant, agent_id, due_at, id) WHERE resolved_at IS NULL',
    "SET LOCAL app.maintenance = 'on'",
    `UPDATE service_ticket t SET agent_id = e.actor_id, agent_username = e.actor_username
       FROM (SELECT DISTINCT ON (tenant, ticket_id) tenant, ticket_id, actor_id, actor_username
               FROM ticket_event WHERE type = 'ACCEPTED' ORDER BY tenant, ticket_id, id DESC) e
      WHERE t.tenant = e.tenant AND t.id = e.ticket_id AND t.status = 'IN_PROGRESS'`,
    "SET LOCAL app.maintenance = 'off'",
    `GRANT UPDATE (due_at, due_at_provisional, agent_id, agent_username, transferred_to_number)
       ON service_ticket TO labor_service`,

    // A number begins with the tenant. Whoever transfers a ticket puts it onto the desk of the other province, and
    // cannot read it there.
    `CREATE POLICY service_ticket_transfer ON service_ticket FOR INSERT WITH CHECK (
       ${comesFromUs('left(transferred_from_number, 2)')} AND status = 'OPEN' AND station_id IS NULL)`,
    'ALTER TABLE ticket_caller ADD origin_tenant text COLLATE "C"',
    `CREATE POLICY ticket_caller_transfer ON ticket_caller FOR INSERT WITH CHECK (${comesFromUs('origin_tenant')})`,
    'ALTER TABLE ticket_event ADD origin_tenant text COLLATE "C"',
    `CREATE POLICY ticket_event_transfer ON ticket_event FOR INSERT WITH CHECK (
       ${comesFromUs('origin_tenant')} AND type = 'OPENED' AND actor_id = ${ACTOR})`,

    'ALTER TABLE ticket_event DROP CONSTRAINT ticket_event_type_check',
    `ALTER TABLE ticket_event
       ADD CONSTRAINT ticket_event_type_check CHECK (type IN
         ('OPENED', 'ASSIGNED', 'ACCEPTED', 'RETURNED', 'NOTED', 'SUPERVISED', 'TRANSFERRED', 'RESOLVED', 'CALLED_BACK',
          'CLOSED', 'REOPENED', 'HANDED_OVER')),
       ADD reached boolean,
       ADD satisfied boolean,
       ADD CONSTRAINT ticket_event_callback_check CHECK (
         (type = 'CALLED_BACK') = (reached IS NOT NULL) AND (satisfied IS NULL OR reached))`,
  ];
}
