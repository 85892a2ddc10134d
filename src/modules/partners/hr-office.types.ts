import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { Payload } from '../../graphql/user-error.ts';
import { HrOffice } from './hr-office.entity.ts';

export const HrOfficeConnection = connectionType('HrOffice', () => HrOffice);

@InputType({ description: 'Which offices.' })
export class HrOfficeFilter {
  @Field(() => String, { nullable: true, description: 'Their region, six digits or a prefix.' })
  hostRegionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'A fragment of the name.' })
  search?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether those that closed come too; not when left out.',
  })
  closed?: boolean | null;
}

@InputType({ description: 'An office to enter into the directory.' })
export class OpenHrOfficeInput {
  @Field(() => String, { description: 'Made up by the client for this one office, 8 to 128 characters.' })
  idempotencyKey: string;

  @Field(() => String, { description: 'What it is called, at most 80 characters.' })
  name: string;

  @Field(() => String, { description: 'The region it is in charge of, six digits: in another province.' })
  hostRegionCode: string;

  @Field(() => String, { nullable: true, description: 'Its telephone, public.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Where to find it, at most 200 characters.' })
  address?: string | null;
}

@InputType({ description: 'An office to put right; what is left out stays.' })
export class EditHrOfficeInput {
  @Field(() => ID, { description: 'The office.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'What it is called, at most 80 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its telephone; null takes it off.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Where to find it; null takes it off.' })
  address?: string | null;
}

@InputType({ description: 'An office that is there no longer.' })
export class CloseHrOfficeInput {
  @Field(() => ID, { description: 'The office.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;
}

@ObjectType({ description: 'The office, or what there is to mend.' })
export class HrOfficePayload extends Payload {
  @Field(() => HrOffice, { nullable: true, description: 'The office as it now stands.' })
  hrOffice: HrOffice | null;
}
