/**
 * Measures the service beside others on the same database and the same Node. See docs/benchmarks.md.
 *
 *   npm run bench -- [--events 100k|1m|10m] [--quick] [--minutes 60] [--rows list,dashboard,writes,memory,start] [--profile]
 */
import { parseArgs } from 'node:util';
import { asOwner } from '../src/infra/db/owner.ts';
import { type Bench, openBench } from './bench.ts';
import { SIZES, type Size } from './data/data.ts';
import { writeDocument } from './document.ts';
import { profileOf } from './profile.ts';
import { coldRows, warmRows } from './rows/dashboard.ts';
import { listRows } from './rows/list.ts';
import { memoryRows } from './rows/memory.ts';
import type { Row } from './rows/row.ts';
import { startRows } from './rows/start.ts';
import { writeRows } from './rows/writes.ts';
import { circumstances, table } from './table.ts';

const ROWS = ['list', 'dashboard', 'writes', 'memory', 'start'];
const { values: options } = parseArgs({
  options: {
    events: { type: 'string' },
    quick: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    rows: { type: 'string', default: ROWS.join() },
    profile: { type: 'boolean', default: false },
  },
});
const size = (options.events ?? (options.quick ? '100k' : '10m')) as Size;
if (!Object.hasOwn(SIZES, size)) throw new Error(`--events is one of ${Object.keys(SIZES).join(', ')}`);
const minutes = Number(options.minutes ?? (options.quick ? 0.3 : 10));
const rhythm = options.quick ? { rounds: 3, seconds: 2, warmUp: 2 } : { rounds: 9, seconds: 2.5, warmUp: 4 };

const begun = performance.now();
const progress = (message: string) =>
  process.stderr.write(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${message}\n`);

interface Kind {
  /** What it is asked for with. */
  name: string;
  /** What stands in the table where there is nothing to measure. */
  what: string;
  target: string;
  rowsOf(bench: Bench): Promise<Row[]>;
}

const kinds: Kind[] = [
  { name: 'list', what: 'list of 50', target: 'at least 1.5 and 0.6', rowsOf: listRows },
  { name: 'dashboard', what: 'province dashboard, cold', target: 'at most 10 ms', rowsOf: coldRows },
  { name: 'dashboard', what: 'province dashboard, warm', target: 'at least 0.7', rowsOf: warmRows },
  { name: 'writes', what: 'opening a ticket', target: 'at least 0.5', rowsOf: writeRows },
  { name: 'memory', what: 'resident memory', target: 'under 250 MB, not growing', rowsOf: memoryRows },
];

const asked = options.rows.split(',');
const rows: Row[] = [];
const profiles: string[] = [];
const { bench, about } = await measure();
if (asked.includes('start')) {
  progress('start');
  rows.push(...(await startRows(bench.data.directory)));
}

process.stdout.write(`\n${[table(rows), about, ...profiles].join('\n\n')}\n`);
if (!options.quick && asked.length === ROWS.length) await writeDocument(table(rows), about, profiles);

/** Whoever answers wrongly has no figures. */
function failed({ what, target }: Kind, error: Error): Row[] {
  progress(`${what}: ${error.message}`);
  return [{ what, ours: 'a wrong answer', peer: '', ratio: null, target, met: false }];
}

/** Everything but the start, for which the servers have to be down. */
async function measure(): Promise<{ bench: Bench; about: string }> {
  await using resources = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => resources.disposeAsync().finally(() => process.exit(1)));
  }
  const bench = await openBench({ size, rhythm, minutes, progress }, resources);
  for (const kind of kinds.filter(({ name }) => asked.includes(name))) {
    progress(kind.what);
    rows.push(...(await kind.rowsOf(bench).catch((error) => failed(kind, error))));
  }
  if (options.profile) {
    const unmet = rows.filter(({ met, profile }) => met === false && profile);
    for (const [, [row]] of Map.groupBy(unmet, ({ profile }) => profile?.load)) {
      progress(`profile: ${row?.what}`);
      if (row) profiles.push(await profileOf(row, bench).catch(({ message }) => `${row.what}\n${message}`));
    }
  }
  const about = await asOwner(bench.data.database.superUrl, async (admin) => {
    const { rows: found } = await admin.query(`
      SELECT current_setting('server_version') AS postgres,
             (SELECT count(*) FROM enterprise_visit) + (SELECT count(*) FROM job_posting)
               + (SELECT count(*) FROM service_ticket) AS events`);
    const { postgres, events } = found[0];
    return circumstances({ postgres, events: Number(events), connections: bench.connections, ...rhythm });
  });
  return { bench, about };
}
