/**
 * A region of GB/T 2260 as a half-open range of six-digit codes, itself and everything beneath it: `from <= code <
 * to`, compared byte by byte, as `COLLATE "C"` does. Province, city and county take two digits each, so any two
 * ranges are nested or disjoint.
 */
export interface RegionRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Two, four or six digits; 00 means "the whole of it". The first digit is 1 to 8, as the standard assigns it, so the
 * end of a range always has six digits.
 */
const shape = /^([1-8]\d)(?:0000|([0-9]{2})(?:00|([0-9]{2}))?)?$/;

/**
 * The range of a region, given by its six-digit code or its prefix: `52` and `520000` give 520000 to 530000, `5226`
 * gives 522600 to 522700, `522626` gives 522626 to 522627.
 * Throws a RangeError on anything else, among it the city 00 (`5200`), which would read as a whole province.
 */
export function regionRange(code: string): RegionRange {
  const [, province, city, county] = shape.exec(code) ?? [];
  if (province === undefined || city === '00') {
    throw new RangeError('Expected a region code of six digits or a prefix of 2 or 4 digits');
  }
  const prefix = province + (city ?? '') + (county ?? '');
  return { from: prefix.padEnd(6, '0'), to: String(Number(prefix) + 1).padEnd(6, '0') };
}

/** Whether the region with this code (or prefix) lies in the range with all that is beneath it. Throws as above. */
export function covers(range: RegionRange, code: string): boolean {
  const { from, to } = regionRange(code);
  return range.from <= from && to <= range.to;
}

/** Whether a range has one code alone, that of a county. */
export const isCounty = ({ from, to }: RegionRange): boolean => Number(from) + 1 === Number(to);

/** The digits that all codes of a region's range begin with: 52, 5226 or 522626. */
export const prefixOf = ({ from }: RegionRange): string => from.replace(/(00){1,2}$/, '');

/** What two ranges share, the narrower one; null when they are disjoint. */
export function intersect(a: RegionRange, b: RegionRange): RegionRange | null {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to < b.to ? a.to : b.to;
  return from < to ? { from, to } : null;
}

/** The two digits of the province a region lies in: the tenant of what belongs there. Throws as above. */
export function provinceOf(code: string): string {
  return regionRange(code).from.slice(0, 2);
}

/** The codes of a region and of those above it, nearest first: 440607, 440600, 440000. Takes six digits. */
export function selfAndAbove(code: string): string[] {
  return [...new Set([code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`])];
}
