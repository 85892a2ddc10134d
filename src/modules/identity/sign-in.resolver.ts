import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context, Identity } from '../../graphql/context.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { Rejection } from '../../shared/errors.ts';
import type { Refresh } from './refresh.ts';
import type { Grant } from './sessions.ts';
import type { SignIn } from './sign-in.ts';
import { Viewer } from './viewer.resolver.ts';

@InputType({ description: 'Name and password.' })
class SignInInput {
  @Field(() => String, { description: 'The account’s name, in any case.' })
  username: string;

  @Field(() => String, { description: 'Its password.' })
  password: string;
}

@InputType({ description: 'What the last answer gave for the next.' })
class RefreshSessionInput {
  @Field(() => String, { description: 'The refresh token, good for once.' })
  refreshToken: string;
}

@ObjectType()
abstract class GrantPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'To be sent as `Authorization: Bearer`.' })
  accessToken: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the token ends.' })
  expiresAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'For refreshSession, before the token ends or when it has. To be kept as safe as a password.',
  })
  refreshToken: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the session ends at the latest; unused, it ends after a week.',
  })
  sessionExpiresAt: Date | null;

  @Field(() => Viewer, { nullable: true, description: 'You.' })
  viewer: Viewer | null;
}

@ObjectType({ description: 'A token, or what there is to mend.' })
class SignInPayload extends GrantPayload {}

@ObjectType({ description: 'The next tokens, or what there is to mend.' })
class RefreshSessionPayload extends GrantPayload {}

/** How somebody comes in, and stays. */
@Resolver()
export class SignInResolver {
  constructor(
    private readonly signInWith: SignIn,
    private readonly refreshWith: Refresh,
  ) {}

  @Mutation(() => SignInPayload, { description: 'Gives a token for a name and a password.' })
  signIn(
    @Ctx() ctx: Context,
    @Arg('input', () => SignInInput, { description: 'Who you are.' }) input: SignInInput,
  ) {
    return grantTo(ctx, () => this.signInWith(input, ctx));
  }

  @Mutation(() => RefreshSessionPayload, {
    description:
      'Goes on with a session: gives the next tokens. Each refresh token is good for one refresh, which may be repeated ' +
      'within half a minute when its answer was lost; one that comes again later ends the session.',
  })
  refreshSession(
    @Ctx() ctx: Context,
    @Arg('input', () => RefreshSessionInput, { description: 'Which session.' }) input: RefreshSessionInput,
  ) {
    return grantTo(ctx, () => this.refreshWith(input.refreshToken, ctx.origin));
  }
}

/** What else the request asks for, the viewer's station say, it asks for as the one who was let in. */
async function grantTo(ctx: Context, work: () => Promise<Grant & { identity: Identity }>) {
  try {
    const { identity, ...grant } = await work();
    ctx.become(identity);
    return { ...grant, viewer: identity.actor, userErrors: [] };
  } catch (error) {
    if (error instanceof Rejection) return { userErrors: error.problems };
    throw error;
  }
}
