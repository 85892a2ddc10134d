import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { Payload } from '../../graphql/user-error.ts';
import { EnterpriseContact } from './contact.entity.ts';

export const EnterpriseContactConnection = connectionType('EnterpriseContact', () => EnterpriseContact);

@InputType({ description: 'Somebody at an enterprise, for your own region’s list.' })
export class AddContactInput {
  @Field(() => String, { description: 'Made up by the client, one for each intended contact.' })
  idempotencyKey: string;

  @Field(() => ID, { description: 'The enterprise.' })
  enterpriseId: string;

  @Field(() => String, { description: 'Name, at most 60 characters.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Position at the enterprise.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'A mobile number, or a landline with its area code.' })
  phone?: string | null;
}

@InputType({ description: 'A contact to put right; what is left out stays.' })
export class EditContactInput {
  @Field(() => ID, { description: 'The contact.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'Name, at most 60 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Position; null takes it off.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'The number; null takes it off.' })
  phone?: string | null;
}

@InputType({ description: 'A contact to take off the list.' })
export class RemoveContactInput {
  @Field(() => ID, { description: 'The contact.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;
}

@ObjectType({ description: 'The contact, or what there is to mend.' })
export class ContactPayload extends Payload {
  @Field(() => EnterpriseContact, { nullable: true, description: 'The contact as it now stands.' })
  contact: EnterpriseContact | null;
}
