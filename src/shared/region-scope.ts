import { provinceOf, regionRange } from './region-range.ts';

/** Home-side people see records by their home region, partner-province offices by the host region. */
export type Side = 'home' | 'host';

/** What one person may see: one side's records of one region and everything beneath it. */
export interface RegionScope {
  readonly side: Side;
  /** Six digits: 520000 is the whole of Guizhou. */
  readonly regionCode: string;
  /** The province that owns the rows: the first two digits. */
  readonly tenant: string;
  /** The half-open range of six-digit codes, `from <= code < to`. */
  readonly from: string;
  readonly to: string;
  /** Retired codes outside the range of regions that lie in it now: rows may still stand under them. */
  readonly former: readonly string[];
}

/** The scope of a code in use. Accounts and tokens may hold a retired one: for them see `regions.scope`. */
export const regionScope = (side: Side, regionCode: string): RegionScope => ({
  side,
  regionCode,
  tenant: provinceOf(regionCode),
  ...regionRange(regionCode),
  former: [],
});

/** The six digits of the province whose network this is; null for offices and without a scope. */
export const homeProvinceOf = (scope: RegionScope | null): string | null =>
  scope?.side === 'home' ? `${scope.tenant}0000` : null;

/** The same for somebody whose scope is all of the province; null for anybody else. */
export const wholeProvinceOf = (scope: RegionScope | null): string | null =>
  scope?.regionCode === homeProvinceOf(scope) ? homeProvinceOf(scope) : null;

/** The tenant of rows the platform itself owns. */
export const PLATFORM_TENANT = '00';
