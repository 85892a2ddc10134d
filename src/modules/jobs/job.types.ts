import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { DateScalar, MoneyScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { JobPosting } from './job-posting.entity.ts';
import { JobPostingStatus, PayUnit } from './job-posting.enums.ts';

export const JobPostingConnection = connectionType('JobPosting', () => JobPosting);

@InputType({ description: 'Which postings.' })
export class JobPostingFilter {
  @Field(() => JobPostingStatus, { nullable: true, description: 'Only this status.' })
  status?: JobPostingStatus | null;

  @Field(() => String, { nullable: true, description: 'Work region, six digits or a prefix.' })
  regionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'A fragment of the title.' })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this enterprise.' })
  enterpriseId?: string | null;
}

@InputType({ description: 'A job to post.' })
export class PostJobInput {
  @Field(() => String, {
    description: 'Made up by the client, one for each posting; sent again, it gives the same posting again.',
  })
  idempotencyKey: string;

  @Field(() => ID, { description: 'The employer.' })
  enterpriseId: string;

  @Field(() => String, { description: 'The job, at most 80 characters.' })
  title: string;

  @Field(() => Int, { description: 'Headcount, in persons.' })
  openings: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'Lowest pay per unit.' })
  payMin?: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Highest pay per unit.' })
  payMax?: string | null;

  @Field(() => PayUnit, { description: 'What the pay is for.' })
  payUnit: PayUnit;

  @Field(() => String, { description: 'Where the work is: six digits.' })
  regionCode: string;

  @Field(() => DateScalar, { description: 'The last day one may apply, not before today.' })
  validThrough: string;

  @Field(() => String, { nullable: true, description: 'What the work is, at most 4,000 characters.' })
  duties?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What is asked of a worker, at most 4,000 characters.',
  })
  conditions?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The station that collected it; station staff’s own when left out. An HR office leaves it out.',
  })
  stationId?: string | null;
}

@InputType({ description: 'A draft to publish.' })
export class PublishJobPostingInput {
  @Field(() => ID, { description: 'The posting.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;
}

@InputType({ description: 'A posting to take back.' })
export class CloseJobPostingInput {
  @Field(() => ID, { description: 'The posting.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'Why, at most 200 characters.' })
  reason?: string | null;
}

@ObjectType({ description: 'The posting, or what there is to mend.' })
export class JobPostingPayload extends Payload {
  @Field(() => JobPosting, { nullable: true, description: 'The posting as it now stands.' })
  jobPosting: JobPosting | null;
}
