import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../graphql/scalars.ts';

@InputType({ description: 'A ticket whose caller is to be hidden.' })
export class MarkTicketConfidentialInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why, at most 500 characters. It is read in the ticket’s history.' })
  reason: string;
}

@InputType({ description: 'A colleague who is to see a hidden caller.' })
export class GrantCallerAccessInput {
  @Field(() => ID, { description: 'The confidential ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'The colleague’s account name; not your own.' })
  username: string;

  @Field(() => DateTimeScalar, { description: 'Until when, 90 days from now at most.' })
  until: Date;

  @Field(() => String, { description: 'Why, at most 500 characters. It is read in the ticket’s history.' })
  reason: string;
}

@InputType({ description: 'A colleague who is no longer to see a hidden caller.' })
export class WithdrawCallerAccessInput {
  @Field(() => ID, { description: 'The confidential ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'The colleague’s account name.' })
  username: string;

  @Field(() => String, { description: 'Why, at most 500 characters. It is read in the ticket’s history.' })
  reason: string;
}

@ObjectType({ description: 'Somebody who was let see a hidden caller.' })
export class CallerGrant {
  @Field(() => String, { description: 'The account’s name.' })
  username: string;

  @Field(() => DateTimeScalar, { description: 'Until when.' })
  until: Date;
}
