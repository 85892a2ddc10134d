import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import { urlOf } from '../db/data-source.ts';
import { Line } from './line.ts';
import { Pulse } from './pulse.ts';

/** What a change said of one record it changed. It names the record and tells nothing that stands in it. */
export interface Announcement {
  /** Where it stands among all announcements: 1, 2, 3 and so on, without a gap. */
  readonly position: number;
  readonly recordType: string;
  /** The province that owns the record; of a shared record, the one that changed it. */
  readonly tenant: string;
  readonly recordId: string;
  readonly operation: string;
  /** The regions the record belonged to before the change and belongs to since; none for what belongs to nobody. */
  readonly regionCodes: readonly string[];
  readonly at: Date;
  readonly requestId: string;
}

/** How far the followers of this process have been told. */
export interface Hearing {
  /** Which life of which database this is: one that was restored, or taken over by another server, has another. */
  readonly history: string;
  /** Of all announcements up to this position, */
  readonly position: number;
  /** which are all that were committed before this instant, by `performance.now()`. */
  readonly until: number;
}

/** Told of every change of any process from now on, in order. Must not throw, and not take long. */
export type Follower = (announcements: readonly Announcement[]) => void;

export interface Consumer {
  /** Under which the database knows how far it has come. */
  readonly name: string;
  /**
   * Takes the next announcements, in order. What it writes through the manager is kept together with its progress:
   * exactly once. Anything else it does may come to be done again. When it throws, the same ones come again later.
   */
  take(announcements: readonly Announcement[], manager: EntityManager): Promise<void>;
}

/** How far the outbox is behind: the announcements that wait, and since when the oldest of them has. */
export interface Backlog {
  /** `relay`, or a consumer. */
  readonly name: string;
  readonly behind: number;
  readonly seconds: number;
}

/** How many announcements are moved by one statement. */
const MOST = 500;

/** The server, its timeline, the database and the table as it was last created or emptied. */
const HISTORY = `concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
  left(pg_walfile_name(pg_current_wal_lsn()), 8),
  (SELECT oid FROM pg_database WHERE datname = current_database()), pg_relation_filenode('outbox'))`;

/** Relays what changes announce: to followers in each process's memory, and to consumers, one process at a time. */
export class Outbox {
  /** Fulfilled when followers are told of everything that is committed from then on. */
  readonly following: Promise<void>;
  #follows: () => void = () => {};
  readonly #line: Line;
  readonly #relay: Pulse;
  readonly #followers = new Set<Follower>();
  readonly #consumers: Pulse[] = [];
  /** The last position that was given, and the last that followers were told of. */
  #head = 0;
  #told: number | undefined;
  #history = '';
  #heard: Hearing | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {
    this.#line = new Line(urlOf(dataSource), 'outbox', (position) => {
      if (Number(position) > this.#head) this.#relay.wake();
    });
    this.following = new Promise((resolve) => {
      this.#follows = resolve;
    });
    // Whatever is not heard of is found by the next look.
    this.#relay = new Pulse({ name: 'outbox', round: () => this.#round(), logger, every: 500 });
  }

  /** What followers know; null before they follow. */
  get heard(): Hearing | null {
    return this.#heard;
  }

  follow(follower: Follower): void {
    this.#followers.add(follower);
  }

  consume(consumer: Consumer): void {
    let joined = false;
    const { name } = consumer;
    const round = async () => {
      if (!joined) await this.dataSource.query('SELECT join_outbox($1)', [name]);
      joined = true;
      while ((await this.#take(consumer)) === MOST);
    };
    this.#consumers.push(new Pulse({ name, round, logger: this.logger, every: 1_000, longest: 60_000 }));
  }

  /** Something was announced in this process. */
  wake(): void {
    this.#relay.wake();
  }

  start(): void {
    for (const pulse of [this.#relay, ...this.#consumers]) pulse.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#relay, ...this.#consumers].map((pulse) => pulse.stop()));
    await this.#line.end();
  }

  async #round(): Promise<void> {
    this.#told ??= await this.#relayAll();
    this.#follows();
    const began = performance.now();
    const head = await this.#relayAll();
    if (head > this.#head) for (const consumer of this.#consumers) consumer.wake();
    this.#head = head;
    // A head that went back is one of another history: followers go on from there.
    this.#told = Math.min(this.#told, head);
    while (this.#told < head) {
      if (this.#followers.size === 0) this.#told = head;
      else this.#told = this.#tell(await this.#read(this.#told));
    }
    this.#heard = { history: this.#history, position: this.#told, until: began };
  }

  /** @returns the last position there is */
  async #relayAll(): Promise<number> {
    for (let before = -1; ; ) {
      const [row] = await this.#line.ask<{ head: string; history: string }>(
        `SELECT relay_outbox($1) AS head, ${HISTORY} AS history`,
        [MOST],
      );
      const head = Number(row?.head);
      this.#history = row?.history ?? '';
      if (before >= 0 && head - before < MOST) return head;
      before = head;
    }
  }

  async #read(after: number): Promise<Announcement[]> {
    return (await this.#line.ask<Row>('SELECT * FROM read_outbox($1, $2)', [after, MOST])).map(announcement);
  }

  #tell(announcements: readonly Announcement[]): number {
    for (const follower of this.#followers) follower(announcements);
    // Rows of a position that was given are there until every process has long been told.
    return announcements.at(-1)?.position ?? this.#head;
  }

  #take(consumer: Consumer): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const rows: Row[] = await manager.query('SELECT * FROM take_outbox($1, $2)', [consumer.name, MOST]);
      if (rows.length > 0) await consumer.take(rows.map(announcement), manager);
      return rows.length;
    });
  }
}

interface Row {
  position: string;
  tenant: string;
  record_type: string;
  record_id: string;
  operation: string;
  region_codes: string[];
  at: Date;
  request_id: string;
}

const announcement = (row: Row): Announcement => ({
  position: Number(row.position),
  recordType: row.record_type,
  tenant: row.tenant,
  recordId: row.record_id,
  operation: row.operation,
  regionCodes: row.region_codes,
  at: row.at,
  requestId: row.request_id,
});

/** What is behind: the relay, then each consumer. */
export const backlogOf = (dataSource: DataSource): Promise<Backlog[]> =>
  dataSource.query('SELECT name, behind::int AS behind, seconds FROM outbox_state()');
