import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { Payload } from '../../graphql/user-error.ts';
import { Enterprise, EnterpriseSize } from './enterprise.entity.ts';

export const EnterpriseConnection = connectionType('Enterprise', () => Enterprise);

@InputType({ description: 'Which enterprises.' })
export class EnterpriseFilter {
  @Field(() => String, {
    nullable: true,
    description:
      'A fragment of the name, from two characters on, or of the credit code, from three; a single character begins the name. Case, width and blanks make no difference.',
  })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'Its region, six digits or a prefix.' })
  regionCode?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for your home province’s key enterprises alone.',
  })
  key?: boolean | null;
}

@InputType({ description: 'An enterprise’s identity.' })
export class RegisterEnterpriseInput {
  @Field(() => String, { description: 'Made up by the client, one for each intended registration.' })
  idempotencyKey: string;

  @Field(() => String, { description: '统一社会信用代码, in any spelling; its check digit is verified.' })
  creditCode: string;

  @Field(() => String, { description: 'The registered name.' })
  name: string;

  @Field(() => String, { description: 'Where it is: six digits.' })
  regionCode: string;

  @Field(() => String, { nullable: true, description: 'GB/T 4754.' })
  industryCode?: string | null;

  @Field(() => EnterpriseSize, { nullable: true, description: 'Its size class.' })
  size?: EnterpriseSize | null;
}

@InputType({
  description:
    'What there is to put right about an enterprise; what is left out stays. A wrong credit code is another enterprise: register that one and merge this into it.',
})
export class EditEnterpriseInput {
  @Field(() => ID, { description: 'The enterprise.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'The registered name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Where it is: six digits, within an office’s region.' })
  regionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 4754; null takes it off.' })
  industryCode?: string | null;

  @Field(() => EnterpriseSize, { nullable: true, description: 'Its size class; null takes it off.' })
  size?: EnterpriseSize | null;
}

@InputType({ description: 'An enterprise for your home province’s list of key enterprises.' })
export class MarkKeyEnterpriseInput {
  @Field(() => ID, { description: 'The enterprise.' })
  id: string;
}

@InputType({ description: 'An enterprise to take off your home province’s list of key enterprises.' })
export class UnmarkKeyEnterpriseInput extends MarkKeyEnterpriseInput {}

@ObjectType({ description: 'The enterprise, or what there is to mend.' })
export class EnterprisePayload extends Payload {
  @Field(() => Enterprise, { nullable: true, description: 'The enterprise as it now stands.' })
  enterprise: Enterprise | null;
}
