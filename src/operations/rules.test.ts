import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { Rejection } from '../shared/errors.ts';
import { encodeNodeId, nodeTypes } from '../shared/node-id.ts';
import {
  check,
  date,
  expectedVersion,
  idempotencyKey,
  idOf,
  listOf,
  money,
  optional,
  optionalText,
  text,
} from './rules.ts';

/** What there is to mend in a value, as `field: CODE MESSAGE`. */
const mendingOf = (rule: z.ZodType, value: unknown): string[] => {
  try {
    check(z.object({ it: rule }), { it: value });
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.problems.map(({ field, code, messageKey }) => `${field?.join('.')}: ${code} ${messageKey}`);
  }
  return [];
};

const made = (rule: z.ZodType, value: unknown) =>
  (check(z.object({ it: rule }), { it: value }) as { it: unknown }).it;

describe('text', () => {
  it.each([
    ['  杨光  ', '杨光'],
    ['一\n二', '一\n二'],
    ['e\u0301', '\u00e9'],
    ['\u3000王五\u3000', '王五'],
    ['👩‍🌾', '👩‍🌾'],
  ])('%j is kept as %j', (typed, kept) => {
    expect(made(text(60), typed)).toBe(kept);
  });

  it.each(['', ' ', '\u3000', '\n', '\t \r\n', '\ufeff'])('%j is nothing', (typed) => {
    expect(mendingOf(text(60), typed)).toEqual(['it: REQUIRED REQUIRED']);
  });

  it('is counted in characters as people count, after the spaces around are gone', () => {
    expect(made(text(3), ' 𠮷野家 ')).toBe('𠮷野家');
    expect(mendingOf(text(3), '𠮷野家店')).toEqual(['it: INVALID TOO_LONG']);
  });

  it.each([
    ['a tab becomes a space', 'a\tb', 'a b'],
    ['the line breaks of other systems become ours', 'a\r\nb\rc', 'a\nb\nc'],
  ])('is taken as pasted: %s', (_, typed, kept) => {
    expect(made(text(60), typed)).toBe(kept);
  });

  it.each([
    ['a NUL, which PostgreSQL cannot store', 'a\u0000b'],
    ['an escape', 'a\u001b[31mb'],
    ['a delete', 'a\u007fb'],
    ['a control character of ISO 8859-1', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['half a surrogate pair', 'a\ud800b'],
    ['the other half', 'a\udc00'],
  ])('holds no %s', (_, typed) => {
    expect(mendingOf(text(60), typed)).toEqual(['it: INVALID INVALID']);
  });

  it.each([null, undefined, 7, true, ['王五'], { text: '王五' }])('is not %j', (value) => {
    expect(mendingOf(text(60), value)).toEqual(['it: INVALID INVALID']);
  });

  it('read again is the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (typed) => {
        fc.pre(mendingOf(text(30), typed).length === 0);
        const kept = made(text(30), typed);
        expect(made(text(30), kept)).toBe(kept);
      }),
    );
  });
});

describe('text that may be left out', () => {
  it.each([undefined, null, '', '  ', '\u3000'])('is null for %j', (value) => {
    expect(made(optionalText(60), value)).toBeNull();
  });

  it('is text otherwise, by the same rules', () => {
    expect(made(optionalText(2), ' 好 ')).toBe('好');
    expect(mendingOf(optionalText(2), '好好好')).toEqual(['it: INVALID TOO_LONG']);
    expect(mendingOf(optionalText(2), 'a\u0000')).toEqual(['it: INVALID INVALID']);
    expect(mendingOf(optionalText(2), 7)).toEqual(['it: INVALID INVALID']);
  });
});

describe('what may be left out', () => {
  it('is null when it is, and follows its rule when it is not', () => {
    const rule = optional(z.number().int().min(1));
    expect([undefined, null, 1].map((value) => made(rule, value))).toEqual([null, null, 1]);
    expect(mendingOf(rule, 0)).toEqual(['it: INVALID INVALID']);
  });
});

describe('a list', () => {
  const names = listOf(text(4), 3, 1);

  it('holds what its rule makes of its entries', () => {
    expect(made(names, [' 王五 ', '李四'])).toEqual(['王五', '李四']);
  });

  it.each([
    ['has too few', [], 'it: REQUIRED REQUIRED'],
    ['has too many', ['一', '二', '三', '四'], 'it: INVALID TOO_MANY'],
    ['is none', '王五', 'it: INVALID INVALID'],
    ['is missing', undefined, 'it: INVALID INVALID'],
  ])('that %s is refused as a whole', (_, value, mending) => {
    expect(mendingOf(names, value)).toEqual([mending]);
  });

  it('names every entry at fault by its place', () => {
    expect(mendingOf(names, ['好', '', '诸葛亮孔明'])).toEqual([
      'it.1: REQUIRED REQUIRED',
      'it.2: INVALID TOO_LONG',
    ]);
  });

  it('is not looked into when it is too long', () => {
    expect(
      mendingOf(
        names,
        Array.from({ length: 10_000 }, () => ''),
      ),
    ).toEqual(['it: INVALID TOO_MANY']);
  });
});

