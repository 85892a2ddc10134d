import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { ask, drive, type Load } from './drive.ts';
import type { Row } from './rows/row.ts';
import { startOurs } from './servers/ours.ts';
import { statementsOf } from './statements.ts';

const SECONDS = 15;
const WARM_UP = 4;
const SHOWN = 15;

/** The part of a .cpuprofile that is read here. */
interface Profile {
  nodes: { id: number; callFrame: CallFrame }[];
  samples: number[];
  timeDeltas: number[];
}

interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}

/** Drives a server of its own with what a row was measured with, under Node's profiler. @returns where the time went */
export async function profileOf({ what, profile }: Row, bench: Bench): Promise<string> {
  if (!profile) return '';
  const directory = join(import.meta.dirname, '.data/profiles');
  await mkdir(directory, { recursive: true });
  const name = `${what.replace(/[^\w]+/g, '-')}.cpuprofile`;
  const server = await startOurs(bench.data, bench.database, bench.redis?.url ?? null, [
    '--cpu-prof',
    `--cpu-prof-dir=${directory}`,
    `--cpu-prof-name=${name}`,
  ]);
  const load = await profile.load(server.url);
  await drive(load, profile.connections, WARM_UP);
  await drive(load, profile.connections, SECONDS);
  await server.stop();
  const statements = await statementsOfRow(bench, profile.load);
  const file = join(directory, name);
  const profiled: Profile = JSON.parse(await readFile(file, 'utf8'));
  const list = (nameOf: (frame: CallFrame) => string) =>
    selfTimes(profiled, SECONDS, nameOf)
      .slice(0, SHOWN)
      .map(([place, share]) => `${(share * 100).toFixed(1).padStart(6)} %  ${place}`);
  return [
    what,
    ...list(placeOf),
    'by package',
    ...list(packageOf),
    'in PostgreSQL, one request',
    ...statements,
    `bench/.data/profiles/${name}`,
  ].join('\n');
}

/** The statements of one request with the time PostgreSQL takes for each, in the order of the first. */
async function statementsOfRow(
  { log, ours }: Bench,
  load: (url: string) => Promise<Load>,
): Promise<string[]> {
  const one = await load(ours.url);
  const statements = await statementsOf(log, (times) => ask(one, times));
  return statements.map(
    ({ text, milliseconds }) =>
      `${milliseconds.toFixed(2).padStart(8)} ms  ${text.replace(/\s+/g, ' ').slice(0, 90)}`,
  );
}

/** Which part of the last seconds each function was at work itself, the longest first. */
function selfTimes(
  { nodes, samples, timeDeltas }: Profile,
  seconds: number,
  nameOf: (frame: CallFrame) => string,
): [place: string, share: number][] {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map<string, number>();
  let left = seconds * 1e6;
  for (let i = samples.length - 1; i >= 0 && left > 0; i--) {
    const delta = timeDeltas[i] ?? 0;
    const place = places.get(samples[i] ?? 0) ?? '';
    spent.set(place, (spent.get(place) ?? 0) + delta);
    left -= delta;
  }
  return [...spent]
    .map(([place, time]): [string, number] => [place, time / (seconds * 1e6)])
    .sort(([, a], [, b]) => b - a);
}

const placeOf = ({ functionName, url, lineNumber }: CallFrame) => {
  const file = url.replace(/^.*\/(node_modules|dist)\//, '');
  return `${functionName || '(anonymous)'}${file && `  ${file}:${lineNumber + 1}`}`;
};

/** Of a package, of the service, of Node or of the engine itself. */
const packageOf = ({ functionName, url }: CallFrame) =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ??
  (url.startsWith('file:') ? 'the service' : url.startsWith('node:') ? 'node' : functionName || 'natively');
