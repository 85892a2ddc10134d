import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Checked } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';

@ObjectType({ implements: Node, description: '协作协议: an agreement between regions to work together.' })
@Entity('cooperation_agreement')
@Checked('cooperation_agreement', 'expires_on', 'kind')
export class CooperationAgreement {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: 'ONE_TO_ONE' | 'ALLIANCE' | 'EAST_WEST_PAIRING';

  @Field(() => DateScalar, { description: 'The day it was signed, from which on it holds.' })
  @Column('date')
  signedOn: BusinessDate;

  @Field(() => DateScalar, { nullable: true, description: 'The first day it no longer holds, if it ends.' })
  @Column('date', { nullable: true })
  expiresOn: BusinessDate | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}

/** One region that takes part in an agreement. */
@Entity('cooperation_agreement_party')
@Checked('cooperation_agreement_party', 'region_code')
@Index('cooperation_agreement_party_region', ['regionCode'])
export class CooperationAgreementParty {
  @PrimaryColumn('uuid')
  @ForeignKey(() => CooperationAgreement, { name: 'cooperation_agreement_party_agreement_fkey' })
  agreementId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  regionCode: string;
}
