import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LIST = '{ enterprises(first: 1) { edges { node { id } } } }';
const AUDIT = '{ auditTrail(first: 9) { edges { node { id } } } }';
const STATION = 'query ($id: ID!) { station(id: $id) { name } }';
const DASHBOARD = `{ networkDashboard(homeProvinceCode: "52", period: { from: "2024-01-01", to: "2024-10-01" }) {
  scope { code } totals { visits } } }`;

/** The changes of these tests are written past the service: nobody is told of them, as when another replica made one a moment ago. */
describe('whoever asked before is presumed to ask again', () => {
  let service: TestService;
  let network: Network;
  let manager: Person;
  let station: Seeded;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('BRANCH', '522600', '440600');
  });
  beforeEach(async () => {
    manager = await network.person('MANAGER', '522600');
    // Known, and all that could be kept for them is.
    await everything();
  });
  afterAll(() => service.stop());

  const queries: [string, string, Record<string, unknown>?][] = [
    ['a list', LIST],
    ['who one is', '{ viewer { username role scope { code } } }'],
    ['a dashboard', DASHBOARD],
    ['what is refused anyway', AUDIT],
    [
      'a list by a variable that decides',
      'query ($with: Boolean = true) { viewer { role @include(if: $with) } }',
    ],
  ];
  const everything = async () => {
    for (const [, query] of queries) await manager.post(JSON.stringify({ query }));
    await manager.data(STATION, { id: station.id });
  };
  const end = () =>
    service.sql("UPDATE session SET ended_at = now(), ended_by = 'SIGNED_OUT' WHERE id = $1", [
      manager.session.uuid,
    ]);

  it.each(queries)('and whose session has ended is not answered: %s', async (_, query) => {
    await end();
    expect(await manager.codes(query)).toEqual(['UNAUTHENTICATED']);
  });

  it('and whose session has ended is not shown a station in memory either', async () => {
    await end();
    expect(await manager.codes(STATION, { id: station.id })).toEqual(['UNAUTHENTICATED']);
  });

  it('and whose account is shut changes nothing', async () => {
    await service.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [manager.actor.id]);
    const before = await network.contents();
    const mutation = `mutation ($input: RegisterEnterpriseInput!) { registerEnterprise(input: $input) { userErrors { code } } }`;
    const input = {
      creditCode: '91440101MA59XXXX0X',
      name: '某电子厂',
      regionCode: '440106',
      idempotencyKey: 'key-1',
    };
    expect(await manager.codes(mutation, { input })).toEqual(['UNAUTHENTICATED']);
    expect(await network.contents()).toEqual(before);
  });

  it('and who works elsewhere since sees what is there, and nothing of before', async () => {
    const auditor = await network.person('AUDITOR', '522600');
    const entry = await network.auditEntry('522600');
    expect((await auditor.data(AUDIT)).auditTrail.edges).toEqual([{ node: { id: entry.id } }]);
    for (const { actor } of [auditor, manager]) {
      await service.sql("UPDATE account SET home_region_code = '522700' WHERE id = $1", [actor.id]);
    }
    expect((await auditor.data(AUDIT)).auditTrail.edges).toEqual([]);
    expect((await manager.data(DASHBOARD)).networkDashboard.scope.code).toBe('522700');
    expect((await manager.data('{ viewer { scope { code } } }')).viewer.scope.code).toBe('522700');
  });

  it('and who has another role since may what that role may', async () => {
    expect(await manager.codes(AUDIT)).toEqual(['FORBIDDEN']);
    await service.sql("UPDATE account SET role = 'AUDITOR' WHERE id = $1", [manager.actor.id]);
    expect(await manager.codes(AUDIT)).toEqual([]);
    await service.sql("UPDATE account SET role = 'MANAGER' WHERE id = $1", [manager.actor.id]);
    expect(await manager.codes(AUDIT)).toEqual(['FORBIDDEN']);
  });

  it('and of whose account nothing can be made is told so, and nobody else is kept waiting', async () => {
    await service.sql("UPDATE account SET home_region_code = '529999' WHERE id = $1", [manager.actor.id]);
    expect(await manager.codes(LIST)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(await manager.codes('{ viewer { role } }')).toEqual(['INTERNAL_SERVER_ERROR']);
    await service.sql("UPDATE account SET home_region_code = '522600' WHERE id = $1", [manager.actor.id]);
    expect(await manager.codes(LIST)).toEqual([]);
  });

  it('and is looked up once a request, beside what it reads', async () => {
    for (const [query, statements] of [
      [LIST, ['session', 'enterprises']],
      ['{ viewer { role } }', ['session']],
      [`{ a: ${LIST.slice(2, -2)} b: ${LIST.slice(2, -2)} }`, ['session', 'enterprises', 'enterprises']],
    ] as const) {
      service.statements.length = 0;
      await manager.data(query);
      expect(service.statements).toEqual(statements);
    }
  });
});
