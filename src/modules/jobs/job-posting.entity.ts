import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { Enterprise } from '../enterprises/index.ts';
import { Station } from '../stations/index.ts';
import { JobKind, JobPostingStatus, PayUnit } from './job-posting.enums.ts';

@ObjectType({ implements: Node, description: '岗位信息: openings of one kind at an enterprise.' })
@Entity('job_posting')
@Checked(
  'job_posting',
  'author',
  'author_home_region_code',
  'author_host_region_code',
  'filled',
  'filled_within',
  'kind',
  'openings',
  'pay_max',
  'pay_min',
  'pay_unit',
  'region_code',
  'status',
)
@Index('job_posting_enterprise', ['enterpriseId', 'id'])
@Index('job_posting_region', ['regionCode', 'id'])
@Index('job_posting_status', ['status', 'id'])
@Index('job_posting_expiring', ['status', 'validThrough', 'id'])
@Index('job_posting_validity', ['validThrough', 'id'])
@Index('job_posting_kind', ['kind', 'id'])
@Index('job_posting_batch', ['batchId'], { where: 'batch_id IS NOT NULL' })
@Index('job_posting_home_draft', ['authorHomeRegionCode', 'id'], { where: 'published_at IS NULL' })
@Index('job_posting_host_draft', ['authorHostRegionCode', 'id'], { where: 'published_at IS NULL' })
@Index('job_posting_pay', { synchronize: false })
export class JobPosting {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey(() => Enterprise, { name: 'job_posting_enterprise_fkey' })
  enterpriseId: string;

  /** The station that collected it; null for one an office posted. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Station, { name: 'job_posting_station_fkey' })
  stationId: string | null;

  /** The collecting station's home region; null for one an office posted. */
  @CodeColumn({ nullable: true })
  authorHomeRegionCode: string | null;

  /** The region of the office that posted it; null for one a station collected. */
  @CodeColumn({ nullable: true })
  authorHostRegionCode: string | null;

  @Field(() => String, { description: 'The job.' })
  @Column('text')
  title: string;

  @Field(() => JobKind, { description: 'What kind of employment it is.' })
  @Column('text', { default: JobKind.REGULAR })
  kind: JobKind;

  @Field(() => String, { nullable: true, description: 'The occupation, by name or by its national code.' })
  @Column('text', { nullable: true })
  occupation: string | null;

  @Field(() => Int, { description: 'Headcount sought, in persons.' })
  @Column('integer')
  openings: number;

  @Field(() => Int, { description: 'Headcount found, in persons.' })
  @Column('integer', { default: 0 })
  filled: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'Lowest pay per unit.' })
  @Column('numeric', { precision: 12, scale: 2, nullable: true })
  payMin: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Highest pay per unit.' })
  @Column('numeric', { precision: 12, scale: 2, nullable: true })
  payMax: string | null;

  @Field(() => PayUnit, { description: 'What the pay is for.' })
  @Column('text')
  payUnit: PayUnit;

  @CodeColumn()
  regionCode: string;

  @Field(() => DateScalar, { description: 'The last day one may apply.' })
  @Column('date')
  validThrough: BusinessDate;

  @Field(() => String, { nullable: true, description: 'What the work is.' })
  @Column('text', { nullable: true })
  duties: string | null;

  @Field(() => String, { nullable: true, description: 'What is asked of a worker.' })
  @Column('text', { nullable: true })
  conditions: string | null;

  @Field(() => String, { nullable: true, description: '食宿: what of board and lodging the employer gives.' })
  @Column('text', { nullable: true })
  boardAndLodging: string | null;

  @Field(() => String, { nullable: true, description: '社会保险: which insurance the employer pays.' })
  @Column('text', { nullable: true })
  insurance: string | null;

  /** As stored, nothing expires; every read tells the status of its day, see `postingOn`. */
  @Field(() => JobPostingStatus, { description: 'Where it is in its life, today.' })
  @Column('text')
  status: JobPostingStatus;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was published.' })
  @Column('timestamptz', { nullable: true })
  publishedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed.' })
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was closed.' })
  @Column('text', { nullable: true })
  closeReason: string | null;

  /** The posting it is a copy of. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => JobPosting, { name: 'job_posting_repost_of_fkey' })
  repostOfId: string | null;

  /** Those posted together in one change. */
  @Column('uuid', { nullable: true })
  batchId: string | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz')
  createdAt: Date;
}
