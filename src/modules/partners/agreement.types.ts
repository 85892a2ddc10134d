import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { RegionLevel } from '../regions/index.ts';
import { CooperationAgreement } from './agreement.entity.ts';
import { AgreementKind } from './agreement.enums.ts';

export const CooperationAgreementConnection = connectionType(
  'CooperationAgreement',
  () => CooperationAgreement,
);

@InputType({ description: 'Which agreements.' })
export class AgreementFilter {
  @Field(() => AgreementKind, { nullable: true, description: 'Only this kind.' })
  kind?: AgreementKind | null;

  @Field(() => RegionLevel, { nullable: true, description: 'Only this level.' })
  level?: RegionLevel | null;

  @Field(() => String, { nullable: true, description: 'A home party lies here: six digits or a prefix.' })
  homeRegionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'A host party lies here: six digits or a prefix.' })
  hostRegionCode?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Those that hold on this day.' })
  inForceOn?: BusinessDate | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Those that hold today and end within so many days, 0 to 3660.',
  })
  endingWithinDays?: number | null;
}

@InputType({ description: 'An agreement that was signed.' })
export class SignAgreementInput {
  @Field(() => String, { description: 'Made up by the client for this one agreement, 8 to 128 characters.' })
  idempotencyKey: string;

  @Field(() => AgreementKind, { description: 'What kind: it says how many parties there are.' })
  kind: AgreementKind;

  @Field(() => [String], { description: 'Who sends workers, six digits each: regions of your own.' })
  homeRegionCodes: string[];

  @Field(() => [String], { description: 'Who receives them, six digits each: in other provinces.' })
  hostRegionCodes: string[];

  @Field(() => DateScalar, { description: 'The day it was signed, from which on it holds.' })
  signedOn: BusinessDate;

  @Field(() => DateScalar, { nullable: true, description: 'The first day it no longer holds, if it ends.' })
  expiresOn?: BusinessDate | null;
}

@InputType({ description: 'An agreement to put right; what is left out stays.' })
export class EditAgreementInput {
  @Field(() => ID, { description: 'The agreement.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => AgreementKind, { nullable: true, description: 'What kind.' })
  kind?: AgreementKind | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was signed.' })
  signedOn?: BusinessDate | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day it no longer holds; null for no end.',
  })
  expiresOn?: BusinessDate | null;
}

@InputType({ description: 'An agreement to renew while it holds.' })
export class RenewAgreementInput {
  @Field(() => ID, { description: 'The agreement.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day it no longer holds, later than now; left out for no end.',
  })
  expiresOn?: BusinessDate | null;
}

@InputType({ description: 'An agreement to end before its term.' })
export class TerminateAgreementInput {
  @Field(() => ID, { description: 'The agreement.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => DateScalar, { description: 'The first day it no longer holds, within its term.' })
  terminatedOn: BusinessDate;

  @Field(() => String, { description: 'Why, at most 200 characters.' })
  reason: string;
}

@ObjectType({ description: 'The agreement, or what there is to mend.' })
export class AgreementPayload extends Payload {
  @Field(() => CooperationAgreement, { nullable: true, description: 'The agreement as it now stands.' })
  agreement: CooperationAgreement | null;
}
