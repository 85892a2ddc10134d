import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { drive, type Load, median } from '../drive.ts';
import { signIn, startOurs } from '../servers/ours.ts';
import { coldOf, recount, warmOf } from './dashboard.ts';
import { listOf, postings } from './list.ts';
import type { Row } from './row.ts';
import { openingOf, stationPlaces } from './writes.ts';

/** Tokens hold for a quarter of an hour. */
const LONGEST_TURN = 300;

/** As much as memory may differ from one part of the run to the next without growing. */
const STEADY = 1.1;

/** Resident memory under everything at once, of a server of its own. */
export async function memoryRows(bench: Bench): Promise<Row[]> {
  const { connections, minutes } = bench;
  const server = await startOurs(bench.data);
  const samples: number[] = [];
  const end = new AbortController();
  const sampling = sample(samples, () => server.resident(), end.signal);
  try {
    for (let left = minutes * 60; left > 0; left -= LONGEST_TURN) {
      await drive(await mixed(bench, server.url), connections, Math.min(left, LONGEST_TURN));
    }
  } finally {
    end.abort();
    await sampling;
    await server.stop();
  }
  const third = Math.floor(samples.length / 3);
  const middle = median(samples.slice(third, 2 * third));
  const last = median(samples.slice(-third));
  return [
    {
      what: `resident memory after ${minutes} min of mixed load, against the minutes before`,
      ours: `${Math.round(last)} MB`,
      peer: `${Math.round(middle)} MB`,
      ratio: last / middle,
      target: 'under 250 MB, not growing',
      met: last < 250 && last / middle <= STEADY,
    },
  ];
}

/** Of eight requests four are lists, two the same dashboard, one is another dashboard and one opens a ticket. */
async function mixed(bench: Bench, url: string): Promise<Load> {
  const manager = await signIn(url, 'guizhou.manager');
  const totals = await recount(bench);
  const list = await listOf('ours', url, await postings(bench), manager);
  const warm = await warmOf(url, manager, totals);
  const cold = coldOf(url, manager, totals, true);
  const opening = openingOf(url, await signIn(url, 'guizhou.hotline'), await stationPlaces(bench.data));
  const loads = [list, warm, list, cold, list, warm, list, opening];
  let turn = 0;
  return { url, next: () => (loads[turn++ % loads.length] ?? list).next() };
}

async function sample(samples: number[], measure: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    samples.push(await measure());
    await sleep(1_000, undefined, { signal }).catch(() => {});
  }
}
