import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LOG_VISIT = `mutation ($input: LogVisitInput!) {
  logVisit(input: $input) { visit { id } userErrors { code } }
}`;
describe('the outbox', () => {
  let service: TestService;
  let network: Network;
  let staff: Person;
  let visit: () => Promise<unknown>;

  const announced = () =>
    service.sql('SELECT record_type, record_id, tenant, operation, region_codes FROM outbox ORDER BY id');

  beforeEach(async () => {
    service = await startTestService();
    network = new Network(service);
    const station = await network.station('WORKSTATION', '522626', '440607');
    const enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    visit = () =>
      staff.data(LOG_VISIT, {
        input: {
          idempotencyKey: crypto.randomUUID(),
          stationId: station.id,
          enterpriseId: enterprise.id,
          visitedOn: '2024-05-06',
          way: 'ON_SITE',
          participants: ['杨光'],
          followUps: [{ dueOn: '2024-06-06', note: '回访' }],
        },
      });
  });
  afterEach(() => service.stop());

  it('has a row for every record a change touched, with the regions it belongs to, and nothing of a person', async () => {
    await visit();
    expect(await announced()).toEqual([
      expect.objectContaining({
        record_type: 'EnterpriseVisit',
        tenant: '52',
        operation: 'logVisit',
        region_codes: ['522626', '440607'],
      }),
      expect.objectContaining({ record_type: 'FollowUp', region_codes: ['522626'] }),
    ]);
  });
});
