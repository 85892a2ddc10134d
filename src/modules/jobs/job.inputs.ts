import { Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar, MoneyScalar } from '../../graphql/scalars.ts';
import { JobKind, PayUnit } from './job-posting.enums.ts';

@InputType({ description: 'A job.' })
export class JobInput {
  @Field(() => ID, { description: 'The employer.' })
  enterpriseId: string;

  @Field(() => String, { description: 'The job, at most 80 characters.' })
  title: string;

  @Field(() => JobKind, { nullable: true, description: 'REGULAR when left out.' })
  kind?: JobKind | null;

  @Field(() => String, { nullable: true, description: 'Name or national code, at most 60 characters.' })
  occupation?: string | null;

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

  @Field(() => String, { nullable: true, description: '食宿, at most 200 characters.' })
  boardAndLodging?: string | null;

  @Field(() => String, { nullable: true, description: '社会保险, at most 200 characters.' })
  insurance?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The station that collected it; station staff’s own when left out. An HR office leaves it out.',
  })
  stationId?: string | null;
}

@InputType({ description: 'A job to post.' })
export class PostJobInput extends JobInput {
  @Field(() => String, {
    description: 'Made up by the client, one for each posting; sent again, it gives the same posting again.',
  })
  idempotencyKey: string;
}

@InputType({
  description: 'A spreadsheet of jobs to post: all of them or, while there is something to mend, none.',
})
export class PostJobsInput {
  @Field(() => String, {
    description:
      'Made up by the client, one for each spreadsheet; sent again, it gives the same postings again.',
  })
  idempotencyKey: string;

  @Field(() => [JobInput], {
    description: 'The jobs, 1 to 500; an error names the place of its job, from 0.',
  })
  jobs: JobInput[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether they are published at once; drafts when left out.',
  })
  publish?: boolean | null;
}

@InputType({ description: 'What to change of a posting. What is left out stays as it is.' })
export class EditJobPostingInput {
  @Field(() => ID, { description: 'The posting.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => ID, { nullable: true, description: 'The employer. Fixed once published.' })
  enterpriseId?: string | null;

  @Field(() => String, { nullable: true, description: 'The job. Fixed once published.' })
  title?: string | null;

  @Field(() => JobKind, { nullable: true, description: 'Fixed once published.' })
  kind?: JobKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'The occupation; null for none. Fixed once published.',
  })
  occupation?: string | null;

  @Field(() => Int, { nullable: true, description: 'Headcount, in persons; not fewer than those found.' })
  openings?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Lowest pay per unit; null for none.' })
  payMin?: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Highest pay per unit; null for none.' })
  payMax?: string | null;

  @Field(() => PayUnit, { nullable: true, description: 'What the pay is for.' })
  payUnit?: PayUnit | null;

  @Field(() => String, { nullable: true, description: 'Where the work is. Fixed once published.' })
  regionCode?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day one may apply. Once published it is renewed instead.',
  })
  validThrough?: string | null;

  @Field(() => String, { nullable: true, description: 'What the work is; null for nothing.' })
  duties?: string | null;

  @Field(() => String, { nullable: true, description: 'What is asked of a worker; null for nothing.' })
  conditions?: string | null;

  @Field(() => String, { nullable: true, description: '食宿; null for nothing.' })
  boardAndLodging?: string | null;

  @Field(() => String, { nullable: true, description: '社会保险; null for nothing.' })
  insurance?: string | null;
}

@InputType({ description: 'Who was found for a posting.' })
export class RecordHiresInput {
  @Field(() => ID, { description: 'The posting.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => Int, { description: 'How many more were found, in persons; below zero takes some back.' })
  hires: number;
}

@InputType({ description: 'A posting that is to stay longer, or to come back.' })
export class RenewJobPostingInput {
  @Field(() => ID, { description: 'The posting.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => DateScalar, {
    description: 'The last day one may apply: later than the present one, and not past.',
  })
  validThrough: string;
}

@InputType({ description: 'A posting that has ended, to post anew.' })
export class RepostJobInput {
  @Field(() => String, {
    description: 'Made up by the client, one for each posting; sent again, it gives the same posting again.',
  })
  idempotencyKey: string;

  @Field(() => ID, { description: 'The posting that is FILLED, EXPIRED or CLOSED.' })
  id: string;

  @Field(() => DateScalar, { description: 'The last day one may apply, not before today.' })
  validThrough: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The station that collects it now; the same one when left out. An HR office leaves it out.',
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
