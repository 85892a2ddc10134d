import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { RegionLevel } from '../regions/index.ts';
import { AgreementKind, type PartySide } from './agreement.enums.ts';

@ObjectType({ implements: Node, description: '协作协议: an agreement between regions to work together.' })
@Entity('cooperation_agreement')
@Checked('cooperation_agreement', 'expires_on', 'home_region_code', 'kind', 'level', 'terminated_on')
@Index('cooperation_agreement_ending', { synchronize: false })
export class CooperationAgreement {
  @PrimaryColumn('uuid')
  id: string;

  @Field(() => AgreementKind, { description: 'What kind of cooperation.' })
  @Column('text')
  kind: AgreementKind;

  @Field(() => RegionLevel, {
    description: 'The level it is carried on: the highest among its home parties.',
  })
  @Column('text')
  level: RegionLevel;

  /** Whose managers keep it: the smallest region that holds all its home parties; null for several provinces. */
  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;

  @Field(() => DateScalar, { description: 'The day it was signed, from which on it holds.' })
  @Column('date')
  signedOn: BusinessDate;

  @Field(() => DateScalar, { nullable: true, description: 'The first day it no longer holds, if it ends.' })
  @Column('date', { nullable: true })
  expiresOn: BusinessDate | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day it no longer holds, if it was ended before its term.',
  })
  @Column('date', { nullable: true })
  terminatedOn: BusinessDate | null;

  @Field(() => String, { nullable: true, description: 'Why it was ended before its term.' })
  @Column('text', { nullable: true })
  terminationReason: string | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}

/** One region that takes part in an agreement. Other parties make another agreement. */
@Entity('cooperation_agreement_party')
@Checked('cooperation_agreement_party', 'home_region_code', 'region_code', 'side')
@Index('cooperation_agreement_party_region', ['regionCode'])
export class CooperationAgreementParty {
  @PrimaryColumn('uuid')
  @ForeignKey(() => CooperationAgreement, { name: 'cooperation_agreement_party_agreement_fkey' })
  agreementId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  regionCode: string;

  @Column('text')
  side: PartySide;

  /** A copy of the agreement's, for the policy. */
  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;
}
