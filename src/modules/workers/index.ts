export { Worker } from './worker.entity.ts';
export { createWorkerQueries, type WorkerQueries } from './worker.queries.ts';
export { WorkerResolver } from './worker.resolver.ts';
