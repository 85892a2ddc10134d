import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import writeXlsx from 'write-excel-file/node';
import { operate } from '../support/cli.ts';
import { signIn } from '../support/client.ts';
import { keepPersonal } from '../support/evidence.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

type Cell = string | number | Date | null;
const DAY = new Date('2024-03-01T00:00:00Z');

const STATIONS = ['站点名称', '层级', '派出地区划代码', '驻地区划代码', '上级站点', '办公电话', '设立日期'];
const STAFF = ['Name', 'Username', 'Role', 'Region code', 'Station'];

describe('npm run province:import', () => {
  let service: TestService;
  let network: Network;
  let directory: string;
  let manager: Person;
  const file = (name: string) => join(directory, name);

  /** A workbook with these sheets, each with its headings. */
  async function workbook(name: string, sheets: Record<string, Cell[][]>): Promise<string> {
    const cell = (value: Cell) =>
      value === null
        ? null
        : value instanceof Date
          ? { value, type: Date, format: 'yyyy/m/d' }
          : typeof value === 'number'
            ? { value, type: Number }
            : { value, type: String };
    const buffer = await writeXlsx(
      Object.entries(sheets).map(([sheet, rows]) => ({ sheet, data: rows.map((row) => row.map(cell)) })),
    ).toBuffer();
    await writeFile(file(name), buffer);
    for (const rows of Object.values(sheets)) {
      const [headings = [], ...entries] = rows;
      const at = headings.findIndex((heading) => /^(Name|姓名)$/.test(String(heading)));
      for (const entry of entries) if (at >= 0) keepPersonal('name', String(entry[at] ?? ''));
    }
    return file(name);
  }
  const imports = (files: string[], as: string, ...more: string[]) =>
    operate('import-province', [...files, '--as', as, ...more], {
      DATABASE_URL: service.database.serviceUrl,
      MIGRATIONS_DATABASE_URL: service.database.ownerUrl,
      DATA_KEY: service.dataKey.toString('base64'),
      DATA_DIR: file('data'),
    });
  const as = ({ actor }: Person) => actor.username;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'import-'));
    await chmod(directory, 0o711);
    service = await startTestService();
    network = new Network(service);
    manager = await network.person('MANAGER', '520000');
  });
  afterAll(() => service.stop());

  describe('from a workbook', () => {
    let ended: { code: number | null; said: string };
    let passwords: Map<string, string>;
    let path: string;

    beforeAll(async () => {
      path = await workbook('guizhou.xlsx', {
        站点: [
          STATIONS,
          ['岑巩驻三水工作站', '县级工作站', 522626, 440607, '黔东南驻佛山分站', '0757-87712333', DAY],
          ['黔东南驻佛山分站', 'Branch', '522600', '440600', '贵州驻广东总站', null, '2024/3/1'],
          [null, null, null, null, null, null, null],
          ['贵州驻广东总站', '总站', '520000', '440000', null, null, '2024年3月1日'],
        ],
        随便叫什么: [
          STAFF,
          ['杨光', 'Cengong.Yang', '站点工作人员', null, '岑巩驻三水工作站'],
          ['12333 一号', 'hotline.one', 'Hotline agent', '520000', null],
          ['州管理', 'qdn.manager', '管理人员 / Manager', 522600, null],
        ],
        '说明 Notes': [['列'], ['什么都可以写']],
      });
      ended = await imports([path], as(manager));
      const [sheet] = await readXlsx(await readFile(file('guizhou.passwords.xlsx')));
      passwords = new Map(sheet?.data.slice(1).map(([, name, password]) => [String(name), String(password)]));
      for (const password of passwords.values()) keepPersonal('password', password);
    }, 60_000);

    it('opens the stations, each under its parent wherever that stands', async () => {
      expect(ended.said).toMatch(/Stations: 3 new, 0 there already/);
      const { stations } = await manager.data(
        '{ stations(first: 9) { edges { node { name tier phone openedOn parent { name } hostRegion { code } } } } }',
      );
      expect(stations.edges.map(({ node }: { node: object }) => node)).toEqual(
        expect.arrayContaining([
          {
            name: '岑巩驻三水工作站',
            tier: 'WORKSTATION',
            phone: '0757-87712333',
            openedOn: '2024-03-01',
            parent: { name: '黔东南驻佛山分站' },
            hostRegion: { code: '440607' },
          },
          {
            name: '贵州驻广东总站',
            tier: 'HEADQUARTERS',
            phone: null,
            openedOn: '2024-03-01',
            parent: null,
            hostRegion: { code: '440000' },
          },
        ]),
      );
    });

    it('lets everybody in with the password from a file that its owner alone may read', async () => {
      expect(ended).toMatchObject({ code: 0, said: expect.stringMatching(/Staff: 3 new/) });
      expect((await stat(file('guizhou.passwords.xlsx'))).mode & 0o777).toBe(0o600);
      expect([...passwords.keys()]).toEqual(['cengong.yang', 'hotline.one', 'qdn.manager']);
      for (const [username, password] of passwords) {
        const { viewer } = await (await signIn(service.url, username, password)).data(
          '{ viewer { role scope { code } } }',
        );
        expect(viewer).toEqual(
          {
            'cengong.yang': { role: 'STATION_STAFF', scope: { code: '522626' } },
            'hotline.one': { role: 'HOTLINE_AGENT', scope: { code: '520000' } },
            'qdn.manager': { role: 'MANAGER', scope: { code: '522600' } },
          }[username],
        );
      }
    });

    it('tells no password to the terminal', () => {
      expect(passwords.size).toBe(3);
      for (const password of passwords.values()) expect(ended.said).not.toContain(password);
    });

    it('leaves the traces that the manager would have left', async () => {
      const rows = await service.sql(
        `SELECT operation, count(*)::int AS n FROM audit_entry WHERE actor_id = $1 AND tenant = '52'
          GROUP BY operation ORDER BY operation`,
        [manager.actor.id],
      );
      expect(rows).toEqual([
        { operation: 'createAccount', n: 3 },
        { operation: 'openStation', n: 3 },
      ]);
    });

    it('changes nothing when it is imported again', async () => {
      const before = await network.contents();
      const again = await imports([path], as(manager));
      expect(again).toMatchObject({ code: 0 });
      expect(again.said).toMatch(/Stations: 0 new, 3 there already[\s\S]*Staff: 0 new, 3 there already/);
      expect(await network.contents()).toEqual(before);
    });

    it('does not take what stands elsewhere in the service for what is in the sheet', async () => {
      const moved = await workbook('moved.xlsx', {
        a: [STATIONS, ['岑巩驻三水工作站', '工作站', '522626', '440306', null, null, DAY]],
        b: [STAFF, ['杨光', 'cengong.yang', '热线坐席', '520000', null]],
      });
      const { code, said } = await imports([moved], as(manager));
      expect(code).toBe(1);
      expect(said).toMatch(
        /moved\.xlsx a 第 2 行 驻地区划代码：系统中已有同名记录.*row 2, Host region code: A record/,
      );
      expect(said).toMatch(/moved\.xlsx b 第 2 行 角色：系统中已有同名记录/);
    });
  });

  it('takes the files that Excel saves as CSV on a Chinese Windows', async () => {
    // 省级总站 in GB 18030, as iconv writes it.
    const gb = (bytes: string) => Buffer.from(bytes, 'hex');
    const heading = gb(
      'd5beb5e3c3fbb3c62cb2e3bcb62cc5c9b3f6b5d8c7f8bbaeb4fac2eb2cd7a4b5d8c7f8bbaeb4fac2eb2cc9e8c1a2c8d5c6da0d0a',
    );
    const row = gb(
      'b9f3d6ddd7a4d5e3bdad2ccaa1bcb6d7dcd5be2c3532303030302c3333303030302c323032342f332f310d0a',
    );
    await writeFile(file('stations.csv'), Buffer.concat([heading, row]));
    await writeFile(
      file('staff.csv'),
      '\ufeffName,Username,Role,Region code\r\n"Li, Hua",li.hua,AUDITOR,520000\r\n',
    );
    const { code, said } = await imports([file('stations.csv'), file('staff.csv')], as(manager));
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/Stations: 1 new[\s\S]*Staff: 1 new/),
    });
    expect(await service.sql("SELECT name, tier FROM station WHERE host_region_code = '330000'")).toEqual([
      { name: '贵州驻浙江', tier: 'HEADQUARTERS' },
    ]);
  });

  it('tells of every mistake by sheet, row and column in both languages, and imports nothing', async () => {
    const path = await workbook('wrong.xlsx', {
      stations: [
        STATIONS,
        ['甲', '县级工作站', '522626', '999999', null, null, DAY],
        [null, '县级工作站', '522626', '440607', null, null, DAY],
        ['乙', '大站', '522626', '440607', null, null, '去年'],
        ['丙', '县级工作站', '522600', '440607', null, null, DAY],
        ['丁', '县级工作站', '522626', '440607', '无此站', null, DAY],
        ['戊', '县级工作站', '431225', '440607', null, null, DAY],
        ['己', '县级工作站', '522627', '440607', null, null, DAY],
        ['己', '县级工作站', '522627', '440607', null, null, DAY],
        ['庚', '县级工作站', '522628', '440607', '甲', 'abc', DAY],
      ],
      staff: [
        [...STAFF, '工号'],
        ['王', 'fine.one', '管理人员', '520000', null, '7'],
        ['王', '不行', '管理人员', '520000', null, null],
        ['王', 'fine.one', '管理人员', '520000', null, null],
        ['王', 'no.station', '站点工作人员', null, '甲', null],
        ['王', 'an.admin', 'ADMIN', null, null, null],
      ],
      other: [
        ['日期', '事项'],
        ['x', 'y'],
      ],
      part: [
        ['姓名', '用户名'],
        ['王', 'some.body'],
      ],
    });
    const before = await network.contents();
    const { code, said } = await imports([path], as(manager));
    expect(code).toBe(1);
    const lines = said.split('\n').filter((line) => line.startsWith('  '));
    expect(lines.map((line) => line.trim().split('：')[0]?.replace('wrong.xlsx ', ''))).toEqual([
      'other 第 1 行',
      'part 第 1 行 角色',
      'part 第 2 行 角色',
      'staff 第 1 行 工号',
      'staff 第 3 行 用户名',
      'staff 第 4 行 用户名',
      'staff 第 5 行 所在站点',
      'staff 第 6 行 角色',
      'stations 第 2 行 驻地区划代码',
      'stations 第 3 行 站点名称',
      'stations 第 4 行 层级',
      'stations 第 4 行 设立日期',
      'stations 第 5 行 派出地区划代码',
      'stations 第 6 行 上级站点',
      'stations 第 7 行 派出地区划代码',
      'stations 第 9 行 站点名称',
      'stations 第 10 行 上级站点',
    ]);
    expect(said).toMatch(/有 17 处需改正，未导入 \/ 17 to be mended; nothing was imported/);
    expect(said).toContain('第 3 行 站点名称：此项必填。 / row 3, Station name: This is required.');
    expect(await network.contents()).toEqual(before);
    await expect(stat(file('wrong.passwords.xlsx'))).rejects.toThrow(/ENOENT/);
  });

  it('does for a city’s manager what the city’s manager may do', async () => {
    const city = await network.person('MANAGER', '522600');
    const path = await workbook('city.xlsx', {
      a: [
        STATIONS,
        ['剑河驻惠州', '工作站', '522629', '441302', null, null, DAY],
        ['荔波驻惠州', '工作站', '522722', '441302', null, null, DAY],
      ],
    });
    const { code, said } = await imports([path], as(city));
    expect({ code, said }).toMatchObject({
      code: 1,
      said: expect.stringMatching(
        /1 to be mended[\s\S]*row 3, Home region code: The region is outside your own/,
      ),
    });
  });

  it('is for managers alone', async () => {
    const path = await workbook('one.xlsx', { a: [STATIONS] });
    for (const who of [
      await network.person('HOTLINE_AGENT', '520000'),
      await network.person('ADMIN', null),
    ]) {
      expect((await imports([path], as(who))).said).toMatch(/There is no manager whose account is named/);
    }
    expect((await imports([path], 'no.body')).code).toBe(1);
    expect((await imports([], as(manager))).said).toMatch(/Usage/);
  }, 60_000);

  it('does not write over a file of passwords, nor import without writing them', async () => {
    const path = await workbook('two.xlsx', { a: [STAFF, ['王', 'second.one', '管理人员', '520000', null]] });
    await writeFile(file('kept.xlsx'), 'kept');
    const before = await network.contents();
    const { code, said } = await imports([path], as(manager), '--passwords', file('kept.xlsx'));
    expect({ code, said }).toMatchObject({
      code: 1,
      said: expect.stringMatching(/kept\.xlsx 已存在 \/ .* exists/),
    });
    expect(await readFile(file('kept.xlsx'), 'utf8')).toBe('kept');
    expect(await network.contents()).toEqual(before);
  });

  it.each([
    ['a workbook that is none', 'broken.xlsx', 'PK\u0003\u0004 nothing', /cannot be read/],
    ['a document', 'network.docx', 'text', /neither an \.xlsx nor a \.csv/],
    ['an unfinished quote', 'broken.csv', '姓名,"用户名\n', /cannot be read/],
  ])('refuses %s', async (_, name, content, message) => {
    await writeFile(file(name), content);
    expect(await imports([file(name)], as(manager))).toMatchObject({
      code: 1,
      said: expect.stringMatching(message),
    });
  });

  it('refuses a file that is not there', async () => {
    expect((await imports([file('missing.xlsx')], as(manager))).said).toMatch(/missing\.xlsx is not there/);
  });

  it('has a template, in which nothing is to be mended and nothing to import', async () => {
    const template = file('template.xlsx');
    const written = await operate('province-template', [template], {});
    expect(written).toMatchObject({ code: 0 });
    expect(await imports([template], as(manager))).toMatchObject({
      code: 0,
      said: expect.stringMatching(/Stations: 0 new, 0 there already/),
    });
    expect(await operate('province-template', [template], {})).toMatchObject({
      code: 1,
      said: expect.stringMatching(/exists already/),
    });
  });
});
