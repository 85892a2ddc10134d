import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key some actor used, with the record it made and a keyed hash of the input, never the input itself. */
@Entity('idempotency_key')
@Index('idempotency_key_age', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('text', { collation: 'C' })
  tenant: string;

  @PrimaryColumn('uuid')
  actorId: string;

  @PrimaryColumn('text', { collation: 'C' })
  key: string;

  @Column('text')
  operation: string;

  @Column('bytea')
  inputHash: Buffer;

  @Column('uuid')
  recordId: string;

  @Column('timestamptz')
  createdAt: Date;
}
