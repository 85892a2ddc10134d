import { ForwardOnly } from './forward-only.ts';
import { ACTOR } from './policy.ts';

/** Who called can be put right (article 46 of the Personal Information Protection Law), by those who know it. */
export class CallerCorrection1795392000030 extends ForwardOnly {
  protected readonly statements = [
    // Who handles a ticket is copied to its caller by the owner’s function alone.
    'REVOKE UPDATE (handler_region_code) ON ticket_caller FROM labor_service',
    'GRANT UPDATE (name_sealed, phone_sealed, phone_hash, worker_id) ON ticket_caller TO labor_service',
    // The policy for reading binds a change only where its statement reads; this one binds any.
    `CREATE POLICY ticket_caller_known ON ticket_caller AS RESTRICTIVE FOR UPDATE TO labor_service USING (
       NOT confidential OR opened_by = ${ACTOR} OR agent_id = ${ACTOR}
       OR (grants -> ${ACTOR}::text ->> 'until')::timestamptz > now())`,

    'ALTER TABLE ticket_event DROP CONSTRAINT ticket_event_type_check',
    `ALTER TABLE ticket_event ADD CONSTRAINT ticket_event_type_check CHECK (type IN
       ('OPENED', 'ASSIGNED', 'ACCEPTED', 'RETURNED', 'NOTED', 'SUPERVISED', 'TRANSFERRED', 'RESOLVED', 'CALLED_BACK',
        'CLOSED', 'REOPENED', 'HANDED_OVER', 'MADE_CONFIDENTIAL', 'ACCESS_GRANTED', 'ACCESS_WITHDRAWN',
        'CALLER_CORRECTED'))`,
  ];
}
