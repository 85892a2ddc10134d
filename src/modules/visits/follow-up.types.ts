import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { PeriodInput } from '../../graphql/period.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { FollowUp } from './follow-up.entity.ts';

export const FollowUpConnection = connectionType('FollowUp', () => FollowUp);

export const FollowUpState = { OPEN: 'OPEN', OVERDUE: 'OVERDUE', DONE: 'DONE' } as const;
export type FollowUpState = (typeof FollowUpState)[keyof typeof FollowUpState];

registerEnumType(FollowUpState, {
  name: 'FollowUpState',
  description: 'How it stands with a follow-up.',
  valuesConfig: {
    OPEN: { description: '待办: still to be done, late or not' },
    OVERDUE: { description: '逾期: still to be done, and its day is past' },
    DONE: { description: '已办' },
  },
});

@InputType({ description: 'Which follow-ups.' })
export class FollowUpFilter {
  @Field(() => ID, { nullable: true, description: 'This station’s to do.' })
  stationId?: string | null;

  @Field(() => FollowUpState, { nullable: true, description: 'How it stands with them.' })
  state?: FollowUpState | null;

  @Field(() => PeriodInput, { nullable: true, description: 'Due in this period.' })
  period?: PeriodInput | null;
}

@InputType({ description: 'Something more to do after a visit.' })
export class AddFollowUpInput {
  @Field(() => String, {
    description: 'Made up by the client, one for each follow-up; sent again, it gives the same one again.',
  })
  idempotencyKey: string;

  @Field(() => ID, { description: 'The visit it follows.' })
  visitId: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Whose it is to do; the visiting station’s when left out.',
  })
  stationId?: string | null;

  @Field(() => DateScalar, { description: 'The day it is due, not before the visit.' })
  dueOn: string;

  @Field(() => String, { description: 'What is to be done, at most 500 characters.' })
  note: string;
}

@InputType({ description: 'A follow-up that was done.' })
export class CompleteFollowUpInput {
  @Field(() => ID, { description: 'The follow-up.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'What came of it, at most 500 characters.' })
  note?: string | null;
}

@InputType({ description: 'A follow-up that has to wait.' })
export class PostponeFollowUpInput {
  @Field(() => ID, { description: 'The follow-up.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => DateScalar, { description: 'The new day: later than the present one, and not past.' })
  dueOn: string;

  @Field(() => String, { nullable: true, description: 'Why, at most 500 characters.' })
  reason?: string | null;
}

@ObjectType({ description: 'The follow-up, or what there is to mend.' })
export class FollowUpPayload extends Payload {
  @Field(() => FollowUp, { nullable: true, description: 'The follow-up as it now stands.' })
  followUp: FollowUp | null;
}
