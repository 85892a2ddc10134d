import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { keep, untold } from './evidence.ts';

/** What `npm start` gives to Node. */
export const asStarted: string[] = JSON.parse(readFileSync('package.json', 'utf8'))
  .scripts.start.replace('exec node ', '')
  .split(' ');

/** Where the service was built, and as whom it runs; without more it is this place and this user. */
export interface Place {
  directory?: string;
  /** The program and what it is started with. */
  command?: readonly [string, ...string[]];
  uid?: number;
  gid?: number;
}

/** The service as `npm start` runs it: a process of its own. */
export class ServiceProcess {
  private constructor(
    readonly process: ChildProcess,
    readonly url: string,
    /** Where its metrics are, if it was asked to show them. */
    readonly metricsUrl: string | undefined,
    /** Everything it has printed so far. */
    readonly output: () => string,
  ) {}

  /** @param environment its whole configuration, beside PORT and HOST; without DATABASE_URL it brings its own database */
  static async start(environment: Record<string, string>, place: Place = {}): Promise<ServiceProcess> {
    const { directory = '.', command = [process.execPath, ...asStarted], ...user } = place;
    const [program, ...args] = command;
    const child = spawn(program, args, {
      ...user,
      cwd: directory,
      env: { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let isReady = false;
    const url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: string) => {
        output += chunk;
        keep('output', untold(chunk));
        if (isReady) return;
        const found = /Ready: (\S+)\/graphql/.exec(output)?.[1];
        if (found) resolve(found);
        isReady = found !== undefined;
      };
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', read);
      child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${output}`)));
    });
    return new ServiceProcess(child, url, /Metrics: (\S+)/.exec(output)?.[1], () => output);
  }

  /** The samples of its metrics by name and labels, as Prometheus reads them. */
  async metrics(): Promise<Map<string, number>> {
    const text = await (await fetch(this.metricsUrl ?? '')).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    );
  }

  /** @returns the exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals): Promise<number | string | null> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return exitCode ?? signalCode;
    const ended = new Promise<number | string | null>((resolve) =>
      this.process.once('exit', (code, by) => resolve(code ?? by)),
    );
    this.process.kill(signal);
    return ended;
  }
}
