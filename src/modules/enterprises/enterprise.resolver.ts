import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { Reads } from '../../graphql/wanted.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import type { EnterpriseCommands } from './enterprise.commands.ts';
import { Enterprise } from './enterprise.entity.ts';
import type { EnterpriseQueries } from './enterprise.queries.ts';
import {
  EditEnterpriseInput,
  EnterpriseConnection,
  EnterpriseFilter,
  EnterprisePayload,
  MarkKeyEnterpriseInput,
  RegisterEnterpriseInput,
  UnmarkKeyEnterpriseInput,
} from './enterprise.types.ts';

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
      key: filter?.key ?? null,
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

  @Mutation(() => EnterprisePayload, { description: 'Puts an enterprise’s identity right.' })
  editEnterprise(
    @Ctx() ctx: Context,
    @Arg('input', () => EditEnterpriseInput, { description: 'What is to change.' })
    input: EditEnterpriseInput,
  ) {
    return this.commands.edit(ctx, input);
  }

  @Mutation(() => EnterprisePayload, {
    description: 'Puts an enterprise on your province’s list of key ones.',
  })
  markKeyEnterprise(
    @Ctx() ctx: Context,
    @Arg('input', () => MarkKeyEnterpriseInput, { description: 'Which one.' }) input: MarkKeyEnterpriseInput,
  ) {
    return this.commands.markKey(ctx, input);
  }

  @Mutation(() => EnterprisePayload, {
    description: 'Takes an enterprise off your province’s list of key ones.',
  })
  unmarkKeyEnterprise(
    @Ctx() ctx: Context,
    @Arg('input', () => UnmarkKeyEnterpriseInput, { description: 'Which one.' })
    input: UnmarkKeyEnterpriseInput,
  ) {
    return this.commands.unmarkKey(ctx, input);
  }

  @Reads<Enterprise>('regionCode')
  @FieldResolver(() => Region, { description: 'Where it is.' })
  region(@Root() { regionCode }: Pick<Enterprise, 'regionCode'>): RegionRecord {
    return regions.get(regionCode);
  }

  @Reads<Enterprise>('id')
  @FieldResolver(() => Boolean, {
    description: '重点企业: whether your home province has it on its list of key enterprises.',
  })
  async key(@Root() { id }: Pick<Enterprise, 'id'>, @Ctx() ctx: Context): Promise<boolean> {
    return (await ctx.one(this.queries.keyMarks, id)) !== null;
  }

  @Reads<Enterprise>('mergedInto')
  @FieldResolver(() => Enterprise, {
    nullable: true,
    description: 'The enterprise that stands for this one, when this is the duplicate in a merge.',
  })
  mergedInto(@Root() { mergedInto }: Pick<Enterprise, 'mergedInto'>, @Ctx() ctx: Context) {
    return ctx.one(this.queries.byIds, mergedInto);
  }
}
