import type { PersonalData } from '../infra/crypto/personal-data.ts';
import { addDays, type BusinessDate, startOfBusinessDay } from '../shared/business-day.ts';
import { during } from './calendar.ts';
import { type Client, clientsIn } from './clients.ts';
import { postingRows } from './jobs.ts';
import { sealed, somebody } from './people.ts';
import type { Random } from './random.ts';
import { cengong, sanshui } from './station-plan.ts';
import type { Rows } from './tables.ts';
import { visitRows } from './visits.ts';

/**
 * Field work around the day of the load: visits of the last weeks, what was promised at them, and postings that
 * people can still apply for. Nothing of it happens on the day itself, so that none lies ahead of the clock.
 */
export function* liveField(
  clients: readonly Client[],
  today: BusinessDate,
  personalData: PersonalData,
  random: Random,
): Rows {
  const around = clients.filter(({ history }) => history === 'CONTACTED');
  const cengongs = around.filter(({ station }) => station.home === cengong);
  yield* liveVisits(cengongs, today, [-9, -4, -1, 0, 0, 0, 1, 2, 4, 6, 7, 12], random);
  yield* liveVisits(
    around,
    today,
    Array.from({ length: 160 }, () => random.int(-6, 20)),
    random,
  );

  yield* livePostings(cengongs, today, 24, random);
  yield* livePostings(around, today, 320, random);
  for (const client of cengongs.slice(0, 6)) yield* draft(client, today, null, random);

  const inSanshui = clientsIn(around, sanshui);
  for (const client of inSanshui.slice(-14)) yield* published(client, today, sanshui, random);
  for (const client of inSanshui.slice(-5)) yield* draft(client, today, sanshui, random);
  for (const { enterprise } of inSanshui.slice(-8))
    yield* officeContact(enterprise.id, today, personalData, random);
}

export function* livePostings(
  clients: readonly Client[],
  today: BusinessDate,
  count: number,
  random: Random,
): Rows {
  for (let i = 0; i < count; i++) yield* published(random.pick(clients), today, null, random);
}

/** One visit of the last weeks for each follow-up, which is due so many days from today. */
export function* liveVisits(
  clients: readonly Client[],
  today: BusinessDate,
  dueIn: readonly number[],
  random: Random,
): Rows {
  for (const days of dueIn) {
    const date = addDays(today, Math.min(days - 3, -1) - random.int(0, 14));
    const start = startOfBusinessDay(date).getTime();
    const followUps = [{ dueOn: addDays(today, days), doneAt: null }];
    yield* visitRows(random.pick(clients), { date, start, voidedBy: null, followUps }, random);
  }
}

/** On the market for some weeks yet; a few until today only, a few full already. */
function published(client: Client, today: BusinessDate, office: string | null, random: Random): Rows {
  const date = addDays(today, -random.int(1, 25));
  const createdAt = during(startOfBusinessDay(date).getTime(), random, 9, 18);
  const validThrough = addDays(today, random.chance(0.06) ? random.int(0, 2) : random.int(7, 60));
  const end = random.chance(0.05) ? 'FILLED' : 'PUBLISHED';
  return postingRows(client, { createdAt, date, validThrough, end, office }, random);
}

function draft(client: Client, today: BusinessDate, office: string | null, random: Random): Rows {
  const date = addDays(today, -random.int(1, 4));
  const createdAt = during(startOfBusinessDay(date).getTime(), random, 9, 18);
  const validThrough = addDays(today, random.int(25, 60));
  return postingRows(client, { createdAt, date, validThrough, end: 'DRAFT', office }, random);
}

/** Whom the HR office of Sanshui knows at an enterprise of its region. */
function* officeContact(
  enterpriseId: string,
  today: BusinessDate,
  personalData: PersonalData,
  random: Random,
): Rows {
  const tenant = sanshui.slice(0, 2);
  const createdAt = during(startOfBusinessDay(addDays(today, -random.int(20, 50))).getTime(), random, 9, 18);
  const id = random.id(createdAt);
  yield [
    'enterprise_contact',
    {
      tenant,
      id,
      enterprise_id: enterpriseId,
      home_region_code: null,
      host_region_code: sanshui,
      ...sealed(personalData, { table: 'enterprise_contact', tenant, id }, somebody(random)),
      title: '人力资源主管',
      created_at: new Date(createdAt),
    },
  ];
}
