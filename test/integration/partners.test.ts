import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const fields = {
  agreement: `id version kind level signedOn expiresOn terminatedOn terminationReason endsOn daysLeft standing
    soon: standing(withinDays: 5) parties { code } homeParties { code } hostParties { code } keptBy { code }`,
  hrOffice: 'id version name phone address closedOn hostRegion { code } keptBy { code }',
};

const recordOf = (change: string) => (change.endsWith('Agreement') ? 'agreement' : 'hrOffice');

async function sends(person: Person, change: string, input: object) {
  const type = `${change.charAt(0).toUpperCase()}${change.slice(1)}Input`;
  const record = recordOf(change);
  const data = await person.data(
    `mutation ($input: ${type}!) { ${change}(input: $input) { ${record} { ${fields[record]} } userErrors { code field } } }`,
    { input },
  );
  return {
    record: data[change][record],
    userErrors: data[change].userErrors as { code: string; field: string[] }[],
  };
}

async function does(person: Person, change: string, input: object) {
  const { record, userErrors } = await sends(person, change, input);
  expect(userErrors).toEqual([]);
  return record;
}

const toMend = async (person: Person, change: string, input: object) =>
  (await sends(person, change, input)).userErrors.map(({ code, field }) => `${code} ${field.join('.')}`);
const at = ({ id, version }: { id: string; version: number }) => ({ id, expectedVersion: version });
const codes = (...all: string[]) => all.map((code) => ({ code }));

