import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';

export const StationTier = {
  HEADQUARTERS: 'HEADQUARTERS',
  BRANCH: 'BRANCH',
  WORKSTATION: 'WORKSTATION',
} as const;
export type StationTier = (typeof StationTier)[keyof typeof StationTier];

registerEnumType(StationTier, {
  name: 'StationTier',
  description: 'The three tiers of a network abroad.',
  valuesConfig: {
    HEADQUARTERS: { description: '省级总站: one per home and host province' },
    BRANCH: { description: '市级分站: of a home city' },
    WORKSTATION: { description: '县级工作站: of a home county' },
  },
});

@ObjectType({ implements: Node, description: '劳务协作站: a home region’s station in a host region.' })
@Entity('station')
@Checked('station', 'closed_on', 'home_region_code', 'host_region_code', 'successor', 'tier')
@Index('station_home_region', ['homeRegionCode', 'id'])
@Index('station_host_region', ['hostRegionCode', 'id'])
@Index('station_parent', ['parentId', 'id'])
@Index('station_headquarters_key', { synchronize: false })
export class Station {
  @PrimaryColumn('uuid')
  id: string;

  @Field(() => String, { description: 'The name on its door.' })
  @Column('text')
  name: string;

  @Field(() => StationTier, { description: 'Which tier of the network.' })
  @Column('text')
  tier: StationTier;

  @CodeColumn()
  homeRegionCode: string;

  @CodeColumn()
  hostRegionCode: string;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Station, { name: 'station_parent_fkey' })
  parentId: string | null;

  @Field(() => String, { nullable: true, description: 'The office’s telephone, public.' })
  @Column('text', { nullable: true })
  phone: string | null;

  @Field(() => DateScalar, { description: 'The first day it served.' })
  @Column('date')
  openedOn: BusinessDate;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day it no longer served, if it closed.',
  })
  @Column('date', { nullable: true })
  closedOn: BusinessDate | null;

  @Field(() => String, { nullable: true, description: 'Why it closed.' })
  @Column('text', { nullable: true })
  closeReason: string | null;

  /** Which station took its open business over when it closed. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Station, { name: 'station_successor_fkey' })
  successorId: string | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}
