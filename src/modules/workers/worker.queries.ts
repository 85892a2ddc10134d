import type { Batch } from '../../graphql/loaders.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Reader } from '../../operations/reader.ts';
import { Worker } from './worker.entity.ts';

export interface WorkerQueries {
  byIds: Batch<Worker>;
}

export const createWorkerQueries = (read: Reader): WorkerQueries => ({
  byIds: (actor, ids) =>
    read.byKey<Worker>(
      actor,
      'worker',
      ids,
      (worker) => worker.id,
      (visible) => sql`
      SELECT ${columnsOf(Worker, 'w')}
        FROM worker w
       WHERE ${visible.network('w')} AND w.id = ANY(${ids})`,
    ),
});
