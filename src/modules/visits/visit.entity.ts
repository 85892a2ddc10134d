import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, TenantRow } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { Enterprise, EnterpriseContact } from '../enterprises/index.ts';
import { Station } from '../stations/index.ts';

export const VisitWay = { ON_SITE: 'ON_SITE', PHONE: 'PHONE', ONLINE: 'ONLINE' } as const;
export type VisitWay = (typeof VisitWay)[keyof typeof VisitWay];

registerEnumType(VisitWay, {
  name: 'VisitWay',
  description: 'How an enterprise was visited.',
  valuesConfig: {
    ON_SITE: { description: '实地' },
    PHONE: { description: '电话' },
    ONLINE: { description: '线上' },
  },
});

@ObjectType({ implements: Node, description: '走访企业: one visit of a station to an enterprise.' })
@Entity('enterprise_visit')
@Checked('enterprise_visit', 'host_region_code', 'openings_promised', 'tenant', 'way')
@ForeignKey(() => EnterpriseContact, ['tenant', 'contactId'], ['tenant', 'id'], {
  name: 'enterprise_visit_contact_fkey',
})
@Index('enterprise_visit_home', ['tenant', 'homeRegionCode', 'visitedOn', 'id'], {
  where: `right(home_region_code, 2) <> '00'`,
})
@Index('enterprise_visit_date', ['tenant', 'visitedOn', 'id'])
@Index('enterprise_visit_enterprise', ['tenant', 'enterpriseId', 'visitedOn', 'id'])
@Index('enterprise_visit_station', ['tenant', 'stationId', 'visitedOn', 'id'])
export class EnterpriseVisit extends TenantRow {
  @Column('uuid')
  @ForeignKey(() => Station, { name: 'enterprise_visit_station_fkey' })
  stationId: string;

  @Column('uuid')
  @ForeignKey(() => Enterprise, { name: 'enterprise_visit_enterprise_fkey' })
  enterpriseId: string;

  /** The station's home region: whose visit it is. */
  @CodeColumn()
  homeRegionCode: string;

  /** The enterprise's region on that day: where it happened. */
  @CodeColumn()
  hostRegionCode: string;

  @Field(() => DateScalar, { description: 'The day of the visit.' })
  @Column('date')
  visitedOn: BusinessDate;

  @Field(() => VisitWay, { description: 'On site, by telephone or online.' })
  @Column('text')
  way: VisitWay;

  @Field(() => [String], { description: 'Who went, by name.' })
  @Column('text', { array: true })
  participants: string[];

  @Column('uuid', { nullable: true })
  contactId: string | null;

  @Field(() => String, { nullable: true, description: 'What was learnt.' })
  @Column('text', { nullable: true })
  findings: string | null;

  @Field(() => Int, { nullable: true, description: 'Openings the enterprise promised, in persons.' })
  @Column('integer', { nullable: true })
  openingsPromised: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was voided, if it was: it counts no more and no list shows it.',
  })
  @Column('timestamptz', { nullable: true })
  voidedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was voided.' })
  @Column('text', { nullable: true })
  voidReason: string | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz')
  createdAt: Date;
}
