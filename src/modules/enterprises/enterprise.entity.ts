import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';

@ObjectType({ implements: Node, description: '企业: an enterprise’s identity, shared by all provinces.' })
@Entity('enterprise')
@Checked('enterprise', 'credit_code', 'region_code')
@Unique('enterprise_credit_code_key', ['creditCode'])
@Index('enterprise_region', ['regionCode', 'id'])
export class Enterprise {
  @PrimaryColumn('uuid')
  id: string;

  @Field(() => String, { description: '统一社会信用代码: 18 characters (GB 32100).' })
  @CodeColumn()
  creditCode: string;

  @Field(() => String, { description: 'The registered name.' })
  @Column('text')
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'GB/T 4754: a letter, or a letter and two to four digits.',
  })
  @CodeColumn({ nullable: true })
  industryCode: string | null;

  @CodeColumn()
  regionCode: string;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz')
  createdAt: Date;
}
