import { expect } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Operations, Persona } from '../acceptance/persona.ts';
import { Client } from './client.ts';
import { givesUp } from './giving-up.ts';
import type { Network, Person, Seeded } from './network.ts';

/** Where the work is: a county's station and an enterprise near it. */
export interface Place {
  home: string;
  host: string;
  station: Seeded;
  enterprise: Seeded;
}

interface Row {
  id: string;
  version: number;
}
type Input = Record<string, unknown>;

const today = businessDate(new Date());
const at = ({ id, version }: Row) => ({ id, expectedVersion: version });

/** What no client should send, and what it is told. */
const unfit: [body: string, code: string][] = [
  ['{', 'BAD_USER_INPUT'],
  ['{"query":"{ viewer { role }"}', 'GRAPHQL_PARSE_FAILED'],
  ['{"query":"{ viewer { rank } }"}', 'GRAPHQL_VALIDATION_FAILED'],
  ['{"query":"{ stations(first: 5000) { edges { node { id } } } }"}', 'BAD_USER_INPUT'],
  ['{"query":"query ($id: ID!) { node(id: $id) { id } }","variables":{"id":"nothing"}}', 'NOT_FOUND'],
];

/** Somebody of the field who does the same work round after round, as fast as it is answered. */
export class Hand {
  /** How many records of each kind it has made, and how often it has given up or asked what it should not. */
  readonly done = new Map<string, number>();
  #rounds = 0;

  private constructor(
    private readonly person: Person,
    private readonly persona: Persona,
    private readonly place: Place,
  ) {}

  static async hire(network: Network, role: Worker, place: Place): Promise<Hand> {
    const region = { STATION_STAFF: place.home, HR_OFFICER: place.host }[role as string] ?? '520000';
    const person = await network.person(role, region, role === 'STATION_STAFF' ? place.station : undefined);
    const { username, password } = await network.password(person);
    const { operations } = workers[role];
    // Eight hours go by in ten rounds: then they sign in again, or go on with their session where they can.
    const clock = () => new Date(Date.UTC(2026, 0, 1, 8 * Math.floor(hand.#rounds / 10))).toISOString();
    const persona = new Persona(person.url, operations, username, password, clock);
    const hand: Hand = new Hand(person, persona, place);
    return hand;
  }

  async works(rounds: number, isOver: () => boolean): Promise<void> {
    for (let i = 0; i < rounds && !isOver(); i++) {
      await workers[this.person.actor.role as Worker].round(this);
      await this.#asksWhatNobodyShould();
      this.#rounds++;
    }
  }

  /** Looks who it is, again and again. */
  async looks(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const { viewer } = await this.person.data('{ viewer { username } }');
      expect(viewer.username).toBe(this.person.actor.username);
      this.#count('looked');
    }
  }

  /** At a station: an enterprise is found and visited, and what was promised there is followed up. */
  async visits(): Promise<void> {
    const { station, enterprise } = this.place;
    await this.#reads('Morning', { before: addDays(today, 7) });
    await this.#reads('FindEnterprise', { search: 'enterprise' });
    await this.#reads('Enterprise', { id: enterprise.id });
    const { visit } = await this.#creates('LogVisit', {
      stationId: station.id,
      enterpriseId: enterprise.id,
      visitedOn: addDays(today, -(this.#rounds % 60)),
      way: 'ON_SITE',
      participants: ['杨光', '李明'],
      contact: { name: '陈志强', phone: `1391111${String(this.#rounds % 10_000).padStart(4, '0')}` },
      findings: '用工紧张，需 30 人',
      followUps: [{ dueOn: addDays(today, 3), note: '回访用工情况' }],
    });
    const [followUp] = visit.followUps;
    await this.#changes('CompleteFollowUp', followUp, { note: '已回访' });
    await this.#reads('Visits', { first: 20, filter: { stationId: station.id } });
    await this.#reads('Tickets', { first: 20, filter: { stationId: station.id } });
  }

  /** At an HR office: a job is posted, published, read by whoever looks for one, and filled. */
  async posts(): Promise<void> {
    await this.#reads('FindEnterprise', { search: 'enterprise', regionCode: this.place.host });
    const { jobPosting } = await this.#creates('PostJob', {
      enterpriseId: this.place.enterprise.id,
      title: '缝纫工',
      openings: 10,
      payUnit: 'MONTH',
      payMin: '5200.5',
      payMax: '6800',
      regionCode: this.place.host,
      validThrough: addDays(today, 30),
    });
    const published = await this.#changes('PublishJob', jobPosting, {});
    await this.#reads('Jobs', { first: 20, filter: { search: '缝纫' } });
    await this.#reads('Job', { id: jobPosting.id });
    await this.#changes('RecordHires', published.jobPosting, { hires: 10 });
  }

