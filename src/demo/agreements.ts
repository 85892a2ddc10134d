import { addYears, type BusinessDate, startOfBusinessDay } from '../shared/business-day.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

/** The host provinces (two digits) whose HR offices publish for Guizhou; all of it began before 2023. */
export const guizhouPartners: readonly string[] = ['44', '33', '32', '35'];

/** Hunan's only agreement is with Zhejiang, and later than the published period: a Guangdong office credits Guizhou alone. */
const agreements = [
  { kind: 'EAST_WEST_PAIRING', parties: ['520000', '440000'], signedOn: '2021-06-18', yearsLeft: 3 },
  { kind: 'ONE_TO_ONE', parties: ['520000', '330000'], signedOn: '2021-09-27', yearsLeft: 1 },
  { kind: 'ONE_TO_ONE', parties: ['520000', '320000'], signedOn: '2022-03-15', yearsLeft: 2 },
  { kind: 'ALLIANCE', parties: ['520000', '350000'], signedOn: '2022-08-30', yearsLeft: null },
  { kind: 'ONE_TO_ONE', parties: ['430000', '330000'], signedOn: '2024-11-20', yearsLeft: 2 },
] as const;

/** The agreements, each in force on the day of the load. */
export function* agreementRows(today: BusinessDate, random: Random): Rows {
  for (const { kind, parties, signedOn, yearsLeft } of agreements) {
    const id = random.id(startOfBusinessDay(signedOn).getTime());
    const expiresOn = yearsLeft === null ? null : `${addYears(today, yearsLeft).slice(0, 4)}-12-31`;
    yield ['cooperation_agreement', { id, kind, signed_on: signedOn, expires_on: expiresOn }];
    for (const party of parties) {
      yield ['cooperation_agreement_party', { agreement_id: id, region_code: party }];
    }
  }
}
