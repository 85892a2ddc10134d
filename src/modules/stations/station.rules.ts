import { z } from 'zod';
import { breach } from '../../operations/rules.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { reject } from '../../shared/errors.ts';
import type { RegionScope } from '../../shared/region-scope.ts';
import { type RegionRecord, regions } from '../regions/index.ts';
import type { Station, StationTier } from './station.entity.ts';

/** From the top. A station answers to one of a tier above its own, so that no chain of parents ever closes. */
const tiers: readonly StationTier[] = ['HEADQUARTERS', 'BRANCH', 'WORKSTATION'];

const levels: Readonly<Record<StationTier, RegionRecord['level']>> = {
  HEADQUARTERS: 'PROVINCE',
  BRANCH: 'CITY',
  WORKSTATION: 'COUNTY',
};

/** Whether a region of this level sends stations of this tier: 省级总站, 市级分站, 县级工作站. */
export const tierFits = (tier: StationTier, { level }: RegionRecord): boolean => levels[tier] === level;

/** The tiers whose stations may answer to one of this tier. */
export const tiersBeneath = (tier: StationTier): readonly StationTier[] =>
  tiers.slice(tiers.indexOf(tier) + 1);

type Placed = Pick<Station, 'tier' | 'homeRegionCode'>;

/** Whether a station may answer to another one: a higher tier of the same home province. */
export const mayAnswerTo = (station: Placed, parent: Placed): boolean =>
  tiersBeneath(parent.tier).includes(station.tier) &&
  sameProvince(station.homeRegionCode, parent.homeRegionCode);

export const sameProvince = (one: string, other: string): boolean => one.slice(0, 2) === other.slice(0, 2);

/** The province whose rows a station's business is. */
export const homeProvince = ({ homeRegionCode }: Pick<Station, 'homeRegionCode'>): RegionScope =>
  regions.scope('home', `${homeRegionCode.slice(0, 2)}0000`);

/** Whether a station serves on a day: from its opening on, until the day it closes. */
export const isOpenOn = ({ openedOn, closedOn }: Pick<Station, 'openedOn' | 'closedOn'>, day: BusinessDate) =>
  openedOn <= day && (closedOn === null || day < closedOn);

/** @throws Rejection STATION_NOT_OPEN of the input's field unless the station serves on that day */
export function assertOpenOn(station: Station, day: BusinessDate, field: string): void {
  if (!isOpenOn(station, day)) throw reject('INVALID', 'STATION_NOT_OPEN', field);
}

/** The telephone of an office, as it is printed: 0757-87712333, 400 123 4567, 0757-87712333转8001. */
export const officePhone = z.string().transform((value, context) => {
  const phone = value.normalize('NFKC').trim();
  return /^\+?\d[\d ()-]{2,24}(转\d{1,6})?$/.test(phone)
    ? phone
    : breach(context, 'INVALID', 'PHONE_INVALID');
});
