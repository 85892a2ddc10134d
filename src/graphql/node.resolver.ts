import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { DomainError } from '../shared/errors.ts';
import { decodeNodeId, type NodeType } from '../shared/node-id.ts';
import type { Context } from './context.ts';
import { found, idAs } from './found.ts';
import type { Batch } from './loaders.ts';
import { Node } from './node.ts';

/** How each type is read by id: the very reads that its own queries and associations use. */
export type NodeReads = Readonly<Record<NodeType, Batch<object>>>;

@Resolver()
export class NodeResolver {
  constructor(private readonly reads: NodeReads) {}

  @Query(() => Node, { nullable: true, description: 'Any record by its id.' })
  async node(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    const { actor } = ctx;
    const type = decodeNodeId(id)?.type;
    if (!type) throw new DomainError('NOT_FOUND');
    const row = found(await ctx.one(this.reads[type], idAs(type, id, actor)));
    return { ...row, __typename: type };
  }
}
