import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { creditCodeWithCheck } from '../../src/modules/enterprises/index.ts';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const SEARCH = `query ($first: Int!, $after: String, $filter: EnterpriseFilter) {
  enterprises(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id name } } pageInfo { hasNextPage endCursor } } }`;
const EDIT = `mutation ($input: EditEnterpriseInput!) {
  editEnterprise(input: $input) { enterprise { name size industryCode region { code } version } userErrors { code field } } }`;
const MARK = `mutation ($input: MarkKeyEnterpriseInput!) {
  markKeyEnterprise(input: $input) { enterprise { id key } userErrors { code field message } } }`;
const UNMARK = `mutation ($input: UnmarkKeyEnterpriseInput!) {
  unmarkKeyEnterprise(input: $input) { enterprise { id key } userErrors { code field } } }`;
const MERGE = `mutation ($input: MergeEnterprisesInput!) {
  mergeEnterprises(input: $input) {
    merge { id reason version undoneAt source { id name mergedInto { id } version } target { id version } }
    userErrors { code field } } }`;
const UNDO = `mutation ($input: UndoEnterpriseMergeInput!) {
  undoEnterpriseMerge(input: $input) { merge { id undoReason undoneAt version } userErrors { code field } } }`;
const LOG_VISIT = `mutation ($input: LogVisitInput!) {
  logVisit(input: $input) { visit { id enterprise { id } } userErrors { code field } } }`;
const ONE = `query ($id: ID!) { enterprise(id: $id) {
  id name key mergedInto { id }
  contacts(first: 10) { edges { node { id } } }
  visits(first: 10) { edges { node { id } } }
  merges(first: 10) { edges { node { id undoneAt } } } } }`;

type Made = Seeded & { creditCode: string };

