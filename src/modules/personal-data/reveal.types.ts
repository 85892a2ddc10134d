import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Payload } from '../../graphql/user-error.ts';

@InputType({ description: 'Whose name and number are needed, and what for.' })
export class RevealPersonalDataInput {
  @Field(() => ID, { description: 'A ServiceTicket, for its caller; a Worker; or an EnterpriseContact.' })
  id: string;

  @Field(() => String, { description: 'What for, at most 500 characters. It is kept in the audit.' })
  reason: string;
}

@ObjectType({ description: 'What is kept of somebody, in clear. Show it, and keep it nowhere.' })
export class RevealedPersonalData {
  @Field(() => String, { nullable: true, description: 'The name, or that it cannot be read.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'The number, or that it cannot be read.' })
  phone: string | null;
}

@ObjectType({ description: 'The personal data, or what there is to mend.' })
export class RevealPersonalDataPayload extends Payload {
  @Field(() => RevealedPersonalData, { nullable: true, description: 'The personal data.' })
  personalData: RevealedPersonalData | null;
}
