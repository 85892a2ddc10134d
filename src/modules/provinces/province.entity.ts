import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import { Account } from '../identity/index.ts';

@ObjectType({
  implements: Node,
  description: '开通的省份: a home province whose network this platform runs.',
})
@Entity('province')
@Checked('province', 'region_code')
@Unique('province_region_code_key', ['regionCode'])
export class Province {
  @PrimaryColumn('uuid')
  id: string;

  @CodeColumn()
  regionCode: string;

  /** Unknown of a province that was at work before it was opened. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Account, { name: 'province_first_manager_fkey' })
  firstManagerId: string | null;

  @Field(() => DateTimeScalar, { description: 'Since when it is open.' })
  @Column('timestamptz')
  openedAt: Date;
}
