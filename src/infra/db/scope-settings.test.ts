import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RegionScope, regionScope } from '../../shared/region-scope.ts';
import { actorSettings, signInSettings } from './scope-settings.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const guizhou = regionScope('home', '520000');
const scopeWith = (more: Partial<RegionScope>) => ({ id, scope: { ...guizhou, ...more } });

const injections = [
  "520000'; RESET ROLE; --",
  "520000'; SET LOCAL app.home_to = '999999",
  '520000\n',
  '520000\u0000',
  ' 520000',
  '520000 ',
  "''",
  '',
  '52',
  '5200000',
  '-52000',
  '５２００００',
  '٥٢٠٠٠٠',
  '52000x',
  '520000; SELECT 1',
];

describe('the settings of a scope', () => {
  it('are the actor and the range of the home side', () => {
    expect(actorSettings({ id, scope: regionScope('home', '522600') })).toBe(
      `SET LOCAL app.actor = '${id}'; SET LOCAL app.home_from = '522600'; SET LOCAL app.home_to = '522700'`,
    );
  });

  it('are the actor and the range of the host side', () => {
    expect(actorSettings({ id, scope: regionScope('host', '440607') })).toBe(
      `SET LOCAL app.actor = '${id}'; SET LOCAL app.host_from = '440607'; SET LOCAL app.host_to = '440608'`,
    );
  });

  it('name the codes the region had before, if there are any', () => {
    expect(
      actorSettings({ id, scope: { ...regionScope('home', '630223'), former: ['632126', '632127'] } }),
    ).toBe(
      `SET LOCAL app.actor = '${id}'; SET LOCAL app.home_from = '630223'; SET LOCAL app.home_to = '630224'; ` +
        `SET LOCAL app.home_former = '632126,632127'`,
    );
  });

  it.each(injections)('refuse a former code %j', (code) => {
    expect(() => actorSettings(scopeWith({ former: ['632126', code] }))).toThrow(TypeError);
  });

  it('are the actor alone for an administrator, who has no region', () => {
    expect(actorSettings({ id, scope: null })).toBe(`SET LOCAL app.actor = '${id}'`);
  });

  it.each(injections)('refuse to begin at %j', (from) => {
    expect(() => actorSettings(scopeWith({ from }))).toThrow(TypeError);
  });

  it.each(injections)('refuse to end at %j', (to) => {
    expect(() => actorSettings(scopeWith({ to }))).toThrow(TypeError);
  });

  it.each([
    `${id}'; RESET ROLE; --`,
    `${id}\n`,
    ` ${id}`,
    id.toUpperCase(),
    id.replaceAll('-', ''),
    `{${id}}`,
    "' OR true --",
    '',
  ])('refuse the actor %j', (actor) => {
    expect(() => actorSettings({ id: actor, scope: guizhou })).toThrow(TypeError);
  });

  it('hold nothing but digits between their quotes, whatever they are asked to hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (from, to) => {
        fc.pre(!/^[0-9]{6}$/.test(from) || !/^[0-9]{6}$/.test(to));
        expect(() => actorSettings(scopeWith({ from, to }))).toThrow(TypeError);
      }),
    );
  });

  it('do not repeat in their refusal what they refused', () => {
    expect(() => actorSettings(scopeWith({ from: '13812341234' }))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('13812341234') }),
    );
  });
});

describe('the settings of a sign-in', () => {
  it('are the name alone', () => {
    expect(signInSettings('cengong.station')).toBe("SET LOCAL app.sign_in = 'cengong.station'");
  });

  it.each([
    "x' OR '1'='1",
    "guizhou.manager'; RESET ROLE; --",
    'a',
    'Admin',
    'ad min',
    'admin\n',
    '.admin',
    '管理员',
    'a'.repeat(65),
    '',
  ])('refuse the name %j', (username) => {
    expect(() => signInSettings(username)).toThrow(TypeError);
  });
});
