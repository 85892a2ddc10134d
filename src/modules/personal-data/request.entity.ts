import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, SealedColumn, TenantRow } from '../../infra/db/columns.ts';

export const PersonalDataRequestKind = { EXPORT: 'EXPORT', ERASURE: 'ERASURE' } as const;
export type PersonalDataRequestKind = keyof typeof PersonalDataRequestKind;

registerEnumType(PersonalDataRequestKind, {
  name: 'PersonalDataRequestKind',
  description: 'What a person asked for.',
  valuesConfig: {
    EXPORT: { description: '查阅、复制: a copy of what is kept of them' },
    ERASURE: { description: '删除: that it be erased' },
  },
});

/** Kept for good, so that what was erased can be erased again in a database brought back from a backup. */
@ObjectType({
  implements: Node,
  description: '个人信息请求: a person asked for a copy or for erasure of what a province keeps of them.',
})
@Entity('personal_data_request')
@Checked('personal_data_request', 'kind', 'person', 'tenant')
@Index('personal_data_request_home', ['tenant', 'homeRegionCode', 'id'])
@Index('personal_data_request_phone', ['tenant', 'phoneHash'], { where: 'phone_hash IS NOT NULL' })
@Index('personal_data_request_worker', ['tenant', 'workerId'], { where: 'worker_id IS NOT NULL' })
export class PersonalDataRequest extends TenantRow {
  /** The province's. */
  @CodeColumn()
  homeRegionCode: string;

  @Field(() => PersonalDataRequestKind, { description: 'What was asked for.' })
  @Column('text')
  kind: PersonalDataRequestKind;

  /** The number it was about, by its keyed hash alone; null for a worker without one. */
  @SealedColumn({ nullable: true })
  phoneHash: Buffer | null;

  @Column('uuid', { nullable: true })
  workerId: string | null;

  @Field(() => String, { description: 'What the person said, and how we know who it was.' })
  @Column('text')
  reason: string;

  @Column('uuid')
  actorId: string;

  @Field(() => String, { description: 'Who did it, by the account’s name.' })
  @CodeColumn()
  actorUsername: string;

  @Field(() => DateTimeScalar, { description: 'When it was done.' })
  @Column('timestamptz')
  requestedAt: Date;
}
