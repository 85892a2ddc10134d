import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LOG_VISIT = `mutation ($input: LogVisitInput!) {
  logVisit(input: $input) {
    visit { id version participants contact { name phone } followUps { id dueOn note doneAt version } }
    userErrors { code field }
  }
}`;

describe('a station logs visits', () => {
  let service: TestService;
  let station: Seeded;
  let enterprise: Seeded;
  let staff: Person;
  const today = businessDate(new Date());

  const visit = (more: Record<string, unknown> = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    stationId: station.id,
    enterpriseId: enterprise.id,
    visitedOn: today,
    way: 'ON_SITE',
    participants: ['杨光'],
    ...more,
  });

  beforeAll(async () => {
    service = await startTestService();
    const network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
  });
  afterAll(() => service.stop());

  it('once, however often the phone sends it', async () => {
    const input = visit();
    const answers = await Promise.all(Array.from({ length: 10 }, () => staff.data(LOG_VISIT, { input })));
    expect(new Set(answers.map(({ logVisit }) => logVisit.visit?.id)).size).toBe(1);
    expect(answers.flatMap(({ logVisit }) => logVisit.userErrors)).toEqual([]);
    const [{ visits, audited }] = (await service.sql<{ visits: number; audited: number }>(
      `SELECT (SELECT count(*)::int FROM enterprise_visit) AS visits,
              (SELECT count(*)::int FROM audit_entry WHERE operation = 'logVisit') AS audited`,
    )) as [{ visits: number; audited: number }];
    expect({ visits, audited }).toEqual({ visits: 1, audited: 1 });
  });

  it('and is told when the key was used for something else', async () => {
    const input = visit();
    await staff.data(LOG_VISIT, { input });
    const { logVisit } = await staff.data(LOG_VISIT, { input: { ...input, openingsPromised: 7 } });
    expect(logVisit).toEqual({
      visit: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
    });
  });
});
