import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { creditCodeWithCheck, isCreditCode, normalizeCreditCode } from './credit-code.ts';

const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const first17 = fc
  .array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 })
  .map((characters) => characters.join(''));
const replaced = (text: string, at: number, character: string) =>
  text.slice(0, at) + character + text.slice(at + 1);

describe('a credit code', () => {
  it.each(['91350100M000100Y43', '91110000802100433B', '914403001922038216'])('is valid: %s', (code) => {
    expect(isCreditCode(code)).toBe(true);
    expect(creditCodeWithCheck(code.slice(0, 17))).toBe(code);
  });

  it.each([
    '',
    '91350100M000100Y4',
    '91350100M000100Y433',
    '91350100M000100Y44',
    '91350100m000100y43',
    ' 91350100M000100Y43',
    '91350100M000100Y43\n',
    '91350100M0O0100Y43',
    '９１350100M000100Y43',
  ])('is not %j', (code) => {
    expect(isCreditCode(code)).toBe(false);
  });

  it('may begin with any two characters', () => {
    fc.assert(fc.property(first17, (start) => isCreditCode(creditCodeWithCheck(start))));
  });

  it('is spoilt by any single wrong character', () => {
    fc.assert(
      fc.property(first17, fc.nat(17), fc.constantFrom(...alphabet), (start, at, character) => {
        const code = creditCodeWithCheck(start);
        expect(isCreditCode(replaced(code, at, character))).toBe(character === code.charAt(at));
      }),
    );
  });

  it('is spoilt by two different neighbours that change places', () => {
    fc.assert(
      fc.property(first17, fc.nat(16), (start, at) => {
        const code = creditCodeWithCheck(start);
        const [a, b] = [code.charAt(at), code.charAt(at + 1)];
        expect(isCreditCode(replaced(replaced(code, at, b), at + 1, a))).toBe(a === b);
      }),
    );
  });

  it.each(['', '91350100M000100Y', '91350100M000100Y43', '91350100M000100Z4'])(
    'cannot be made from %j',
    (start) => {
      expect(() => creditCodeWithCheck(start)).toThrow(RangeError);
    },
  );
});

describe('the normal spelling of a credit code', () => {
  it.each([
    '91350100M000100Y43',
    ' 91350100m000100y43\t',
    '91 350100 M000100Y 43',
    '91-350100-M000100Y4-3',
    '９１３５０１００Ｍ０００１００Ｙ４３',
    '\u200b91350100M000100Y43',
  ])('of %j is 91350100M000100Y43', (input) => {
    expect(normalizeCreditCode(input)).toBe('91350100M000100Y43');
  });

  it('stays when normalized again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet, ...'abcxyz -　Ａ') }), (input) => {
        const once = normalizeCreditCode(input);
        expect(normalizeCreditCode(once)).toBe(once);
      }),
    );
  });
});
