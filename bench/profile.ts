import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { ask, drive } from './drive.ts';
import type { Row } from './rows/row.ts';
import { startOurs } from './servers/ours.ts';
import { type Statement, statementsOf } from './statements.ts';

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
  const server = await startOurs(bench.data, [
    '--cpu-prof',
    `--cpu-prof-dir=${directory}`,
    `--cpu-prof-name=${name}`,
  ]);
  let statements: Statement[];
  try {
    const load = await profile.load(server.url);
    statements = await statementsOf(bench.log, (times) => ask(load, times));
    await drive(load, profile.connections, WARM_UP);
    await drive(load, profile.connections, SECONDS);
  } finally {
    await server.stop();
  }
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
    ...statements.map(inPostgres),
    `bench/.data/profiles/${name}`,
  ].join('\n');
}

const inPostgres = ({ text, milliseconds }: Statement) =>
  `${milliseconds.toFixed(2).padStart(8)} ms  ${text.replace(/\s+/g, ' ').slice(0, 90)}`;

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
