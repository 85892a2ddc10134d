import type { TicketChannel } from '../modules/tickets/ticket.enums.ts';
import { guizhouPartners } from './agreements.ts';
import { type Period, published, yearBefore } from './calendar.ts';
import { campaignPostings } from './jobs.ts';
import { createRandom } from './random.ts';
import type { Part } from './tables.ts';
import { campaignTickets, type TicketSources } from './tickets.ts';
import { campaignVisits } from './visits.ts';

/** What the network of a home province did in one period; the totals are exact. */
export interface Campaign {
  readonly home: { readonly zh: string; readonly en: string };
  readonly period: Period;
  readonly visits: { readonly total: number; readonly voided: number };
  readonly postings: { readonly total: number; readonly offices: readonly string[] };
  readonly tickets: Readonly<Partial<Record<TicketChannel, number>>>;
}

const guizhou = { zh: '贵州', en: 'Guizhou' };
const hunan = { zh: '湖南', en: 'Hunan' };

/** Guizhou's published period, in which postings, hotline and hometown matters are published figures; and its base. */
export const guizhouCampaigns: readonly Campaign[] = [
  {
    home: guizhou,
    period: yearBefore,
    visits: { total: 10_360, voided: 210 },
    postings: { total: 77_130, offices: guizhouPartners },
    tickets: { HOTLINE_12333: 7_898, HOMETOWN_AFFAIRS: 21_420, WALK_IN: 2_140, VISIT: 1_190, ONLINE: 1_370 },
  },
  {
    home: guizhou,
    period: published,
    visits: { total: 14_026, voided: 340 },
    postings: { total: 106_100, offices: guizhouPartners },
    tickets: { HOTLINE_12333: 10_894, HOMETOWN_AFFAIRS: 29_623, WALK_IN: 2_860, VISIT: 1_640, ONLINE: 1_930 },
  },
];

export const hunanCampaigns: readonly Campaign[] = [
  {
    home: hunan,
    period: yearBefore,
    visits: { total: 118, voided: 2 },
    postings: { total: 161, offices: [] },
    tickets: { HOTLINE_12333: 82, WALK_IN: 21, ONLINE: 16 },
  },
  {
    home: hunan,
    period: published,
    visits: { total: 152, voided: 4 },
    postings: { total: 204, offices: [] },
    tickets: { HOTLINE_12333: 104, WALK_IN: 26, ONLINE: 21 },
  },
];

/** The rows of a campaign: visits, then postings, then tickets, each in the order of their days. */
export function* campaignParts(
  { home, period, ...totals }: Campaign,
  sources: TicketSources,
): Generator<Part> {
  const year = period.from.slice(0, 4);
  const random = (kind: string) => createRandom(`${kind} of ${home.en} in ${year}`);
  const part = (zh: string, en: string, count: number, rows: Part['rows']): Part => ({
    zh: `${home.zh} ${year} 年${zh} ${count}`,
    en: `${home.en} ${year}, ${en} ${count}`,
    rows,
  });
  const { visits, postings, tickets } = totals;
  const ticketTotal = Object.values(tickets).reduce((sum, count) => sum + count, 0);
  yield part(
    '走访',
    'visits',
    visits.total,
    campaignVisits(sources, { period, ...visits }, random('visits')),
  );
  yield part(
    '岗位',
    'job postings',
    postings.total,
    campaignPostings(sources.clients, { period, ...postings }, random('postings')),
  );
  yield part(
    '工单',
    'tickets',
    ticketTotal,
    campaignTickets(sources, { period, totals: tickets }, random('tickets')),
  );
}
