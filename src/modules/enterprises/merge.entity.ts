import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Enterprise } from './enterprise.entity.ts';

/** 合并: one enterprise found to be a duplicate of another, which stands for both until it is undone. */
@Entity('enterprise_merge')
@Index('enterprise_merge_source', ['sourceId'], { unique: true, where: 'undone_at IS NULL' })
@Index('enterprise_merge_target', ['targetId', 'id'])
export class EnterpriseMerge {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey(() => Enterprise, { name: 'enterprise_merge_source_fkey' })
  sourceId: string;

  @Column('uuid')
  @ForeignKey(() => Enterprise, { name: 'enterprise_merge_target_fkey' })
  targetId: string;

  @Column('text')
  reason: string;

  @Column('timestamptz')
  mergedAt: Date;

  @Column('text', { nullable: true })
  undoReason: string | null;

  @Column('timestamptz', { nullable: true })
  undoneAt: Date | null;

  @Column('integer', { default: 1 })
  version: number;
}
