import { describe, expect, it } from '@jest/globals';
import { regions } from './region.directory.ts';

describe('the directory of regions', () => {
  it('holds 31 provinces, 342 cities and 2,974 counties, each code once and in order', () => {
    expect(regions.list({ level: 'PROVINCE' })).toHaveLength(31);
    expect(regions.list({ level: 'CITY' })).toHaveLength(342);
    expect(regions.list({ level: 'COUNTY' })).toHaveLength(2974);
    const codes = regions.list({}).map((region) => region.code);
    expect([...new Set(codes)].sort()).toEqual(codes);
  });

  it('holds six digits and a Chinese name in every record', () => {
    const odd = regions.list({}).filter(({ code, name }) => !/^\d{6} \p{sc=Han}+$/u.test(`${code} ${name}`));
    expect(odd).toEqual([]);
  });

  it('places every county in a city and every city in a province', () => {
    const above = { COUNTY: 'CITY', CITY: 'PROVINCE', PROVINCE: undefined };
    const lost = regions.list({}).filter(({ level, parentCode }) => {
      return (parentCode === null ? undefined : regions.get(parentCode).level) !== above[level];
    });
    expect(lost).toEqual([]);
  });

  it('knows Cengong county in Qiandongnan in Guizhou', () => {
    expect(regions.get('522626')).toEqual({
      code: '522626',
      name: '岑巩县',
      level: 'COUNTY',
      parentCode: '522600',
    });
    expect(regions.get('522600')).toMatchObject({ level: 'CITY', parentCode: '520000' });
    expect(regions.get('520000')).toMatchObject({ name: '贵州省', level: 'PROVINCE', parentCode: null });
  });

  it('finds a province by 2 digits and a city by 4', () => {
    expect(regions.find('52')).toBe(regions.get('520000'));
    expect(regions.find('5226')).toBe(regions.get('522600'));
  });

  it.each(['', '5', '522', '52262', '5200', '00', '999999', '5226260', ' 52', '４４'])(
    'does not find %j',
    (code) => {
      expect(regions.find(code)).toBeUndefined();
    },
  );

  it('throws when the code of a region was promised and is none', () => {
    expect(() => regions.get('999999')).toThrow("Expected the code of a region, got '999999'");
  });

  it('lists the direct children of a region, by whole code or prefix', () => {
    expect(regions.list({ parentCode: '52' })).toHaveLength(9);
    expect(regions.list({ parentCode: '5226' })).toHaveLength(16);
    expect(regions.list({ parentCode: '5226' })).toBe(regions.list({ parentCode: '522600' }));
    expect(regions.list({ parentCode: '4406' }).map((region) => region.code)).toContain('440607');
  });

  it('combines level and parent', () => {
    expect(regions.list({ level: 'CITY', parentCode: '52' })).toHaveLength(9);
    expect(regions.list({ level: 'COUNTY', parentCode: '52' })).toEqual([]);
  });

  it.each(['441900', '442000', '460400', '620200'])(
    'lists nothing below %s, a city without counties',
    (city) => {
      expect(regions.get(city).level).toBe('CITY');
      expect(regions.list({ parentCode: city })).toEqual([]);
    },
  );

  it.each([
    ['440607', '广东省佛山市三水区'],
    ['4406', '广东省佛山市'],
    ['44', '广东省'],
    ['441900', '广东省东莞市'],
    ['110101', '北京市东城区'],
    ['500229', '重庆市城口县'],
    ['429004', '湖北省仙桃市'],
    ['659001', '新疆维吾尔自治区石河子市'],
    ['110100', '北京市市辖区'],
  ])('writes %s as %s', (code, name) => {
    expect(regions.fullName(code)).toBe(name);
  });

  it('knows codes that were retired, each once, in order, with a successor of the same province in use today', () => {
    const codes = regions.retired.map(({ code }) => code);
    expect(codes).toHaveLength(100);
    expect([...new Set(codes)].sort()).toEqual(codes);
    const odd = regions.retired.filter(
      ({ code, name, successor, validTo }) =>
        !/^\d{6} \p{sc=Han}+ 20\d\d-12-31$/u.test(`${code} ${name} ${validTo}`) ||
        successor.slice(0, 2) !== code.slice(0, 2) ||
        regions.get(successor).code !== successor ||
        regions.get(successor).level !== (code.endsWith('00') ? 'CITY' : 'COUNTY') ||
        regions.list({}).some((inUse) => inUse.code === code),
    );
    expect(odd).toEqual([]);
  });

  it('finds the region that took the place of a retired code, whole or as a prefix, and through several changes', () => {
    expect(regions.find('632126')).toBe(regions.get('630223'));
    expect(regions.find('6321')).toBe(regions.get('630200'));
    expect(regions.find('632121')).toBe(regions.get('630203'));
    expect(regions.list({ parentCode: '6321' })).toBe(regions.list({ parentCode: '6302' }));
  });

  it('tells the codes a region had before', () => {
    expect(regions.formerCodes('630203').map(({ code }) => code)).toEqual(['630221', '632121']);
    expect(regions.formerCodes('522626')).toEqual([]);
  });

  it('names a region and those above it by every code they have had, nearest first', () => {
    expect(regions.selfAndAbove('632126')).toEqual(['630223', '632126', '630200', '632100', '630000']);
    expect(regions.selfAndAbove('522626')).toEqual(['522626', '522600', '520000']);
  });

  it('gives the scope of a retired code: the present range, and former codes that lie outside it', () => {
    expect(regions.scope('home', '632126')).toEqual({
      side: 'home',
      regionCode: '630223',
      tenant: '63',
      from: '630223',
      to: '630224',
      former: ['632126'],
    });
    expect(regions.scope('home', '632100')).toEqual(regions.scope('home', '630200'));
    expect(regions.scope('home', '630200').former).toEqual([
      '632100',
      '632121',
      '632122',
      '632123',
      '632126',
      '632127',
      '632128',
    ]);
    expect(regions.scope('home', '630000').former).toEqual([]);
    const city = regions.scope('home', '630200');
    expect(
      ['632126', '630223', '630200', '632100', '632321'].map((code) => regions.isBeneath(city, code)),
    ).toEqual([true, true, false, false, false]);
    expect(regions.scope('host', '320508').former).toEqual(['320502', '320503', '320504']);
  });
});
