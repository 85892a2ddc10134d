import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';

@ObjectType({
  implements: Node,
  description: '人社部门: a partner province’s office, for those who deal with it.',
})
@Entity('hr_office')
@Checked('hr_office', 'home_region_code', 'host_region_code')
@Index('hr_office_region', ['hostRegionCode', 'id'])
@Index('hr_office_name_key', ['hostRegionCode', 'name'], { unique: true, where: 'closed_on IS NULL' })
export class HrOffice {
  @PrimaryColumn('uuid')
  id: string;

  @Field(() => String, { description: 'What it is called.' })
  @Column('text')
  name: string;

  /** The home region whose managers keep the entry; null where administrators do. */
  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;

  /** The region it is in charge of. */
  @CodeColumn()
  hostRegionCode: string;

  @Field(() => String, { nullable: true, description: 'Its telephone, public.' })
  @Column('text', { nullable: true })
  phone: string | null;

  @Field(() => String, { nullable: true, description: 'Where to find it.' })
  @Column('text', { nullable: true })
  address: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day it was no longer there, if it closed.',
  })
  @Column('date', { nullable: true })
  closedOn: BusinessDate | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}
