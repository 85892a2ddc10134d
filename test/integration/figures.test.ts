import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asOwner } from '../../src/infra/db/owner.ts';
import { recodeRegions, regions } from '../../src/modules/regions/index.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { decodeNodeId, encodeNodeId, type NodeType } from '../../src/shared/node-id.ts';
import { cutsOf, expectedFigures, expectLists, figuresOf, yearOnYearOf } from '../support/figures.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { type Period, readRows, recount } from '../support/recount.ts';
import { startTestService, type TestService } from '../support/service.ts';

/** A choice among however many there are, made before anybody knows how many: drawn by the property, taken modulo. */
type Draw = <T>(of: readonly T[]) => T;
/** Something that happens in the network. It may be refused, as it often is in life. */
type Happening = (draw: Draw) => Promise<'done' | 'refused'>;

interface Row {
  id: string;
  version: number;
  tenant: string;
}

/** The networks of two provinces, in which anything happens in any order. */
describe('every figure, whatever has happened', () => {
  let service: TestService;
  let network: Network;
  let enterprises: Seeded[];
  let office: Person;
  /** Who may do everything a province's people do, by tenant. */
  const managers: Record<string, Person> = {};
  const hotlines: Record<string, Person> = {};
  const staff: { person: Person; station: Seeded }[] = [];
  let viewers: { person: Person; home: string; covers: string }[];
  const today = businessDate(new Date());

  beforeAll(async () => {
    // One person reads every list here, more often than people may.
    service = await startTestService(undefined, undefined, undefined, null, false);
    network = new Network(service);
    await network.agreement(['630000', '440000']);
    await network.agreement(['520000', '440600']);
    enterprises = [];
    for (const region of ['440607', '440606', '330282', '320509', '630102', '520102']) {
      enterprises.push(await network.enterprise(region));
    }
    office = await network.person('HR_OFFICER', '440607');
    for (const [tier, home, host] of [
      ['HEADQUARTERS', '630000', '440000'],
      ['BRANCH', '630200', '440600'],
      ['WORKSTATION', '630223', '440607'],
      ['WORKSTATION', '630224', '330282'],
      ['WORKSTATION', '630225', '320509'],
      ['WORKSTATION', '630223', '630102'],
      ['BRANCH', '632300', '330200'],
      ['HEADQUARTERS', '520000', '440000'],
      ['WORKSTATION', '522626', '440607'],
    ] as const) {
      const station = await network.station(tier, home, host);
      staff.push({
        station,
        person: await network.person('STATION_STAFF', `${home.slice(0, 2)}0000`, station),
      });
    }
    for (const tenant of ['63', '52']) {
      managers[tenant] = await network.person('MANAGER', `${tenant}0000`);
      hotlines[tenant] = await network.person('HOTLINE_AGENT', `${tenant}0000`);
    }
    viewers = [
      { person: managers['63'] as Person, home: '63', covers: '630000' },
      { person: managers['63'] as Person, home: '6321', covers: '630200' },
      { person: await network.person('MANAGER', '632100'), home: '63', covers: '630200' },
      { person: await network.person('AUDITOR', '632126'), home: '63', covers: '630223' },
      { person: managers['52'] as Person, home: '52', covers: '520000' },
    ];
  });
  afterAll(() => service.stop());

  /** One of the rows of a table that fit, in the order they were made; null when there is none. */
  async function oneOf(
    draw: Draw,
    table: string,
    condition = 'TRUE',
    tenant = 'r.tenant',
  ): Promise<Row | null> {
    const rows = await service.sql<Row>(
      `SELECT r.id, r.version, ${tenant} AS tenant FROM ${table} r WHERE ${condition} ORDER BY r.id`,
    );
    return rows.length > 0 ? draw(rows) : null;
  }

  async function does(person: Person | undefined, mutation: string, input: object) {
    if (!person) return 'refused';
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const answer = await person.data(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`,
      { input },
    );
    return answer[mutation].userErrors.length === 0 ? 'done' : 'refused';
  }
  const creates = (person: Person | undefined, mutation: string, input: object) =>
    does(person, mutation, { idempotencyKey: crypto.randomUUID(), ...input });

  /** A step with a record that people share, by the manager of its province. */
  const step =
    (
      mutation: string,
      type: NodeType,
      table: string,
      more: (draw: Draw) => object = () => ({}),
      condition?: string,
    ) =>
    async (draw: Draw) => {
      const row = await oneOf(draw, table, condition);
      if (!row) return 'refused';
      const id = encodeNodeId(type, row.tenant, row.id);
      return does(managers[row.tenant], mutation, { id, expectedVersion: row.version, ...more(draw) });
    };

  const ticketStep = (mutation: string, of: string[], more: object = {}) =>
    step(mutation, 'ServiceTicket', 'service_ticket', () => more, `status IN ('${of.join("', '")}')`);

  const stationStep =
    (mutation: string, condition: string, more: (draw: Draw) => object = () => ({})): Happening =>
    async (draw) => {
      const row = await oneOf(draw, 'station', condition, 'left(home_region_code, 2)');
      if (!row) return 'refused';
      const id = encodeNodeId('Station', null, row.id);
      return does(managers[row.tenant], mutation, { id, expectedVersion: row.version, ...more(draw) });
    };

  const staffOf = (tenant: string) =>
    staff.find(({ person }) => person.actor.scope?.tenant === tenant)?.person;
  const postingStep =
    (
      mutation: string,
      by: 'station' | 'office',
      condition: string,
      more: (draw: Draw) => object = () => ({}),
    ): Happening =>
    async (draw) => {
      const side = by === 'station' ? 'author_home_region_code' : 'author_host_region_code';
      const row = await oneOf(
        draw,
        'job_posting',
        `${condition} AND ${side} IS NOT NULL`,
        `left(${side}, 2)`,
      );
      if (!row) return 'refused';
      return does(row.tenant === '44' ? office : staffOf(row.tenant), mutation, {
        id: encodeNodeId('JobPosting', null, row.id),
        expectedVersion: row.version,
        ...more(draw),
      });
    };

  const days = Array.from({ length: 28 }, (_, i) => addDays(today, -(i * i) / 2 - (i % 2) / 2));
  const counties = ['630223', '632126', '630224', '630225', '632128', '630000', '632321', '522626', '520000'];
  const places = ['440607', '440606', '320584', '330282', '630102', null];

  const happenings: Record<string, Happening> = {
    logVisit(draw) {
      const { person, station } = draw(staff);
      return creates(person, 'logVisit', {
        stationId: station.id,
        enterpriseId: draw(enterprises).id,
        visitedOn: draw(days),
        way: 'PHONE',
        participants: ['杨光'],
      });
    },
    correctVisit: step('correctVisit', 'EnterpriseVisit', 'enterprise_visit', (draw) => ({
      reason: '日期有误',
      ...draw([{ visitedOn: draw(days) }, { enterpriseId: draw(enterprises).id }]),
    })),
    voidVisit: step('voidVisit', 'EnterpriseVisit', 'enterprise_visit', () => ({ reason: '重复登记' })),
    postJob(draw) {
      const { person, station } = draw(staff);
      return creates(person, 'postJob', { ...job(draw), stationId: station.id });
    },
    postJobOfOffice: (draw) => creates(office, 'postJob', { ...job(draw), regionCode: '440607' }),
    editJobPosting: postingStep('editJobPosting', 'station', `status = 'DRAFT'`, (draw) => ({
      openings: draw([2, 7, 40]),
      regionCode: draw(['440606', '320584', '330282']),
      enterpriseId: draw(enterprises).id,
    })),
    publishJobOfOffice: postingStep('publishJobPosting', 'office', `status = 'DRAFT'`),
    closeJobPosting: postingStep('closeJobPosting', 'station', `status <> 'CLOSED'`),
    closeJobOfOffice: postingStep('closeJobPosting', 'office', `status = 'PUBLISHED'`),
    async repostJob(draw) {
      const row = await oneOf(draw, 'job_posting', `status = 'CLOSED'`, 'left(author_home_region_code, 2)');
      return row
        ? creates(row.tenant ? staffOf(row.tenant) : office, 'repostJob', {
            id: encodeNodeId('JobPosting', null, row.id),
            validThrough: addDays(today, 30),
          })
        : 'refused';
    },
    openTicket(draw) {
      const home = draw(counties);
      return creates(hotlines[home.slice(0, 2)], 'openTicket', {
        channel: draw(['HOTLINE_12333', 'HOMETOWN_AFFAIRS', 'WALK_IN']),
        category: draw(['RIGHTS_PROTECTION', 'JOB_SEEKING', 'GOVERNMENT_SERVICE']),
        priority: draw(['NORMAL', 'URGENT']),
        summary: '事项',
        homeRegionCode: home,
        incidentRegionCode: draw(places),
      });
    },
    assignTicket: (draw) =>
      step('assignTicket', 'ServiceTicket', 'service_ticket', () => ({ stationId: draw(staff).station.id }))(
        draw,
      ),
    returnTicket: ticketStep('returnTicket', ['ASSIGNED', 'IN_PROGRESS'], { reason: '不属本站' }),
    acceptTicket: ticketStep('acceptTicket', ['OPEN', 'ASSIGNED']),
    resolveTicket: ticketStep('resolveTicket', ['IN_PROGRESS'], { resolution: '已办' }),
    closeTicket: ticketStep('closeTicket', ['RESOLVED']),
    reopenTicket: ticketStep('reopenTicket', ['RESOLVED', 'CLOSED'], { reason: '未付清' }),

    async transferTicket(draw) {
      const row = await oneOf(draw, 'service_ticket', `status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS')`);
      if (!row) return 'refused';
      return creates(managers[row.tenant], 'transferTicket', {
        id: encodeNodeId('ServiceTicket', row.tenant, row.id),
        expectedVersion: row.version,
        homeRegionCode: draw(row.tenant === '63' ? ['522626', '520000'] : ['632126', '630000']),
        reason: '系外省务工人员',
      });
    },
    async openStation(draw) {
      const { station, person } = draw(staff);
      const [{ home } = { home: '' }] = await service.sql<{ home: string }>(
        'SELECT home_region_code AS home FROM station WHERE id = $1',
        [station.uuid],
      );
      const manager = managers[home.slice(0, 2)];
      const { openStation } = await (manager as Person).data(
        'mutation ($input: OpenStationInput!) { openStation(input: $input) { station { id } userErrors { code } } }',
        {
          input: {
            idempotencyKey: crypto.randomUUID(),
            name: `${home}新站`,
            tier: 'WORKSTATION',
            homeRegionCode: home.startsWith('52') ? '522601' : draw(['632301', '632126', '630225']),
            hostRegionCode: draw(['440607', '330282', '320584']),
            openedOn: draw(days),
          },
        },
      );
      if (!openStation.station) return 'refused';
      const { id } = openStation.station;
      staff.push({ person, station: { id, uuid: decodeNodeId(id)?.id ?? '' } });
      return 'done';
    },
    moveStation: stationStep('moveStation', 'closed_on IS NULL', (draw) => ({
      hostRegionCode: draw(['440606', '330282', '320584', '350582']),
    })),
    closeStation: stationStep('closeStation', 'closed_on IS NULL', (draw) => ({
      closedOn: draw([addDays(today, -20), today]),
      reason: '合并',
      successorId: draw([draw(staff).station.id, null]),
    })),
    reopenStation: stationStep('reopenStation', 'closed_on IS NOT NULL'),

    /** What was done today was done some time ago. */
    async timePasses(draw) {
      const age = draw([1, 3, 9, 40, 365]);
      const ticket = await oneOf(draw, 'service_ticket');
      await service.sql(
        `UPDATE service_ticket SET opened_at = opened_at - $2::interval, due_at = due_at - $2::interval,
                resolved_at = resolved_at - $2::interval / 2 WHERE id = $1`,
        [ticket?.id ?? null, `${age} days`],
      );
      await service.sql(
        `UPDATE job_collection SET collected_on = collected_on - $1::int
          WHERE posting_id IN (SELECT posting_id FROM job_collection ORDER BY md5(posting_id::text || $1) LIMIT 2)`,
        [age],
      );
      return isNoticed();
    },
    /** Part of what there is was written before the codes changed. */
    async wasWrittenBefore(draw) {
      const [table, column] = draw([
        ['enterprise_visit', 'home_region_code'],
        ['job_collection', 'home_region_code'],
        ['service_ticket', 'home_region_code'],
        ['service_ticket', 'handler_region_code'],
        ['station', 'home_region_code'],
      ]);
      await service.sql(
        `UPDATE ${table} SET ${column} = CASE ${column} WHEN '630223' THEN '632126' WHEN '630225' THEN '632128' ELSE '632100' END
          WHERE ${column} IN ('630223', '630225', '630200') AND left(md5(ctid::text), 1) < '8'`,
      );
      return isNoticed();
    },
    async recodeRegions() {
      await recode(regions.retired);
      return isNoticed();
    },
    /** A county becomes part of its neighbour. */
    async mergeCounties(draw) {
      const [code, successor] = draw([
        ['630224', '630225'],
        ['630225', '630224'],
        ['632300', '632301'],
      ] as const);
      await recode([{ code, successor }]);
      return isNoticed();
    },
  };

  /**
   * What is written past the service is told of by nobody, or by the outbox within a second. A change that bears on all
   * figures, though nothing is counted otherwise after it, has them read anew at once.
   */
  async function isNoticed() {
    expect(
      await creates(office, 'postJob', { ...job(([first]) => first as never), regionCode: '440607' }),
    ).toBe('done');
    return 'done' as const;
  }

  /** What people do all day, and so oftener than all else. */
  const work = ['logVisit', 'postJob', 'openTicket'];

  const job = (draw: Draw) => ({
    enterpriseId: draw(enterprises).id,
    title: '普工',
    openings: draw([1, 5, 30]),
    payUnit: 'MONTH',
    regionCode: draw(['440607', '330282', '320509']),
    validThrough: addDays(today, 9),
  });
  const recode = (successions: readonly { code: string; successor: string }[]) =>
    asOwner(service.database.ownerUrl, (client) => recodeRegions(client, successions));

  const periods: Period[] = [
    { from: addDays(today, -30), to: addDays(today, 1) },
    { from: addDays(today, -420), to: addDays(today, 1) },
    { from: addDays(today, -100), to: addDays(today, -2) },
    { from: today, to: addDays(today, 1) },
  ];

  /** What somebody's dashboard says of some period against what there is. */
  async function expectDashboard(draw: Draw) {
    const { person, home, covers } = draw(viewers);
    const period = draw(periods);
    const counted = recount(await readRows(service), covers, period, new Date());
    expect(await figuresOf(person, home, period)).toMatchObject(expectedFigures(counted, period));
  }

  /** What everybody's dashboard says against what there is; and of some of its figures, or all, every record. */
  async function expectFigures(draw: Draw, lists: 'some' | 'all') {
    const rows = await readRows(service);
    for (const { person, home, covers } of viewers) {
      for (const period of lists === 'all' ? periods.slice(1, 2) : periods) {
        const counted = recount(rows, covers, period, new Date());
        expect(await figuresOf(person, home, period)).toEqual({
          scope: { code: covers },
          ...expectedFigures(counted, period),
          yearOnYear: yearOnYearOf(counted, recount(rows, covers, aYearBefore(period), new Date())),
        });
        const cuts = cutsOf(counted);
        for (const cut of lists === 'all' ? cuts : [draw(cuts)]) {
          await expectLists(person, home, period, counted, cut);
        }
      }
    }
  }

  const aBatch = fc.array(
    fc.record({
      happens: fc.constantFrom(...Object.keys(happenings), ...work, ...work),
      draws: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    }),
    { minLength: 20, maxLength: 30 },
  );

  it('equals a recount, and leads to the records it counts', async () => {
    // Everything happens once, in an order in which it can; then anything, in any.
    for (const [name, happening] of Object.entries(happenings)) {
      expect([name, await happening(drawing([0, 1, 2, 0]))]).toEqual([name, 'done']);
    }
    for (let day = 0; day < 30; day++) {
      for (const [i, name] of work.entries()) {
        await happenings[name]?.(drawing([day, day * 5 + i, day * 7, day * 11]));
      }
    }
    const property = fc.asyncProperty(fc.array(aBatch, { minLength: 2, maxLength: 2 }), async (batches) => {
      for (const batch of batches) {
        for (let i = 0; i < batch.length; i += 2) {
          const atOnce = batch.slice(i, i + 2);
          await Promise.all(atOnce.map(({ happens, draws }) => happenings[happens]?.(drawing(draws))));
          await expectDashboard(drawing(atOnce[0]?.draws ?? [0]));
        }
        await expectFigures(drawing(batch[0]?.draws ?? [0]), 'some');
      }
    });
    // What is there stays there: a shorter run after a failed one would begin elsewhere.
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
    await expectFigures(drawing([0]), 'all');
  }, 600_000);
});

/** Takes one number after the other, from the first again when there are no more. */
function drawing(draws: readonly number[]): Draw {
  let taken = 0;
  return (of) => of[(draws[taken++ % draws.length] ?? 0) % of.length] as (typeof of)[number];
}

/** No period here begins or ends on 29 February but by chance, and then it is the day before or after. */
function aYearBefore({ from, to }: Period): Period {
  const before = (day: string, instead: string) =>
    `${Number(day.slice(0, 4)) - 1}${day.slice(4) === '-02-29' ? instead : day.slice(4)}`;
  return { from: before(from, '-02-28'), to: before(to, '-03-01') };
}
