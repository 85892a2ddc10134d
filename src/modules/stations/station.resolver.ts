import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import type { StationCommands } from './station.commands.ts';
import { Station } from './station.entity.ts';
import type { StationQueries } from './station.queries.ts';
import {
  CloseStationInput,
  EditStationInput,
  MoveStationInput,
  OpenStationInput,
  ReopenStationInput,
  StationConnection,
  StationFilter,
  StationPayload,
} from './station.types.ts';

@Resolver(() => Station)
export class StationResolver {
  constructor(
    private readonly queries: StationQueries,
    private readonly commands: StationCommands,
  ) {}

  @Query(() => Station, { nullable: true, description: 'One station of the directory.' })
  async station(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('Station', id, ctx.actor)));
  }

  @Query(() => StationConnection, { description: 'The station directory, by home region.' })
  stations(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => StationFilter, { nullable: true, description: 'Only these.' })
    filter?: StationFilter,
  ) {
    return this.queries.list(actor, page, {
      tier: filter?.tier ?? null,
      home: filter?.homeRegionCode ? regionFilter(filter.homeRegionCode) : null,
      host: filter?.hostRegionCode ? regionFilter(filter.hostRegionCode) : null,
      search: filter?.search ?? null,
      parentId: filter?.parentId ? idAs('Station', filter.parentId, actor) : null,
      openOn: filter?.openOn ?? null,
    });
  }

  @Mutation(() => StationPayload, { description: 'Opens a station of your own home region.' })
  openStation(
    @Ctx() ctx: Context,
    @Arg('input', () => OpenStationInput, { description: 'The station.' }) input: OpenStationInput,
  ) {
    return this.commands.open(ctx, input);
  }

  @Mutation(() => StationPayload, { description: 'Puts a station’s name, telephone or first day right.' })
  editStation(
    @Ctx() ctx: Context,
    @Arg('input', () => EditStationInput, { description: 'Which, and what.' }) input: EditStationInput,
  ) {
    return this.commands.edit(ctx, input);
  }

  @Mutation(() => StationPayload, {
    description: 'Moves a station to another place or beneath another station.',
  })
  moveStation(
    @Ctx() ctx: Context,
    @Arg('input', () => MoveStationInput, { description: 'Which, and where.' }) input: MoveStationInput,
  ) {
    return this.commands.move(ctx, input);
  }

  @Mutation(() => StationPayload, { description: 'Closes a station and hands over what is open there.' })
  closeStation(
    @Ctx() ctx: Context,
    @Arg('input', () => CloseStationInput, { description: 'Which, when, and who follows.' })
    input: CloseStationInput,
  ) {
    return this.commands.close(ctx, input);
  }

  @Mutation(() => StationPayload, {
    description: 'Takes a mistaken closure back; what was handed over stays with whoever took it over.',
  })
  reopenStation(
    @Ctx() ctx: Context,
    @Arg('input', () => ReopenStationInput, { description: 'Which.' }) input: ReopenStationInput,
  ) {
    return this.commands.reopen(ctx, input);
  }

  @FieldResolver(() => Region, { description: 'Whose workers it serves.' })
  homeRegion(@Root() station: Station): RegionRecord {
    return regions.get(station.homeRegionCode);
  }

  @FieldResolver(() => Region, { description: 'Where it is stationed.' })
  hostRegion(@Root() station: Station): RegionRecord {
    return regions.get(station.hostRegionCode);
  }

  @FieldResolver(() => Station, { nullable: true, description: 'The station above it.' })
  parent(@Root() station: Station, @Ctx() ctx: Context) {
    return ctx.one(this.queries.byIds, station.parentId);
  }

  @FieldResolver(() => Station, { nullable: true, description: 'Who took over when it closed.' })
  successor(@Root() station: Station, @Ctx() ctx: Context) {
    return ctx.one(this.queries.byIds, station.successorId);
  }

  @FieldResolver(() => StationConnection, { description: 'The stations beneath it, by home region.' })
  children(@Root() station: Station, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.queries.children, station.id, page);
  }
}
