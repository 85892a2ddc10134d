import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LOG = `mutation ($input: LogVisitInput!) { logVisit(input: $input) {
  visit { id version contact { name } followUps { id version } } userErrors { code field } } }`;
const told = `visit {
  id version visitedOn way participants findings openingsPromised voidedAt voidReason
  enterprise { id } contact { name title }
  revisions(first: 9) { edges { node {
    kind reason fields actor { username station { id } }
    visitedOn way participants findings openingsPromised enterprise { id } contact { name } } } }
} userErrors { code field }`;
const CORRECT = `mutation ($input: CorrectVisitInput!) { correctVisit(input: $input) { ${told} } }`;
const VOID = `mutation ($input: VoidVisitInput!) { voidVisit(input: $input) { ${told} } }`;
const VISITS = `query ($filter: VisitFilter) { visits(first: 100, filter: $filter) { edges { node { id } } } }`;
const DUE = '{ followUpsDue(first: 100, before: "2999-12-31") { edges { node { id } } } }';
const DASHBOARD = `query ($period: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $period) {
  totals { visits enterprisesContacted } byHostProvince { region { code } visits enterprisesContacted } } }`;

describe('a visit that was logged wrongly', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let sanshui: Seeded;
  let ningbo: Seeded;
  let staff: Person;
  let manager: Person;
  const today = businessDate(new Date());

  interface Visit {
    id: string;
    version: number;
    followUps: { id: string; version: number }[];
  }
  const log = async (more: Record<string, unknown> = {}): Promise<Visit> => {
    const input = {
      idempotencyKey: crypto.randomUUID(),
      stationId: station.id,
      enterpriseId: sanshui.id,
      visitedOn: today,
      way: 'ON_SITE',
      participants: ['杨光', '龙梅'],
      contact: { name: '陈六', title: '厂长', phone: '13900002222' },
      findings: '订单饱满',
      openingsPromised: 30,
      followUps: [{ dueOn: today, note: '回访' }],
      ...more,
    };
    const { visit, userErrors } = (await staff.data(LOG, { input })).logVisit;
    expect(userErrors).toEqual([]);
    return visit;
  };
  const correct = async ({ id, version }: { id: string; version: number }, more: object, by = staff) =>
    (await by.data(CORRECT, { input: { id, expectedVersion: version, reason: '登记有误', ...more } }))
      .correctVisit;
  const strike = async ({ id, version }: { id: string; version: number }, by = manager) =>
    (await by.data(VOID, { input: { id, expectedVersion: version, reason: '重复登记' } })).voidVisit;
  const idsOf = (connection: { edges: { node: { id: string } }[] }) =>
    connection.edges.map(({ node }) => node.id);
  const visits = async (filter: object = {}) => idsOf((await manager.data(VISITS, { filter })).visits);
  const figures = async (from = today, to = addDays(today, 1)) =>
    (await manager.data(DASHBOARD, { period: { from, to } })).networkDashboard;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607', { openedOn: '2024-03-01' });
    sanshui = await network.enterprise('440607');
    ningbo = await network.enterprise('330282');
    staff = await network.person('STATION_STAFF', '522626', station);
    manager = await network.person('MANAGER', '520000');
  });
  afterAll(() => service.stop());

  it('is put right, and how it was before stays on record', async () => {
    const visit = await log();
    const { visit: corrected, userErrors } = await correct(visit, {
      way: 'PHONE',
      participants: [' 龙梅 ', '龙梅'],
      findings: null,
      openingsPromised: 12,
    });
    expect(userErrors).toEqual([]);
    expect(corrected).toMatchObject({
      version: 2,
      visitedOn: today,
      way: 'PHONE',
      participants: ['龙梅'],
      findings: null,
      openingsPromised: 12,
      contact: { name: '陈*', title: '厂长' },
      voidedAt: null,
    });
    const again = (await correct(corrected, { contact: null }, manager)).visit;
    expect(again).toMatchObject({ version: 3, way: 'PHONE', openingsPromised: 12, contact: null });
    expect(again.revisions.edges.map(({ node }: { node: object }) => node)).toEqual([
      {
        kind: 'CORRECTED',
        reason: '登记有误',
        fields: ['CONTACT'],
        actor: { username: manager.actor.username, station: null },
        visitedOn: today,
        way: 'PHONE',
        participants: ['龙梅'],
        findings: null,
        openingsPromised: 12,
        enterprise: { id: sanshui.id },
        contact: { name: '陈*' },
      },
      {
        kind: 'CORRECTED',
        reason: '登记有误',
        fields: ['WAY', 'PARTICIPANTS', 'FINDINGS', 'OPENINGS_PROMISED'],
        actor: { username: staff.actor.username, station: { id: station.id } },
        visitedOn: today,
        way: 'ON_SITE',
        participants: ['杨光', '龙梅'],
        findings: '订单饱满',
        openingsPromised: 30,
        enterprise: { id: sanshui.id },
        contact: { name: '陈*' },
      },
    ]);
  });

  it('at another enterprise counts there, without whom one met at the wrong one', async () => {
    const before = await figures();
    const visit = await log();
    const { visit: corrected } = await correct(visit, { enterpriseId: ningbo.id });
    expect(corrected).toMatchObject({ enterprise: { id: ningbo.id }, contact: null });
    const [{ node }] = corrected.revisions.edges;
    expect(node.fields).toEqual(['ENTERPRISE', 'CONTACT']);
    const after = await figures();
    expect(after.totals.visits).toBe(before.totals.visits + 1);
    const zhejiang = { region: { code: '330000' }, visits: 1, enterprisesContacted: 1 };
    expect(before.byHostProvince).not.toContainEqual(zhejiang);
    expect(after.byHostProvince).toContainEqual(zhejiang);
    expect(idsOf((await manager.data(VISITS, { filter: { enterpriseId: ningbo.id } })).visits)).toEqual([
      visit.id,
    ]);
  });

  it('on another day counts on that day', async () => {
    const visit = await log({ visitedOn: today, followUps: [] });
    await correct(visit, { visitedOn: '2024-05-01' });
    expect((await figures('2024-05-01', '2024-05-02')).totals).toEqual({
      visits: 1,
      enterprisesContacted: 1,
    });
    expect(await visits({ period: { from: '2024-05-01', to: '2024-05-02' } })).toEqual([visit.id]);
    expect(await visits({ participant: '杨光', period: { from: '2024-05-01', to: '2024-05-02' } })).toEqual([
      visit.id,
    ]);
  });

  it.each([
    [{}, 'INVALID id'],
    [{ way: 'ON_SITE', participants: ['杨光', '龙梅'] }, 'INVALID id'],
    [{ findings: 'x', reason: ' ' }, 'REQUIRED reason'],
    [{ visitedOn: '2999-01-01' }, 'INVALID visitedOn'],
    [{ visitedOn: '2024-02-29' }, 'INVALID visitedOn'],
    [{ participants: [] }, 'REQUIRED participants'],
    [{ participants: ['杨光', ' '] }, 'REQUIRED participants.1'],
    [{ way: null }, 'INVALID way'],
    [{ participants: null }, 'INVALID participants'],
    [{ openingsPromised: -1 }, 'INVALID openingsPromised'],
    [{ contact: { name: '王五', phone: '12333' } }, 'INVALID contact.phone'],
  ])('is not put right by %j', async (more, mending) => {
    const { visit, userErrors } = await correct(await log(), more);
    expect(visit).toBeNull();
    expect(
      userErrors.map(({ code, field }: { code: string; field: string[] }) => `${code} ${field.join('.')}`),
    ).toEqual([mending]);
  });

  it('is not moved behind what was to follow it', async () => {
    const visit = await log({
      visitedOn: addDays(today, -9),
      followUps: [{ dueOn: addDays(today, -5), note: '回访' }],
    });
    expect((await correct(visit, { visitedOn: addDays(today, -4) })).userErrors).toEqual([
      { code: 'INVALID', field: ['visitedOn'] },
    ]);
    expect((await correct(visit, { visitedOn: addDays(today, -5) })).userErrors).toEqual([]);
  });

  it('is corrected once by two at once', async () => {
    const visit = await log();
    const answers = await Promise.all([
      correct(visit, { findings: '甲' }),
      correct(visit, { findings: '乙' }, manager),
    ]);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
    expect(answers.map(({ visit }) => visit?.version ?? null).sort()).toEqual([2, null]);
  });

  it('and is void leaves every list and figure, and is still found by its id', async () => {
    const before = await figures();
    const visit = await log();
    const done = await log();
    await staff.data(
      'mutation ($input: CompleteFollowUpInput!) { completeFollowUp(input: $input) { userErrors { code } } }',
      { input: { id: done.followUps[0]?.id, expectedVersion: 1 } },
    );
    expect((await figures()).totals.visits).toBe(before.totals.visits + 2);

    for (const one of [visit, done]) {
      const { visit: voided, userErrors } = await strike(one);
      expect(userErrors).toEqual([]);
      expect(voided).toMatchObject({ version: 2, voidReason: '重复登记', findings: '订单饱满' });
      expect(voided.revisions.edges).toEqual([
        { node: expect.objectContaining({ kind: 'VOIDED', reason: '重复登记', fields: [] }) },
      ]);
    }
    expect(await figures()).toEqual(before);
    const listed = [
      ...(await visits()),
      ...(await visits({ stationId: station.id })),
      ...(await visits({ enterpriseId: sanshui.id })),
      ...(await visits({ participant: '杨光' })),
      ...idsOf((await staff.data(DUE)).followUpsDue),
      ...idsOf((await staff.data('{ followUps(first: 100) { edges { node { id } } } }')).followUps),
    ];
    for (const { id, followUps } of [visit, done]) {
      expect(listed).not.toContain(id);
      expect(listed).not.toContain(followUps[0]?.id);
    }
    const found = await staff.data(
      'query ($id: ID!) { node(id: $id) { ... on EnterpriseVisit { voidedAt voidReason followUps { overdue doneAt } } } }',
      { id: visit.id },
    );
    expect(found.node).toMatchObject({
      voidedAt: expect.any(String),
      followUps: [{ overdue: false, doneAt: null }],
    });
    const hunan = await network.person('MANAGER', '430000');
    expect(await hunan.codes('query ($id: ID!) { node(id: $id) { id } }', { id: visit.id })).toEqual([
      'NOT_FOUND',
    ]);
  });

  it('and is void is neither corrected, nor voided again, nor followed up', async () => {
    const visit = await log();
    const [followUp] = visit.followUps;
    const voided = (await strike(visit)).visit;
    const illegal = [{ code: 'ILLEGAL_TRANSITION', field: ['id'] }];
    expect((await correct(voided, { findings: '好' })).userErrors).toEqual(illegal);
    expect((await strike(voided)).userErrors).toEqual(illegal);
    const complete = await staff.data(
      'mutation ($input: CompleteFollowUpInput!) { completeFollowUp(input: $input) { userErrors { code field } } }',
      { input: { id: followUp?.id, expectedVersion: 2 } },
    );
    expect(complete.completeFollowUp.userErrors).toEqual(illegal);
    const add = await staff.data(
      'mutation ($input: AddFollowUpInput!) { addFollowUp(input: $input) { userErrors { code field } } }',
      { input: { idempotencyKey: crypto.randomUUID(), visitId: visit.id, dueOn: today, note: '回访' } },
    );
    expect(add.addFollowUp.userErrors).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['visitId'] }]);
  });

  it('and is void is told again to the phone that sends it again', async () => {
    const input = {
      idempotencyKey: crypto.randomUUID(),
      stationId: station.id,
      enterpriseId: sanshui.id,
      visitedOn: today,
      way: 'ONLINE',
      participants: ['杨光'],
    };
    const { visit } = (await staff.data(LOG, { input })).logVisit;
    await strike(visit);
    expect((await staff.data(LOG, { input })).logVisit).toMatchObject({
      visit: { id: visit.id, version: 2 },
      userErrors: [],
    });
  });
});
