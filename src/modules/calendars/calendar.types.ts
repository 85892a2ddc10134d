import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { CalendarEntry, Holiday } from './calendar-entry.entity.ts';

export const CalendarEntryConnection = connectionType('CalendarEntry', () => CalendarEntry);

@ObjectType({ description: 'A year of working days as deadlines count them in your province.' })
export class Calendar {
  @Field(() => Int, { description: 'The year.' })
  year: number;

  @Field(() => Boolean, {
    description: 'Whether the State Council’s calendar is known; where it is not, Monday to Friday count.',
  })
  published: boolean;

  @Field(() => [Holiday], { description: 'The country’s holidays, in order.' })
  holidays: readonly Holiday[];

  @Field(() => [DateScalar], { description: '调休: weekend days that are worked, in order.' })
  makeUpDays: readonly BusinessDate[];

  @Field(() => [Holiday], { description: 'Your province’s own holidays, in order.' })
  localHolidays: readonly Holiday[];

  @Field(() => Int, {
    description:
      'How often the country’s calendar of the year was entered; 0 when it is as this release knows it.',
  })
  version: number;

  @Field(() => Int, { description: 'How often your province’s own holidays of the year were entered.' })
  localVersion: number;
}

@InputType({ description: 'Days in a row on which nobody works.' })
class HolidayInput {
  @Field(() => String, { description: 'What is kept, at most 40 characters: 国庆节.' })
  name: string;

  @Field(() => DateScalar, { description: 'The first day.' })
  from: BusinessDate;

  @Field(() => DateScalar, { description: 'The last day, itself a holiday.' })
  through: BusinessDate;
}

@InputType({ description: 'A year as the State Council announces it, all of it.' })
export class EnterNationalCalendarInput {
  @Field(() => Int, { description: 'This year or the next.' })
  year: number;

  @Field(() => Int, {
    description: 'The `version` of the year’s calendar that was read: 0 before the first entry.',
  })
  expectedVersion: number;

  @Field(() => [HolidayInput], { description: 'Every holiday, each within the year; at most 30.' })
  holidays: HolidayInput[];

  @Field(() => [DateScalar], {
    description: '调休: the weekend days of the year that are worked; at most 30.',
  })
  makeUpDays: BusinessDate[];
}

@InputType({ description: 'A year’s holidays that a province has beside the country’s, all of them.' })
export class EnterLocalHolidaysInput {
  @Field(() => Int, { description: 'This year or the next.' })
  year: number;

  @Field(() => Int, { description: 'The `localVersion` that was read: 0 before the first entry.' })
  expectedVersion: number;

  @Field(() => [HolidayInput], {
    description: 'Each within the year, at most 30; none takes earlier ones back.',
  })
  holidays: HolidayInput[];
}

@ObjectType({ description: 'The entry, or what there is to mend.' })
export class CalendarEntryPayload extends Payload {
  @Field(() => CalendarEntry, { nullable: true, description: 'The entry, now in force.' })
  calendarEntry: CalendarEntry | null;
}
