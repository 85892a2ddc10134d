import { describe, expect, it } from '@jest/globals';
import { type Actor, Role } from '../../shared/actor.ts';
import type { Rejection } from '../../shared/errors.ts';
import { regionScope } from '../../shared/region-scope.ts';
import { assertMayGive, assertOther, assertOwnIssue, viewOf } from './account.policy.ts';

const actor = (role: Role): Actor => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'somebody',
  role,
  scope: role === 'ADMIN' ? null : regionScope(role === 'HR_OFFICER' ? 'host' : 'home', '440600'),
  stationId: null,
});
const roles = Object.values(Role);

const codesOf = (work: () => void): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return (error as Rejection).problems.map(({ messageKey }) => messageKey);
  }
};

describe('the role of an account', () => {
  it.each([
    [Role.ADMIN, roles],
    [Role.MANAGER, [Role.STATION_STAFF, Role.HOTLINE_AGENT, Role.MANAGER, Role.AUDITOR]],
    [Role.STATION_STAFF, []],
    [Role.HR_OFFICER, []],
    [Role.HOTLINE_AGENT, []],
    [Role.AUDITOR, []],
  ])('is given by %s: %j', (giver, given) => {
    const may = roles.filter((role) => codesOf(() => assertMayGive(actor(giver), role)).length === 0);
    expect(may).toEqual(roles.filter((role) => given.includes(role as never)));
  });
});

describe('an account', () => {
  it('is seen by those who manage accounts, and by its owner', () => {
    expect(roles.filter((role) => viewOf(actor(role)).manages)).toEqual(['MANAGER', 'ADMIN']);
    expect(viewOf(actor(Role.AUDITOR))).toEqual({ id: actor(Role.AUDITOR).id, manages: false });
  });

  it('is not its owner’s to change', () => {
    expect(codesOf(() => assertOther(actor(Role.ADMIN), actor(Role.ADMIN)))).toEqual(['OWN_ACCOUNT']);
    expect(codesOf(() => assertOther(actor(Role.ADMIN), { id: crypto.randomUUID() }))).toEqual([]);
  });

  it('of another issuer is not changed here', () => {
    expect(codesOf(() => assertOwnIssue({ issuer: 'https://issuer.example' }))).toEqual(['EXTERNAL_ACCOUNT']);
    expect(codesOf(() => assertOwnIssue({ issuer: null }))).toEqual([]);
  });
});
