import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import type { HrOfficeCommands } from './hr-office.commands.ts';
import { HrOffice } from './hr-office.entity.ts';
import type { HrOfficeQueries } from './hr-office.queries.ts';
import {
  CloseHrOfficeInput,
  EditHrOfficeInput,
  HrOfficeConnection,
  HrOfficeFilter,
  HrOfficePayload,
  OpenHrOfficeInput,
} from './hr-office.types.ts';

@Resolver(() => HrOffice)
export class HrOfficeResolver {
  constructor(
    private readonly queries: HrOfficeQueries,
    private readonly commands: HrOfficeCommands,
  ) {}

  @Query(() => HrOffice, { nullable: true, description: 'One office of the directory.' })
  async hrOffice(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('HrOffice', id, ctx.actor)));
  }

  @Query(() => HrOfficeConnection, { description: 'The directory of the partners’ HR offices, by region.' })
  hrOffices(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => HrOfficeFilter, { nullable: true, description: 'Only these.' })
    filter?: HrOfficeFilter,
  ) {
    return this.queries.list(actor, page, {
      host: filter?.hostRegionCode ? regionFilter(filter.hostRegionCode) : null,
      search: filter?.search ?? null,
      closed: filter?.closed ?? null,
    });
  }

  @Mutation(() => HrOfficePayload, { description: 'Enters a partner’s HR office into the directory.' })
  openHrOffice(
    @Ctx() ctx: Context,
    @Arg('input', () => OpenHrOfficeInput, { description: 'The office.' }) input: OpenHrOfficeInput,
  ) {
    return this.commands.open(ctx, input);
  }

  @Mutation(() => HrOfficePayload, { description: 'Puts an office’s name, telephone or address right.' })
  editHrOffice(
    @Ctx() ctx: Context,
    @Arg('input', () => EditHrOfficeInput, { description: 'Which, and what.' }) input: EditHrOfficeInput,
  ) {
    return this.commands.edit(ctx, input);
  }

  @Mutation(() => HrOfficePayload, {
    description: 'Takes an office that is there no longer off the directory.',
  })
  closeHrOffice(
    @Ctx() ctx: Context,
    @Arg('input', () => CloseHrOfficeInput, { description: 'Which.' }) input: CloseHrOfficeInput,
  ) {
    return this.commands.close(ctx, input);
  }

  @FieldResolver(() => Region, { description: 'The region it is in charge of.' })
  hostRegion(@Root() office: HrOffice): RegionRecord {
    return regions.get(office.hostRegionCode);
  }

  @FieldResolver(() => Region, {
    nullable: true,
    description: 'The home region whose managers keep this entry; null where administrators do.',
  })
  keptBy(@Root() office: HrOffice): RegionRecord | null {
    return office.homeRegionCode ? regions.get(office.homeRegionCode) : null;
  }
}
