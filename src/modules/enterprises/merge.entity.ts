import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Enterprise } from './enterprise.entity.ts';

@ObjectType({
  implements: Node,
  description:
    '合并: one enterprise found to be a duplicate of another, which stands for both until it is undone.',
})
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

  @Field(() => String, { description: 'Why they are one.' })
  @Column('text')
  reason: string;

  @Field(() => DateTimeScalar, { description: 'When they were merged.' })
  @Column('timestamptz')
  mergedAt: Date;

  @Field(() => String, { nullable: true, description: 'Why they are two after all.' })
  @Column('text', { nullable: true })
  undoReason: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was undone; null while it holds.' })
  @Column('timestamptz', { nullable: true })
  undoneAt: Date | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}