describe('partners', () => {
  let service: TestService;
  let network: Network;
  let guizhou: Person;
  let qiandongnan: Person;
  let hunan: Person;
  let admin: Person;
  const today = businessDate(new Date());

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    guizhou = await network.person('MANAGER', '520000');
    qiandongnan = await network.person('MANAGER', '522600');
    hunan = await network.person('MANAGER', '430000');
    admin = await network.person('ADMIN', null);
  });
  afterAll(() => service.stop());

  const signing = (more: object = {}) => ({
    idempotencyKey: crypto.randomUUID(),
    kind: 'ONE_TO_ONE',
    homeRegionCodes: ['522600'],
    hostRegionCodes: ['440600'],
    signedOn: addDays(today, -100),
    expiresOn: addDays(today, 10),
    ...more,
  });

  describe('an agreement', () => {
    it('is signed once for one key, and says how it stands', async () => {
      const input = signing();
      const agreement = await does(guizhou, 'signAgreement', input);
      expect(agreement).toMatchObject({
        version: 1,
        level: 'CITY',
        parties: codes('522600', '440600'),
        homeParties: codes('522600'),
        hostParties: codes('440600'),
        keptBy: { code: '522600' },
        endsOn: addDays(today, 10),
        daysLeft: 10,
        standing: 'EXPIRING',
        soon: 'IN_FORCE',
      });
      expect(await does(guizhou, 'signAgreement', input)).toEqual(agreement);
    });

    it.each([
      ['of somebody else’s region', { homeRegionCodes: ['522600', '430000'] }, 'INVALID homeRegionCodes.1'],
      ['of no region', { hostRegionCodes: ['440600', '999999'] }, 'INVALID hostRegionCodes.1'],
      ['without a host', { hostRegionCodes: [] }, 'REQUIRED hostRegionCodes'],
      ['between three, one to one', { hostRegionCodes: ['440600', '330200'] }, 'INVALID kind'],
      ['of two, as an alliance', { kind: 'ALLIANCE' }, 'INVALID kind'],
      ['with its own province', { hostRegionCodes: ['520100'] }, 'INVALID hostRegionCodes'],
      ['signed tomorrow', { signedOn: addDays(today, 1) }, 'INVALID signedOn'],
      ['that ends as it is signed', { expiresOn: addDays(today, -100) }, 'INVALID expiresOn'],
    ])('%s is refused', async (_, more, told) => {
      const before = await network.contents();
      expect(await toMend(guizhou, 'signAgreement', signing(more))).toEqual([told]);
      expect(await network.contents()).toEqual(before);
    });

    it('is kept by the smallest region that holds its home parties, and by no other', async () => {
      const alliance = await does(
        guizhou,
        'signAgreement',
        signing({ kind: 'ALLIANCE', homeRegionCodes: ['522600', '522722'] }),
      );
      expect(alliance).toMatchObject({ level: 'CITY', keptBy: { code: '520000' } });
      const edit = (of: { id: string; version: number }) => ({ ...at(of), expiresOn: null });
      expect(await toMend(qiandongnan, 'editAgreement', edit(alliance))).toEqual(['NOT_FOUND id']);
      expect(await toMend(hunan, 'editAgreement', edit(alliance))).toEqual(['NOT_FOUND id']);
      expect(await does(admin, 'editAgreement', edit(alliance))).toMatchObject({
        daysLeft: null,
        standing: 'IN_FORCE',
      });

      const ofTwo = await does(
        admin,
        'signAgreement',
        signing({ kind: 'ALLIANCE', homeRegionCodes: ['430000', '520000'], hostRegionCodes: ['440000'] }),
      );
      expect(ofTwo).toMatchObject({
        level: 'PROVINCE',
        keptBy: null,
        parties: codes('430000', '520000', '440000'),
      });
      for (const manager of [guizhou, hunan]) {
        expect(
          await toMend(manager, 'terminateAgreement', { ...at(ofTwo), terminatedOn: today, reason: '退出' }),
        ).toEqual(['NOT_FOUND id']);
      }
    });

    it('is renewed while it holds, and signed anew afterwards', async () => {
      const agreement = await does(guizhou, 'signAgreement', signing());
      const renew = (expiresOn: string | null) =>
        toMend(guizhou, 'renewAgreement', { ...at(agreement), expiresOn });
      expect(await renew(addDays(today, 10))).toEqual(['INVALID expiresOn']);
      const renewed = await does(guizhou, 'renewAgreement', {
        ...at(agreement),
        expiresOn: addDays(today, 400),
      });
      expect(renewed).toMatchObject({ standing: 'IN_FORCE', daysLeft: 400, version: 2 });
      expect(await renew(null)).toEqual(['STALE_VERSION expectedVersion']);
      const forEver = await does(guizhou, 'renewAgreement', at(renewed));
      expect(forEver).toMatchObject({ expiresOn: null, daysLeft: null });
      expect(await toMend(guizhou, 'renewAgreement', at(forEver))).toEqual(['ILLEGAL_TRANSITION id']);

      const expired = await does(guizhou, 'signAgreement', signing({ expiresOn: today }));
      expect(expired.standing).toBe('EXPIRED');
      expect(
        await toMend(guizhou, 'renewAgreement', { ...at(expired), expiresOn: addDays(today, 400) }),
      ).toEqual(['ILLEGAL_TRANSITION id']);
    });

    it('ends before its term on a day within it, once', async () => {
      const agreement = await does(guizhou, 'signAgreement', signing());
      const end = (days: number, of = agreement) => ({
        ...at(of),
        terminatedOn: addDays(today, days),
        reason: '合作结束',
      });
      expect(await toMend(guizhou, 'terminateAgreement', end(10))).toEqual(['INVALID terminatedOn']);
      expect(await toMend(guizhou, 'terminateAgreement', end(-101))).toEqual(['INVALID terminatedOn']);
      const answers = await Promise.all(
        [1, 2, 3].map((days) => sends(guizhou, 'terminateAgreement', end(days))),
      );
      expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([
        'STALE_VERSION',
        'STALE_VERSION',
      ]);
      const ended = answers.find(({ record }) => record)?.record;
      expect(ended).toMatchObject({ standing: 'EXPIRING', terminationReason: '合作结束' });
      expect(await toMend(guizhou, 'terminateAgreement', end(0, ended))).toEqual(['ILLEGAL_TRANSITION id']);
      expect(await toMend(guizhou, 'editAgreement', { ...at(ended), expiresOn: null })).toEqual([
        'ILLEGAL_TRANSITION id',
      ]);
      const now = await does(
        guizhou,
        'terminateAgreement',
        end(0, await does(guizhou, 'signAgreement', signing())),
      );
      expect(now).toMatchObject({ standing: 'TERMINATED', daysLeft: 0, endsOn: today });
    });

    it('credits what offices publish to its home provinces, while it holds', async () => {
      const office = await network.person('HR_OFFICER', '350582');
      const enterprise = await network.enterprise('350582');
      const creditedTo = async () => {
        const { postJob } = await office.data(
          'mutation ($input: PostJobInput!) { postJob(input: $input) { jobPosting { id version } userErrors { code field } } }',
          {
            input: {
              idempotencyKey: crypto.randomUUID(),
              enterpriseId: enterprise.id,
              title: '普工',
              openings: 5,
              payUnit: 'MONTH',
              payMin: '5000',
              regionCode: '350582',
              validThrough: '2999-12-31',
              duties: '装配',
              conditions: '不限',
            },
          },
        );
        expect(postJob.userErrors).toEqual([]);
        const { publishJobPosting } = await office.data(
          'mutation ($input: PublishJobPostingInput!) { publishJobPosting(input: $input) { userErrors { code field } } }',
          { input: at(postJob.jobPosting) },
        );
        expect(publishJobPosting.userErrors).toEqual([]);
        const rows = await service.sql<{ tenant: string }>(
          `SELECT c.tenant FROM job_collection c JOIN job_posting j ON j.id = c.posting_id
            WHERE j.id = (SELECT max(id::text)::uuid FROM job_posting) ORDER BY 1`,
        );
        return rows.map(({ tenant }) => tenant);
      };
      const hosts = { hostRegionCodes: ['350500', '330200'], kind: 'ALLIANCE' };
      const alliance = await does(
        guizhou,
        'signAgreement',
        signing({ ...hosts, homeRegionCodes: ['520000'] }),
      );
      const hunans = await does(
        hunan,
        'signAgreement',
        signing({ homeRegionCodes: ['431225'], hostRegionCodes: ['350582'] }),
      );
      // Zhejiang's city hosts as well, and is credited with nothing.
      expect(await creditedTo()).toEqual(['43', '52']);
      await does(hunan, 'terminateAgreement', { ...at(hunans), terminatedOn: today, reason: '结束' });
      expect(await creditedTo()).toEqual(['52']);
      await does(guizhou, 'editAgreement', { ...at(alliance), expiresOn: addDays(today, -1) });
      expect(await creditedTo()).toEqual([]);
    });

    it('is found by kind, level, party and day, and by how soon it ends', async () => {
      await service.sql('DELETE FROM cooperation_agreement_party');
      await service.sql('DELETE FROM cooperation_agreement');
      const sign = async (expiresOn: string | null, more: object = {}) =>
        (await does(guizhou, 'signAgreement', signing({ expiresOn, ...more }))).id;
      const far = await sign(addDays(today, 300), { signedOn: addDays(today, -3) });
      const forEver = await sign(null, { signedOn: addDays(today, -2), homeRegionCodes: ['520000'] });
      const soon = await sign(addDays(today, 20), {
        signedOn: addDays(today, -5),
        kind: 'EAST_WEST_PAIRING',
      });
      const past = await sign(addDays(today, -50), { hostRegionCodes: ['330200'] });
      const found = (filter: object | null, orderBy = 'NEWEST') =>
        guizhou.walk<{ id: string }>(
          `query ($first: Int!, $after: String, $filter: AgreementFilter, $orderBy: AgreementOrder) {
             agreements(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
               edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
          2,
          { filter, orderBy },
          (data) => data.agreements,
        );
      const ids = async (filter: object | null, orderBy?: string) =>
        (await found(filter, orderBy)).map(({ id }) => id);
      expect({
        newest: await ids(null),
        ending: await ids(null, 'ENDING'),
        pairing: await ids({ kind: 'EAST_WEST_PAIRING' }),
        provinces: await ids({ level: 'PROVINCE' }),
        withZhejiang: await ids({ hostRegionCode: '33' }),
        ofTheCity: await ids({ homeRegionCode: '5226' }),
        ofTheHostAsHome: await ids({ homeRegionCode: '44' }),
        today: await ids({ inForceOn: today }, 'ENDING'),
        before: await ids({ inForceOn: addDays(today, -51) }),
        soon: await ids({ endingWithinDays: 20 }),
        sooner: await ids({ endingWithinDays: 19 }),
        inAYear: await ids({ endingWithinDays: 365 }, 'ENDING'),
      }).toEqual({
        newest: [forEver, far, soon, past],
        ending: [past, soon, far, forEver],
        pairing: [soon],
        provinces: [forEver],
        withZhejiang: [past],
        ofTheCity: [far, soon, past],
        ofTheHostAsHome: [],
        today: [soon, far, forEver],
        before: [past],
        soon: [soon],
        sooner: [],
        inAYear: [soon, far],
      });
    });

    it.each([
      ['{ agreements(first: 1, filter: { endingWithinDays: -1 }) { edges { cursor } } }'],
      ['{ agreements(first: 1, filter: { endingWithinDays: 2000000000 }) { edges { cursor } } }'],
      ['{ agreements(first: 1) { edges { node { standing(withinDays: -1) } } } }'],
      ['{ agreements(first: 1, filter: { homeRegionCode: "99" }) { edges { cursor } } }'],
    ])('asked for by nonsense is not found: %s', async (query) => {
      expect(await guizhou.codes(query)).toEqual(['BAD_USER_INPUT']);
    });
  });

  describe('an HR office', () => {
    const opening = (more: object = {}) => ({
      idempotencyKey: crypto.randomUUID(),
      name: '三水区人力资源和社会保障局',
      hostRegionCode: '440607',
      phone: '0757-87712333',
      address: '广海大道中',
      ...more,
    });

    it('stands in everybody’s directory once, and is kept by whoever entered it', async () => {
      const answers = await Promise.all(
        [guizhou, hunan, admin].map((one) => sends(one, 'openHrOffice', opening())),
      );
      expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([
        'CONFLICT',
        'CONFLICT',
      ]);
      await does(hunan, 'openHrOffice', opening({ name: '另一局' }));
      const { record } = answers.find((answer) => answer.record) ?? {};
      expect(await toMend(qiandongnan, 'editHrOffice', { ...at(record), phone: null })).toEqual([
        'NOT_FOUND id',
      ]);
      const edited = await does(admin, 'editHrOffice', { ...at(record), phone: null });
      expect(edited).toMatchObject({ phone: null, address: '广海大道中', version: 2 });
      expect(await toMend(admin, 'editHrOffice', { ...at(edited), name: '另一局' })).toEqual([
        'CONFLICT name',
      ]);
      expect(await toMend(admin, 'editHrOffice', { ...at(record), name: '又一局' })).toEqual([
        'STALE_VERSION expectedVersion',
      ]);

      const staff = await network.person(
        'STATION_STAFF',
        '522626',
        await network.station('WORKSTATION', '522626', '440607'),
      );
      const names = async (filter: string) =>
        (
          await staff.data(`{ hrOffices(first: 9, filter: { ${filter} }) { edges { node { name } } } }`)
        ).hrOffices.edges
          .map(({ node }: { node: { name: string } }) => node.name)
          .sort();
      const both = ['三水区人力资源和社会保障局', '另一局'];
      expect(await names('hostRegionCode: "4406"')).toEqual(both);
      expect(await names('hostRegionCode: "4406", search: "三水"')).toEqual([both[0]]);
      expect(await names('hostRegionCode: "33"')).toEqual([]);
      const closed = await does(admin, 'closeHrOffice', at(edited));
      expect(closed.closedOn).toBe(today);
      expect(await toMend(admin, 'closeHrOffice', at(closed))).toEqual(['ILLEGAL_TRANSITION id']);
      expect(await names('hostRegionCode: "4406"')).toEqual([both[1]]);
      expect(await names('hostRegionCode: "4406", closed: true')).toEqual(both);
      // Its name is free again.
      await does(guizhou, 'openHrOffice', opening());
    });

    it.each([
      ['of one’s own province', { hostRegionCode: '520102' }, 'INVALID hostRegionCode'],
      ['without a name', { name: '' }, 'REQUIRED name'],
      ['with a word for a telephone', { phone: '电话' }, 'INVALID phone'],
      ['of an endless address', { address: '路'.repeat(201) }, 'INVALID address'],
    ])('%s is refused', async (_, more, told) => {
      expect(await toMend(guizhou, 'openHrOffice', opening(more))).toEqual([told]);
    });
  });

  it('partner provinces show stations, agreements and offices, in as many statements for ten as for one', async () => {
    const qinghai = await network.person('MANAGER', '630000');
    const hosts = ['440000', '330000', '320000', '350000', '370000', '310000', '110000', '360000'];
    const query = `{ partnerProvinces { region { code } stations
      stationsThere(first: 3) { edges { node { homeRegion { code } hostRegion { code } } } pageInfo { hasNextPage } }
      hrOffices(first: 3) { edges { node { hostRegion { code } } } }
      agreement { level } agreements { level parties { code } } } }`;
    const costOf = async () => {
      service.statements.length = 0;
      const { partnerProvinces } = await qinghai.data(query);
      // Whether the bearer's session was just read or is remembered is another matter.
      const statements = service.statements.filter((name) => name !== 'session').sort();
      return { partnerProvinces, statements };
    };
    const add = async (host: string) => {
      for (let i = 0; i < 4; i++)
        await network.station('WORKSTATION', `63010${i + 2}`, `${host.slice(0, 2)}0100`);
      await network.station('WORKSTATION', '630102', host, { closedOn: today });
      await network.station('WORKSTATION', '630102', host, { openedOn: addDays(today, 1) });
      await network.hrOffice(`${host.slice(0, 2)}0100`, '630000');
      await network.agreement(['630000', host]);
      await network.agreement(['630100', `${host.slice(0, 2)}0100`]);
      await network.agreement(['630000', host], addDays(today, -1));
    };
    await add('440000');
    const one = await costOf();
    expect(one.statements).toEqual(['agreement', 'hrOffices', 'partnerProvinces', 'stations']);
    for (const host of hosts.slice(1)) await add(host);
    const ten = await costOf();
    expect(ten.statements).toEqual(one.statements);
    expect(ten.partnerProvinces).toHaveLength(hosts.length);
    const [guangdong] = ten.partnerProvinces.filter(
      ({ region }: { region: { code: string } }) => region.code === '440000',
    );
    expect(guangdong).toMatchObject({
      stations: 4,
      stationsThere: { pageInfo: { hasNextPage: true } },
      agreement: { level: 'PROVINCE' },
      agreements: [{ parties: codes('630000', '440000') }, { parties: codes('630100', '440100') }],
    });
    expect(guangdong.stationsThere.edges.map(({ node }: { node: object }) => node)).toEqual(
      ['630102', '630103', '630104'].map((code) => ({
        homeRegion: { code },
        hostRegion: { code: '440100' },
      })),
    );
    expect(guangdong.hrOffices.edges.length).toBeGreaterThan(0);
    const { partnerProvinces } = await qinghai.data(
      '{ partnerProvinces { region { code } hrOffices(first: 9) { edges { node { hostRegion { code } } } } } }',
    );
    for (const { region, hrOffices } of partnerProvinces) {
      for (const { node } of hrOffices.edges)
        expect(node.hostRegion.code.slice(0, 2)).toBe(region.code.slice(0, 2));
    }
    const staff = await network.person('HOTLINE_AGENT', '630000');
    const seen = await staff.data('{ partnerProvinces { agreement { id } agreements { id } } }');
    expect(seen.partnerProvinces[0]).toEqual({ agreement: null, agreements: [] });
  });
});
