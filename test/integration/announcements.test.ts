import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Outbox } from '../../src/infra/background/outbox.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { createLogger } from '../../src/infra/logger.ts';
import { businessDate } from '../../src/shared/business-day.ts';
import { Listener } from '../support/announcements.ts';
import { signIn } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LOG_VISIT = `mutation ($input: LogVisitInput!) {
  logVisit(input: $input) { visit { id } userErrors { code } }
}`;
const VOID_VISIT = `mutation ($input: VoidVisitInput!) { voidVisit(input: $input) { userErrors { code } } }`;
const CLOSE_STATION = `mutation ($input: CloseStationInput!) { closeStation(input: $input) { userErrors { code } } }`;

describe('a change is announced', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let branch: Seeded;
  let staff: Person;
  let manager: Person;
  let enterprise: Seeded;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    branch = await network.station('BRANCH', '522600', '440600');
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    manager = await network.person('MANAGER', '520000');
  });
  afterAll(() => service.stop());
  beforeEach(() => service.sql('DELETE FROM outbox'));

  const today = businessDate(new Date());
  const input = () => ({
    idempotencyKey: crypto.randomUUID(),
    stationId: station.id,
    enterpriseId: enterprise.id,
    visitedOn: today,
    way: 'ON_SITE',
    participants: ['杨光'],
    contact: { name: '陈志强', phone: '13812341234' },
    followUps: [{ dueOn: today, note: '回访' }],
  });
  const announced = () =>
    service.sql(
      `SELECT record_type || ' ' || tenant || ' ' || operation || ' ' || array_to_string(region_codes, ',') AS what
         FROM outbox ORDER BY id`,
    );
  const what = async () => (await announced()).map((row) => row.what).toSorted();

  it('with every record it touched and the regions each belongs to, and with nothing of a person', async () => {
    await staff.data(LOG_VISIT, { input: input() });
    expect(await what()).toEqual([
      'EnterpriseContact 52 logVisit 522626',
      'EnterpriseVisit 52 logVisit 522626,440607',
      'FollowUp 52 logVisit 522626',
    ]);
    const rows = JSON.stringify(await service.sql('SELECT * FROM outbox'));
    for (const personal of ['杨光', '陈志强', '13812341234', '回访', staff.actor.username]) {
      expect(rows).not.toContain(personal);
    }
  });

  it('once when it is asked for twice, and not at all when there is something to mend', async () => {
    const once = input();
    await staff.data(LOG_VISIT, { input: once });
    await staff.data(LOG_VISIT, { input: once });
    expect(await what()).toHaveLength(2);
    await staff.data(LOG_VISIT, { input: { ...input(), visitedOn: '2999-01-01' } });
    expect(await what()).toHaveLength(2);
  });

  it('to another process, which asked for nothing', async () => {
    const { serviceUrl: url } = service.database;
    const dataSource = await createDataSource({ url, entities: [], poolSize: 2, bounded: true }).initialize();
    const other = new Outbox(dataSource, createLogger('silent'));
    try {
      const listener = new Listener(other);
      other.start();
      await other.following;
      await staff.data(LOG_VISIT, { input: input() });
      await listener.until((heard) => heard.length === 2);
      expect(listener.heard.map(({ recordType }) => recordType)).toEqual(
        expect.arrayContaining(['EnterpriseVisit', 'FollowUp']),
      );
    } finally {
      await other.stop();
      await dataSource.destroy();
    }
  });

  it('with what it sets in motion: follow-ups of a visit that is void', async () => {
    const { logVisit } = await staff.data(LOG_VISIT, { input: input() });
    await service.sql('DELETE FROM outbox');
    await staff.data(VOID_VISIT, { input: { id: logVisit.visit.id, expectedVersion: 1, reason: '重复' } });
    expect(await what()).toEqual(
      expect.arrayContaining(['EnterpriseVisit 52 voidVisit 522626,440607', 'FollowUp 52 voidVisit 522626']),
    );
  });

  it('with what it sets in motion: what a station that closes hands over, where it was and where it is', async () => {
    await staff.data(LOG_VISIT, { input: input() });
    await service.sql('DELETE FROM outbox');
    const closing = {
      id: station.id,
      expectedVersion: 1,
      closedOn: today,
      reason: '撤并',
      successorId: branch.id,
    };
    expect((await manager.data(CLOSE_STATION, { input: closing })).closeStation.userErrors).toEqual([]);
    expect(await what()).toEqual(
      expect.arrayContaining([
        'FollowUp 52 closeStation 522626,522600',
        'Station 52 closeStation 522626,440607',
      ]),
    );
  });

  it('of a session that begins, though it is no command', async () => {
    const { username, password } = await network.password(manager);
    await service.sql('DELETE FROM outbox');
    await signIn(service.url, username, password);
    expect(await what()).toEqual(['Session 52 signIn 520000']);
  });
});
