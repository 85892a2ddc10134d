import { addDays, addYears, type BusinessDate, startOfBusinessDay } from '../shared/business-day.ts';
import type { Random } from './random.ts';
import { cengong, sanshui } from './station-plan.ts';
import type { Rows } from './tables.ts';

/** The host provinces (two digits) whose HR offices publish for Guizhou; all of it began before 2023. */
export const guizhouPartners: readonly string[] = ['44', '33', '32', '35'];

/** When an agreement ends: with a year so many from now, after so many days from now, or never. */
type Ends = { years: number } | { days: number } | null;

interface Plan {
  readonly kind: 'ONE_TO_ONE' | 'ALLIANCE' | 'EAST_WEST_PAIRING';
  readonly level: 'PROVINCE' | 'CITY' | 'COUNTY';
  readonly home: string;
  readonly hosts: readonly string[];
  readonly signedOn: BusinessDate;
  readonly ends: Ends;
}

/**
 * Hunan's only agreement is with Zhejiang, and later than the published period: a Guangdong office credits Guizhou
 * alone. One of Cengong's own is about to expire, one of Qiannan's has.
 */
const plans: readonly Plan[] = [
  {
    kind: 'EAST_WEST_PAIRING',
    level: 'PROVINCE',
    home: '520000',
    hosts: ['440000'],
    signedOn: '2021-06-18',
    ends: { years: 3 },
  },
  {
    kind: 'ONE_TO_ONE',
    level: 'PROVINCE',
    home: '520000',
    hosts: ['330000'],
    signedOn: '2021-09-27',
    ends: { years: 1 },
  },
  {
    kind: 'ONE_TO_ONE',
    level: 'PROVINCE',
    home: '520000',
    hosts: ['320000'],
    signedOn: '2022-03-15',
    ends: { years: 2 },
  },
  {
    kind: 'ALLIANCE',
    level: 'PROVINCE',
    home: '520000',
    hosts: ['350000', '360000'],
    signedOn: '2022-08-30',
    ends: null,
  },
  {
    kind: 'ONE_TO_ONE',
    level: 'COUNTY',
    home: cengong,
    hosts: [sanshui],
    signedOn: '2023-05-12',
    ends: { days: 45 },
  },
  {
    kind: 'EAST_WEST_PAIRING',
    level: 'CITY',
    home: '522700',
    hosts: ['440100'],
    signedOn: '2021-07-08',
    ends: { days: -60 },
  },
  {
    kind: 'ONE_TO_ONE',
    level: 'PROVINCE',
    home: '430000',
    hosts: ['330000'],
    signedOn: '2024-11-20',
    ends: { years: 2 },
  },
];

/** The agreements as they stand on the day of the load. */
export function* agreementRows(today: BusinessDate, random: Random): Rows {
  for (const { kind, level, home, hosts, signedOn, ends } of plans) {
    const id = random.id(startOfBusinessDay(signedOn).getTime());
    yield [
      'cooperation_agreement',
      { id, kind, level, home_region_code: home, signed_on: signedOn, expires_on: endOf(ends, today) },
    ];
    const party = (code: string, side: 'HOME' | 'HOST') =>
      ({ agreement_id: id, region_code: code, side, home_region_code: home }) as const;
    yield ['cooperation_agreement_party', party(home, 'HOME')];
    for (const host of hosts) yield ['cooperation_agreement_party', party(host, 'HOST')];
  }
}

function endOf(ends: Ends, today: BusinessDate): BusinessDate | null {
  if (ends === null) return null;
  return 'days' in ends ? addDays(today, ends.days) : `${addYears(today, ends.years).slice(0, 4)}-12-31`;
}
