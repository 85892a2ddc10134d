import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, foundIn, idAs } from '../../graphql/found.ts';
import { Reads, type Wanted, WantedIn } from '../../graphql/wanted.ts';
import { Enterprise, type EnterpriseQueries, type WithEnterprise } from '../enterprises/index.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import { Station, type StationQueries } from '../stations/index.ts';
import type { JobBatches } from './job.batch.ts';
import type { JobCommands } from './job.commands.ts';
import type { JobEditing } from './job.editing.ts';
import {
  CloseJobPostingInput,
  EditJobPostingInput,
  PostJobInput,
  PostJobsInput,
  PublishJobPostingInput,
  RecordHiresInput,
  RenewJobPostingInput,
  RepostJobInput,
} from './job.inputs.ts';
import type { JobQueries } from './job.queries.ts';
import {
  JobPostingConnection,
  JobPostingFilter,
  JobPostingPayload,
  JobPostingsPayload,
} from './job.types.ts';
import { JobPosting } from './job-posting.entity.ts';
import { JobPostingOrder } from './job-posting.enums.ts';

@Resolver(() => JobPosting)
export class JobResolver {
  constructor(
    private readonly queries: JobQueries,
    private readonly commands: JobCommands,
    private readonly editing: JobEditing,
    private readonly batches: JobBatches,
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
    filter: JobPostingFilter | undefined,
    @Arg('orderBy', () => JobPostingOrder, { nullable: true, description: 'NEWEST when left out.' })
    orderBy: JobPostingOrder | undefined,
    @WantedIn('edges', 'node') wanted: Wanted,
  ) {
    const criteria = {
      status: filter?.status ?? null,
      kind: filter?.kind ?? null,
      region: filter?.regionCode ? regionFilter(filter.regionCode) : null,
      search: filter?.search ?? null,
      enterpriseId: filter?.enterpriseId ? idAs('Enterprise', filter.enterpriseId, actor) : null,
    };
    return this.queries.list(actor, page, criteria, orderBy ?? JobPostingOrder.NEWEST, wanted);
  }

  @Mutation(() => JobPostingPayload, { description: 'Posts a job as a draft.' })
  postJob(
    @Ctx() ctx: Context,
    @Arg('input', () => PostJobInput, { description: 'The job.' }) input: PostJobInput,
  ) {
    return this.commands.post(ctx, input);
  }

  @Mutation(() => JobPostingsPayload, {
    description: 'Posts a spreadsheet of jobs: all of them or, while there is something to mend, none.',
  })
  async postJobs(
    @Ctx() ctx: Context,
    @Arg('input', () => PostJobsInput, { description: 'The jobs.' }) input: PostJobsInput,
  ) {
    const { batch, userErrors } = await this.batches.post(ctx, input);
    return { jobPostings: batch?.postings ?? [], userErrors };
  }

  @Mutation(() => JobPostingPayload, {
    description: 'Changes what is told of a job: all of it in a draft, once published what is not fixed.',
  })
  editJobPosting(
    @Ctx() ctx: Context,
    @Arg('input', () => EditJobPostingInput, { description: 'Which, and what to change.' })
    input: EditJobPostingInput,
  ) {
    return this.editing.edit(ctx, input);
  }

  @Mutation(() => JobPostingPayload, { description: 'Shows a draft to everybody.' })
  publishJobPosting(
    @Ctx() ctx: Context,
    @Arg('input', () => PublishJobPostingInput, { description: 'Which.' }) input: PublishJobPostingInput,
  ) {
    return this.commands.publish(ctx, input);
  }

  @Mutation(() => JobPostingPayload, {
    description: 'Counts who was found, up to the openings: FILLED when all are, PUBLISHED again when not.',
  })
  recordHires(
    @Ctx() ctx: Context,
    @Arg('input', () => RecordHiresInput, { description: 'Which, and how many.' }) input: RecordHiresInput,
  ) {
    return this.commands.recordHires(ctx, input);
  }

  @Mutation(() => JobPostingPayload, {
    description: 'Gives a posting more time, an expired one too. It counts no second time.',
  })
  renewJobPosting(
    @Ctx() ctx: Context,
    @Arg('input', () => RenewJobPostingInput, { description: 'Which, and until when.' })
    input: RenewJobPostingInput,
  ) {
    return this.commands.renew(ctx, input);
  }

  @Mutation(() => JobPostingPayload, {
    description: 'Drafts a copy of a posting that has ended: a new posting, which counts anew.',
  })
  repostJob(
    @Ctx() ctx: Context,
    @Arg('input', () => RepostJobInput, { description: 'Which, and until when.' }) input: RepostJobInput,
  ) {
    return this.commands.repost(ctx, input);
  }

  @Mutation(() => JobPostingPayload, { description: 'Takes a posting back.' })
  closeJobPosting(
    @Ctx() ctx: Context,
    @Arg('input', () => CloseJobPostingInput, { description: 'Which, and why.' }) input: CloseJobPostingInput,
  ) {
    return this.commands.close(ctx, input);
  }

  @Reads<JobPosting>('enterpriseId')
  @FieldResolver(() => Enterprise, { description: 'The employer.' })
  enterprise(@Root() { enterprise, enterpriseId }: WithEnterprise, @Ctx() ctx: Context) {
    return enterprise ?? foundIn(ctx.one(this.enterprises.byIds, enterpriseId));
  }

  @Reads<JobPosting>('repostOfId')
  @FieldResolver(() => JobPosting, { nullable: true, description: 'The posting it is a copy of.' })
  repostOf(@Root() { repostOfId }: Pick<JobPosting, 'repostOfId'>, @Ctx() ctx: Context) {
    return ctx.one(this.queries.byIds, repostOfId);
  }

  @Reads<JobPosting>('regionCode')
  @FieldResolver(() => Region, { description: 'Where the work is.' })
  region(@Root() { regionCode }: Pick<JobPosting, 'regionCode'>): RegionRecord {
    return regions.get(regionCode);
  }

  @Reads<JobPosting>('stationId')
  @FieldResolver(() => Station, { nullable: true, description: 'The station that collected it.' })
  station(@Root() { stationId }: Pick<JobPosting, 'stationId'>, @Ctx() ctx: Context) {
    return ctx.one(this.stations.byIds, stationId);
  }
}
