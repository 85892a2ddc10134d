import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'A ticket whose caller was written down wrongly, or not at all.' })
export class CorrectTicketCallerInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, {
    nullable: true,
    description: 'The right name, kept sealed; left out or null, the name stays as it is.',
  })
  callerName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The right number, in any spelling, kept sealed; left out or null, the number stays as it is.',
  })
  callerPhone?: string | null;

  @Field(() => String, {
    description:
      'Who asks for it and how we know, at most 500 characters, without the name and the number. It is read in the ticket’s history.',
  })
  reason: string;
}
