import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { Payload } from '../../graphql/user-error.ts';
import { JobPosting } from './job-posting.entity.ts';
import { JobKind, JobPostingStatus } from './job-posting.enums.ts';

export const JobPostingConnection = connectionType('JobPosting', () => JobPosting);

@InputType({ description: 'Which postings.' })
export class JobPostingFilter {
  @Field(() => JobPostingStatus, { nullable: true, description: 'Only this status.' })
  status?: JobPostingStatus | null;

  @Field(() => JobKind, { nullable: true, description: 'Only this kind of employment.' })
  kind?: JobKind | null;

  @Field(() => String, { nullable: true, description: 'Work region, six digits or a prefix.' })
  regionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'A fragment of the title.' })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this enterprise.' })
  enterpriseId?: string | null;
}

@ObjectType({ description: 'The posting, or what there is to mend.' })
export class JobPostingPayload extends Payload {
  @Field(() => JobPosting, { nullable: true, description: 'The posting as it now stands.' })
  jobPosting: JobPosting | null;
}

@ObjectType({ description: 'The postings, or what there is to mend.' })
export class JobPostingsPayload extends Payload {
  @Field(() => [JobPosting], { description: 'The postings as they now stand, in the order of their jobs.' })
  jobPostings: JobPosting[];
}
