import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Query, Resolver, Root } from 'type-graphql';
import { connectionType, PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import { Station, StationTier } from './station.entity.ts';
import type { StationQueries } from './station.queries.ts';

export const StationConnection = connectionType('Station', () => Station);

@InputType({ description: 'Which stations.' })
class StationFilter {
  @Field(() => StationTier, { nullable: true, description: 'Only this tier.' })
  tier?: StationTier | null;

  @Field(() => String, { nullable: true, description: 'Home region, six digits or a prefix.' })
  homeRegionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Host region, six digits or a prefix.' })
  hostRegionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'A fragment of the name.' })
  search?: string | null;
}

@Resolver(() => Station)
export class StationResolver {
  constructor(private readonly queries: StationQueries) {}

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
    });
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

  @FieldResolver(() => StationConnection, { description: 'The stations beneath it, by home region.' })
  children(@Root() station: Station, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.queries.children, station.id, page);
  }
}
