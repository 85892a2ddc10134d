import type { PersonalData, Place } from '../infra/crypto/personal-data.ts';
import { regions } from '../modules/regions/region.directory.ts';
import { startOfBusinessDay } from '../shared/business-day.ts';
import { during } from './calendar.ts';
import { mobileNumber, personName } from './names.ts';
import type { Random } from './random.ts';
import { countiesOf } from './stations.ts';
import type { Rows } from './tables.ts';

export interface Person {
  readonly name: string;
  /** The canonical digits, by which a caller is recognised. */
  readonly phone: string;
}

export interface Worker extends Person {
  readonly id: string;
  readonly tenant: string;
  readonly home: string;
  readonly createdAt: number;
}

/**
 * The one worker whose number is worth knowing: a call from 13985500001 is recognised as 张秀英 of Cengong, with two
 * tickets closed in the last weeks.
 */
export const knownWorker: Person = { name: '张秀英', phone: '13985500001' };

export const somebody = (random: Random): Person => ({
  name: personName(random),
  phone: mobileNumber(random),
});

/** The three columns in which a person is kept, sealed for the row they stand in. */
export const sealed = (
  personalData: PersonalData,
  place: Omit<Place, 'column'>,
  { name, phone }: Person,
) => ({
  name_sealed: personalData.seal({ ...place, column: 'name' }, name),
  phone_sealed: personalData.seal({ ...place, column: 'phone' }, phone),
  phone_hash: personalData.lookupHash('phone', phone),
});

const countiesByProvince = new Map<string, readonly string[]>();

/** All counties of a province. */
export function countiesIn(province: string): readonly string[] {
  let counties = countiesByProvince.get(province);
  if (!counties) {
    counties = regions.list({ parentCode: province }).flatMap(({ code }) => countiesOf(code));
    countiesByProvince.set(province, counties);
  }
  return counties;
}

/** Workers of a home province, registered in 2022, from all of its counties. */
export function buildWorkers(province: string, count: number, random: Random): Worker[] {
  const counties = countiesIn(province);
  return Array.from({ length: count }, () => buildWorker(random.pick(counties), somebody(random), random));
}

export function buildWorker(home: string, person: Person, random: Random): Worker {
  const day = startOfBusinessDay('2022-03-01').getTime() + random.int(0, 300) * 86_400_000;
  const createdAt = during(day, random, 9, 18);
  return { ...person, id: random.id(createdAt), tenant: home.slice(0, 2), home, createdAt };
}

export function* workerRows(workers: readonly Worker[], personalData: PersonalData): Rows {
  for (const worker of workers) {
    const { id, tenant, home, createdAt } = worker;
    yield [
      'worker',
      {
        tenant,
        id,
        home_region_code: home,
        ...sealed(personalData, { table: 'worker', tenant, id }, worker),
        created_at: new Date(createdAt),
      },
    ];
  }
}
