import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Checked } from '../../infra/db/columns.ts';
import { Enterprise } from './enterprise.entity.ts';

/** 重点企业: whether a home province counts an enterprise among those that matter most to it. Each has its own list. */
@Entity('key_enterprise')
@Checked('key_enterprise', 'tenant')
export class KeyEnterprise {
  @PrimaryColumn('text', { collation: 'C' })
  tenant: string;

  @PrimaryColumn('uuid')
  @ForeignKey(() => Enterprise, { name: 'key_enterprise_enterprise_fkey' })
  enterpriseId: string;

  @Column('boolean')
  marked: boolean;

  @Column('timestamptz')
  changedAt: Date;
}
