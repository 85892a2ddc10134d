import type { Logger } from 'pino';

export interface PulseOptions {
  /** For the log: what fails when a round does. */
  name: string;
  round(): Promise<void>;
  logger: Logger;
  /** Milliseconds from one round to the next, unless something wakes it. */
  every: number;
  /** How long it waits at most after rounds that failed: twice as long each time. */
  longest?: number;
}

/** Within so many milliseconds all that wakes a pulse is one and the same round. */
const GATHERING = 25;
/** Whoever stops waits no longer for what is under way. */
const PATIENCE = 10_000;

/** Does a round of work again and again, never two at once. What fails is logged once, until it works again. */
export class Pulse {
  readonly #options: Required<PulseOptions>;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #wokenMeanwhile = false;
  #failures = 0;
  #beats = false;

  constructor(options: PulseOptions) {
    this.#options = { longest: options.every, ...options };
  }

  start(): void {
    this.#beats = true;
    this.#schedule(0);
  }

  /** There is something to do. While rounds fail it waits its time nevertheless. */
  wake(): void {
    this.#wokenMeanwhile = true;
    if (!this.#running && this.#failures === 0) this.#schedule(GATHERING);
  }

  /** Begins no round any more, and waits for the one under way. */
  async stop(): Promise<void> {
    this.#beats = false;
    clearTimeout(this.#timer);
    await within(PATIENCE, this.#running ?? Promise.resolve());
  }

  #schedule(delay: number): void {
    const dueAt = performance.now() + delay;
    if (!this.#beats || dueAt >= this.#dueAt) return;
    this.#dueAt = dueAt;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#wokenMeanwhile = false;
      this.#running = this.#beat().finally(() => {
        this.#running = undefined;
        this.#schedule(this.#pause());
      });
    }, delay);
  }

  async #beat(): Promise<void> {
    const { name, logger, round } = this.#options;
    try {
      await round();
      if (this.#failures > 0) logger.info({ work: name, failures: this.#failures }, 'works again');
      this.#failures = 0;
    } catch (err) {
      if (this.#failures === 0) logger.error({ work: name, err }, 'background work failed');
      this.#failures++;
    }
  }

  #pause(): number {
    const { every, longest } = this.#options;
    if (this.#failures > 0) return Math.min(every * 2 ** (this.#failures - 1), longest);
    return this.#wokenMeanwhile ? GATHERING : every;
  }
}

/** Waits for something to be over, however it ends, and no longer than so many milliseconds. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work.catch(() => {}), tooLong]);
  clearTimeout(timer);
}
