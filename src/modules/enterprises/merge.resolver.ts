import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionType, PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found } from '../../graphql/found.ts';
import { Payload } from '../../graphql/user-error.ts';
import { Enterprise } from './enterprise.entity.ts';
import type { EnterpriseQueries } from './enterprise.queries.ts';
import type { MergeCommands } from './merge.commands.ts';
import { EnterpriseMerge } from './merge.entity.ts';
import type { MergeQueries } from './merge.queries.ts';

const EnterpriseMergeConnection = connectionType('EnterpriseMerge', () => EnterpriseMerge);

@InputType({ description: 'Two enterprises that are one.' })
class MergeEnterprisesInput {
  @Field(() => String, { description: 'Made up by the client, one for each intended merge.' })
  idempotencyKey: string;

  @Field(() => ID, { description: 'The duplicate. Nothing has been merged into it.' })
  sourceId: string;

  @Field(() => ID, { description: 'The enterprise that is to stand for both.' })
  targetId: string;

  @Field(() => Int, { description: 'The version of the duplicate that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why they are one, at most 500 characters.' })
  reason: string;
}

@InputType({ description: 'A merge that was a mistake.' })
class UndoEnterpriseMergeInput {
  @Field(() => ID, { description: 'The merge.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why they are two after all, at most 500 characters.' })
  reason: string;
}

@ObjectType({ description: 'The merge, or what there is to mend.' })
class EnterpriseMergePayload extends Payload {
  @Field(() => EnterpriseMerge, { nullable: true, description: 'The merge as it now stands.' })
  merge: EnterpriseMerge | null;
}

@Resolver(() => EnterpriseMerge)
export class MergeResolver {
  constructor(
    private readonly commands: MergeCommands,
    private readonly enterprises: EnterpriseQueries,
  ) {}

  @Mutation(() => EnterpriseMergePayload, {
    description:
      'Merges a duplicate into another enterprise, which stands for both from then on, in every province. Nothing that was recorded is rewritten.',
  })
  mergeEnterprises(
    @Ctx() ctx: Context,
    @Arg('input', () => MergeEnterprisesInput, { description: 'Which ones, and why.' })
    input: MergeEnterprisesInput,
  ) {
    return this.commands.merge(ctx, input);
  }

  @Mutation(() => EnterpriseMergePayload, { description: 'Makes two enterprises of a merged one again.' })
  undoEnterpriseMerge(
    @Ctx() ctx: Context,
    @Arg('input', () => UndoEnterpriseMergeInput, { description: 'Which merge, and why.' })
    input: UndoEnterpriseMergeInput,
  ) {
    return this.commands.undo(ctx, input);
  }

  @FieldResolver(() => Enterprise, { description: 'The duplicate, as it is recorded itself.' })
  async source(@Root() merge: EnterpriseMerge, @Ctx() ctx: Context) {
    return found(await ctx.one(this.enterprises.recordsByIds, merge.sourceId));
  }

  @FieldResolver(() => Enterprise, { description: 'The enterprise that stands for both.' })
  async target(@Root() merge: EnterpriseMerge, @Ctx() ctx: Context) {
    return found(await ctx.one(this.enterprises.recordsByIds, merge.targetId));
  }
}

@Resolver(() => Enterprise)
export class EnterpriseMergesResolver {
  constructor(private readonly queries: MergeQueries) {}

  @FieldResolver(() => EnterpriseMergeConnection, {
    description: 'What was merged into it, newest first, what was undone too.',
  })
  merges(@Root() enterprise: Enterprise, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.queries.intoEnterprises, enterprise.id, page);
  }
}
