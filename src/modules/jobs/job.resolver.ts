import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { Enterprise, type EnterpriseQueries } from '../enterprises/index.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import { Station, type StationQueries } from '../stations/index.ts';
import type { JobCommands } from './job.commands.ts';
import type { JobQueries } from './job.queries.ts';
import {
  CloseJobPostingInput,
  JobPostingConnection,
  JobPostingFilter,
  JobPostingPayload,
  PostJobInput,
  PublishJobPostingInput,
} from './job.types.ts';
import { JobPosting } from './job-posting.entity.ts';
import { JobPostingOrder } from './job-posting.enums.ts';

@Resolver(() => JobPosting)
export class JobResolver {
  constructor(
    private readonly queries: JobQueries,
    private readonly commands: JobCommands,
    private readonly enterprises: EnterpriseQueries,
    private readonly stations: StationQueries,
  ) {}

  @Query(() => JobPosting, { nullable: true, description: 'One posting.' })
  async jobPosting(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('JobPosting', id, ctx.actor)));
  }

  @Query(() => JobPostingConnection, { description: 'Published postings, and the drafts of your own side.' })
  jobPostings(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => JobPostingFilter, { nullable: true, description: 'Only these.' })
    filter?: JobPostingFilter,
    @Arg('orderBy', () => JobPostingOrder, { nullable: true, description: 'NEWEST when left out.' })
    orderBy?: JobPostingOrder,
  ) {
    const criteria = {
      status: filter?.status ?? null,
      region: filter?.regionCode ? regionFilter(filter.regionCode) : null,
      search: filter?.search ?? null,
      enterpriseId: filter?.enterpriseId ? idAs('Enterprise', filter.enterpriseId, actor) : null,
    };
    return this.queries.list(actor, page, criteria, orderBy ?? JobPostingOrder.NEWEST);
  }

  @Mutation(() => JobPostingPayload, { description: 'Posts a job as a draft.' })
  postJob(
    @Ctx() ctx: Context,
    @Arg('input', () => PostJobInput, { description: 'The job.' }) input: PostJobInput,
  ) {
    return this.commands.post(ctx, input);
  }

  @Mutation(() => JobPostingPayload, { description: 'Shows a draft to everybody.' })
  publishJobPosting(
    @Ctx() ctx: Context,
    @Arg('input', () => PublishJobPostingInput, { description: 'Which.' }) input: PublishJobPostingInput,
  ) {
    return this.commands.publish(ctx, input);
  }

  @Mutation(() => JobPostingPayload, { description: 'Takes a posting back.' })
  closeJobPosting(
    @Ctx() ctx: Context,
    @Arg('input', () => CloseJobPostingInput, { description: 'Which, and why.' }) input: CloseJobPostingInput,
  ) {
    return this.commands.close(ctx, input);
  }

  @FieldResolver(() => Enterprise, { description: 'The employer.' })
  async enterprise(@Root() posting: JobPosting, @Ctx() ctx: Context) {
    return found(await ctx.one(this.enterprises.byIds, posting.enterpriseId));
  }

  @FieldResolver(() => Region, { description: 'Where the work is.' })
  region(@Root() posting: JobPosting): RegionRecord {
    return regions.get(posting.regionCode);
  }

  @FieldResolver(() => Station, { nullable: true, description: 'The station that collected it.' })
  station(@Root() posting: JobPosting, @Ctx() ctx: Context) {
    return ctx.one(this.stations.byIds, posting.stationId);
  }
}
