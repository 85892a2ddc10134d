import { type BusinessDate, daysBetween } from '../../shared/business-day.ts';
import { reject } from '../../shared/errors.ts';
import { type RegionRecord, regions } from '../regions/index.ts';
import type { CooperationAgreement } from './agreement.entity.ts';
import type { AgreementKind, AgreementStanding } from './agreement.enums.ts';

/** Six-digit codes of the regions of each side. */
export interface Parties {
  readonly home: readonly string[];
  readonly host: readonly string[];
}

/**
 * An alliance has three parties or more, every other kind one of each side. No region takes part twice, and no province
 * on both sides: work that stays within a province is not what these agreements are about.
 * @throws Rejection
 */
export function assertParties(kind: AgreementKind, { home, host }: Parties): void {
  const all = [...home, ...host];
  if (new Set(all).size < all.length) throw reject('INVALID', 'PARTY_TWICE', 'hostRegionCodes');
  const homeProvinces = new Set(home.map((code) => code.slice(0, 2)));
  if (host.some((code) => homeProvinces.has(code.slice(0, 2)))) {
    throw reject('INVALID', 'HOST_IS_HOME', 'hostRegionCodes');
  }
  const fits = kind === 'ALLIANCE' ? all.length >= 3 : all.length === 2;
  if (!fits) throw reject('INVALID', 'PARTIES_MISFIT', 'kind');
}

/** The smallest region that holds all these; null when they lie in several provinces. */
export function regionAround(codes: readonly string[]): string | null {
  const [first = '', ...rest] = codes;
  for (let region: RegionRecord | null = regions.get(first); region; ) {
    const prefix = region.code.replace(/(00){1,2}$/, '');
    if (rest.every((code) => code.startsWith(prefix))) return region.code;
    region = region.parentCode ? regions.get(region.parentCode) : null;
  }
  return null;
}

const levels: readonly RegionRecord['level'][] = ['PROVINCE', 'CITY', 'COUNTY'];

/** The highest level among regions. */
export const highestLevel = (codes: readonly string[]): RegionRecord['level'] =>
  levels.find((level) => codes.some((code) => regions.get(code).level === level)) ?? 'COUNTY';

type Term = Pick<CooperationAgreement, 'signedOn' | 'expiresOn' | 'terminatedOn'>;

/** The first day an agreement no longer holds; null for one without an end. */
export function endOf({ expiresOn, terminatedOn }: Term): BusinessDate | null {
  if (expiresOn === null || terminatedOn === null) return expiresOn ?? terminatedOn;
  return expiresOn < terminatedOn ? expiresOn : terminatedOn;
}

/** Days from this one on during which it still holds, 0 once it has ended; null without an end. */
export function daysLeft(term: Term, today: BusinessDate): number | null {
  const end = endOf(term);
  return end === null ? null : Math.max(0, daysBetween(today, end));
}

/** @param within how many days before its end an agreement counts as expiring */
export function standingOf(term: Term, today: BusinessDate, within: number): AgreementStanding {
  const left = daysLeft(term, today);
  if (left === 0) return term.terminatedOn !== null && term.terminatedOn <= today ? 'TERMINATED' : 'EXPIRED';
  return left !== null && left <= within ? 'EXPIRING' : 'IN_FORCE';
}

/** @throws Rejection unless it holds for a day at least, and was signed by today */
export function assertTerm({ signedOn, expiresOn }: Omit<Term, 'terminatedOn'>, today: BusinessDate): void {
  if (signedOn > today) throw reject('INVALID', 'DATE_IN_FUTURE', 'signedOn');
  if (expiresOn !== null && expiresOn <= signedOn) throw reject('INVALID', 'TERM_INVALID', 'expiresOn');
}
