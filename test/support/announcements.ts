import type { Announcement, Outbox } from '../../src/infra/background/outbox.ts';

/** Follows an outbox, and waits for what it tells of. */
export class Listener {
  readonly heard: Announcement[] = [];
  #waiting: { until: () => boolean; tell: () => void }[] = [];

  constructor(outbox: Outbox) {
    outbox.follow((announcements) => this.take(announcements));
  }

  take(announcements: readonly Announcement[]): void {
    this.heard.push(...announcements);
    this.#waiting = this.#waiting.filter(({ until, tell }) => {
      if (!until()) return true;
      tell();
      return false;
    });
  }

  async until(done: (heard: readonly Announcement[]) => boolean): Promise<void> {
    const until = () => done(this.heard);
    if (!until()) await new Promise<void>((tell) => this.#waiting.push({ until, tell }));
  }

  positions = () => this.heard.map(({ position }) => position);
}
