import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { BusinessDate } from '../../shared/business-day.ts';

@ObjectType({ description: '放假: days in a row on which nobody works, for one reason.' })
export class Holiday {
  @Field(() => String, { description: 'What is kept: 国庆节.' })
  name: string;

  @Field(() => DateScalar, { description: 'The first day.' })
  from: BusinessDate;

  @Field(() => DateScalar, { description: 'The last day, itself a holiday.' })
  through: BusinessDate;
}

@ObjectType({
  implements: Node,
  description:
    'A year of the calendar as it was entered: the State Council’s, or what a province adds to it.',
})
@Entity('calendar_entry')
@Checked('calendar_entry', 'province_region_code', 'version', 'year')
@Unique('calendar_entry_version_key', ['provinceRegionCode', 'year', 'version'])
export class CalendarEntry {
  @PrimaryColumn('uuid')
  id: string;

  /** Null for the whole country's. */
  @CodeColumn({ nullable: true })
  provinceRegionCode: string | null;

  @Field(() => Int, { description: 'The year.' })
  @Column('integer')
  year: number;

  @Field(() => [Holiday], { description: 'Its holidays, in order.' })
  @Column('jsonb')
  holidays: Holiday[];

  @Field(() => [DateScalar], { description: '调休: weekend days that are worked, in order.' })
  @Column('jsonb')
  makeUpDays: BusinessDate[];

  @Field(() => Int, {
    description: 'Which entry of this year it is: 1 for the first, and one more for each correction.',
  })
  @Column('integer')
  version: number;

  @Field(() => DateTimeScalar, { description: 'When it was entered.' })
  @Column('timestamptz')
  enteredAt: Date;
}
