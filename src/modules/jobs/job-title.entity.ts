import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import { JobPosting } from './job-posting.entity.ts';

/** What a published posting is found by. */
@Entity('job_title')
@Checked('job_title', 'region_code')
@Index('job_title_fragment', { synchronize: false })
export class JobTitle {
  @PrimaryColumn('uuid')
  @ForeignKey(() => JobPosting, { name: 'job_title_posting_fkey' })
  postingId: string;

  @Column('text')
  title: string;

  /** Where the work is. */
  @CodeColumn()
  regionCode: string;
}
