import type { PersonalData } from '../infra/crypto/personal-data.ts';
import type { BusinessDate } from '../shared/business-day.ts';
import { accountRows, buildAccounts, guizhouDesk, hunanDesk } from './accounts.ts';
import { agreementRows } from './agreements.ts';
import { buildGuizhouClients, buildHunanClients, type Client, contactRows } from './clients.ts';
import { enterpriseRegister, enterpriseRows, keyEnterpriseRows } from './enterprises.ts';
import { campaignParts, guizhouCampaigns, hunanCampaigns } from './history.ts';
import { hrOfficeRows } from './hr-offices.ts';
import { liveField, livePostings, liveVisits } from './live-field.ts';
import { liveTickets, liveTicketsElsewhere, transferredTickets } from './live-tickets.ts';
import { buildWorker, buildWorkers, knownWorker, workerRows } from './people.ts';
import { provinceRows } from './provinces.ts';
import { createRandom } from './random.ts';
import { cengong, guizhouPlan, hunanPlan } from './station-plan.ts';
import { buildStations, buildUncounted, stationRows } from './stations.ts';
import type { Part, Rows } from './tables.ts';
import type { TicketSources } from './tickets.ts';

export interface NetworkOptions {
  readonly personalData: PersonalData;
  readonly passwordHash: string;
  /** The day the live slice stands around. */
  readonly today: BusinessDate;
  /** The next value of the sequence that numbers tickets. */
  nextNumber(): number;
}

/**
 * The whole demo network, part by part, parents before their children. The same day gives the same rows, but for the
 * nonces of sealed values. Rows are made while they are taken: what is held are stations, enterprises and workers.
 */
export function* demoNetwork({
  personalData,
  passwordHash,
  today,
  nextNumber,
}: NetworkOptions): Generator<Part> {
  const guizhouStations = buildStations('520000', guizhouPlan, createRandom('stations of Guizhou'));
  const hunanStations = buildStations('430000', hunanPlan, createRandom('stations of Hunan'));
  const stations = [
    ...guizhouStations,
    ...buildUncounted(guizhouStations, createRandom('uncounted stations')),
    ...hunanStations,
  ];
  const accounts = buildAccounts(stations, createRandom('accounts'));
  yield {
    zh: `站点 ${stations.length}`,
    en: `stations ${stations.length}`,
    rows: directory(),
  };

  const register = enterpriseRegister(createRandom('enterprises'));
  const guizhouClients = buildGuizhouClients(guizhouStations, register, createRandom('clients of Guizhou'));
  const hunanClients = buildHunanClients(
    hunanStations,
    guizhouClients,
    register,
    createRandom('clients of Hunan'),
  );
  const known = buildWorker(cengong, knownWorker, createRandom('known worker'));
  const guizhou: TicketSources = {
    stations: guizhouStations,
    clients: guizhouClients,
    workers: buildWorkers('520000', 4_200, createRandom('workers of Guizhou')),
    desk: guizhouDesk(accounts),
    personalData,
    nextNumber,
  };
  const hunan: TicketSources = {
    stations: hunanStations,
    clients: hunanClients,
    workers: buildWorkers('430000', 160, createRandom('workers of Hunan')),
    desk: hunanDesk(accounts),
    personalData,
    nextNumber,
  };
  yield { zh: '企业、联系人、务工人员', en: 'enterprises, contacts, workers', rows: acquaintances() };

  for (const campaign of guizhouCampaigns) yield* campaignParts(campaign, guizhou);
  for (const campaign of hunanCampaigns) yield* campaignParts(campaign, hunan);
  yield { zh: '近期业务', en: 'the last weeks', rows: live() };

  function* directory(): Rows {
    yield* stationRows(stations);
    yield* accountRows(accounts, passwordHash);
    yield* hrOfficeRows('520000', guizhouStations, createRandom('HR offices'));
    yield* provinceRows(accounts, createRandom('provinces'));
    yield* agreementRows(today, createRandom('agreements'));
  }

  function* acquaintances(): Rows {
    const clients = [...guizhouClients, ...hunanClients];
    const employers = (of: readonly Client[]) => [...new Set(of.map(({ enterprise }) => enterprise))];
    yield* enterpriseRows(employers(clients), createRandom('sizes of enterprises'));
    yield* keyEnterpriseRows('52', employers(guizhouClients), createRandom('key enterprises of Guizhou'));
    yield* keyEnterpriseRows('43', employers(hunanClients), createRandom('key enterprises of Hunan'));
    yield* contactRows(clients, personalData, createRandom('contacts'));
    yield* workerRows([known, ...guizhou.workers, ...hunan.workers], personalData);
  }

  function* live(): Rows {
    yield* liveField(guizhouClients, today, personalData, createRandom('live field work'));
    yield* liveTickets(guizhou, known, today, createRandom('live tickets'));
    const random = createRandom('live in Hunan');
    yield* liveVisits(hunanClients, today, [-3, -1, 0, 0, 2, 5, 9], random);
    yield* livePostings(hunanClients, today, 18, random);
    yield* liveTicketsElsewhere(hunan, today, random);
    yield* transferredTickets(guizhou, hunan, today, createRandom('transferred tickets'));
  }
}
