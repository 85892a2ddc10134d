import type { Redis } from 'ioredis';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { type Backlog, backlogOf } from './background/outbox.ts';
import type { Source } from './cache/cache.ts';
import { connectionsOf } from './db/database.ts';

/** Told of what happens while requests are served. Takes names of the schema and of the code, never a client's words. */
export interface Meter {
  /** @param operation a field of the root, or a word for requests without one @param outcome OK, USER_ERROR or an error's code */
  request(operation: string, outcome: string, seconds: number): void;
  statement(name: string): void;
  refusedAttempt(): void;
  /** Somebody was refused a sign-in or a change. */
  refusal(isAudited: boolean): void;
  /** A sealed value was read and did not open. */
  unreadableValue(table: string, column: string): void;
  /** A request was refused before it was read. */
  refusedRequest(reason: 'overload' | 'rate'): void;
  /** Figures were answered, out of this: `answer` is a whole answer that was kept. */
  figures(source: Source | 'answer'): void;
}

/** For a service that nobody measures. */
export const unmetered: Meter = {
  request() {},
  statement() {},
  refusedAttempt() {},
  refusal() {},
  unreadableValue() {},
  refusedRequest() {},
  figures() {},
};

export interface Metrics extends Meter {
  readonly registry: Registry;
  /** Has the state of these looked at whenever somebody reads the metrics. */
  watch(dataSource: DataSource, redis: Redis | null): void;
}

/** From the quickest answer to the longest that the database may take. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The figures of this process for Prometheus; docs/operations.md lists them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'labor_requests_total',
    help: 'Requests by the field of the root they ask for, and by outcome: OK, USER_ERROR or the code of the first error.',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'labor_request_duration_seconds',
    help: 'From the request read to the answer ready.',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  });
  const statements = new Counter({
    name: 'labor_sql_statements_total',
    help: 'SQL statements that read or lock, by name; what a change inserts and updates is not counted.',
    labelNames: ['statement'],
    registers,
  });
  const refusals = new Counter({
    name: 'labor_attempts_refused_total',
    help: 'Attempts to sign in that were refused unlooked at, after too many that failed.',
    registers,
  });
  const refused = new Counter({
    name: 'labor_refusals_total',
    help: 'Refused sign-ins and changes: audited, or counted alone (names of nobody, and what is too much for the audit).',
    labelNames: ['audited'],
    registers,
  });
  const unreadables = new Counter({
    name: 'labor_unreadable_values_total',
    help: 'Sealed values that were read and did not open: altered, moved, or sealed with a key that is not there.',
    labelNames: ['table', 'column'],
    registers,
  });
  const refusedRequests = new Counter({
    name: 'labor_requests_refused_total',
    help: 'Requests refused unread: overload when too many were under way, rate when one address sent too many.',
    labelNames: ['reason'],
    registers,
  });
  const figures = new Counter({
    name: 'labor_figures_total',
    help: 'Figures of dashboards by where they came from: answer (kept as a whole), memory, joined (somebody else’s question), redis, database, stale.',
    labelNames: ['source'],
    registers,
  });

  return {
    registry,
    request(operation, outcome, seconds) {
      requests.inc({ operation, outcome });
      durations.observe({ operation }, seconds);
    },
    statement(name) {
      statements.inc({ statement: name });
    },
    refusedAttempt() {
      refusals.inc();
    },
    refusal(isAudited) {
      refused.inc({ audited: isAudited ? 'yes' : 'no' });
    },
    unreadableValue(table, column) {
      unreadables.inc({ table, column });
    },
    refusedRequest(reason) {
      refusedRequests.inc({ reason });
    },
    figures(source) {
      figures.inc({ source });
    },
    watch(dataSource, redis) {
      new Gauge({
        name: 'labor_db_connections',
        help: 'Connections of the pool that are in use, and those that are idle.',
        labelNames: ['state'],
        registers,
        collect() {
          const { total, idle } = connectionsOf(dataSource);
          this.set({ state: 'in_use' }, total - idle);
          this.set({ state: 'idle' }, idle);
        },
      });
      new Gauge({
        name: 'labor_db_waiting',
        help: 'Reads and changes that wait for a connection of the pool.',
        registers,
        collect() {
          this.set(connectionsOf(dataSource).waiting);
        },
      });
      watchOutbox(dataSource, registers);
      if (!redis) return;
      new Gauge({
        name: 'labor_redis_up',
        help: '1 while Redis answers; while it does not, each process counts attempts by itself.',
        registers,
        collect() {
          this.set(redis.status === 'ready' ? 1 : 0);
        },
      });
    },
  };
}

/** How far what changes announce is behind; while the database does not answer, nothing is known of it. */
function watchOutbox(dataSource: DataSource, registers: Registry[]): void {
  const gauge = (name: string, help: string, measure: (backlog: Backlog) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['consumer'],
      registers,
      async collect() {
        this.reset();
        const backlogs = await backlogOf(dataSource).catch(() => []);
        for (const backlog of backlogs) this.set({ consumer: backlog.name }, measure(backlog));
      },
    });
  gauge(
    'labor_outbox_behind',
    'Announcements of changes that wait: for the relay, and for each consumer.',
    (b) => b.behind,
  );
  gauge('labor_outbox_behind_seconds', 'Since when the oldest of them waits.', (b) => b.seconds);
}
