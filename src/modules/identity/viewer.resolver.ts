import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { type Actor, Role } from '../../shared/actor.ts';
import { DomainError } from '../../shared/errors.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import { Account } from './account.entity.ts';
import type { AccountQueries } from './account.queries.ts';

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

/** Where the platform's administrators work. It is no region of GB/T 2260, and so not in the directory either. */
const wholeCountry: RegionRecord = { code: '000000', name: '全国', level: 'PROVINCE', parentCode: null };

/** The region of somebody's work, as it is shown. */
export const regionOfWork = (code: string | null | undefined): RegionRecord =>
  code ? regions.get(code) : wholeCountry;

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(private readonly accounts: AccountQueries) {}

  @Query(() => Viewer, { nullable: true, description: 'You, or null without a token.' })
  viewer(@Ctx() ctx: Context): Actor | null {
    const { kind } = ctx.authentication;
    if (kind === 'invalid') throw new DomainError('UNAUTHENTICATED');
    return kind === 'none' ? null : ctx.identity.actor;
  }

  @FieldResolver(() => Region, {
    description: 'The region you work in; 000000 is the whole country, for administrators.',
  })
  scope(@Root() { scope }: Actor): RegionRecord {
    return regionOfWork(scope?.regionCode);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether you must choose a password of your own (changePassword) before anything else.',
  })
  passwordDue(@Ctx() { identity }: Context): boolean {
    return identity.passwordDue;
  }

  @FieldResolver(() => Account, { description: 'Your account.' })
  account(@Root() { id }: Actor, @Ctx() ctx: Context) {
    return ctx.one(this.accounts.byIds, id);
  }
}
