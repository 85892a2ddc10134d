import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { Payload } from '../../graphql/user-error.ts';
import { Role } from '../../shared/actor.ts';
import { Account } from './account.entity.ts';

export const AccountConnection = connectionType('Account', () => Account);

@InputType({ description: 'Which accounts.' })
export class AccountFilter {
  @Field(() => Role, { nullable: true, description: 'Only of this role.' })
  role?: Role | null;

  @Field(() => String, { nullable: true, description: 'Where they work: six digits or a prefix.' })
  regionCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only the staff of this station.' })
  stationId?: string | null;

  @Field(() => String, { nullable: true, description: 'A fragment of the username or the name.' })
  search?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the disabled ones, or only the others.' })
  disabled?: boolean | null;
}

@InputType()
abstract class AccountChange {
  @Field(() => ID, { description: 'Which account.' })
  id: string;

  @Field(() => Int, { description: 'Its version as you saw it.' })
  expectedVersion: number;
}

@InputType({ description: 'A new account.' })
export class CreateAccountInput {
  @Field(() => String, { description: 'Made up by the client, one for each intended account.' })
  idempotencyKey: string;

  @Field(() => String, {
    description: 'The name to sign in with: 2 to 64 letters, digits, dots, dashes, underscores.',
  })
  username: string;

  @Field(() => String, { description: 'Whose it is, as colleagues know the person or the desk.' })
  name: string;

  @Field(() => Role, { description: 'What the person is here for.' })
  role: Role;

  @Field(() => String, {
    nullable: true,
    description:
      'Where: six digits. Left out for administrators, and for station staff, who work where their station does.',
  })
  regionCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'The station of station staff, open and in your region.' })
  stationId?: string | null;
}

@InputType({ description: 'An account’s display name.' })
export class EditAccountInput extends AccountChange {
  @Field(() => String, { description: 'Whose it is, as colleagues know the person or the desk.' })
  name: string;
}

@InputType({ description: 'What somebody is to do from now on, and where.' })
export class ChangeAccountRoleInput extends AccountChange {
  @Field(() => Role, { description: 'The new role.' })
  role: Role;

  @Field(() => String, { nullable: true, description: 'Where: six digits. Left out as in createAccount.' })
  regionCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'The station of station staff, open and in your region.' })
  stationId?: string | null;
}

@InputType({ description: 'A member of a station’s staff, and the station to go to.' })
export class MoveAccountToStationInput extends AccountChange {
  @Field(() => ID, {
    description: 'The new station, open and in your region; its home region becomes theirs.',
  })
  stationId: string;
}

@InputType({ description: 'Which account nobody may sign in with any more.' })
export class DisableAccountInput extends AccountChange {}

@InputType({ description: 'Which account may be used again.' })
export class EnableAccountInput extends AccountChange {}

@InputType({ description: 'Whose password to replace.' })
export class ResetAccountPasswordInput extends AccountChange {}

@InputType({ description: 'Which account to unlock.' })
export class UnlockAccountInput {
  @Field(() => ID, { description: 'Which account.' })
  id: string;
}

@InputType({ description: 'Your password, and the one to come.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The present one, temporary or your own.' })
  oldPassword: string;

  @Field(() => String, {
    description:
      'At least 15 characters, any kind: a sentence does. Not a common one, nor made of your name or of this service’s.',
  })
  newPassword: string;
}

@ObjectType({ description: 'The account, or what there is to mend.' })
export class AccountPayload extends Payload {
  @Field(() => Account, { nullable: true, description: 'The account as it now stands.' })
  account: Account | null;
}

@ObjectType({ description: 'The account with its temporary password, or what there is to mend.' })
export class AccountPasswordPayload extends AccountPayload {
  @Field(() => String, {
    nullable: true,
    description:
      'Given this once; good for a week, to choose another with. Null when the call repeats one that was answered before.',
  })
  temporaryPassword: string | null;
}
