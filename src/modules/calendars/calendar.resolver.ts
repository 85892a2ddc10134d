import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { DomainError } from '../../shared/errors.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import type { CalendarCommands } from './calendar.commands.ts';
import type { CalendarQueries } from './calendar.queries.ts';
import {
  Calendar,
  CalendarEntryConnection,
  CalendarEntryPayload,
  EnterLocalHolidaysInput,
  EnterNationalCalendarInput,
} from './calendar.types.ts';
import { CalendarEntry } from './calendar-entry.entity.ts';
import { publishedYears } from './published-years.ts';

@Resolver(() => CalendarEntry)
export class CalendarResolver {
  constructor(
    private readonly queries: CalendarQueries,
    private readonly commands: CalendarCommands,
  ) {}

  @Query(() => Calendar, { description: 'A year of working days as deadlines count them in your province.' })
  async calendar(
    @Ctx() { actor }: Context,
    @Arg('year', () => Int, { description: 'From 2000 on.' }) year: number,
  ): Promise<Calendar> {
    assertYear(year);
    const entries = await this.queries.ofYear(actor, year);
    const entered = entries.find((entry) => entry.provinceRegionCode === null);
    const local = entries.find((entry) => entry.provinceRegionCode !== null);
    const national = entered ?? publishedYears.get(year);
    return {
      year,
      published: national !== undefined,
      holidays: national?.holidays ?? [],
      makeUpDays: national?.makeUpDays ?? [],
      localHolidays: local?.holidays ?? [],
      version: entered?.version ?? 0,
      localVersion: local?.version ?? 0,
    };
  }

  @Query(() => CalendarEntryConnection, {
    description: 'What was entered for a year, for the country and for your province, latest first.',
  })
  calendarEntries(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('year', () => Int, { description: 'From 2000 on.' }) year: number,
  ) {
    assertYear(year);
    return this.queries.entries(actor, page, year);
  }

  @Mutation(() => CalendarEntryPayload, {
    description:
      'Enters the State Council’s calendar of a year, or corrects it. Deadlines of tickets that are open and run through the year are counted again.',
  })
  enterNationalCalendar(
    @Ctx() ctx: Context,
    @Arg('input', () => EnterNationalCalendarInput, { description: 'The year.' })
    input: EnterNationalCalendarInput,
  ) {
    return this.commands.enterNational(ctx, input);
  }

  @Mutation(() => CalendarEntryPayload, {
    description:
      'Enters the holidays your province has beside the country’s (三月三, 州庆). Deadlines of its tickets that are open and run through the year are counted again.',
  })
  enterLocalHolidays(
    @Ctx() ctx: Context,
    @Arg('input', () => EnterLocalHolidaysInput, { description: 'The holidays.' })
    input: EnterLocalHolidaysInput,
  ) {
    return this.commands.enterLocal(ctx, input);
  }

  @FieldResolver(() => Region, { nullable: true, description: 'The province; null for the whole country.' })
  province(@Root() entry: CalendarEntry): RegionRecord | null {
    return entry.provinceRegionCode ? regions.get(entry.provinceRegionCode) : null;
  }
}

/** @throws BAD_USER_INPUT for a year that no calendar is kept of */
function assertYear(year: number): void {
  if (year < 2000 || year > 2999) throw new DomainError('BAD_USER_INPUT');
}
