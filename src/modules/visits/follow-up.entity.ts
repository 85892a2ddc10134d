import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, TenantRow } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { Station } from '../stations/index.ts';
import { EnterpriseVisit } from './visit.entity.ts';

const OPEN = 'done_at IS NULL AND voided_at IS NULL';

@ObjectType({ implements: Node, description: '跟进: something to do after a visit, by a day.' })
@Entity('visit_follow_up')
@Checked('visit_follow_up', 'tenant')
@ForeignKey(() => EnterpriseVisit, ['tenant', 'visitId'], ['tenant', 'id'], {
  name: 'visit_follow_up_visit_fkey',
})
@Index('visit_follow_up_visit', ['tenant', 'visitId', 'dueOn', 'id'])
@Index('visit_follow_up_station', ['tenant', 'stationId', 'dueOn', 'id'], { where: OPEN })
@Index('visit_follow_up_due', ['tenant', 'dueOn', 'id'], { where: OPEN })
@Index('visit_follow_up_station_day', ['tenant', 'stationId', 'dueOn', 'id'])
@Index('visit_follow_up_home', ['tenant', 'homeRegionCode', 'dueOn', 'id'], {
  where: `right(home_region_code, 2) <> '00'`,
})
@Index('visit_follow_up_day', ['tenant', 'dueOn', 'id'])
export class FollowUp extends TenantRow {
  @Column('uuid')
  visitId: string;

  /** Whose it is to do: the visiting station at first, another one once that closes. */
  @Column('uuid')
  @ForeignKey(() => Station, { name: 'visit_follow_up_station_fkey' })
  stationId: string;

  /** That station's. */
  @CodeColumn()
  homeRegionCode: string;

  @Field(() => DateScalar, { description: 'The day it is due.' })
  @Column('date')
  dueOn: BusinessDate;

  @Field(() => DateScalar, { description: 'The day it was due at first, before it was postponed.' })
  @Column('date')
  firstDueOn: BusinessDate;

  @Field(() => String, { nullable: true, description: 'Why it was last postponed.' })
  @Column('text', { nullable: true })
  postponeReason: string | null;

  @Field(() => String, { description: 'What is to be done.' })
  @Column('text')
  note: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done.' })
  @Column('timestamptz', { nullable: true })
  doneAt: Date | null;

  @Field(() => String, { nullable: true, description: 'What came of it.' })
  @Column('text', { nullable: true })
  outcome: string | null;

  /** When its visit was voided: then it is in no list, and not to be done any more. */
  @Column('timestamptz', { nullable: true })
  voidedAt: Date | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}
