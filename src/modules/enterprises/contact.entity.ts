import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { Checked, CodeColumn, SealedColumn, TenantRow } from '../../infra/db/columns.ts';
import { Enterprise } from './enterprise.entity.ts';

@ObjectType({ implements: Node, description: '企业联系人: somebody a tenant knows at an enterprise.' })
@Entity('enterprise_contact')
@Checked('enterprise_contact', 'owner')
@Index('enterprise_contact_enterprise', ['tenant', 'enterpriseId', 'id'])
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

  @SealedColumn()
  nameSealed: Buffer;

  @Field(() => String, { nullable: true, description: 'Position at the enterprise.' })
  @Column('text', { nullable: true })
  title: string | null;

  @SealedColumn({ nullable: true })
  phoneSealed: Buffer | null;

  @SealedColumn({ nullable: true })
  phoneHash: Buffer | null;

  @Column('timestamptz')
  createdAt: Date;
}
