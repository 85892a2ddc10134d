import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { Pulse, within } from './pulse.ts';

export interface Timer {
  /** Under which the database knows when it is due. */
  readonly name: string;
  /** Seconds from the end of one round to the next. */
  readonly every: number;
  /** One bounded round. It may be cut off anywhere, and must bear to be done once too often. */
  run(): Promise<void>;
}

/** So long whoever runs a timer has it for itself, in seconds; what failed or was cut off is tried again after that. */
const LEASE = 30;
const PATIENCE = 10_000;

/**
 * What the service does by itself from time to time: in one process at a time, whichever is first, since the database
 * knows when each timer is due. A process that dies takes none with it for longer than the lease.
 */
export class Timers {
  readonly #timers = new Map<string, Timer>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #failing = new Set<string>();
  readonly #pulse: Pulse;
  #areSet = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {
    this.#pulse = new Pulse({
      name: 'timers',
      round: () => this.runDue(),
      logger,
      every: 1_000,
      longest: 5_000,
    });
  }

  add(...timers: Timer[]): void {
    for (const timer of timers) this.#timers.set(timer.name, timer);
  }

  start(): void {
    this.#pulse.start();
  }

  /** Begins nothing any more, and waits for what is under way. */
  async stop(): Promise<void> {
    await this.#pulse.stop();
    await within(PATIENCE, this.whenDone());
  }

  /** Begins every timer that is due and that nobody else has begun. */
  async runDue(): Promise<void> {
    if (!this.#areSet) {
      for (const { name, every } of this.#timers.values()) {
        await this.dataSource.query('SELECT set_timer($1, make_interval(secs => $2))', [name, every]);
      }
      this.#areSet = true;
    }
    const free = [...this.#timers.keys()].filter((name) => !this.#running.has(name));
    const due: { claimed: string; claim: string }[] = await this.dataSource.query(
      'SELECT claimed, claim FROM claim_timers($1, make_interval(secs => $2))',
      [free, LEASE],
    );
    for (const { claimed, claim } of due) {
      const timer = this.#timers.get(claimed);
      if (!timer) continue;
      const run = this.#run(timer, claim).finally(() => this.#running.delete(claimed));
      this.#running.set(claimed, run);
    }
  }

  /** Waits for what this process has begun. */
  async whenDone(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #run({ name, every, run }: Timer, claim: string): Promise<void> {
    try {
      await run();
      await this.dataSource.query('SELECT finish_timer($1, $2, make_interval(secs => $3))', [
        name,
        claim,
        every,
      ]);
      if (this.#failing.delete(name)) this.logger.info({ timer: name }, 'works again');
    } catch (err) {
      if (!this.#failing.has(name)) this.logger.error({ timer: name, err }, 'timer failed');
      this.#failing.add(name);
    }
  }
}
