import { spawn } from 'node:child_process';
import { keep, untold } from './evidence.ts';

/** How a command of the operators ended, and all it said. */
export interface Ended {
  code: number | null;
  said: string;
}

/** Runs a built command of src/cli as a process of its own, with this environment and no other. */
export async function operate(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Ended> {
  const child = spawn(process.execPath, [`dist/src/cli/${command}.js`, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
      keep('output', untold(text));
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  return { code, said };
}
