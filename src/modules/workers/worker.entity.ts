import { ObjectType } from 'type-graphql';
import { Column, Entity, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { Checked, CodeColumn, SealedColumn, TenantRow } from '../../infra/db/columns.ts';

@ObjectType({
  implements: Node,
  description: '务工人员: somebody from a home region who works away from it.',
})
@Entity('worker')
@Checked('worker', 'tenant')
@Index('worker_phone', ['tenant', 'phoneHash'])
export class Worker extends TenantRow {
  @CodeColumn()
  homeRegionCode: string;

  /** Null once the person’s data is erased. */
  @SealedColumn({ nullable: true })
  nameSealed: Buffer | null;

  @SealedColumn({ nullable: true })
  phoneSealed: Buffer | null;

  @SealedColumn({ nullable: true })
  phoneHash: Buffer | null;

  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz')
  createdAt: Date;
}
