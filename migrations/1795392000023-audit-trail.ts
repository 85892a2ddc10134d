import { ForwardOnly } from './forward-only.ts';

/** The audit also says from where a change came, what it changed and why. */
export class AuditTrail1795392000023 extends ForwardOnly {
  protected readonly statements = [
    `ALTER TABLE audit_entry
       ADD address text COLLATE "C",
       ADD reason text,
       ADD changes jsonb`,
  ];
}
