import { Column, Entity, Index } from 'typeorm';
import { Checked, CodeColumn, TenantRow } from '../infra/db/columns.ts';
import type { TouchedRecord } from './trace.ts';

/** Who did what to which record; written in the transaction of the change, never changed. */
@Entity('audit_entry')
@Checked('audit_entry', 'tenant')
@Index('audit_entry_record', ['tenant', 'recordId', 'id'])
@Index('audit_entry_actor', ['tenant', 'actorUsername', 'id'])
@Index('audit_entry_operation', ['tenant', 'operation', 'id'])
@Index('audit_entry_request', ['tenant', 'requestId', 'id'])
@Index('audit_entry_region', ['tenant', 'homeRegionCode', 'id'])
@Index('audit_entry_refused', ['tenant', 'id'], { where: `changes @> '[{"type": "Refusal"}]'` })
export class AuditEntry extends TenantRow {
  @Column('timestamptz')
  at: Date;

  @Column('uuid')
  actorId: string;

  @CodeColumn()
  actorUsername: string;

  @Column('text')
  actorRole: string;

  @Column('text')
  operation: string;

  @Column('text')
  recordType: string;

  @Column('uuid')
  recordId: string;

  /** The actor's own region, by side: whose audit this is. */
  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;

  @CodeColumn({ nullable: true })
  hostRegionCode: string | null;

  /** Retired codes by field: as they were entered, or as the record held them until a recoding. */
  @Column('jsonb', { nullable: true })
  formerRegionCodes: Record<string, string> | null;

  @Column('text')
  requestId: string;

  /** The client's network address; null where no client asked, and for entries of before it was kept. */
  @CodeColumn({ nullable: true })
  address: string | null;

  /** Why, in the actor's words, where the operation asks for it. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** What was changed; null for entries of before it was kept. */
  @Column('jsonb', { nullable: true })
  changes: TouchedRecord[] | null;
}
