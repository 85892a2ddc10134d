import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { PeriodInput } from '../../graphql/period.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { EnterpriseVisit, VisitWay } from './visit.entity.ts';
import { VisitRevision } from './visit-revision.entity.ts';

export const EnterpriseVisitConnection = connectionType('EnterpriseVisit', () => EnterpriseVisit);
export const VisitRevisionConnection = connectionType('VisitRevision', () => VisitRevision);

@InputType({ description: 'Which visits.' })
export class VisitFilter {
  @Field(() => ID, { nullable: true, description: 'Of this station.' })
  stationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'To this enterprise.' })
  enterpriseId?: string | null;

  @Field(() => String, { nullable: true, description: 'Somebody who went, by the whole name.' })
  participant?: string | null;

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

  @Field(() => [String], { description: 'Who went, 1 to 20 names; one written twice counts once.' })
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

@InputType({ description: 'What a visit really was. What is left out stays as it is.' })
export class CorrectVisitInput {
  @Field(() => ID, { description: 'The visit.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why, at most 200 characters.' })
  reason: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The enterprise really visited. Whom one met goes with the other one, unless named again.',
  })
  enterpriseId?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day, not after today.' })
  visitedOn?: string | null;

  @Field(() => VisitWay, { nullable: true, description: 'On site, by telephone or online.' })
  way?: VisitWay | null;

  @Field(() => [String], { nullable: true, description: 'Who went, 1 to 20 names.' })
  participants?: string[] | null;

  @Field(() => ContactInput, { nullable: true, description: 'Whom one met; null for nobody.' })
  contact?: ContactInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'What was learnt, at most 4,000 characters; null for nothing.',
  })
  findings?: string | null;

  @Field(() => Int, { nullable: true, description: 'Openings promised, in persons; null for unknown.' })
  openingsPromised?: number | null;
}

@InputType({ description: 'A visit that shall count no more.' })
export class VoidVisitInput {
  @Field(() => ID, { description: 'The visit.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why, at most 200 characters.' })
  reason: string;
}

@ObjectType({ description: 'The visit, or what there is to mend.' })
export class VisitPayload extends Payload {
  @Field(() => EnterpriseVisit, { nullable: true, description: 'The visit as it now stands.' })
  visit: EnterpriseVisit | null;
}
