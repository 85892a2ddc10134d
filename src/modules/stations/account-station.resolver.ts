import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { Account } from '../identity/index.ts';
import { Station } from './station.entity.ts';
import type { StationQueries } from './station.queries.ts';

@Resolver(() => Account)
export class AccountStationResolver {
  constructor(private readonly queries: StationQueries) {}

  @FieldResolver(() => Station, { nullable: true, description: 'The station of station staff.' })
  station(@Root() { stationId }: Account, @Ctx() ctx: Context) {
    return ctx.one(this.queries.byIds, stationId);
  }
}
