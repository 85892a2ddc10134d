import { Field, InputType, ObjectType } from 'type-graphql';
import { Payload } from '../../graphql/user-error.ts';
import { Province } from './province.entity.ts';

@InputType({ description: 'Who a province’s first manager is.' })
export class FirstManagerInput {
  @Field(() => String, {
    description: 'The name to sign in with: 2 to 64 letters, digits, dots, dashes, underscores.',
  })
  username: string;

  @Field(() => String, { description: 'Whose it is, as colleagues know the person or the desk.' })
  name: string;
}

@InputType({ description: 'A province to open.' })
export class OpenProvinceInput {
  @Field(() => String, { description: 'Made up by the client, one for each province to open.' })
  idempotencyKey: string;

  @Field(() => String, { description: 'Which: six digits or the first two of them.' })
  provinceCode: string;

  @Field(() => FirstManagerInput, { description: 'Who sets up all the rest.' })
  manager: FirstManagerInput;
}

@ObjectType({ description: 'The province with its manager’s temporary password, or what there is to mend.' })
export class ProvincePayload extends Payload {
  @Field(() => Province, { nullable: true, description: 'The province as it now stands.' })
  province: Province | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The first manager’s, given this once; good for a week, to choose another with. Null when the call repeats one that was answered before.',
  })
  temporaryPassword: string | null;
}
