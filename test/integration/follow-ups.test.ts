import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const LOG = `mutation ($input: LogVisitInput!) { logVisit(input: $input) {
  visit { id followUps { id version } } userErrors { code field } } }`;
const told = `followUp { id version dueOn firstDueOn postponeReason note doneAt outcome overdue station { id } visit { id } }
  userErrors { code field }`;
const ADD = `mutation ($input: AddFollowUpInput!) { addFollowUp(input: $input) { ${told} } }`;
const COMPLETE = `mutation ($input: CompleteFollowUpInput!) { completeFollowUp(input: $input) { ${told} } }`;
const POSTPONE = `mutation ($input: PostponeFollowUpInput!) { postponeFollowUp(input: $input) { ${told} } }`;
const LIST = `query ($first: Int!, $after: String, $filter: FollowUpFilter) {
  followUps(first: $first, after: $after, filter: $filter) { edges { node { id dueOn } } pageInfo { hasNextPage endCursor } } }`;

describe('what follows a visit', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let enterprise: Seeded;
  let staff: Person;
  const today = businessDate(new Date());

  type Made = { id: string; version: number };
  const log = async (
    dueOn: string[],
    at = station,
    by = staff,
  ): Promise<{ id: string; followUps: Made[] }> => {
    const { visit, userErrors } = (
      await by.data(LOG, {
        input: {
          idempotencyKey: crypto.randomUUID(),
          stationId: at.id,
          enterpriseId: enterprise.id,
          visitedOn: addDays(today, -30),
          way: 'ON_SITE',
          participants: ['杨光'],
          followUps: dueOn.map((day) => ({ dueOn: day, note: '回访' })),
        },
      })
    ).logVisit;
    expect(userErrors).toEqual([]);
    return visit;
  };
  const one = async (dueOn = today) => (await log([dueOn])).followUps[0] as Made;
  const add = async (input: object, by = staff) =>
    (
      await by.data(ADD, {
        input: { idempotencyKey: crypto.randomUUID(), dueOn: today, note: '补充', ...input },
      })
    ).addFollowUp;
  const complete = async ({ id, version }: Made, by = staff) =>
    (await by.data(COMPLETE, { input: { id, expectedVersion: version, note: '已联系' } })).completeFollowUp;
  const postpone = async ({ id, version }: Made, dueOn: string, by = staff) =>
    (await by.data(POSTPONE, { input: { id, expectedVersion: version, dueOn, reason: '厂长出差' } }))
      .postponeFollowUp;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    enterprise = await network.enterprise('440607');
    staff = await network.person('STATION_STAFF', '522626', station);
  });
  afterAll(() => service.stop());

  it('is overdue once its day is past, and no more when it is done', async () => {
    const { followUps } = await log([addDays(today, -1), today]);
    const states = await staff.data(
      'query ($late: ID!, $now: ID!) { late: node(id: $late) { ...f } now: node(id: $now) { ...f } } fragment f on FollowUp { overdue firstDueOn station { id } }',
      { late: followUps[0]?.id, now: followUps[1]?.id },
    );
    expect(states).toEqual({
      late: { overdue: true, firstDueOn: addDays(today, -1), station: { id: station.id } },
      now: { overdue: false, firstDueOn: today, station: { id: station.id } },
    });
    const done = (await complete(followUps[0] as Made)).followUp;
    expect(done).toMatchObject({ overdue: false, doneAt: expect.any(String), outcome: '已联系', version: 2 });
    expect((await complete(done)).userErrors).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['id'] }]);
    expect((await postpone(done, addDays(today, 9))).userErrors).toEqual([
      { code: 'ILLEGAL_TRANSITION', field: ['id'] },
    ]);
  });

  it('is added to a visit later, once, for its own station or another one', async () => {
    const visit = await log([]);
    const input = { idempotencyKey: crypto.randomUUID(), visitId: visit.id };
    const first = await add(input);
    expect(first).toMatchObject({
      followUp: {
        dueOn: today,
        firstDueOn: today,
        note: '补充',
        station: { id: station.id },
        visit: { id: visit.id },
      },
      userErrors: [],
    });
    expect((await add(input)).followUp.id).toBe(first.followUp.id);
    const beside = await network.station('WORKSTATION', '522626', '440306');
    expect((await add({ visitId: visit.id, stationId: beside.id })).followUp.station).toEqual({
      id: beside.id,
    });

    const closed = await network.station('WORKSTATION', '522626', '440604', { closedOn: today });
    const elsewhere = await network.station('WORKSTATION', '522701', '440604');
    for (const [more, mending] of [
      [{ dueOn: addDays(today, -31) }, 'INVALID dueOn'],
      [{ note: ' ' }, 'REQUIRED note'],
      [{ stationId: closed.id }, 'INVALID stationId'],
      [{ stationId: elsewhere.id }, 'NOT_FOUND stationId'],
    ] as const) {
      const { userErrors } = await add({ visitId: visit.id, ...more });
      expect(
        userErrors.map(({ code, field }: { code: string; field: string[] }) => `${code} ${field}`),
      ).toEqual([mending]);
    }
  });

  it('is postponed to a later day, and the first one stays on record', async () => {
    const late = await one(addDays(today, -3));
    const { followUp } = await postpone(late, addDays(today, 5));
    expect(followUp).toMatchObject({
      version: 2,
      dueOn: addDays(today, 5),
      firstDueOn: addDays(today, -3),
      postponeReason: '厂长出差',
      overdue: false,
    });
    for (const day of [addDays(today, 5), addDays(today, 4), addDays(today, -1)]) {
      expect((await postpone(followUp, day)).userErrors).toEqual([{ code: 'INVALID', field: ['dueOn'] }]);
    }
    expect((await postpone(late, addDays(today, 8))).userErrors).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
  });

  it('is completed or postponed, not both, by two at once', async () => {
    const followUp = await one();
    const answers = await Promise.all([complete(followUp), postpone(followUp, addDays(today, 3))]);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
  });

  it('is listed by how it stands, by station and by period, in pages without a gap', async () => {
    const own = await network.station('WORKSTATION', '522630', '440607');
    const person = await network.person('STATION_STAFF', '522630', own);
    const days = [-12, -8, -8, -1, 0, 0, 3].map((n) => addDays(today, n));
    const { followUps } = await log(days, own, person);
    await complete(followUps[1] as Made, person);
    await complete(followUps[6] as Made, person);
    const list = async (filter: object, first = 2) =>
      (await person.walk<{ dueOn: string }>(LIST, first, { filter }, (data) => data.followUps)).map(
        ({ dueOn }) => dueOn,
      );
    const at = (...ns: number[]) => ns.map((n) => addDays(today, n));
    expect(await list({ state: 'OPEN' })).toEqual(at(-12, -8, -1, 0, 0));
    expect(await list({ state: 'OVERDUE' })).toEqual(at(-12, -8, -1));
    expect(await list({ state: 'DONE' })).toEqual(at(3, -8));
    expect(await list({}, 1)).toEqual(at(3, 0, 0, -1, -8, -8, -12));
    expect(await list({ stationId: station.id })).toEqual([]);
    expect(await list({ stationId: own.id, period: { from: addDays(today, -8), to: today } })).toEqual(
      at(-1, -8, -8),
    );
  });
});

