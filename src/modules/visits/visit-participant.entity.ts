import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { EnterpriseVisit } from './visit.entity.ts';

/** By whom a visit is found: a name it has, or had before a correction. */
@Entity('visit_participant')
@Checked('visit_participant', 'tenant')
@ForeignKey(() => EnterpriseVisit, ['tenant', 'visitId'], ['tenant', 'id'], {
  name: 'visit_participant_visit_fkey',
})
@Index('visit_participant_name', ['tenant', 'name', 'visitedOn', 'visitId'])
export class VisitParticipant {
  @PrimaryColumn('text', { collation: 'C' })
  tenant: string;

  @PrimaryColumn('uuid')
  visitId: string;

  @PrimaryColumn('text', { collation: 'C' })
  name: string;

  /** The visit's. */
  @CodeColumn()
  homeRegionCode: string;

  /** The visit's. */
  @Column('date')
  visitedOn: BusinessDate;
}