  /** At the hotline: a caller is looked up, and the matter taken down, looked for, worked on and closed. */
  async answers(): Promise<void> {
    const callerPhone = `1381111${String(this.#rounds % 10_000).padStart(4, '0')}`;
    // More often than this nobody may, within an hour.
    if (this.#rounds % 3 === 0) await this.#reads('Caller', { phone: callerPhone });
    const { ticket } = await this.#creates('OpenTicket', {
      channel: 'HOTLINE_12333',
      category: 'RIGHTS_PROTECTION',
      summary: '三个月工资未发',
      homeRegionCode: this.place.home,
      callerName: '王小五',
      callerPhone,
    });
    await this.#reads('Tickets', { first: 20, filter: { number: ticket.number } });
    const accepted = await this.#changes('AcceptTicket', ticket, {});
    await this.#creates('NoteTicket', { id: ticket.id, note: '已联系用人单位' });
    const resolved = await this.#changes('ResolveTicket', accepted.ticket, { resolution: '工资已补发' });
    await this.#changes('CloseTicket', resolved.ticket, {});
    await this.#reads('Ticket', { id: ticket.id });
  }

  /** At the head of the province: what the figures say, what is late, and how the network stands. */
  async looksAfterAll(): Promise<void> {
    const period = { from: addDays(today, -60), to: addDays(today, 1) };
    await this.#reads('Dashboard', { home: '52', period });
    if (this.#rounds % 4 === 0) await this.#reads('WhatTheFiguresCount', { home: '52', period });
    if (this.#rounds % 2 === 0) await this.#givesUp('Dashboard', { home: '52', period });
    expect(await this.persona.isRefused('Station', { id: this.place.enterprise.id })).toBe('NOT_FOUND');
    this.#count('refused');
    await this.#reads('LateTickets', { first: 20 });
    await this.#reads('Stations');
    await this.#reads('PartnerProvinces');
    await this.#reads('Accounts');
  }

  async #reads(operation: string, variables?: Input): Promise<void> {
    await this.persona.does(operation, variables);
    this.#count('read');
  }

  /** Makes a record; whoever gives up on it first asks again with the same key. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async #creates(operation: string, input: Input): Promise<any> {
    const variables = { input: { idempotencyKey: crypto.randomUUID(), ...input } };
    if (this.#rounds % 2 === 0) await this.#givesUp(operation, variables);
    const made = await this.persona.does(operation, variables);
    this.#count(operation);
    return made;
  }

  /** Changes a record, once: the same again is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async #changes(operation: string, record: Row, input: Input): Promise<any> {
    const variables = { input: { ...at(record), ...input } };
    const changed = await this.persona.does(operation, variables);
    this.#count('changed');
    if (this.#rounds % 4 === 0) {
      expect(await this.persona.isRefused(operation, variables)).toBe('STALE_VERSION expectedVersion');
      this.#count('refused');
    }
    return changed;
  }

  async #givesUp(operation: string, variables: Input): Promise<void> {
    const when = this.#rounds % 4 === 0 ? 'sent' : 'answered';
    await givesUp(this.person, when, this.persona.operations.use(operation), variables);
    this.#count('given up');
  }

  async #asksWhatNobodyShould(): Promise<void> {
    const [body, code] = unfit[this.#rounds % unfit.length] ?? [];
    const { errors } = await new Client(this.person.url, this.person.token).post(body ?? '');
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    this.#count('refused');
  }

  #count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }
}

/** Who does what, and by which document. */
const workers = {
  STATION_STAFF: { operations: new Operations('station-staff'), round: (hand: Hand) => hand.visits() },
  HR_OFFICER: { operations: new Operations('hr-officer'), round: (hand: Hand) => hand.posts() },
  HOTLINE_AGENT: { operations: new Operations('hotline-agent'), round: (hand: Hand) => hand.answers() },
  MANAGER: { operations: new Operations('manager'), round: (hand: Hand) => hand.looksAfterAll() },
};
export type Worker = keyof typeof workers;
