import { describe, expect, it } from '@jest/globals';
import { regions } from '../regions/index.ts';
import { StationTier } from './station.entity.ts';
import { isOpenOn, mayAnswerTo, officePhone, tierFits } from './station.rules.ts';

const { HEADQUARTERS, BRANCH, WORKSTATION } = StationTier;

describe('a tier', () => {
  it.each([
    [HEADQUARTERS, '520000', true],
    [HEADQUARTERS, '522600', false],
    [BRANCH, '522600', true],
    [BRANCH, '520000', false],
    [BRANCH, '522626', false],
    [WORKSTATION, '522626', true],
    [WORKSTATION, '522600', false],
    // A county-level city is a county, one that the province governs itself too.
    [WORKSTATION, '429004', true],
  ])('%s of %s: %s', (tier, home, fits) => {
    expect(tierFits(tier, regions.get(home))).toBe(fits);
  });
});

describe('a station', () => {
  const of = (tier: StationTier, homeRegionCode: string) => ({ tier, homeRegionCode });
  it.each([
    [of(WORKSTATION, '522626'), of(BRANCH, '522600'), true],
    [of(WORKSTATION, '522626'), of(HEADQUARTERS, '520000'), true],
    [of(BRANCH, '522600'), of(HEADQUARTERS, '520000'), true],
    [of(WORKSTATION, '522626'), of(BRANCH, '522700'), true],
    [of(WORKSTATION, '522626'), of(BRANCH, '431200'), false],
    [of(WORKSTATION, '522626'), of(WORKSTATION, '522627'), false],
    [of(BRANCH, '522600'), of(WORKSTATION, '522626'), false],
    [of(BRANCH, '522600'), of(BRANCH, '522700'), false],
    [of(HEADQUARTERS, '520000'), of(BRANCH, '522600'), false],
    [of(HEADQUARTERS, '520000'), of(HEADQUARTERS, '520000'), false],
  ])('%o answers to %o: %s', (station, parent, may) => {
    expect(mayAnswerTo(station, parent)).toBe(may);
  });

  it.each([
    ['2023-12-31', false],
    ['2024-01-01', true],
    ['2024-09-29', true],
    ['2024-09-30', false],
  ])('from 2024-01-01, closed on 2024-09-30, is open on %s: %s', (day, open) => {
    expect(isOpenOn({ openedOn: '2024-01-01', closedOn: '2024-09-30' }, day)).toBe(open);
  });
});

describe('the telephone of an office', () => {
  it.each([
    ['0757-87712333', '0757-87712333'],
    [' 12333 ', '12333'],
    ['０７５７－８７７１２３３３', '0757-87712333'],
    ['+86 757 8771 2333', '+86 757 8771 2333'],
    ['0757-87712333转8001', '0757-87712333转8001'],
    ['电话', null],
    ['', null],
    ['0757-87712333; DROP', null],
    ['1'.repeat(40), null],
  ])('%s is %s', (given, kept) => {
    const { data = null } = officePhone.safeParse(given);
    expect(data).toBe(kept);
  });
});
