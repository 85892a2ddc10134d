import { setTimeout as pause } from 'node:timers/promises';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { type Answer, Client } from './client.ts';
import type { Person, Seeded } from './network.ts';

/** A change that the service said it has made. */
export interface Acknowledged {
  operation: string;
  /** The record it made or changed, as clients know it. */
  id: string;
  /** The version the record had then; null where changes are not counted. */
  version: number | null;
}

export interface Desk {
  /** The address to send the next request to. */
  url(turn: number): string;
  /** Whether there has been enough. */
  isDone(): boolean;
  acknowledge(one: Acknowledged): void;
  /** Told of each request whose outcome its sender was not told. */
  unanswered(): void;
}

const today = businessDate(new Date());
const fieldsOf: Record<string, string> = {
  ticket: 'id version status',
  visit: 'id version followUps { id version }',
  followUp: 'id version doneAt',
  contact: 'id version',
  jobPosting: 'id version',
};
/** The records that are changed by version. */
const typeOf: Record<string, string> = {
  ticket: 'ServiceTicket',
  followUp: 'FollowUp',
  jobPosting: 'JobPosting',
};
const returns = {
  openTicket: 'ticket',
  acceptTicket: 'ticket',
  addTicketNote: 'ticket',
  resolveTicket: 'ticket',
  logVisit: 'visit',
  completeFollowUp: 'followUp',
  addContact: 'contact',
  postJob: 'jobPosting',
  publishJobPosting: 'jobPosting',
} as const;
type Operation = keyof typeof returns;

/**
 * Somebody at work who loses no work: what was not answered is sent again, with the same key, to whichever replica lives,
 * until it is acknowledged.
 */
export class Writer {
  #turn = 0;

  constructor(
    private readonly person: Person,
    private readonly desk: Desk,
  ) {}

  /** At the hotline: a matter is taken down, taken on, noted and resolved. */
  async answersCalls(homeRegionCode: string): Promise<void> {
    for (let i = 0; !this.desk.isDone(); i++) {
      const opened = await this.#creates('openTicket', {
        channel: 'HOTLINE_12333',
        category: 'RIGHTS_PROTECTION',
        summary: '三个月工资未发',
        homeRegionCode,
        callerName: '王小五',
        callerPhone: `1380000${String(i % 10_000).padStart(4, '0')}`,
      });
      const accepted = await this.#changes('acceptTicket', opened, {});
      await this.#creates('addTicketNote', { id: opened.id, note: '已联系用人单位' });
      await this.#changes('resolveTicket', accepted, { resolution: '工资已补发' });
    }
  }

  /** At a station: an enterprise is visited, followed up, and its people and its jobs are taken down. */
  async visits(station: Seeded, enterprise: Seeded): Promise<void> {
    for (let i = 0; !this.desk.isDone(); i++) {
      const visit = await this.#creates('logVisit', {
        stationId: station.id,
        enterpriseId: enterprise.id,
        visitedOn: addDays(today, -(i % 60)),
        way: 'ON_SITE',
        participants: ['杨光', '李明'],
        contact: { name: '陈志强', phone: `1390000${String(i % 10_000).padStart(4, '0')}` },
        followUps: [{ dueOn: addDays(today, 3), note: '回访用工情况' }],
      });
      await this.#changes('completeFollowUp', visit.followUps?.[0] ?? visit, { note: '已回访' });
      await this.#creates('addContact', { enterpriseId: enterprise.id, name: '周主任' });
      const draft = await this.#creates('postJob', {
        stationId: station.id,
        enterpriseId: enterprise.id,
        title: '缝纫工',
        openings: 10,
        payUnit: 'MONTH',
        regionCode: '440607',
        validThrough: addDays(today, 30),
      });
      await this.#changes('publishJobPosting', draft, {});
    }
  }

  #creates(operation: Operation, input: object): Promise<Row> {
    return this.#sends(operation, { idempotencyKey: crypto.randomUUID(), ...input });
  }

  #changes(operation: Operation, { id, version }: Row, input: object): Promise<Row> {
    return this.#sends(operation, { id, expectedVersion: version, ...input });
  }

  async #sends(operation: Operation, input: Record<string, unknown>): Promise<Row> {
    const type = `${operation[0]?.toUpperCase()}${operation.slice(1)}Input`;
    const record = returns[operation];
    const mutation = `mutation ($input: ${type}!) { ${operation}(input: $input) {
      ${record} { ${fieldsOf[record]} } userErrors { code field } } }`;
    for (let sent = 1; ; sent++) {
      const answer = await this.#asks(mutation, { input });
      if (!answer) continue;
      const { [record]: row, userErrors } = answer[operation] as { [record: string]: Row } & {
        userErrors: { code: string }[];
      };
      const made =
        row ??
        (sent > 1 && userErrors[0]?.code === 'STALE_VERSION' ? await this.#looksUp(record, input) : null);
      if (!made) throw new Error(`${operation} was refused: ${JSON.stringify(userErrors)}`);
      this.desk.acknowledge({
        operation,
        id: made.id,
        version: 'expectedVersion' in input ? made.version : null,
      });
      return made;
    }
  }

  /** What was changed without an answer is at its next version, and nobody else changes it. */
  async #looksUp(record: string, { id, expectedVersion }: Record<string, unknown>): Promise<Row | null> {
    const query = `query ($id: ID!) { node(id: $id) { ... on ${typeOf[record]} { ${fieldsOf[record]} } } }`;
    for (;;) {
      const answer = await this.#asks(query, { id });
      if (!answer) continue;
      const row = answer.node as Row | null;
      return row?.version === Number(expectedVersion) + 1 ? row : null;
    }
  }

  /** @returns null when there was no answer, or one that the service cannot serve just now */
  async #asks(query: string, variables: object): Promise<Record<string, unknown> | null> {
    const url = this.desk.url(this.#turn++);
    const answer = await new Client(url, this.person.token)
      .ask<Record<string, unknown>>(query, variables as Record<string, unknown>)
      .catch(() => null);
    if (answer && answer.errors.length === 0 && answer.data) return answer.data;
    if (answer && !isPassing(answer)) throw new Error(`Answered with ${JSON.stringify(answer.errors)}`);
    this.desk.unanswered();
    await pause(20);
    return null;
  }
}

interface Row {
  id: string;
  version: number;
  followUps?: Row[];
}

const isPassing = ({ errors }: Answer<unknown>) =>
  errors.length > 0 && errors.every(({ extensions }) => extensions.code === 'UNAVAILABLE');