describe('an id', () => {
  const uuid = '0198c0de-0000-7000-8000-000000000001';

  it('names a record of its type', () => {
    expect(made(idOf('ServiceTicket'), encodeNodeId('ServiceTicket', '52', uuid))).toEqual({
      type: 'ServiceTicket',
      tenant: '52',
      id: uuid,
    });
  });

  it.each(nodeTypes.filter((type) => type !== 'ServiceTicket'))('of a %s is no ticket’s', (type) => {
    expect(mendingOf(idOf('ServiceTicket'), encodeNodeId(type, '52', uuid))).toEqual([
      'it: NOT_FOUND REFERENCE_NOT_FOUND',
    ]);
  });

  it.each(['', 'ticket', uuid, encodeNodeId('ServiceTicket', '52', uuid).slice(1), '字'.repeat(24)])(
    '%j was never issued',
    (id) => {
      expect(mendingOf(idOf('ServiceTicket'), id)).toEqual(['it: NOT_FOUND REFERENCE_NOT_FOUND']);
    },
  );
});

describe('an amount', () => {
  it.each([
    ['5600', '5600.00'],
    ['5600.5', '5600.50'],
    ['5600.55', '5600.55'],
    ['0', '0.00'],
    ['0.07', '0.07'],
    ['9999999999.99', '9999999999.99'],
    // The database drops leading zeros.
    ['007.5', '7.50'],
  ])('%s is %s, as the database gives it back', (sent, kept) => {
    expect(made(money, sent)).toBe(kept);
  });
});

describe('a key of the client’s', () => {
  it.each(['12345678', crypto.randomUUID(), '!'.repeat(128)])('may be %s', (key) => {
    expect(made(idempotencyKey, key)).toBe(key);
  });

  it.each(['', '1234567', '1'.repeat(129), '1234 5678', '12345678\n', '一二三四五六七八', '1234567\u0000'])(
    'may not be %j',
    (key) => {
      expect(mendingOf(idempotencyKey, key)).toEqual(['it: INVALID INVALID']);
    },
  );
});

describe('a version and a date', () => {
  it.each([1.5, '1', null, Number.NaN, Number.POSITIVE_INFINITY])('no version is %p', (version) => {
    expect(mendingOf(expectedVersion, version)).toEqual(['it: INVALID INVALID']);
  });

  it.each(['2024-02-30', '2024-2-3', '20240203', '2024-02-03T00:00:00Z', ''])('no date is %j', (day) => {
    expect(mendingOf(date, day)).toEqual(['it: INVALID INVALID']);
  });
});

describe('an input', () => {
  const rules = z.object({ name: text(4), contact: z.object({ phone: text(11) }), way: z.enum(['ON_SITE']) });

  it('is refused with every field at fault at once, by path', () => {
    expect(() => check(rules, { name: '', contact: { phone: 'x'.repeat(12) }, way: 'BY_BIKE' })).toThrow(
      expect.objectContaining({
        problems: [
          { field: ['name'], code: 'REQUIRED', messageKey: 'REQUIRED' },
          { field: ['contact', 'phone'], code: 'INVALID', messageKey: 'TOO_LONG' },
          { field: ['way'], code: 'INVALID', messageKey: 'INVALID' },
        ],
      }),
    );
  });

  it('never comes back in the refusal', () => {
    const secret = '13812341234';
    try {
      check(rules, { name: secret, contact: { phone: `${secret}9` }, way: secret });
      throw new Error('It was not refused.');
    } catch (error) {
      expect(error).toBeInstanceOf(Rejection);
      expect(JSON.stringify([(error as Rejection).message, (error as Rejection).problems])).not.toContain(
        secret,
      );
    }
  });

  it('keeps only the fields its rules know, in their order: equal inputs are equal text', () => {
    const one = check(rules, { name: '好', contact: { phone: '1' }, way: 'ON_SITE', extra: 1 });
    const other = check(rules, { way: 'ON_SITE', contact: { phone: ' 1 ' }, name: ' 好' });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});
