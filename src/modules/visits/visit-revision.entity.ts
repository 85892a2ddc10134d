import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, TenantRow } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { Enterprise, EnterpriseContact } from '../enterprises/index.ts';
import { Station } from '../stations/index.ts';
import { EnterpriseVisit, VisitWay } from './visit.entity.ts';

export const VisitRevisionKind = { CORRECTED: 'CORRECTED', VOIDED: 'VOIDED' } as const;
export type VisitRevisionKind = (typeof VisitRevisionKind)[keyof typeof VisitRevisionKind];

registerEnumType(VisitRevisionKind, {
  name: 'VisitRevisionKind',
  description: 'What was done to a visit.',
  valuesConfig: {
    CORRECTED: { description: '更正' },
    VOIDED: { description: '作废' },
  },
});

export const VisitField = {
  ENTERPRISE: 'ENTERPRISE',
  VISITED_ON: 'VISITED_ON',
  WAY: 'WAY',
  PARTICIPANTS: 'PARTICIPANTS',
  CONTACT: 'CONTACT',
  FINDINGS: 'FINDINGS',
  OPENINGS_PROMISED: 'OPENINGS_PROMISED',
} as const;
export type VisitField = (typeof VisitField)[keyof typeof VisitField];

registerEnumType(VisitField, {
  name: 'VisitField',
  description: 'What of a visit can be corrected.',
  valuesConfig: {
    ENTERPRISE: { description: 'The enterprise, and with it where the visit was.' },
    VISITED_ON: { description: 'The day.' },
    WAY: { description: 'On site, by telephone or online.' },
    PARTICIPANTS: { description: 'Who went.' },
    CONTACT: { description: 'Whom one met.' },
    FINDINGS: { description: 'What was learnt.' },
    OPENINGS_PROMISED: { description: 'Openings promised.' },
  },
});

@ObjectType({
  implements: Node,
  description: '走访更正记录: a visit as it was before it was corrected or voided, and who did that and why.',
})
@Entity('visit_revision')
@Checked('visit_revision', 'host_region_code', 'kind', 'tenant', 'way')
@ForeignKey(() => EnterpriseVisit, ['tenant', 'visitId'], ['tenant', 'id'], {
  name: 'visit_revision_visit_fkey',
})
@ForeignKey(() => EnterpriseContact, ['tenant', 'contactId'], ['tenant', 'id'], {
  name: 'visit_revision_contact_fkey',
})
@Index('visit_revision_visit', ['tenant', 'visitId', 'id'])
export class VisitRevision extends TenantRow {
  @Column('uuid')
  visitId: string;

  /** The visit's. */
  @CodeColumn()
  homeRegionCode: string;

  @Field(() => DateTimeScalar, { description: 'When it was done.' })
  @Column('timestamptz')
  at: Date;

  @Field(() => VisitRevisionKind, { description: 'Whether it was corrected or voided.' })
  @Column('text')
  kind: VisitRevisionKind;

  @Field(() => String, { description: 'Why.' })
  @Column('text')
  reason: string;

  @Field(() => [VisitField], { description: 'What was corrected; nothing when it was voided.' })
  @Column('text', { array: true })
  fields: VisitField[];

  /** The actor as of then. */
  @Column('uuid')
  actorId: string;

  @CodeColumn()
  actorUsername: string;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Station, { name: 'visit_revision_actor_station_fkey' })
  actorStationId: string | null;

  @Column('uuid')
  @ForeignKey(() => Enterprise, { name: 'visit_revision_enterprise_fkey' })
  enterpriseId: string;

  @CodeColumn()
  hostRegionCode: string;

  @Field(() => DateScalar, { description: 'The day, as it was before.' })
  @Column('date')
  visitedOn: BusinessDate;

  @Field(() => VisitWay, { description: 'The way, as it was before.' })
  @Column('text')
  way: VisitWay;

  @Field(() => [String], { description: 'Who went, as it was before.' })
  @Column('text', { array: true })
  participants: string[];

  @Column('uuid', { nullable: true })
  contactId: string | null;

  @Field(() => String, { nullable: true, description: 'What was learnt, as it was before.' })
  @Column('text', { nullable: true })
  findings: string | null;

  @Field(() => Int, { nullable: true, description: 'Openings promised, as it was before.' })
  @Column('integer', { nullable: true })
  openingsPromised: number | null;
}
