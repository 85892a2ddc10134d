import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import type { Actor } from '../../shared/actor.ts';
import { Viewer } from '../identity/index.ts';
import { Station } from './station.entity.ts';
import type { StationQueries } from './station.queries.ts';

@Resolver(() => Viewer)
export class ViewerStationResolver {
  constructor(private readonly queries: StationQueries) {}

  @FieldResolver(() => Station, { nullable: true, description: 'Your station.' })
  station(@Root() viewer: Actor, @Ctx() ctx: Context) {
    return ctx.one(this.queries.byIds, viewer.stationId);
  }
}
