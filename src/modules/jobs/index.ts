export { createJobBatches } from './job.batch.ts';
export { createJobCommands } from './job.commands.ts';
export { createJobEditing } from './job.editing.ts';
export { createJobQueries, type JobPostingCriteria } from './job.queries.ts';
export { JobResolver } from './job.resolver.ts';
export { JobPostingConnection } from './job.types.ts';
export { JobCollection } from './job-collection.entity.ts';
export { JobPosting } from './job-posting.entity.ts';
export { JobTitle } from './job-title.entity.ts';
