import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, addYears, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const STATION = `id name tier phone openedOn closedOn closeReason version homeRegion { code } hostRegion { code }
  parent { id } successor { id }`;

interface Told {
  station: {
    id: string;
    version: number;
    phone: string | null;
    parent: { id: string } | null;
    hostRegion: { code: string };
  } | null;
  userErrors: { code: string; field: string[]; message: string }[];
}

async function sends(person: Person, change: string, input: object): Promise<Told> {
  const type = `${change.charAt(0).toUpperCase()}${change.slice(1)}Input`;
  const data = await person.data(
    `mutation ($input: ${type}!) { ${change}(input: $input) { station { ${STATION} } userErrors { code field message } } }`,
    { input },
  );
  return data[change];
}

async function does(person: Person, change: string, input: object) {
  const { station, userErrors } = await sends(person, change, input);
  expect(userErrors).toEqual([]);
  if (!station) throw new Error(`${change} answered without a station`);
  return station;
}

/** What there is to mend, in a word and by its message. */
const toMend = async (person: Person, change: string, input: object) =>
  (await sends(person, change, input)).userErrors.map(({ code, field }) => `${code} ${field.join('.')}`);

describe('a station', () => {
  let service: TestService;
  let network: Network;
  let manager: Person;
  let headquarters: Seeded;
  const today = businessDate(new Date());

  const opening = (more: object = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    tier: 'WORKSTATION',
    name: '岑巩县驻佛山市三水区劳务协作工作站',
    homeRegionCode: '522626',
    hostRegionCode: '440607',
    openedOn: today,
    ...more,
  });
  const opened = (more: object = {}) => does(manager, 'openStation', opening(more));
  const at = ({ id, version }: { id: string; version: number }) => ({ id, expectedVersion: version });

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    manager = await network.person('MANAGER', '520000');
    headquarters = await network.station('HEADQUARTERS', '520000', '440000');
  });
  afterAll(() => service.stop());

  describe('that is opened', () => {
    it('stands in the directory, once for one key', async () => {
      const input = opening({ parentId: headquarters.id, phone: '０７５７－８７７１２３３３' });
      const station = await does(manager, 'openStation', input);
      expect(station).toMatchObject({
        tier: 'WORKSTATION',
        phone: '0757-87712333',
        openedOn: today,
        closedOn: null,
        version: 1,
        homeRegion: { code: '522626' },
        hostRegion: { code: '440607' },
        parent: { id: headquarters.id },
      });
      expect(await does(manager, 'openStation', input)).toEqual(station);
      const office = await network.person('HR_OFFICER', '440607');
      const { stations } = await office.data(
        `query ($parent: ID!, $day: Date!) { stations(first: 9, filter: { parentId: $parent, openOn: $day }) { edges { node { id } } } }`,
        { parent: headquarters.id, day: today },
      );
      expect(stations.edges).toEqual([{ node: { id: station.id } }]);
      expect(await service.sql('SELECT operation, record_type, actor_id FROM audit_entry')).toEqual([
        { operation: 'openStation', record_type: 'Station', actor_id: manager.actor.id },
      ]);
    });

    it.each([
      ['of a county as a branch', { tier: 'BRANCH' }, 'INVALID homeRegionCode'],
      ['of a city as a workstation', { homeRegionCode: '522600' }, 'INVALID homeRegionCode'],
      [
        'of a city as a headquarters',
        { tier: 'HEADQUARTERS', homeRegionCode: '522600' },
        'INVALID homeRegionCode',
      ],
      ['of another province', { homeRegionCode: '431225' }, 'INVALID homeRegionCode'],
      ['of no region', { homeRegionCode: '529999' }, 'INVALID homeRegionCode'],
      ['at home', { hostRegionCode: '520102' }, 'INVALID hostRegionCode'],
      ['two years ahead', { openedOn: addYears(today, 2) }, 'INVALID openedOn'],
      ['without a name', { name: ' ' }, 'REQUIRED name'],
      ['with a word for a telephone', { phone: '电话' }, 'INVALID phone'],
      [
        'as a second headquarters',
        { tier: 'HEADQUARTERS', homeRegionCode: '520000', hostRegionCode: '440100' },
        'CONFLICT hostRegionCode',
      ],
    ])('%s is refused', async (_, more, told) => {
      const before = await network.contents();
      expect(await toMend(manager, 'openStation', opening(more))).toEqual([told]);
      expect(await network.contents()).toEqual(before);
    });

    it('answers to a station of a higher tier of its own province that is open, or to none', async () => {
      const hunans = await network.station('HEADQUARTERS', '430000', '440000');
      const closed = await network.station('BRANCH', '522600', '440600', { closedOn: '2024-01-01' });
      const beside = await network.station('WORKSTATION', '522627', '440607');
      const never = (await network.enterprise('440607')).id;
      const told = async (parentId: string, more = {}) =>
        (await toMend(manager, 'openStation', opening({ parentId, ...more })))[0];
      expect({
        'another province’s': await told(hunans.id),
        closed: await told(closed.id),
        'of its own tier': await told(beside.id),
        'no station': await told(never),
        'above a headquarters': await told(headquarters.id, {
          tier: 'HEADQUARTERS',
          homeRegionCode: '520000',
          hostRegionCode: '330000',
        }),
      }).toEqual({
        'another province’s': 'INVALID parentId',
        closed: 'INVALID parentId',
        'of its own tier': 'INVALID parentId',
        'no station': 'NOT_FOUND parentId',
        'above a headquarters': 'INVALID parentId',
      });
    });

    it('as a headquarters is the only one of its provinces, however many are opened at once', async () => {
      const admin = await network.person('ADMIN', null);
      const answers = await Promise.all(
        [manager, admin, manager, admin, manager].map((person, i) =>
          sends(
            person,
            'openStation',
            opening({
              tier: 'HEADQUARTERS',
              homeRegionCode: '520000',
              hostRegionCode: '370000',
              name: `总站${i}`,
            }),
          ),
        ),
      );
      expect(answers.filter(({ station }) => station)).toHaveLength(1);
      expect(new Set(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code)))).toEqual(
        new Set(['CONFLICT']),
      );
      expect(answers.map(({ userErrors }) => userErrors[0]?.message)).toContain(
        'The home province has an open headquarters in that host province.',
      );
      const [{ count } = {}] = await service.sql(
        `SELECT count(*)::int FROM station WHERE tier = 'HEADQUARTERS' AND host_region_code = '370000'`,
      );
      expect(count).toBe(1);
    });

    it('is opened by a city’s manager for the city’s own counties, beneath the province’s headquarters', async () => {
      const city = await network.person('MANAGER', '522600');
      const station = await does(city, 'openStation', opening({ parentId: headquarters.id }));
      expect(station.parent).toEqual({ id: headquarters.id });
      expect(await toMend(city, 'openStation', opening({ homeRegionCode: '522722' }))).toEqual([
        'INVALID homeRegionCode',
      ]);
    });
  });

  describe('that is edited', () => {
    it('keeps what is left out, and loses what is null', async () => {
      const station = await opened({ phone: '12333' });
      const renamed = await does(manager, 'editStation', { ...at(station), name: '新名称' });
      expect(renamed).toMatchObject({ name: '新名称', phone: '12333', openedOn: today, version: 2 });
      expect(await does(manager, 'editStation', { ...at(renamed), phone: null })).toMatchObject({
        name: '新名称',
        phone: null,
        version: 3,
      });
    });

    it('is changed by one of two at once', async () => {
      const station = await opened();
      const answers = await Promise.all(
        ['甲', '乙', '丙'].map((name) => sends(manager, 'editStation', { ...at(station), name })),
      );
      expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([
        'STALE_VERSION',
        'STALE_VERSION',
      ]);
    });

    it('cannot have opened after it closed, or after its first visit', async () => {
      const station = await network.station('WORKSTATION', '522626', '440607', { closedOn: today });
      const edit = (openedOn: string) => ({ id: station.id, expectedVersion: 1, openedOn });
      const staff = await network.person('STATION_STAFF', '522626', station);
      const enterprise = await network.enterprise('440607');
      expect(await toMend(manager, 'editStation', edit(addDays(today, 1)))).toEqual(['INVALID openedOn']);
      const visit = await staff.data(
        'mutation ($input: LogVisitInput!) { logVisit(input: $input) { userErrors { code } } }',
        {
          input: {
            idempotencyKey: crypto.randomUUID(),
            stationId: station.id,
            enterpriseId: enterprise.id,
            visitedOn: addDays(today, -30),
            way: 'PHONE',
            participants: ['杨光'],
          },
        },
      );
      expect(visit.logVisit.userErrors).toEqual([]);
      expect(await toMend(manager, 'editStation', edit(addDays(today, -29)))).toEqual(['INVALID openedOn']);
      // An administrator sees none of the province's visits, and is held to them as well.
      const admin = await network.person('ADMIN', null);
      expect(await toMend(admin, 'editStation', edit(addDays(today, -29)))).toEqual(['INVALID openedOn']);
      expect(await does(admin, 'editStation', edit(addDays(today, -30)))).toMatchObject({
        openedOn: addDays(today, -30),
      });
    });
  });

  describe('that moves', () => {
    const stationsByHost = async () => {
      const { networkDashboard } = await manager.data(
        `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
           totals { stations } byHostProvince { region { code } stations } } }`,
        { period: { from: today, to: addDays(today, 1) } },
      );
      const by = Object.fromEntries(
        networkDashboard.byHostProvince.map((one: { region: { code: string }; stations: number }) => [
          one.region.code,
          one.stations,
        ]),
      );
      return { all: networkDashboard.totals.stations, from: by['440000'] ?? 0, to: by['360000'] ?? 0 };
    };

    it('is counted where it stands from then on, and keeps what is left out', async () => {
      const station = await opened({ parentId: headquarters.id });
      const before = await stationsByHost();
      const moved = await does(manager, 'moveStation', { ...at(station), hostRegionCode: '360111' });
      expect(moved).toMatchObject({
        hostRegion: { code: '360111' },
        parent: { id: headquarters.id },
        version: 2,
      });
      expect(await stationsByHost()).toEqual({ all: before.all, from: before.from - 1, to: before.to + 1 });
      const freed = await does(manager, 'moveStation', { ...at(moved), parentId: null });
      expect(freed).toMatchObject({ hostRegion: { code: '360111' }, parent: null });
    });

    it('keeps to the rules of opening', async () => {
      const station = await opened();
      const told = (more: object) => toMend(manager, 'moveStation', { ...at(station), ...more });
      expect(await told({ hostRegionCode: '520102' })).toEqual(['INVALID hostRegionCode']);
      expect(await told({ parentId: station.id })).toEqual(['INVALID parentId']);
      expect(await told({ parentId: headquarters.id, expectedVersion: 7 })).toEqual([
        'STALE_VERSION expectedVersion',
      ]);
      const elsewhere = await network.station('HEADQUARTERS', '520000', '350000');
      expect(
        await toMend(manager, 'moveStation', {
          id: elsewhere.id,
          expectedVersion: 1,
          hostRegionCode: '440100',
        }),
      ).toEqual(['CONFLICT hostRegionCode']);
      const closed = await network.station('WORKSTATION', '522626', '440607', { closedOn: today });
      expect(
        await toMend(manager, 'moveStation', { id: closed.id, expectedVersion: 1, hostRegionCode: '440606' }),
      ).toEqual(['ILLEGAL_TRANSITION id']);
    });
  });
});
