import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root, registerEnumType } from 'type-graphql';
import { type Problem, UserErrorCode } from '../shared/errors.ts';
import { type MessageKey, translate } from '../shared/messages.ts';
import type { Context } from './context.ts';

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'What kind of thing there is to mend.',
  valuesConfig: {
    REQUIRED: { description: 'Something needed is missing or blank.' },
    INVALID: { description: 'A value breaks a rule.' },
    NOT_FOUND: { description: 'A record named in the input is not within reach.' },
    CONFLICT: { description: 'Another record stands in the way.' },
    STALE_VERSION: { description: 'Somebody else changed the record since it was read.' },
    ILLEGAL_TRANSITION: { description: 'The record’s state does not allow this.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The key was used before with other content.' },
    FORBIDDEN: { description: 'This record is not yours to change.' },
    LOCKED: { description: 'The account is locked.' },
  },
});

@ObjectType({ description: 'One thing a person can mend in what was sent.' })
export class UserError implements Problem {
  @Field(() => UserErrorCode, { description: 'For programs; never changes.' })
  code: UserErrorCode;

  @Field(() => [String], { nullable: true, description: 'The path of the field in the input.' })
  field: string[] | null;

  messageKey: MessageKey;
}

@Resolver(() => UserError)
export class UserErrorResolver {
  @FieldResolver(() => String, { description: 'For people, in the language of Accept-Language.' })
  message(@Root() problem: Problem, @Ctx() { locale }: Context): string {
    return translate(problem.messageKey, locale);
  }
}

/** What every payload has beside its record. */
@ObjectType()
export abstract class Payload {
  @Field(() => [UserError], { description: 'What there is to mend; empty when the change was made.' })
  userErrors: UserError[];
}
