import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { Station, StationTier } from './station.entity.ts';

export const StationConnection = connectionType('Station', () => Station);

@InputType({ description: 'Which stations.' })
export class StationFilter {
  @Field(() => StationTier, { nullable: true, description: 'Only this tier.' })
  tier?: StationTier | null;

  @Field(() => String, { nullable: true, description: 'Home region, six digits or a prefix.' })
  homeRegionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Host region, six digits or a prefix.' })
  hostRegionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'A fragment of the name.' })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those that answer directly to this station.' })
  parentId?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Those that serve on this day.' })
  openOn?: BusinessDate | null;
}

@InputType({ description: 'A station to open.' })
export class OpenStationInput {
  @Field(() => String, { description: 'Made up by the client for this one station, 8 to 128 characters.' })
  idempotencyKey: string;

  @Field(() => StationTier, { description: 'Its tier, by the level of its home region.' })
  tier: StationTier;

  @Field(() => String, { description: 'The name on its door, at most 80 characters.' })
  name: string;

  @Field(() => String, { description: 'Whose workers it serves, six digits: a region of your own.' })
  homeRegionCode: string;

  @Field(() => String, { description: 'Where it is stationed, six digits: in another province.' })
  hostRegionCode: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The station above it, of a higher tier of the same province.',
  })
  parentId?: string | null;

  @Field(() => String, { nullable: true, description: 'The office’s telephone, public.' })
  phone?: string | null;

  @Field(() => DateScalar, { description: 'The first day it serves, at most a year ahead.' })
  openedOn: BusinessDate;
}

@InputType({ description: 'A station to put right; what is left out stays.' })
export class EditStationInput {
  @Field(() => ID, { description: 'The station.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'The name on its door, at most 80 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'The office’s telephone; null takes it off.' })
  phone?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day it served, not after its first visit.',
  })
  openedOn?: BusinessDate | null;
}

@InputType({ description: 'A station to move; what is left out stays.' })
export class MoveStationInput {
  @Field(() => ID, { description: 'The station.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'Where it is stationed from now on, six digits.' })
  hostRegionCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'The station it answers to from now on; null for none.' })
  parentId?: string | null;
}

@InputType({ description: 'A station to close.' })
export class CloseStationInput {
  @Field(() => ID, { description: 'The station.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => DateScalar, {
    description: 'The first day it no longer serves: today or earlier, not before its last visit.',
  })
  closedOn: BusinessDate;

  @Field(() => String, { description: 'Why, at most 200 characters.' })
  reason: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'Who takes over its open tickets and follow-ups, and the stations that answer to it: the parent when left out, else the desk.',
  })
  successorId?: string | null;
}

@InputType({ description: 'A closure to take back.' })
export class ReopenStationInput {
  @Field(() => ID, { description: 'The station.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => ID, {
    nullable: true,
    description: 'The station it answers to, if no longer the one of before.',
  })
  parentId?: string | null;
}

@ObjectType({ description: 'The station, or what there is to mend.' })
export class StationPayload extends Payload {
  @Field(() => Station, { nullable: true, description: 'The station as it now stands.' })
  station: Station | null;
}
