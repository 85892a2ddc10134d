import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, SealedColumn, TenantRow } from '../../infra/db/columns.ts';
import { Enterprise } from './enterprise.entity.ts';

@ObjectType({ implements: Node, description: '企业联系人: somebody a tenant knows at an enterprise.' })
@Entity('enterprise_contact')
@Checked('enterprise_contact', 'owner')
@Index('enterprise_contact_enterprise', ['tenant', 'enterpriseId', 'id'])
@Index('enterprise_contact_phone', ['tenant', 'phoneHash', 'id'])
export class EnterpriseContact extends TenantRow {
  @Column('uuid')
  @ForeignKey(() => Enterprise, { name: 'enterprise_contact_enterprise_fkey' })
  enterpriseId: string;

  /** The recording station's home region; null for a contact of a partner-province office. */
  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;

  /** The office's region; null for a contact of a home network. */
  @CodeColumn({ nullable: true })
  hostRegionCode: string | null;

  /** Null once the person’s data is erased. */
  @SealedColumn({ nullable: true })
  nameSealed: Buffer | null;

  @Field(() => String, { nullable: true, description: 'Position at the enterprise.' })
  @Column('text', { nullable: true })
  title: string | null;

  @SealedColumn({ nullable: true })
  phoneSealed: Buffer | null;

  @SealedColumn({ nullable: true })
  phoneHash: Buffer | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was taken off the list; visits still show it.',
  })
  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz')
  createdAt: Date;
}
