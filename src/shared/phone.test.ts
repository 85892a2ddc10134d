import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalizeMobile, normalizePhone } from './phone.ts';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((n) => n.join(''));
const mobileNumber = fc
  .tuple(fc.integer({ min: 3, max: 9 }), digits(9))
  .map(([kind, rest]) => `1${kind}${rest}`);
const landlineNumber = fc.oneof(
  fc.tuple(fc.constantFrom('010', '020', '021', '029'), fc.integer({ min: 2, max: 9 }), digits(7)),
  fc.tuple(fc.constantFrom('0755', '0851', '0855', '0999'), fc.integer({ min: 2, max: 9 }), digits(6)),
  fc.tuple(fc.constantFrom('0755', '0851', '0371', '0757'), fc.integer({ min: 2, max: 9 }), digits(7)),
);
const separator = fc.constantFrom(
  '',
  '',
  ' ',
  '-',
  '–',
  '—',
  '.',
  '\t',
  '\u3000',
  '（',
  ')',
  '\u202d',
  '\u200b',
);
const fullWidth = (text: string) =>
  text.replace(/[0-9+]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** Writes a number with separators anywhere, perhaps in full-width characters. */
const spelled = (text: string) =>
  fc
    .array(separator, { minLength: text.length + 1, maxLength: text.length + 1 })
    .map((gaps) => gaps.map((gap, i) => gap + text.charAt(i)).join(''))
    .chain((written) => fc.constantFrom(written, fullWidth(written)));

describe('a mobile number', () => {
  it.each([
    '13812341234',
    '138 1234 1234',
    '138-1234-1234',
    '+8613812341234',
    '+86 138 1234 1234',
    '(+86) 138.1234.1234',
    '008613812341234',
    '8613812341234',
    '013812341234',
    '+86 (0)138 1234 1234',
    '１３８１２３４１２３４',
    '＋８６　１３８—１２３４—１２３４',
    '\u202d13812341234\u202c',
  ])('is the same caller written as %j', (input) => {
    expect(normalizeMobile(input)).toBe('13812341234');
    expect(normalizePhone(input)).toBe('13812341234');
  });

  it('has one canonical form for every spelling', () => {
    const spelling = fc
      .tuple(mobileNumber, fc.constantFrom('', '+86', '0086', '86', '0', '+860'))
      .chain(([number, prefix]) => fc.tuple(fc.constant(number), spelled(prefix + number)));
    fc.assert(
      fc.property(spelling, ([number, input]) => {
        expect(normalizeMobile(input)).toBe(number);
        expect(normalizePhone(input)).toBe(number);
      }),
    );
  });

  it.each([
    '',
    '12333',
    '110',
    '12012341234',
    '1381234123',
    '138123412345',
    '+1 138 1234 1234',
    '1381234123x',
    '13812341234 转 8',
    '++8613812341234',
    '13812341234+',
    '0757-87654321',
    '١٣٨١٢٣٤١٢٣٤',
  ])('is not %j', (input) => {
    expect(normalizeMobile(input)).toBeNull();
  });
});

describe('a telephone number', () => {
  it.each([
    ['0757-87654321', '075787654321'],
    ['(0757) 8765 4321', '075787654321'],
    ['+86 757 8765 4321', '075787654321'],
    ['0086-0757-87654321', '075787654321'],
    ['０７５７－８７６５４３２１', '075787654321'],
    ['010 6552 9999', '01065529999'],
    ['+86 10 6552 9999', '01065529999'],
    ['0855-3571234', '08553571234'],
  ])('may be a landline with its area code: %s', (input, canonical) => {
    expect(normalizePhone(input)).toBe(canonical);
  });

  it('has one canonical form for every spelling of a landline, which is no mobile number', () => {
    const spelling = fc
      .tuple(landlineNumber, fc.constantFrom('', '+86', '0086', '86'), fc.boolean())
      .chain(([parts, prefix, trunk]) => {
        const number = parts.join('');
        const dialled = prefix === '' || trunk ? number : number.slice(1);
        return fc.tuple(fc.constant(number), spelled(prefix + dialled));
      });
    fc.assert(
      fc.property(spelling, ([number, input]) => {
        expect(normalizePhone(input)).toBe(number);
        expect(normalizeMobile(input)).toBeNull();
      }),
    );
  });

  it.each([
    '12333',
    '87654321',
    '757 8765 4321',
    '0757-12345678',
    '010-1234567',
    '0100-7654321',
    '400-800-8888',
    '0757-87654321-801',
    '',
  ])('is not %j', (input) => {
    expect(normalizePhone(input)).toBeNull();
  });

  it('is unchanged when canonical already', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mobileNumber,
          landlineNumber.map((parts) => parts.join('')),
        ),
        (number) => {
          expect(normalizePhone(number)).toBe(number);
        },
      ),
    );
  });

  it('never makes anything else than canonical digits of what people type', () => {
    const typed = fc.string({ unit: fc.constantFrom(...'0123456789+-() 86', 'x', '８') });
    fc.assert(
      fc.property(typed, (input) => {
        expect(normalizePhone(input) ?? '01012345678').toMatch(/^(1[3-9]\d{9}|0\d{9,11})$/);
        expect(normalizeMobile(input) ?? '13800000000').toMatch(/^1[3-9]\d{9}$/);
      }),
    );
  });
});
