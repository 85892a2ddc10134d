import { describe, expect, it } from '@jest/globals';
import { Rejection } from '../../shared/errors.ts';
import {
  assertParties,
  assertTerm,
  daysLeft,
  endOf,
  highestLevel,
  regionAround,
  standingOf,
} from './agreement.rules.ts';

const problemOf = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.problems.map(({ messageKey, field }) => `${messageKey} ${field?.join('.')}`).join();
  }
};

describe('the parties', () => {
  const [home, host] = [['522626'], ['440607']];
  it.each([
    ['ONE_TO_ONE', home, host, null],
    ['ONE_TO_ONE', ['520000'], ['442000'], null],
    ['ONE_TO_ONE', home, ['440607', '440606'], 'PARTIES_MISFIT kind'],
    ['ONE_TO_ONE', ['522626', '522627'], host, 'PARTIES_MISFIT kind'],
    ['EAST_WEST_PAIRING', home, host, null],
    ['EAST_WEST_PAIRING', home, ['440000', '330000'], 'PARTIES_MISFIT kind'],
    ['ALLIANCE', home, host, 'PARTIES_MISFIT kind'],
    ['ALLIANCE', home, ['440607', '330282'], null],
    ['ALLIANCE', ['520000', '430000'], ['440000'], null],
    ['ALLIANCE', ['520000', '430000'], ['440000', '430500'], 'HOST_IS_HOME hostRegionCodes'],
    ['ALLIANCE', ['520000'], ['440000', '440000'], 'PARTY_TWICE hostRegionCodes'],
    ['ONE_TO_ONE', ['520000'], ['522626'], 'HOST_IS_HOME hostRegionCodes'],
  ] as const)('%s of %j and %j: %s', (kind, homes, hosts, problem) => {
    expect(problemOf(() => assertParties(kind, { home: homes, host: hosts }))).toBe(problem);
  });
});

describe('the region around', () => {
  it.each([
    [['522626'], '522626'],
    [['522626', '522627'], '522600'],
    [['522600', '522626'], '522600'],
    [['522626', '522701'], '520000'],
    [['520000', '522626'], '520000'],
    [['520000', '430000'], null],
  ])('%j is %s', (codes, around) => {
    expect(regionAround(codes)).toBe(around);
  });

  it.each([
    [['522626'], 'COUNTY'],
    [['522626', '522700'], 'CITY'],
    [['522626', '520000', '522700'], 'PROVINCE'],
  ])('%j is of level %s', (codes, level) => {
    expect(highestLevel(codes)).toBe(level);
  });
});

describe('an agreement', () => {
  const term = (expiresOn: string | null, terminatedOn: string | null = null) => ({
    signedOn: '2024-01-01',
    expiresOn,
    terminatedOn,
  });
  it.each([
    [term(null), null, null, 'IN_FORCE'],
    [term('2025-12-31'), '2025-12-31', 457, 'IN_FORCE'],
    [term('2024-12-30'), '2024-12-30', 91, 'IN_FORCE'],
    [term('2024-12-29'), '2024-12-29', 90, 'EXPIRING'],
    [term('2024-10-01'), '2024-10-01', 1, 'EXPIRING'],
    [term('2024-09-30'), '2024-09-30', 0, 'EXPIRED'],
    [term('2024-03-01'), '2024-03-01', 0, 'EXPIRED'],
    [term('2025-12-31', '2024-09-30'), '2024-09-30', 0, 'TERMINATED'],
    [term(null, '2024-09-01'), '2024-09-01', 0, 'TERMINATED'],
    // Ended for a day to come, it holds until then.
    [term(null, '2024-10-02'), '2024-10-02', 2, 'EXPIRING'],
    [term('2025-12-31', '2025-06-01'), '2025-06-01', 244, 'IN_FORCE'],
  ])('%o ends on %s, in %s days: %s', (of, end, days, standing) => {
    expect(endOf(of)).toBe(end);
    expect(daysLeft(of, '2024-09-30')).toBe(days);
    expect(standingOf(of, '2024-09-30', 90)).toBe(standing);
  });

  it.each([
    ['2024-09-30', null, null],
    ['2024-09-30', '2024-10-01', null],
    ['2024-09-30', '2024-09-30', 'TERM_INVALID expiresOn'],
    ['2024-10-01', null, 'DATE_IN_FUTURE signedOn'],
  ])('from %s to %s: %s', (signedOn, expiresOn, problem) => {
    expect(problemOf(() => assertTerm({ signedOn, expiresOn }, '2024-09-30'))).toBe(problem);
  });
});
