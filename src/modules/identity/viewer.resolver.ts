import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { type Actor, Role } from '../../shared/actor.ts';
import { DomainError, Rejection } from '../../shared/errors.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import type { SignIn } from './sign-in.ts';

registerEnumType(Role, {
  name: 'Role',
  description: 'What somebody is here for.',
  valuesConfig: {
    STATION_STAFF: { description: '站点工作人员' },
    HR_OFFICER: { description: '协作省人社部门' },
    HOTLINE_AGENT: { description: '12333 坐席' },
    MANAGER: { description: '管理人员' },
    AUDITOR: { description: '审计人员' },
    ADMIN: { description: '平台管理员' },
  },
});

@ObjectType({ description: 'You.' })
export class Viewer {
  @Field(() => String, { description: 'The name you sign in with.' })
  username: string;

  @Field(() => Role, { description: 'What you are here for.' })
  role: Role;
}

@InputType({ description: 'Name and password.' })
class SignInInput {
  @Field(() => String, { description: 'The account’s name, in any case.' })
  username: string;

  @Field(() => String, { description: 'Its password.' })
  password: string;
}

@ObjectType({ description: 'A token, or what there is to mend.' })
class SignInPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'To be sent as `Authorization: Bearer`.' })
  accessToken: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the token ends.' })
  expiresAt: Date | null;

  @Field(() => Viewer, { nullable: true, description: 'You.' })
  viewer: Viewer | null;
}

/** Where the platform's administrators work. It is no region of GB/T 2260, and so not in the directory either. */
const wholeCountry: RegionRecord = { code: '000000', name: '全国', level: 'PROVINCE', parentCode: null };

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(private readonly signInWith: SignIn) {}

  @Query(() => Viewer, { nullable: true, description: 'You, or null without a token.' })
  viewer(@Ctx() { authentication }: Context): Actor | null {
    if (authentication.kind === 'invalid') throw new DomainError('UNAUTHENTICATED');
    return authentication.kind === 'actor' ? authentication.actor : null;
  }

  @Mutation(() => SignInPayload, { description: 'Gives a token for a name and a password.' })
  async signIn(
    @Ctx() ctx: Context,
    @Arg('input', () => SignInInput, { description: 'Who you are.' }) input: SignInInput,
  ) {
    try {
      const signedIn = await this.signInWith(input, ctx);
      // What else this request asks for, the viewer's station say, it asks for as the one who signed in.
      ctx.become(signedIn.viewer);
      return { ...signedIn, userErrors: [] };
    } catch (error) {
      if (error instanceof Rejection) return { userErrors: error.problems };
      throw error;
    }
  }

  @FieldResolver(() => Region, {
    description: 'The region you work in; 000000 is the whole country, for administrators.',
  })
  scope(@Root() { scope }: Actor): RegionRecord {
    return scope ? regions.get(scope.regionCode) : wholeCountry;
  }
}