describe('visits are found', () => {
  let service: TestService;
  let network: Network;
  const today = businessDate(new Date());

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
  });
  afterAll(() => service.stop());

  it('by who went, and as the history of a station', async () => {
    const station = await network.station('WORKSTATION', '522626', '440607');
    const beside = await network.station('WORKSTATION', '522626', '440306');
    const enterprise = await network.enterprise('440607');
    const staff = await network.person('STATION_STAFF', '522626', station);
    const log = async (at: Seeded, day: number, participants: string[]) =>
      (
        await staff.data(LOG, {
          input: {
            idempotencyKey: crypto.randomUUID(),
            stationId: at.id,
            enterpriseId: enterprise.id,
            visitedOn: addDays(today, day),
            way: 'ON_SITE',
            participants,
          },
        })
      ).logVisit.visit.id as string;
    const [a, b, c] = [
      await log(station, -2, ['杨光', ' 杨光']),
      await log(station, -1, ['杨光', '龙梅']),
      await log(beside, -3, ['杨光光', '龙梅']),
    ];
    const by = (participant: string) =>
      staff
        .walk<{ id: string }>(
          `query ($first: Int!, $after: String, $name: String) { visits(first: $first, after: $after, filter: { participant: $name }) {
             edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
          1,
          { name: participant },
          (data) => data.visits,
        )
        .then((nodes) => nodes.map(({ id }) => id));
    expect(await by('杨光')).toEqual([b, a]);
    expect(await by(' 龙梅 ')).toEqual([b, c]);
    expect(await by('杨')).toEqual([]);

    const { stations } = await staff.data(
      '{ stations(first: 9) { edges { node { id visits(first: 5) { edges { node { id } } } } } } }',
    );
    const histories = Object.fromEntries(
      stations.edges.map(
        ({ node }: { node: { id: string; visits: { edges: { node: { id: string } }[] } } }) => [
          node.id,
          node.visits.edges.map((edge) => edge.node.id),
        ],
      ),
    );
    expect(histories).toEqual({ [station.id]: [b, a], [beside.id]: [c] });
    const hunan = await network.person('MANAGER', '430000');
    const seen = await hunan.data(
      'query ($id: ID!) { station(id: $id) { visits(first: 5) { edges { node { id } } } } }',
      { id: station.id },
    );
    expect(seen.station.visits.edges).toEqual([]);
    const [{ participants }] = await service
      .sql<{ participants: string[] }>(`SELECT participants FROM enterprise_visit WHERE visited_on = $1`, [
        addDays(today, -2),
      ])
      .then((rows) => rows as [{ participants: string[] }]);
    expect(participants).toEqual(['杨光']);
  });
});
