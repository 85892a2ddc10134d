import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionType, PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { idAs } from '../../graphql/found.ts';
import { Payload } from '../../graphql/user-error.ts';
import { Account } from './account.entity.ts';
import type { AccountQueries } from './account.queries.ts';
import type { OwnAccountCommands } from './own-account.commands.ts';
import type { SessionCommands } from './session.commands.ts';
import { Session } from './session.entity.ts';
import type { SessionQueries } from './session.queries.ts';

const SessionConnection = connectionType('Session', () => Session);

@InputType({ description: 'Which session to end.' })
class RevokeSessionInput {
  @Field(() => ID, { description: 'Which session.' })
  id: string;
}

@ObjectType({ description: 'The session, or what there is to mend.' })
class SessionPayload extends Payload {
  @Field(() => Session, { nullable: true, description: 'The session as it now stands.' })
  session: Session | null;
}

@Resolver(() => Session)
export class SessionResolver {
  constructor(
    private readonly queries: SessionQueries,
    private readonly commands: SessionCommands,
    private readonly own: OwnAccountCommands,
    private readonly accounts: AccountQueries,
  ) {}

  @Query(() => SessionConnection, {
    description: 'Your sessions, or those of an account you manage; latest first, ended ones among them.',
  })
  sessions(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('accountId', () => ID, { nullable: true, description: 'Whose; yours when left out.' })
    accountId?: string,
  ) {
    return this.queries.list(actor, page, accountId ? idAs('Account', accountId, actor) : actor.id);
  }

  @Mutation(() => SessionPayload, {
    description: 'Ends this session: its tokens are worth nothing from now on.',
  })
  signOut(@Ctx() ctx: Context) {
    return this.own.signOut(ctx.identity, ctx.origin);
  }

  @Mutation(() => SessionPayload, {
    description:
      'Ends a session from elsewhere, effective with the next request: one of yours, or of an account you manage.',
  })
  revokeSession(
    @Ctx() ctx: Context,
    @Arg('input', () => RevokeSessionInput, { description: 'Which.' }) input: RevokeSessionInput,
  ) {
    return this.commands.revoke(ctx, input);
  }

  @FieldResolver(() => Account, { nullable: true, description: 'Whose it is.' })
  account(@Root() { accountId }: Session, @Ctx() ctx: Context) {
    return ctx.one(this.accounts.byIds, accountId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether it is the one you are asking in.' })
  isCurrent(@Root() { id }: Session, @Ctx() { identity }: Context): boolean {
    return identity.sessionId === id;
  }
}