describe('an enterprise’s identity', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let staff: Person;
  let office: Person;
  let manager: Person;
  let hunan: Person;
  const today = businessDate(new Date());

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    office = await network.person('HR_OFFICER', '440607');
    manager = await network.person('MANAGER', '520000');
    hunan = await network.person('MANAGER', '430000');
  });
  afterAll(() => service.stop());

  const names = async (filter: object, person: Person = staff): Promise<string[]> =>
    (await person.data(SEARCH, { first: 50, filter })).enterprises.edges.map(
      ({ node }: { node: { name: string } }) => node.name,
    );
  const read = async (id: string, person: Person = staff) => (await person.data(ONE, { id })).enterprise;

  describe('is found', () => {
    beforeAll(async () => {
      for (const name of [
        '佛山市三水区恒泰制衣厂',
        '恒泰电子科技有限公司',
        '恒泰',
        'ＴＣＬ 通讯（惠州）有限公司',
        '𠮷野家餐饮管理有限公司',
      ]) {
        await network.enterprise(name.startsWith('佛山') ? '440607' : '441302', name);
      }
    });

    it.each([
      ['恒泰', ['恒泰', '恒泰电子科技有限公司', '佛山市三水区恒泰制衣厂']],
      ['泰制衣', ['佛山市三水区恒泰制衣厂']],
      ['制衣', ['佛山市三水区恒泰制衣厂']],
      ['tcl通讯(惠州)', ['ＴＣＬ 通讯（惠州）有限公司']],
      [' ＴＣＬ　通 ', ['ＴＣＬ 通讯（惠州）有限公司']],
      ['𠮷野', ['𠮷野家餐饮管理有限公司']],
      ['𠮷', ['𠮷野家餐饮管理有限公司']],
      ['野', []],
      ['衣制', []],
      ['%', []],
      ["'", []],
    ])('by %j: what begins with it first, and nothing else', async (search, expected) => {
      const found = await names({ search });
      expect(found.toSorted()).toEqual(expected.toSorted());
      const begins = (name: string) => Number(!name.startsWith(search));
      if (expected.length > 1) expect(found.map(begins)).toEqual(found.map(begins).toSorted());
    });

    it('in its region alone, when one is named', async () => {
      expect(await names({ search: '恒泰', regionCode: '4406' })).toEqual(['佛山市三水区恒泰制衣厂']);
      expect(await names({ search: '恒泰', regionCode: '5226' })).toEqual([]);
    });

    it('by any three characters of its credit code, in any spelling', async () => {
      const { creditCode } = await network.enterprise('350100', '福州某厂');
      for (let i = 0; i + 6 <= 18; i++) {
        expect(await names({ search: creditCode.slice(i, i + 6).toLowerCase(), regionCode: '35' })).toEqual([
          '福州某厂',
        ]);
      }
      expect(await names({ search: creditCode, regionCode: '3501' })).toEqual(['福州某厂']);
      expect(await names({ search: creditCode.slice(0, 2), regionCode: '3501' })).toEqual(['福州某厂']);
    });

    it('once in all pages, wherever they are cut', async () => {
      for (let i = 0; i < 9; i++) await network.enterprise('370100', `${i % 3 ? '' : '济南'}泉城${i}厂`);
      const walk = (first: number) =>
        staff.walk<{ id: string }>(
          SEARCH,
          first,
          { filter: { search: '泉城' } },
          ({ enterprises }) => enterprises,
        );
      const whole = await walk(100);
      expect(new Set(whole.map(({ id }) => id)).size).toBe(9);
      for (const first of [1, 2, 4, 8]) expect(await walk(first)).toEqual(whole);
    });

    it('not by a text longer than any name', async () => {
      const codes = await staff.codes(SEARCH, { first: 1, filter: { search: '厂'.repeat(201) } });
      expect(codes).toEqual(['BAD_USER_INPUT']);
    });

    it('not with a cursor of another list', async () => {
      const { enterprises } = await staff.data(SEARCH, { first: 1 });
      const [{ cursor }] = enterprises.edges;
      const codes = await staff.codes(SEARCH, { first: 1, after: cursor, filter: { search: '恒泰' } });
      expect(codes).toEqual(['BAD_USER_INPUT']);
    });
  });

  describe('is edited', () => {
    const edit = async (person: Person, one: Seeded, input: object) =>
      (await person.data(EDIT, { input: { id: one.id, expectedVersion: 1, ...input } })).editEnterprise;

    it('by the office of its region, which names what changes', async () => {
      const one = await network.enterprise('440607', '佛山市旧名厂');
      const named = await edit(office, one, { name: '佛山市新名厂', size: 'SMALL', industryCode: 'C1811' });
      expect(named).toEqual({
        enterprise: {
          name: '佛山市新名厂',
          size: 'SMALL',
          industryCode: 'C1811',
          region: { code: '440607' },
          version: 2,
        },
        userErrors: [],
      });
      expect(await names({ search: '新名' })).toEqual(['佛山市新名厂']);
      expect(await names({ search: '旧名' })).toEqual([]);
      const cleared = await edit(office, one, { expectedVersion: 2, size: null, industryCode: null });
      expect(cleared.enterprise).toMatchObject({ name: '佛山市新名厂', size: null, industryCode: null });
    });

    it('by no other office, and not into another’s region', async () => {
      const elsewhere = await network.enterprise('440306');
      expect((await edit(office, elsewhere, { name: '某厂' })).userErrors).toEqual([
        { code: 'NOT_FOUND', field: ['id'] },
      ]);
      const own = await network.enterprise('440607');
      expect((await edit(office, own, { regionCode: '440306' })).userErrors).toEqual([
        { code: 'INVALID', field: ['regionCode'] },
      ]);
      expect((await edit(manager, own, { regionCode: '440306' })).enterprise.region.code).toBe('440306');
    });

    it('by one of two at once', async () => {
      const one = await network.enterprise('440607');
      const answers = await Promise.all([
        edit(office, one, { name: '甲厂' }),
        edit(manager, one, { name: '乙厂' }),
      ]);
      expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([
        { code: 'STALE_VERSION', field: ['expectedVersion'] },
      ]);
    });

    it('with every fault named at once', async () => {
      const one = await network.enterprise('440607');
      const { userErrors } = await edit(office, one, { name: ' ', regionCode: '999999', industryCode: 'Z' });
      expect(userErrors).toEqual([
        { code: 'REQUIRED', field: ['name'] },
        { code: 'INVALID', field: ['regionCode'] },
        { code: 'INVALID', field: ['industryCode'] },
      ]);
    });
  });

  describe('is a key one', () => {
    it('to the province that put it on its list, until it takes it off', async () => {
      const one = await network.enterprise('440607', '重点制造厂');
      await network.enterprise('440607', '寻常制造厂');
      expect((await manager.data(MARK, { input: { id: one.id } })).markKeyEnterprise).toEqual({
        enterprise: { id: one.id, key: true },
        userErrors: [],
      });
      expect(await names({ search: '制造厂', key: true })).toEqual(['重点制造厂']);
      expect(await names({ key: true })).toEqual(['重点制造厂']);
      expect(await names({ regionCode: '4406', key: true })).toEqual(['重点制造厂']);
      expect(await names({ key: true }, hunan)).toEqual([]);
      expect(await names({ key: true }, office)).toEqual([]);
      expect((await read(one.id, hunan)).key).toBe(false);

      expect((await manager.data(UNMARK, { input: { id: one.id } })).unmarkKeyEnterprise.enterprise.key).toBe(
        false,
      );
      expect(await names({ key: true })).toEqual([]);
    });

    it('once, by several at once', async () => {
      const one = await network.enterprise('440607');
      const marked = await Promise.all(
        Array.from({ length: 5 }, () => manager.data(MARK, { input: { id: one.id } })),
      );
      expect(marked.map(({ markKeyEnterprise }) => markKeyEnterprise)).toEqual(
        Array(5).fill({ enterprise: { id: one.id, key: true }, userErrors: [] }),
      );
      const rows = await service.sql('SELECT tenant, marked FROM key_enterprise WHERE enterprise_id = $1', [
        one.uuid,
      ]);
      expect(rows).toEqual([{ tenant: '52', marked: true }]);
      await manager.data(UNMARK, { input: { id: one.id } });
    });

    it('by no say of a county', async () => {
      const county = await network.person('MANAGER', '522626');
      const one = await network.enterprise('440607');
      const { markKeyEnterprise } = await county.data(MARK, { input: { id: one.id } });
      expect(markKeyEnterprise.userErrors).toMatchObject([{ code: 'FORBIDDEN', field: ['id'] }]);
    });
  });

  describe('is merged', () => {
    let source: Made;
    let target: Made;
    beforeEach(async () => {
      source = await network.enterprise('440607', '重复的厂');
      target = await network.enterprise('440607', '留存的厂');
    });

    const visit = async (enterprise: Seeded, person = staff, at = station) =>
      (
        await person.data(LOG_VISIT, {
          input: {
            idempotencyKey: crypto.randomUUID(),
            stationId: at.id,
            enterpriseId: enterprise.id,
            visitedOn: today,
            way: 'ON_SITE',
            participants: ['杨光'],
            contact: { name: '陈志强', phone: '13812341234' },
          },
        })
      ).logVisit.visit;
    const merge = async (from: Seeded, into: Seeded, more: object = {}, person = manager) =>
      (
        await person.data(MERGE, {
          input: {
            idempotencyKey: crypto.randomUUID(),
            sourceId: from.id,
            targetId: into.id,
            expectedVersion: 1,
            reason: '同一企业登记两次',
            ...more,
          },
        })
      ).mergeEnterprises;
    const undo = async ({ id, version }: { id: string; version: number }, person = manager) =>
      (await person.data(UNDO, { input: { id, expectedVersion: version, reason: '并非同一企业' } }))
        .undoEnterpriseMerge;
    const idsIn = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node }) => node.id);
    const contacted = async () => {
      const query = `query ($of: PeriodInput!) { networkDashboard(homeProvinceCode: "52", period: $of) {
        totals { visits enterprisesContacted } } }`;
      return (await manager.data(query, { of: { from: today, to: addDays(today, 1) } })).networkDashboard
        .totals;
    };

    it('into one that stands for both, and is two again when that is undone', async () => {
      const before = await contacted();
      const visits = [await visit(source), await visit(target)];
      await manager.data(MARK, { input: { id: source.id } });
      const apart = { source: await read(source.id), target: await read(target.id) };
      expect(await contacted()).toEqual({
        visits: before.visits + 2,
        enterprisesContacted: before.enterprisesContacted + 2,
      });

      const { merge: made, userErrors } = await merge(source, target);
      expect(userErrors).toEqual([]);
      expect(made).toMatchObject({
        source: { id: source.id, name: '重复的厂', mergedInto: { id: target.id }, version: 2 },
        target: { id: target.id, version: 1 },
        undoneAt: null,
      });
      const together = await read(source.id);
      expect(together).toEqual(await read(target.id));
      expect(together).toMatchObject({ id: target.id, name: '留存的厂', key: true, mergedInto: null });
      expect(idsIn(together.visits).toSorted()).toEqual(visits.map(({ id }) => id).toSorted());
      expect(idsIn(together.contacts)).toHaveLength(2);
      expect(idsIn(together.merges)).toEqual([made.id]);
      expect(await names({ search: '重复的' })).toEqual([]);
      expect(await names({ key: true })).toEqual(['留存的厂']);
      expect(await contacted()).toEqual({
        visits: before.visits + 2,
        enterprisesContacted: before.enterprisesContacted + 1,
      });

      expect((await undo(made)).merge).toMatchObject({ undoReason: '并非同一企业', version: 2 });
      const { merges, ...targetAgain } = await read(target.id);
      expect({ source: await read(source.id), target: { ...targetAgain, merges: { edges: [] } } }).toEqual(
        apart,
      );
      expect(merges.edges).toEqual([{ node: { id: made.id, undoneAt: expect.any(String) } }]);
      expect(await names({ search: '重复的' })).toEqual(['重复的厂']);
      expect(await contacted()).toEqual({
        visits: before.visits + 2,
        enterprisesContacted: before.enterprisesContacted + 2,
      });
      await manager.data(UNMARK, { input: { id: source.id } });
    });

    it('for every province, and what each recorded stays its own', async () => {
      const there = await network.station('WORKSTATION', '431225', '440607');
      const colleague = await network.person('STATION_STAFF', '431225', there);
      const ours = await visit(source);
      const theirs = await visit(source, colleague, there);
      await merge(source, target, {}, hunan);
      expect(idsIn((await read(target.id)).visits)).toEqual([ours.id]);
      expect(idsIn((await read(target.id, colleague)).visits)).toEqual([theirs.id]);
      const { visits } = await staff.data(
        'query ($id: ID!) { visits(first: 9, filter: { enterpriseId: $id }) { edges { node { id enterprise { id } } } } }',
        { id: source.id },
      );
      expect(visits.edges).toEqual([{ node: { id: ours.id, enterprise: { id: target.id } } }]);
      const kept = await service.sql('SELECT enterprise_id FROM enterprise_visit WHERE enterprise_id = $1', [
        source.uuid,
      ]);
      expect(kept).toHaveLength(2);
    });

    it('so that who still knows the old one visits the one that stands for it, and meets whom one knows', async () => {
      await visit(source);
      await merge(source, target);
      expect((await visit(source)).enterprise.id).toBe(target.id);
      expect(idsIn((await read(target.id)).contacts)).toHaveLength(1);
    });

    it('never into itself, nor in chains or circles', async () => {
      const third = await network.enterprise('440607');
      expect((await merge(source, source)).userErrors).toEqual([{ code: 'INVALID', field: ['targetId'] }]);
      const { merge: made } = await merge(source, target);
      const told = async (...[from, into, version]: [Made, Made, number]) =>
        (await merge(from, into, { expectedVersion: version })).userErrors;
      expect(await told(source, third, 2)).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['sourceId'] }]);
      expect(await told(third, source, 1)).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['targetId'] }]);
      expect(await told(target, source, 1)).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['targetId'] }]);
      expect(await told(target, third, 1)).toEqual([{ code: 'CONFLICT', field: ['sourceId'] }]);
      expect((await undo(made)).userErrors).toEqual([]);
      expect((await undo({ ...made, version: 2 })).userErrors).toEqual([
        { code: 'ILLEGAL_TRANSITION', field: ['id'] },
      ]);
      expect((await undo(made)).userErrors).toEqual([{ code: 'STALE_VERSION', field: ['expectedVersion'] }]);
    });

    it('once, when several merge at once, in whichever directions', async () => {
      const third = await network.enterprise('440607');
      const all = [source, target, third];
      const answers = await Promise.all(
        all.flatMap((from) => all.filter((into) => into !== from).map((into) => merge(from, into))),
      );
      const pointers = await service.sql<{ id: string; merged_into: string | null }>(
        'SELECT id, merged_into FROM enterprise WHERE id = ANY($1)',
        [all.map(({ uuid }) => uuid)],
      );
      const merged = pointers.filter(({ merged_into }) => merged_into !== null);
      expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(merged.length);
      expect(merged.length).toBeGreaterThan(0);
      for (const { merged_into } of merged) {
        expect(pointers.find(({ id }) => id === merged_into)?.merged_into).toBeNull();
      }
    });

    it('not edited any more, and not by an office that has only one of them', async () => {
      const elsewhere = await network.enterprise('440306');
      expect((await merge(source, elsewhere, {}, office)).userErrors).toEqual([
        { code: 'NOT_FOUND', field: ['targetId'] },
      ]);
      const { merge: made } = await merge(source, target, {}, office);
      const { editEnterprise } = await office.data(EDIT, {
        input: { id: source.id, expectedVersion: 2, name: '某厂' },
      });
      expect(editEnterprise.userErrors).toEqual([{ code: 'ILLEGAL_TRANSITION', field: ['id'] }]);
      const other = await network.person('HR_OFFICER', '440306');
      expect((await undo(made, other)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['id'] }]);
    });

    it('into the one with the right credit code, when the first one’s was wrong; the old code stays taken', async () => {
      await merge(source, target);
      const { registerEnterprise } = await staff.data(
        'mutation ($input: RegisterEnterpriseInput!) { registerEnterprise(input: $input) { userErrors { code field } } }',
        {
          input: {
            idempotencyKey: crypto.randomUUID(),
            creditCode: creditCodeWithCheck(source.creditCode.slice(0, 17)),
            name: '某厂',
            regionCode: '440607',
          },
        },
      );
      expect(registerEnterprise.userErrors).toEqual([{ code: 'CONFLICT', field: ['creditCode'] }]);
    });

    it('once for one idempotency key, and written into the audit', async () => {
      const again = { idempotencyKey: crypto.randomUUID() };
      const { merge: made } = await merge(source, target, again);
      expect((await merge(source, target, again)).merge).toEqual(made);
      await undo(made);
      const audited = await service.sql(
        `SELECT operation, actor_username AS by FROM audit_entry WHERE record_type = 'EnterpriseMerge'
          ORDER BY id DESC LIMIT 2`,
      );
      const by = manager.actor.username;
      expect(audited).toEqual([
        { operation: 'undoEnterpriseMerge', by },
        { operation: 'mergeEnterprises', by },
      ]);
    });
  });
});
