import { ForwardOnly } from './forward-only.ts';

/** By which auditors find what was refused, the entries being few among all, and those of a county what is theirs. */
export class AuditRefusals1795392000028 extends ForwardOnly {
  protected readonly statements = [
    'CREATE INDEX audit_entry_region ON audit_entry (tenant, home_region_code, id)',
    `CREATE INDEX audit_entry_refused ON audit_entry (tenant, id) WHERE changes @> '[{"type": "Refusal"}]'`,
  ];
}
