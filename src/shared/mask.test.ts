import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskName, maskPhone } from './mask.ts';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((n) => n.join(''));

describe('a masked phone', () => {
  it.each([
    ['13812341234', '138****1234'],
    ['075787654321', '0757******21'],
    ['08553571234', '0855*****34'],
    ['01065529999', '010******99'],
    ['02987654321', '029******21'],
  ])('of %s is %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });

  it.each(['', '12333', '+8613812341234', '138 1234 1234', '𠮷'])(
    'hides all of %j, which is not canonical',
    (phone) => {
      expect(maskPhone(phone)).toBe('*'.repeat([...phone].length));
    },
  );

  it('lets nothing of the hidden middle through: numbers that differ only there look the same', () => {
    const mobile = { head: digits(2).map((n) => `1${n}`), middle: 4, tail: 4 };
    const landline = { head: fc.constantFrom('010', '029', '0757', '0855'), middle: 6, tail: 2 };
    for (const { head, middle, tail } of [mobile, landline]) {
      fc.assert(
        fc.property(head, digits(middle), digits(middle), digits(tail), (start, one, other, end) => {
          expect(maskPhone(start + one + end)).toBe(start + '*'.repeat(middle) + end);
          expect(maskPhone(start + other + end)).toBe(maskPhone(start + one + end));
        }),
      );
    }
  });
});

describe('a masked name', () => {
  it.each([
    ['王五', '王*'],
    ['欧阳娜娜', '欧***'],
    ['阿依古丽·买买提', '阿*******'],
    ['𠮷野太郎', '𠮷***'],
    ['王𠮷', '王*'],
    [' 王五 ', '王*'],
    ['王', '王'],
    ['', ''],
  ])('of %j is %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it('shows one character and as many stars as it hides', () => {
    const character = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
      .filter((c) => /^\S$/u.test(c));
    const name = fc.array(character, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(name, (characters) => {
        expect(maskName(characters.join(''))).toBe(characters[0] + '*'.repeat(characters.length - 1));
      }),
    );
  });

  it('of whatever text shows its first code point and nothing else, halves of characters and marks included', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    );
    fc.assert(
      fc.property(text, (name) => {
        const [first = '', ...others] = [...name.trim()];
        expect(maskName(name)).toBe(first + '*'.repeat(others.length));
      }),
    );
  });
});

describe('a masked phone of whatever text', () => {
  it('is as long as it was and shows seven digits at most, none of anything that is no number', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.stringMatching(/^[0-9+ -]{0,20}$/),
    );
    fc.assert(
      fc.property(text, (phone) => {
        const masked = maskPhone(phone);
        const shown = masked.replaceAll('*', '');
        expect([...masked]).toHaveLength([...phone].length);
        expect(shown.length).toBeLessThanOrEqual(7);
        if (!/^\d{10,}$/.test(phone)) expect(shown).toBe('');
      }),
    );
  });
});
