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
import { found, idAs } from '../../graphql/found.ts';
import { Payload } from '../../graphql/user-error.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import type { EnterpriseCommands } from './enterprise.commands.ts';
import { Enterprise } from './enterprise.entity.ts';
import type { EnterpriseQueries } from './enterprise.queries.ts';

export const EnterpriseConnection = connectionType('Enterprise', () => Enterprise);

@InputType({ description: 'Which enterprises.' })
class EnterpriseFilter {
  @Field(() => String, {
    nullable: true,
    description:
      'A fragment of the name, from two characters on, or of the credit code, from three; a single character begins the name. Case, width and blanks make no difference.',
  })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'Its region, six digits or a prefix.' })
  regionCode?: string | null;
}

@InputType({ description: 'An enterprise’s identity.' })
class RegisterEnterpriseInput {
  @Field(() => String, { description: 'Made up by the client, one for each intended registration.' })
  idempotencyKey: string;

  @Field(() => String, { description: '统一社会信用代码, in any spelling; its check digit is verified.' })
  creditCode: string;

  @Field(() => String, { description: 'The registered name.' })
  name: string;

  @Field(() => String, { description: 'Where it is: six digits.' })
  regionCode: string;

  @Field(() => String, { nullable: true, description: 'GB/T 4754.' })
  industryCode?: string | null;
}

@ObjectType({ description: 'The enterprise, or what there is to mend.' })
class EnterprisePayload extends Payload {
  @Field(() => Enterprise, { nullable: true, description: 'The enterprise as it now stands.' })
  enterprise: Enterprise | null;
}

@Resolver(() => Enterprise)
export class EnterpriseResolver {
  constructor(
    private readonly queries: EnterpriseQueries,
    private readonly commands: EnterpriseCommands,
  ) {}

  @Query(() => Enterprise, { nullable: true, description: 'One enterprise.' })
  async enterprise(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('Enterprise', id, ctx.actor)));
  }

  @Query(() => EnterpriseConnection, { description: 'Enterprises, by name, credit code and region.' })
  enterprises(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => EnterpriseFilter, { nullable: true, description: 'Only these.' })
    filter?: EnterpriseFilter,
  ) {
    return this.queries.list(actor, page, {
      search: filter?.search ?? null,
      region: filter?.regionCode ? regionFilter(filter.regionCode) : null,
    });
  }

  @Mutation(() => EnterprisePayload, { description: 'Registers an enterprise by its credit code.' })
  registerEnterprise(
    @Ctx() ctx: Context,
    @Arg('input', () => RegisterEnterpriseInput, { description: 'Its identity.' })
    input: RegisterEnterpriseInput,
  ) {
    return this.commands.register(ctx, input);
  }

  @FieldResolver(() => Region, { description: 'Where it is.' })
  region(@Root() enterprise: Enterprise): RegionRecord {
    return regions.get(enterprise.regionCode);
  }
}
