import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { Station } from '../stations/index.ts';
import { JobPosting } from './job-posting.entity.ts';

/** 岗位归集: a posting counted once for a home province, on the day it was collected or published. */
@Entity('job_collection')
@Checked('job_collection', 'host_region_code', 'tenant')
@Index('job_collection_date', ['tenant', 'collectedOn'])
export class JobCollection {
  @PrimaryColumn('text', { collation: 'C' })
  tenant: string;

  @PrimaryColumn('uuid')
  @ForeignKey(() => JobPosting, { name: 'job_collection_posting_fkey' })
  postingId: string;

  /** The collecting station's; the province's for a posting that an office published. */
  @CodeColumn()
  homeRegionCode: string;

  /** The posting's work region, or the publishing office's region. */
  @CodeColumn()
  hostRegionCode: string;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Station, { name: 'job_collection_station_fkey' })
  stationId: string | null;

  @Column('date')
  collectedOn: BusinessDate;
}
