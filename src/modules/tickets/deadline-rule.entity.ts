import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import type { Terms } from './deadline.ts';

@ObjectType({
  implements: Node,
  description:
    'How long tickets may take in a province, from a day on. Never changed: a new version follows.',
})
@Entity('ticket_deadline_rule')
@Checked('ticket_deadline_rule', 'province_region_code', 'version')
@Unique('ticket_deadline_rule_version_key', ['provinceRegionCode', 'version'])
export class TicketDeadlineRule {
  @PrimaryColumn('uuid')
  id: string;

  /** Null for the one that holds where a province has none. */
  @CodeColumn({ nullable: true })
  provinceRegionCode: string | null;

  @Field(() => DateScalar, { description: 'The first day on which tickets opened are due by it.' })
  @Column('date')
  validFrom: BusinessDate;

  @Column('jsonb')
  terms: Terms;

  @Field(() => Int, { description: 'Counted up in each province. Of two for one day the later one holds.' })
  @Column('integer')
  version: number;

  @Field(() => DateTimeScalar, { description: 'When it was set.' })
  @Column('timestamptz')
  enteredAt: Date;
}
