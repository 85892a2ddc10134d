import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';

/** The classes of the statistics bureau; which one an enterprise is in depends on its industry. */
export const EnterpriseSize = { LARGE: 'LARGE', MEDIUM: 'MEDIUM', SMALL: 'SMALL', MICRO: 'MICRO' } as const;
export type EnterpriseSize = (typeof EnterpriseSize)[keyof typeof EnterpriseSize];

registerEnumType(EnterpriseSize, {
  name: 'EnterpriseSize',
  description: '企业规模: the size class of an enterprise.',
  valuesConfig: {
    LARGE: { description: '大型' },
    MEDIUM: { description: '中型' },
    SMALL: { description: '小型' },
    MICRO: { description: '微型' },
  },
});

@ObjectType({ implements: Node, description: '企业: an enterprise’s identity, shared by all provinces.' })
@Entity('enterprise')
@Checked('enterprise', 'credit_code', 'merged_into', 'region_code', 'size')
@Unique('enterprise_credit_code_key', ['creditCode'])
@Index('enterprise_region', ['regionCode', 'id'])
@Index('enterprise_merged', ['mergedInto'], { where: 'merged_into IS NOT NULL' })
@Index('enterprise_fragment', { synchronize: false })
@Index('enterprise_scattered', { synchronize: false })
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

  @Field(() => EnterpriseSize, { nullable: true, description: 'Its size class, where it is known.' })
  @Column('text', { nullable: true })
  size: EnterpriseSize | null;

  /** The enterprise that this one was found to be a duplicate of: it stands for both. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Enterprise, { name: 'enterprise_merged_into_fkey' })
  mergedInto: string | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz')
  createdAt: Date;
}
