import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { Station } from './station.entity.ts';
import type { StationQueries } from './station.queries.ts';

/** Who took a step that a history keeps, as of then: an account may move on, its steps do not. */
@ObjectType('Actor', { description: 'Who took a step.' })
export class PastActor {
  @Field(() => String, { description: 'The account’s name.' })
  username: string;

  stationId: string | null;
}

@Resolver(() => PastActor)
export class PastActorResolver {
  constructor(private readonly stations: StationQueries) {}

  @FieldResolver(() => Station, { nullable: true, description: 'The station the person worked at.' })
  station(@Root() actor: PastActor, @Ctx() ctx: Context) {
    return ctx.one(this.stations.byIds, actor.stationId);
  }
}
