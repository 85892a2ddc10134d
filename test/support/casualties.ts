import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts';
import { keep } from './evidence.ts';
import { ServiceProcess } from './process.ts';

/** A PostgreSQL of a test's own, that keeps what it has promised: it is killed and comes back where it was. */
export class MortalPostgres {
  private constructor(
    private readonly directory: string,
    private running: EmbeddedPostgres,
  ) {}

  static async start(): Promise<MortalPostgres> {
    const directory = await mkdtemp(join(tmpdir(), 'mortal-'));
    await chmod(directory, 0o711);
    return new MortalPostgres(
      directory,
      await startEmbeddedPostgres({ directory: join(directory, 'postgres') }),
    );
  }

  get urls(): { adminUrl: string; ownerUrl: string; serviceUrl: string } {
    const { adminUrl, ownerUrl, serviceUrl } = this.running;
    const ours = new URL(adminUrl);
    ours.pathname = new URL(ownerUrl).pathname;
    return { adminUrl: ours.href, ownerUrl, serviceUrl };
  }

  /** Kills it as a machine without memory would, and starts it again. */
  async killAndRestart(): Promise<void> {
    process.kill(await this.#postmaster(), 'SIGKILL');
    await this.stop();
    this.running = await startEmbeddedPostgres({ directory: join(this.directory, 'postgres') });
  }

  /** Every process of it stands still: connections are there, and nothing on them is answered. */
  freeze(): Promise<void> {
    return this.#signal('SIGSTOP');
  }

  thaw(): Promise<void> {
    return this.#signal('SIGCONT');
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    const postmaster = await this.#postmaster();
    const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
    for (const pid of [postmaster, ...children.trim().split(' ').map(Number)]) process.kill(pid, signal);
  }

  async #postmaster(): Promise<number> {
    return Number.parseInt(await readFile(join(this.directory, 'postgres/data/postmaster.pid'), 'utf8'), 10);
  }

  async stop(): Promise<void> {
    await this.#keepLog();
    await this.running.stop();
  }

  /** Each start begins a new one. */
  async #keepLog(): Promise<void> {
    keep('postgres', await readFile(join(this.directory, 'postgres/postgres.log'), 'utf8'));
  }
}

/** Some processes of the service on one database, of which one after the other is killed and started again. */
export class MortalReplicas {
  readonly #environment: Record<string, string>;
  readonly #alive: ServiceProcess[] = [];
  readonly #restarts: Promise<void>[] = [];
  /** All that any of them has printed. */
  readonly outputs: (() => string)[] = [];
  /** How those ended that nobody had killed, and their last words: there should be none. */
  readonly suicides: string[] = [];
  #stopped = false;

  private constructor(environment: Record<string, string>) {
    this.#environment = environment;
  }

  static async start(environment: Record<string, string>, count: number): Promise<MortalReplicas> {
    const replicas = new MortalReplicas(environment);
    for (let i = 0; i < count; i++) await replicas.#startOne();
    return replicas;
  }

  /** The address of one that lives, in turns; the last one's while all are down. */
  url(turn: number): string {
    return this.#alive[turn % Math.max(this.#alive.length, 1)]?.url ?? 'http://127.0.0.1:1';
  }

  /** Ends the one that has lived longest, in the middle of whatever it does, and starts another in its place. */
  kill(): void {
    const victim = this.#alive.shift();
    if (victim) this.#restarts.push(victim.end('SIGKILL').then(() => this.#startOne()));
  }

  /** Comes back when every one that was killed has one in its place. */
  async settled(): Promise<void> {
    await Promise.all(this.#restarts);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.settled();
    await Promise.all(this.#alive.splice(0).map((one) => one.end('SIGTERM')));
  }

  async #startOne(): Promise<void> {
    // While its database is down it ends again, as it would under any supervisor that starts it once more.
    while (!this.#stopped) {
      const started = await ServiceProcess.start(this.#environment).catch((error: Error) => {
        this.outputs.push(() => error.message);
        return null;
      });
      if (!started) continue;
      this.outputs.push(started.output);
      started.process.once('exit', (code, signal) => {
        if (this.#alive.includes(started))
          this.suicides.push(`${code ?? signal}: ${started.output().slice(-2_000)}`);
      });
      this.#alive.push(started);
      return;
    }
  }
}
