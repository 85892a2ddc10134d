import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { creditCodeWithCheck } from '../../src/modules/enterprises/index.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const REGISTER = `mutation ($input: RegisterEnterpriseInput!) {
  registerEnterprise(input: $input) { enterprise { id creditCode name industryCode region { code } } userErrors { code field } }
}`;
const LOG_VISIT = `mutation ($input: LogVisitInput!) {
  logVisit(input: $input) { visit { id contact { id name phone } followUps { id dueOn note version } } userErrors { code field } }
}`;
const COMPLETE = `mutation ($input: CompleteFollowUpInput!) {
  completeFollowUp(input: $input) { followUp { id doneAt outcome version } userErrors { code field } }
}`;

describe('enterprises', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let staff: Person;
  let office: Person;
  const today = businessDate(new Date());
  let serial = 0;

  const identity = (more: Record<string, unknown> = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    creditCode: creditCodeWithCheck(`91440607MB${String(++serial).padStart(7, '0')}`),
    name: '佛山市三水区某某制衣有限公司',
    regionCode: '440607',
    ...more,
  });
  const register = async (person: Person, input: Record<string, unknown>) =>
    (await person.data(REGISTER, { input })).registerEnterprise;
  const visit = async (enterprise: Seeded, more: Record<string, unknown> = {}) =>
    (
      await staff.data(LOG_VISIT, {
        input: {
          idempotencyKey: crypto.randomUUID(),
          stationId: station.id,
          enterpriseId: enterprise.id,
          visitedOn: today,
          way: 'ON_SITE',
          participants: ['杨光'],
          ...more,
        },
      })
    ).logVisit;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607', { openedOn: '2024-01-01' });
    staff = await network.person('STATION_STAFF', '522626', station);
    office = await network.person('HR_OFFICER', '440607');
  });
  afterAll(() => service.stop());

  describe('are registered', () => {
    it('by a credit code in any spelling', async () => {
      const { enterprise, userErrors } = await register(
        staff,
        identity({ creditCode: ' ９１３５０１００m000100y43 ', regionCode: '350100', industryCode: 'C1811' }),
      );
      expect(userErrors).toEqual([]);
      expect(enterprise).toMatchObject({ creditCode: '91350100M000100Y43', region: { code: '350100' } });
    });

    it.each([
      ['91350100M000100Y44', 'creditCode'],
      ['91350100M000100Y4', 'creditCode'],
      ['9135010OM000100Y43', 'creditCode'],
    ])('not by %s, whose check digit is wrong', async (creditCode, field) => {
      expect(await register(staff, identity({ creditCode }))).toEqual({
        enterprise: null,
        userErrors: [{ code: 'INVALID', field: [field] }],
      });
    });

    it('once: of ten at once with one code, nine are told so', async () => {
      const { creditCode } = identity();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => register(staff, identity({ creditCode }))),
      );
      expect(answers.filter(({ enterprise }) => enterprise)).toHaveLength(1);
      expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
        Array(9).fill({ code: 'CONFLICT', field: ['creditCode'] }),
      );
    });

    it('by an office in its own region', async () => {
      expect((await register(office, identity())).userErrors).toEqual([]);
      expect((await register(office, identity({ regionCode: '440606' }))).userErrors).toEqual([
        { code: 'INVALID', field: ['regionCode'] },
      ]);
    });

    it('with every fault named at once', async () => {
      const { userErrors } = await register(
        staff,
        identity({
          creditCode: 'x',
          name: ' ',
          regionCode: '999999',
          industryCode: 'Z9',
          idempotencyKey: 'k',
        }),
      );
      expect(userErrors).toEqual(
        expect.arrayContaining([
          { code: 'INVALID', field: ['idempotencyKey'] },
          { code: 'INVALID', field: ['creditCode'] },
          { code: 'REQUIRED', field: ['name'] },
          { code: 'INVALID', field: ['regionCode'] },
          { code: 'INVALID', field: ['industryCode'] },
        ]),
      );
    });
  });

  it('are found by a fragment of the name and by how the credit code begins', async () => {
    const { enterprise } = await register(
      staff,
      identity({ name: '宁波北仑精工机械厂', regionCode: '330206' }),
    );
    const found = async (filter: object) =>
      (
        await staff.data(
          'query ($filter: EnterpriseFilter) { enterprises(first: 5, filter: $filter) { edges { node { id } } } }',
          {
            filter,
          },
        )
      ).enterprises.edges.map(({ node }: { node: { id: string } }) => node.id);
    expect(await found({ search: '精工' })).toEqual([enterprise.id]);
    expect(await found({ search: enterprise.creditCode.slice(0, 17).toLowerCase() })).toContain(
      enterprise.id,
    );
    expect(await found({ regionCode: '3302' })).toEqual([enterprise.id]);
    expect(await found({ search: '_' })).toEqual([]);
  });

  describe('are visited', () => {
    it('by a station that was open, on a day that has come', async () => {
      const enterprise = await network.enterprise('440607');
      expect((await visit(enterprise, { visitedOn: addDays(today, 1) })).userErrors).toEqual([
        { code: 'INVALID', field: ['visitedOn'] },
      ]);
      expect((await visit(enterprise, { visitedOn: '2023-12-31' })).userErrors).toEqual([
        { code: 'INVALID', field: ['visitedOn'] },
      ]);
      const other = await network.station('WORKSTATION', '522627', '440607');
      expect((await visit(enterprise, { stationId: other.id })).userErrors).toEqual([
        { code: 'NOT_FOUND', field: ['stationId'] },
      ]);
      expect((await visit(enterprise, { visitedOn: '2024-01-01' })).userErrors).toEqual([]);
    });

    it('by somebody, and not by a crowd', async () => {
      const enterprise = await network.enterprise('440607');
      expect((await visit(enterprise, { participants: [] })).userErrors).toEqual([
        { code: 'REQUIRED', field: ['participants'] },
      ]);
      expect((await visit(enterprise, { participants: Array(21).fill('杨光') })).userErrors).toEqual([
        { code: 'INVALID', field: ['participants'] },
      ]);
    });

    it('and remember whom one met: one contact for one name and number, however it is spelt', async () => {
      const enterprise = await network.enterprise('440607');
      const met = async (name: string, phone: string | null) =>
        (await visit(enterprise, { contact: { name, phone } })).visit.contact;
      const first = await met('陈志强', '13812341234');
      expect(first).toMatchObject({ name: '陈**', phone: '138****1234' });
      expect(await met('陈志强', '+86 138-1234-1234')).toEqual(first);
      const sister = await met('陈志玲', '13812341234');
      expect(sister.id).not.toBe(first.id);
      expect((await met('陈志强', null)).id).not.toBe(first.id);
      expect((await visit(enterprise, { contact: { name: '陈志强', phone: '12333' } })).userErrors).toEqual([
        { code: 'INVALID', field: ['contact', 'phone'] },
      ]);
    });
  });

  describe('are followed up', () => {
    const DUE = `query ($before: Date) { followUpsDue(first: 100, before: $before) { edges { node { id dueOn visit { enterprise { id } } } } } }`;
    let enterprise: Seeded;
    const due = async (before?: string) =>
      (await staff.data(DUE, { before })).followUpsDue.edges
        .map(({ node }: { node: { dueOn: string; visit: { enterprise: { id: string } } } }) => node)
        .filter(
          (node: { visit: { enterprise: { id: string } } }) => node.visit.enterprise.id === enterprise.id,
        )
        .map(({ dueOn }: { dueOn: string }) => dueOn);

    beforeAll(async () => {
      enterprise = await network.enterprise('440607');
    });

    it('not before they were visited', async () => {
      const { userErrors } = await visit(enterprise, {
        followUps: [
          { dueOn: today, note: '回访' },
          { dueOn: addDays(today, -1), note: '回访' },
        ],
      });
      expect(userErrors).toEqual([{ code: 'INVALID', field: ['followUps', '1', 'dueOn'] }]);
    });

    it('by what is due, earliest first; what is due later and what is done is not asked for', async () => {
      const past = addDays(today, -3);
      const { visit: logged } = await visit(enterprise, {
        visitedOn: past,
        followUps: [addDays(today, 1), today, addDays(today, -1), past].map((dueOn) => ({
          dueOn,
          note: '回访',
        })),
      });
      expect(logged.followUps.map(({ dueOn }: { dueOn: string }) => dueOn)).toEqual([
        past,
        addDays(today, -1),
        today,
        addDays(today, 1),
      ]);
      expect(await due()).toEqual([past, addDays(today, -1), today]);
      expect(await due(today)).toEqual([past, addDays(today, -1)]);

      const [{ id, version }] = logged.followUps;
      const complete = async (expectedVersion: number) =>
        (await staff.data(COMPLETE, { input: { id, expectedVersion, note: '已确认 5 人' } }))
          .completeFollowUp;
      expect((await complete(version)).followUp).toMatchObject({
        outcome: '已确认 5 人',
        version: 2,
        doneAt: expect.any(String),
      });
      expect((await complete(version)).userErrors).toEqual([
        { code: 'STALE_VERSION', field: ['expectedVersion'] },
      ]);
      expect((await complete(2)).userErrors).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['id'] }]);
      expect(await due()).toEqual([addDays(today, -1), today]);
    });
  });
});
