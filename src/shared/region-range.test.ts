import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { covers, intersect, prefixOf, provinceOf, regionRange } from './region-range.ts';

const twoDigits = (min: number, max: number) =>
  fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'));
const province = twoDigits(10, 89);
const city = fc.tuple(province, twoDigits(1, 99)).map((parts) => parts.join(''));
const county = fc.tuple(city, twoDigits(1, 99)).map((parts) => parts.join(''));
const anyRegion = fc.oneof(province, city, county);

describe('the range of a region', () => {
  it.each([
    ['52', '520000', '530000'],
    ['520000', '520000', '530000'],
    ['5226', '522600', '522700'],
    ['522600', '522600', '522700'],
    ['522626', '522626', '522627'],
    ['59', '590000', '600000'],
    ['5299', '529900', '530000'],
    ['522699', '522699', '522700'],
    ['89', '890000', '900000'],
  ])('of %s runs from %s to %s', (code, from, to) => {
    expect(regionRange(code)).toEqual({ from, to });
  });

  it.each([
    ['520000', '52'],
    ['5226', '5226'],
    ['522626', '522626'],
    ['441900', '4419'],
  ])('of %s holds the codes that begin with %s', (code, prefix) => {
    expect(prefixOf(regionRange(code))).toBe(prefix);
  });

  it.each([
    '',
    '5',
    '522',
    '52262',
    '5226261',
    '5200',
    '520001',
    '00',
    '000000',
    '99',
    '5a',
    ' 52',
    '52\n',
    '５２',
  ])('refuses %j', (code) => {
    expect(() => regionRange(code)).toThrow(RangeError);
    expect(() => provinceOf(code)).toThrow(RangeError);
    expect(() => covers(regionRange('52'), code)).toThrow(RangeError);
  });

  it('has six digits at both ends, and is the same for a prefix and for the whole code', () => {
    fc.assert(
      fc.property(anyRegion, (code) => {
        const range = regionRange(code);
        expect(`${range.from}${range.to}`).toMatch(/^\d{12}$/);
        expect(range.from < range.to).toBe(true);
        expect(regionRange(code.padEnd(6, '0'))).toEqual(range);
      }),
    );
  });

  it('covers a county exactly when the county begins with the prefix', () => {
    fc.assert(
      fc.property(anyRegion, county, (scope, code) => {
        expect(covers(regionRange(scope), code)).toBe(code.startsWith(scope));
      }),
    );
    fc.assert(fc.property(county, (code) => covers(regionRange(code.slice(0, 4)), code)));
  });

  it('covers itself and nothing above itself', () => {
    expect(covers(regionRange('5226'), '5226')).toBe(true);
    expect(covers(regionRange('5226'), '520000')).toBe(false);
    expect(covers(regionRange('522626'), '522600')).toBe(false);
  });
});

describe('the intersection of two ranges', () => {
  it('is the narrower one of a branch, and null between branches', () => {
    const guizhou = regionRange('52');
    const cengong = regionRange('522626');
    expect(intersect(guizhou, cengong)).toEqual(cengong);
    expect(intersect(guizhou, guizhou)).toEqual(guizhou);
    expect(intersect(cengong, regionRange('522627'))).toBeNull();
    expect(intersect(guizhou, regionRange('53'))).toBeNull();
  });

  it('covers what both cover, whichever comes first', () => {
    fc.assert(
      fc.property(anyRegion, anyRegion, county, (one, other, code) => {
        const [a, b] = [regionRange(one), regionRange(other)];
        const both = intersect(a, b);
        expect(intersect(b, a)).toEqual(both);
        expect(both !== null && covers(both, code)).toBe(covers(a, code) && covers(b, code));
      }),
    );
    fc.assert(
      fc.property(county, fc.constantFrom(2, 4, 6), fc.constantFrom(2, 4, 6), (code, i, j) => {
        const narrower = regionRange(code.slice(0, Math.max(i, j)));
        expect(intersect(regionRange(code.slice(0, i)), regionRange(code.slice(0, j)))).toEqual(narrower);
      }),
    );
  });
});

describe('the province of a region', () => {
  it('is its first two digits', () => {
    expect(provinceOf('522626')).toBe('52');
    expect(provinceOf('440000')).toBe('44');
    expect(provinceOf('44')).toBe('44');
  });
});
