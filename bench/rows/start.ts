import { npmStart } from '../data/data.ts';
import { median } from '../drive.ts';
import type { Row } from './row.ts';

/** `npm start` once installed and migrated, its own PostgreSQL included. Nothing else may have the data open. */
export async function startRows(directory: string): Promise<Row[]> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const service = await npmStart(directory);
    times.push(service.seconds);
    await service.stop();
  }
  const seconds = median(times);
  return [
    {
      what: 'start: npm start until it is ready, with its own PostgreSQL',
      ours: `${seconds.toFixed(2)} s`,
      peer: '',
      ratio: null,
      target: 'at most 3 s',
      met: seconds <= 3,
    },
  ];
}
