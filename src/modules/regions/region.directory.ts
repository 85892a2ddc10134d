import { covers, selfAndAbove } from '../../shared/region-range.ts';
import { type RegionScope, regionScope, type Side } from '../../shared/region-scope.ts';
import { regionLines } from './regions.data.ts';
import { retiredLines } from './retired.data.ts';

/** One administrative division. `code` has six digits; `parentCode` is null for a province only. */
export interface RegionRecord {
  readonly code: string;
  readonly name: string;
  readonly level: 'PROVINCE' | 'CITY' | 'COUNTY';
  readonly parentCode: string | null;
}

/** A code that a region had before. */
export interface RetiredCode {
  readonly code: string;
  /** What the region was called then. */
  readonly name: string;
  /** The first day it was no longer in use. */
  readonly validTo: string;
  /** The code in use today that took its place. */
  readonly successor: string;
}

interface RegionFilter {
  readonly level?: RegionRecord['level'] | undefined;
  readonly parentCode?: string | undefined;
}

/** Cities that exist in the code only, to hold the counties a province governs itself: nobody writes them in an address. */
const placeholderCity = /^(市辖区|县|(省|自治区)直辖县级行政区划)$/;

const all: readonly RegionRecord[] = regionLines.split('\n').map(parse);
const byCode = new Map(all.map((region) => [region.code, region]));
const byParent = new Map<string | null, RegionRecord[]>();
for (const region of all) {
  const siblings = byParent.get(region.parentCode);
  if (siblings) siblings.push(region);
  else byParent.set(region.parentCode, [region]);
}

const givenUp = retiredLines.split('\n').map(parseRetired);
const nextCode = new Map(givenUp.map(({ code, successor }) => [code, successor]));
const retired: readonly RetiredCode[] = givenUp.map((one) => ({ ...one, successor: current(one.successor) }));
const retiredBySuccessor = Map.groupBy(retired, ({ successor }) => successor);

/** The scopes of regions in use: everybody who asks has one, and it takes a look at every retired code. */
const scopes: Readonly<Record<Side, Map<string, RegionScope>>> = { home: new Map(), host: new Map() };

/** The regions of the country, held in memory: they change once a year, and every request asks for some. */
export const regions = {
  /**
   * The region with this code, given whole (`522600`) or as the 2 or 4 digits that matter (`5226`); for a retired code
   * the region that took its place.
   */
  find(code: string): RegionRecord | undefined {
    // Nearly all are whole codes in use.
    return byCode.get(code) ?? byCode.get(current(wholeCode(code)));
  },

  /** Like `find`, for codes that were checked before: an unknown one is a programming error and throws. */
  get(code: string): RegionRecord {
    const region = regions.find(code);
    if (!region) throw new Error(`Expected the code of a region, got '${code}'`);
    return region;
  },

  /** Regions in the order of their codes. `parentCode` (whole or prefix) asks for direct children; unknown: none. */
  list({ level, parentCode }: RegionFilter): readonly RegionRecord[] {
    const found = parentCode === undefined ? all : (byParent.get(current(wholeCode(parentCode))) ?? []);
    return level === undefined ? found : found.filter((region) => region.level === level);
  },

  /** The name as written in an address: 广东省佛山市三水区, 北京市东城区, 湖北省仙桃市. Throws like `get`. */
  fullName(code: string): string {
    const { name, parentCode } = regions.get(code);
    return parentCode === null ? name : ancestorNames(parentCode) + name;
  },

  /** Every code that was retired, in order, with the one in use today. */
  retired,

  /** The codes this region had before. */
  formerCodes(code: string): readonly RetiredCode[] {
    return retiredBySuccessor.get(code) ?? [];
  },

  /** The codes of a region and of those above it, nearest first, each with the codes it had before. Throws like `get`. */
  selfAndAbove(code: string): string[] {
    return selfAndAbove(regions.get(code).code).flatMap((one) => [
      one,
      ...regions.formerCodes(one).map((former) => former.code),
    ]);
  },

  /** What somebody of this region may see, be its code retired or not. Throws like `get`. */
  scope(side: Side, code: string): RegionScope {
    const inUse = regions.get(code).code;
    const known = scopes[side].get(inUse);
    if (known) return known;
    const scope = regionScope(side, inUse);
    const moved = retired.filter((one) => covers(scope, one.successor) && !covers(scope, one.code));
    const whole = { ...scope, former: moved.map((one) => one.code) };
    scopes[side].set(inUse, whole);
    return whole;
  },

  /** Whether a region, be its code retired or not, lies beneath one's own and is not the same. Throws like `get`. */
  isBeneath(scope: RegionScope | null, code: string): boolean {
    const inUse = regions.get(code).code;
    return scope !== null && inUse !== scope.regionCode && covers(scope, inUse);
  },
};

function parse(line: string): RegionRecord {
  const code = line.slice(0, 6);
  const name = line.slice(7);
  if (code.endsWith('0000')) return { code, name, level: 'PROVINCE', parentCode: null };
  if (code.endsWith('00')) return { code, name, level: 'CITY', parentCode: `${code.slice(0, 2)}0000` };
  return { code, name, level: 'COUNTY', parentCode: `${code.slice(0, 4)}00` };
}

/** 632126 2013 630223 互助土族自治县: given up at the end of 2013. */
function parseRetired(line: string): RetiredCode {
  const [code = '', year, successor = '', name = ''] = line.split(' ');
  return { code, name, successor, validTo: `${year}-12-31` };
}

/** Some codes were retired more than once: 632121, 630221, 630203. */
function current(code: string): string {
  const successor = nextCode.get(code);
  return successor === undefined ? code : current(successor);
}

/** Four digits that end in 00 stay as they are, and so are never found: a province is `52`, not the city `5200`. */
function wholeCode(code: string): string {
  const isPrefix = code.length === 2 || (code.length === 4 && !code.endsWith('00'));
  return isPrefix ? code.padEnd(6, '0') : code;
}

function ancestorNames(code: string): string {
  const { name, parentCode } = regions.get(code);
  const above = parentCode === null ? '' : ancestorNames(parentCode);
  return placeholderCity.test(name) ? above : above + name;
}
