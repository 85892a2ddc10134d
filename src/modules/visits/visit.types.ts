import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { PeriodInput } from '../../graphql/period.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { FollowUp } from './follow-up.entity.ts';
import { EnterpriseVisit, VisitWay } from './visit.entity.ts';

export const EnterpriseVisitConnection = connectionType('EnterpriseVisit', () => EnterpriseVisit);
export const FollowUpConnection = connectionType('FollowUp', () => FollowUp);

@InputType({ description: 'Which visits.' })
export class VisitFilter {
  @Field(() => ID, { nullable: true, description: 'Of this station.' })
  stationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'To this enterprise.' })
  enterpriseId?: string | null;

  @Field(() => PeriodInput, { nullable: true, description: 'Made in this period.' })
  period?: PeriodInput | null;
}

@InputType({ description: 'Whom one met.' })
class ContactInput {
  @Field(() => String, { description: 'Name, at most 60 characters.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Position at the enterprise.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'A mobile number, or a landline with its area code.' })
  phone?: string | null;
}

@InputType({ description: 'What is to follow.' })
class FollowUpInput {
  @Field(() => DateScalar, { description: 'The day it is due, not before the visit.' })
  dueOn: string;

  @Field(() => String, { description: 'What is to be done, at most 500 characters.' })
  note: string;
}

@InputType({ description: 'A visit to an enterprise.' })
export class LogVisitInput {
  @Field(() => String, {
    description: 'Made up by the client, one for each visit; sent again, it gives the same visit again.',
  })
  idempotencyKey: string;

  @Field(() => ID, { description: 'The station that visited, within your scope.' })
  stationId: string;

  @Field(() => ID, { description: 'The enterprise visited.' })
  enterpriseId: string;

  @Field(() => DateScalar, { description: 'The day, not after today.' })
  visitedOn: string;

  @Field(() => VisitWay, { description: 'On site, by telephone or online.' })
  way: VisitWay;

  @Field(() => [String], { description: 'Who went, 1 to 20 names.' })
  participants: string[];

  @Field(() => ContactInput, { nullable: true, description: 'Whom one met.' })
  contact?: ContactInput | null;

  @Field(() => String, { nullable: true, description: 'What was learnt, at most 4,000 characters.' })
  findings?: string | null;

  @Field(() => Int, { nullable: true, description: 'Openings promised, in persons.' })
  openingsPromised?: number | null;

  @Field(() => [FollowUpInput], { nullable: true, description: 'What is to follow, at most 20 things.' })
  followUps?: FollowUpInput[] | null;
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

@ObjectType({ description: 'The visit, or what there is to mend.' })
export class VisitPayload extends Payload {
  @Field(() => EnterpriseVisit, { nullable: true, description: 'The visit as it now stands.' })
  visit: EnterpriseVisit | null;
}

@ObjectType({ description: 'The follow-up, or what there is to mend.' })
export class FollowUpPayload extends Payload {
  @Field(() => FollowUp, { nullable: true, description: 'The follow-up as it now stands.' })
  followUp: FollowUp | null;
}
